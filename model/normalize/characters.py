"""Folds that look at one character at a time: what is not drawn, other forms of letters, white space, case.

Innocent look-alikes: a zero-width joiner inside a family emoji, direction marks around a number copied from the address
book, full-width letters out of a Chinese keyboard. They are folded too, but are no disguise.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from model.normalize.working import Edit, Working
from model.patterns import lazy

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

# Drawn by nobody, used to cut a word in two so that a filter misses it.
INVISIBLE = frozenset(
    "\N{SOFT HYPHEN}"
    "\N{COMBINING GRAPHEME JOINER}"
    "\N{ARABIC LETTER MARK}"
    "\N{HANGUL CHOSEONG FILLER}\N{HANGUL JUNGSEONG FILLER}\N{HANGUL FILLER}\N{HALFWIDTH HANGUL FILLER}"
    "\N{MONGOLIAN VOWEL SEPARATOR}"
    "\N{ZERO WIDTH SPACE}\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
    "\N{LEFT-TO-RIGHT MARK}\N{RIGHT-TO-LEFT MARK}"
    "\N{LEFT-TO-RIGHT EMBEDDING}\N{RIGHT-TO-LEFT EMBEDDING}\N{POP DIRECTIONAL FORMATTING}"
    "\N{LEFT-TO-RIGHT OVERRIDE}\N{RIGHT-TO-LEFT OVERRIDE}"
    "\N{WORD JOINER}"
    "\N{FUNCTION APPLICATION}\N{INVISIBLE TIMES}\N{INVISIBLE SEPARATOR}\N{INVISIBLE PLUS}"
    "\N{LEFT-TO-RIGHT ISOLATE}\N{RIGHT-TO-LEFT ISOLATE}\N{FIRST STRONG ISOLATE}\N{POP DIRECTIONAL ISOLATE}"
    "\N{ZERO WIDTH NO-BREAK SPACE}"
)
VARIATION_SELECTORS = range(0xFE00, 0xFE10)
TAGS = range(0xE0000, 0xE0200)
# Drawn over the character before them: strokes, rings, the box of a keycap.
COMBINING = lazy("[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f]")
# Letters in white on black, which NFKC leaves alone: (first, letter for it, how many).
NEGATIVE_LETTERS = ((0x1F150, "a", 26), (0x1F170, "a", 26))
NEGATIVE_DIGITS = dict(zip("❶❷❸❹❺❻❼❽❾⓿➊➋➌➍➎➏➐➑➒⓵⓶⓷⓸⓹⓺⓻⓼⓽", "1234567890" + "123456789" * 2, strict=True))

# 帐 and 账 are written for each other in "account", and converters disagree: 账 is the standard form.
SAME_WORD = {"帐": "账", "賬": "账", "帳": "账", "薦": "荐"}

_HAN = r"\u3400-\u9fff"
_HIDDEN = "[" + "".join(sorted(INVISIBLE)) + r"\u0300-\u036f\u0483-\u0489\u20d0-\u20df\u20e4-\u20f0]+"
# Between two Chinese characters of a line nothing invisible gets in by itself.
_CUT_BY_INVISIBLE = lazy(rf"[{_HAN}]{_HIDDEN}(?:[{_HAN}]{{1,2}}{_HIDDEN})*[{_HAN}]")
# Letters and digits that nobody types by accident: circled, in brackets, squared, white on black, mathematical.
_LETTER_RANGES = (
    range(0x2474, 0x24EA), range(0x1D400, 0x1D7CC), range(0x1F110, 0x1F14A), range(0x1F150, 0x1F16A),
    range(0x1F170, 0x1F18A), range(0x1F1E6, 0x1F200),
)  # fmt: skip
_DIGIT_RANGES = (range(0x2460, 0x247D), range(0x24EA, 0x2500), range(0x2776, 0x2794), range(0x1D7CE, 0x1D800))
_FANCY_RANGES = (*_LETTER_RANGES, *_DIGIT_RANGES, range(0x20E3, 0x20E4))


def _class(ranges: Iterable[range]) -> str:
    return "".join(f"{chr(codes[0])}-{chr(codes[-1])}" for codes in ranges)


_FANCY_LETTER = f"[{_class(_LETTER_RANGES)}]"
# With the neighbour on each side; a run is read once, since 100,000 of them are a run too.
_FANCY_WORD = lazy(rf"(?P<before>[{_HAN}]?)(?P<word>{_FANCY_LETTER}++)(?P<after>(?=[{_HAN}]))?")
# One number in a list (①, 1️⃣) is a list; five in a row are a contact.
_FANCY_NUMBER = lazy(rf"(?:[{_class(_DIGIT_RANGES)}]|[0-9]\ufe0f?\u20e3){{5,}}")

HIDING = INVISIBLE.union(COMBINING.findall("".join(map(chr, range(0x300, 0x20F1)))))
FANCY = frozenset(char for code in _FANCY_RANGES for char in map(chr, code))

# Two regional indicators are a flag where they spell a country; otherwise they are letters (🇶🇶, 🇻信).
REGIONAL = frozenset(map(chr, range(0x1F1E6, 0x1F200)))
_REGIONAL_RUN = lazy("[\U0001f1e6-\U0001f1ff]+")
COUNTRIES = frozenset(
    codes[i : i + 2]
    for codes in (
        "acadaeafagaialamaoaqarasatauawaxazbabbbdbebfbgbhbibjblbmbnbobqbrbsbtbvbwbybzcacccdcfcgchcickclcmcnco",
        "cpcrcucvcwcxcyczdedgdjdkdmdodzeaeceeegehereseteufifjfkfmfofrgagbgdgegfggghgiglgmgngpgqgrgsgtgugwgyhk",
        "hmhnhrhthuicidieiliminioiqirisitjejmjojpkekgkhkikmknkpkrkwkykzlalblclilklrlsltlulvlymamcmdmemfmgmhmk",
        "mlmmmnmompmqmrmsmtmumvmwmxmymznancnenfngninlnonpnrnunzompapepfpgphpkplpmpnprpsptpwpyqarerorsrurwsasb",
        "scsdsesgshsisjskslsmsnsosrssstsvsxsysztatctdtftgthtjtktltmtntotrtttvtwtzuaugumunusuyuzvavcvevgvivnvu",
        "wfwsxkyeytzazmzw",
    )
    for i in range(0, len(codes), 2)
)


def _surrogate(char: str) -> str:
    return REPLACEMENT if "\ud800" <= char <= "\udfff" else char


def _invisible(char: str) -> str:
    r"""Drop what is not drawn; keep line breaks and tabs.

    >>> _invisible("\N{ZERO WIDTH SPACE}"), _invisible("\N{LINE FEED}")
    ('', '\n')
    """
    if char in "\n\t":
        return char
    hidden = char in INVISIBLE or ord(char) in VARIATION_SELECTORS or ord(char) in TAGS
    return "" if hidden or unicodedata.category(char) == "Cc" else char


def _overlay(char: str) -> str:
    return "" if COMBINING.match(char) else char


def _compatibility(char: str) -> str:
    """Full-width, circled, mathematical forms to plain ones: Ⓥ → V, １ → 1, ，→ `,`, ㈠ → 一."""
    plain = unicodedata.normalize("NFKC", char)
    return plain[1] if len(plain) == 3 and plain[0] == "(" and plain[2] == ")" else plain


def _negative(char: str) -> str:
    """Letters and digits in white on black: 🅥 → v, ❶ → 1."""
    for first, letter, count in NEGATIVE_LETTERS:
        if first <= ord(char) < first + count:
            return chr(ord(letter) + ord(char) - first)
    return NEGATIVE_DIGITS.get(char, char)


def _white_space(char: str) -> str:
    return " " if char == "\t" or (char != "\n" and char.isspace()) else char


def _same_word(char: str) -> str:
    return SAME_WORD.get(char, char)


class CharacterFold(NamedTuple):
    """A fold that looks at one character at a time."""

    name: str
    replace: Callable[[str], str]


class Change(NamedTuple):
    """What becomes of a character in the end, and the numbers of the folds that make it so; none if it stays."""

    new: str
    by: frozenset[int]


@dataclass(frozen=True, slots=True)
class CharacterFolds:
    """Folds of single characters in a row. `seen` remembers answers; its size is bounded by Unicode."""

    folds: tuple[CharacterFold, ...]
    seen: dict[str, Change] = field(default_factory=dict)

    def change(self, char: str) -> Change:
        """What all folds together make of a character.

        >>> CASE_FOLDS.change("賬"), CASE_FOLDS.change("a").by
        (Change(new='账', by=frozenset({1})), frozenset())
        """
        if char not in self.seen:
            self.seen[char] = self._change(char)
        return self.seen[char]

    def _change(self, char: str) -> Change:
        new, by = char, set()
        for number, fold in enumerate(self.folds):
            before, new = new, "".join(map(fold.replace, new))
            if new != before:
                by.add(number)
        return Change(new, frozenset(by))

    def apply(self, work: Working, odd: Iterable[str]) -> None:
        """Replace those of the characters that change."""
        changes = {char: change for char in odd if (change := self.change(char)).by}
        if changes:
            numbers = sorted(frozenset().union(*(change.by for change in changes.values())))
            names = [self.folds[number].name for number in numbers]
            work.replace_characters(names, {char: change.new for char, change in changes.items()})


CHARACTER_FOLDS = CharacterFolds(
    (
        CharacterFold("unpaired surrogate", _surrogate),
        CharacterFold("invisible character", _invisible),
        CharacterFold("compatibility form", _compatibility),
        CharacterFold("combining mark", _overlay),
        CharacterFold("negative letter", _negative),
        CharacterFold("white space", _white_space),
    )
)
CASE_FOLDS = CharacterFolds((CharacterFold("letter case", str.lower), CharacterFold("same word", _same_word)))
# Characters that no fold changes; they grow as they are met, bounded by Unicode.
_plain: set[str] = set()
_caseless: set[str] = set()


def fold_characters(work: Working) -> None:
    """All folds of one character but case. Most characters of most texts have been met and are plain."""
    odd = work.characters - _plain
    if not odd:
        return
    _plain.update(char for char in odd - FANCY if not CHARACTER_FOLDS.change(char).by)
    _mark(work, odd)
    if not odd.isdisjoint(REGIONAL):
        work.edit("regional letter", list(_regional_letters(work.text)))
    CHARACTER_FOLDS.apply(work, odd)


def fold_case(work: Working) -> None:
    """Capitals to small letters, and characters written for each other."""
    odd = work.characters - _caseless
    if odd:
        _caseless.update(char for char in odd if not CASE_FOLDS.change(char).by)
        CASE_FOLDS.apply(work, odd)


def _mark(work: Working, odd: set[str]) -> None:
    """Note what was hidden, before it is gone."""
    if not odd.isdisjoint(HIDING):
        for match in _CUT_BY_INVISIBLE.finditer(work.text):
            work.mark("invisible", match.start(), match.end())
    if not odd.isdisjoint(FANCY):
        words = [match.span("word") for match in _FANCY_WORD.finditer(work.text) if _touches_chinese(match)]
        for start, end in words + [match.span() for match in _FANCY_NUMBER.finditer(work.text)]:
            if not _is_flag(work.text[start:end]):
                work.mark("fancy", start, end)


def _touches_chinese(match: re.Match[str]) -> bool:
    return bool(match["before"]) or match["after"] is not None


def _regional_letters(text: str) -> Iterator[Edit]:
    for match in _REGIONAL_RUN.finditer(text):
        if not _is_flag(match.group()):
            yield Edit(match.start(), match.end(), "".join(_regional_letter(char) for char in match.group()))


def _is_flag(run: str) -> bool:
    """Whether regional letters spell countries only.

    >>> _is_flag("🇨🇳🇸🇬"), _is_flag("🇶🇶"), _is_flag("Ⓥ")
    (True, False, False)
    """
    letters = "".join(_regional_letter(char) for char in run if char in REGIONAL)
    return len(letters) == len(run) and all(letters[i : i + 2] in COUNTRIES for i in range(0, len(letters), 2))


def _regional_letter(char: str) -> str:
    return chr(ord(char) - ord("\U0001f1e6") + ord("a"))
