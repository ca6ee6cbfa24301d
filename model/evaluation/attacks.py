"""Ways in which scammers write around filters, applied to messages on purpose.

Each attack is a function (text, random) → text, seeded by the message's id, and varied enough that a fold for one exact
string does not pass it. They are applied to scams (does recall hold?) and to harmless messages alike (does innocent
text written that way become a false alarm?). Meaning survives for a human reader.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from opencc import OpenCC
from pypinyin import lazy_pinyin

from model.assess import Checker
from model.evaluation.attack_tables import (
    DIGITS,
    EMOJI,
    FOREIGN,
    FORWARDED,
    INVISIBLE,
    LOOK_ALIKES,
    MARKS,
    PARTS,
    PICTURES,
    SPELLINGS,
    load_chat,
)
from model.evaluation.benchmark import judge
from model.evaluation.metrics import Judged, figures

Attack = Callable[[str, random.Random], str]

_HAN = re.compile(r"[\u4e00-\u9fff]")
_HAN_RUN = re.compile(r"[\u4e00-\u9fff]{3,}")
_LATIN_OR_DIGIT = re.compile(r"[A-Za-z0-9]")
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
_SPELLED = re.compile("|".join(sorted(SPELLINGS, key=len, reverse=True)))
_PICTURED = re.compile("|".join(sorted(PICTURES, key=len, reverse=True)))
_LINK_DOT = re.compile(r"(?<=[A-Za-z0-9])\.(?=[A-Za-z]{2,})")
# How often a character or a word is hit by the attacks that could hit every one.
OFTEN, SELDOM = 0.4, 0.2
# Lines of chat around a buried message.
TURNS = 10


def invisible(text: str, chance: random.Random) -> str:
    """Characters that are not drawn, between a third of the letters."""
    return "".join(c + (chance.choice(INVISIBLE) if chance.random() < 0.35 else "") for c in text)


def spaced(text: str, chance: random.Random) -> str:
    """Blanks or dots between the characters of half of the Chinese runs."""

    def part(run: re.Match[str]) -> str:
        return chance.choice(MARKS).join(run.group()) if chance.random() < 0.5 else run.group()

    return _HAN_RUN.sub(part, text)


def fancy_letters(text: str, chance: random.Random) -> str:
    """Letters and digits full-width, mathematical or circled."""

    def other(letter: re.Match[str]) -> str:
        c = letter.group()
        forms = [chr(ord(c) + 0xFEE0)]
        if c.isdigit():
            forms += [chr(0x1D7CE + int(c)), DIGITS["circled"][c]]
        else:
            forms += [chr((0x1D400 if c.isupper() else 0x1D41A) + ord(c) - ord("A" if c.isupper() else "a"))]
        return chance.choice(forms)

    return _LATIN_OR_DIGIT.sub(other, text)


def traditional(text: str, chance: random.Random) -> str:
    """The whole message in traditional script."""
    converted: str = _converter(chance.choice(["s2t", "s2tw", "s2hk"])).convert(text)
    return converted


@cache
def _converter(name: str) -> OpenCC:
    return OpenCC(name)


def spellings(text: str, chance: random.Random) -> str:
    """Homophones, look-alikes, pinyin, emoji and split characters in the words that a lure needs."""
    return _SPELLED.sub(lambda word: chance.choice(SPELLINGS[word.group()]), text)


def homophones(text: str, chance: random.Random) -> str:
    """In a fifth of the neighbouring pairs, one character exchanged for any other of the same sound."""
    return _exchange(text, chance, lambda char: chance.choice(_sounding_like(char)))


def pinyin(text: str, chance: random.Random) -> str:
    """In a fifth of the neighbouring pairs, one character in letters."""
    return _exchange(text, chance, lambda char: lazy_pinyin(char)[0])


def _exchange(text: str, chance: random.Random, other: Callable[[str], str]) -> str:
    chars = list(text)
    for i in range(0, len(chars) - 1, 2):
        if _HAN.match(chars[i]) and _HAN.match(chars[i + 1]) and chance.random() < SELDOM:
            at = i + chance.randrange(2)
            chars[at] = other(chars[at])
    return "".join(chars)


@cache
def _by_sound() -> Mapping[str, Sequence[str]]:
    """Syllable → characters of GB 2312."""
    groups: dict[str, list[str]] = {}
    for high in range(0xB0, 0xF8):
        for char in bytes(byte for low in range(0xA1, 0xFF) for byte in (high, low)).decode("gb2312", "ignore"):
            groups.setdefault(lazy_pinyin(char)[0], []).append(char)
    return groups


def _sounding_like(char: str) -> Sequence[str]:
    return [other for other in _by_sound().get(lazy_pinyin(char)[0], ()) if other != char] or [char]


def look_alikes(text: str, chance: random.Random) -> str:
    """Characters exchanged for ones of nearly the same shape."""
    return "".join(chance.choice(LOOK_ALIKES[c]) if c in LOOK_ALIKES and chance.random() < OFTEN else c for c in text)


def pictures(text: str, chance: random.Random) -> str:
    """Emoji in place of words."""
    return _PICTURED.sub(
        lambda word: chance.choice(PICTURES[word.group()]) if chance.random() < OFTEN else word.group(), text
    )


def split(text: str, chance: random.Random) -> str:
    """Characters written as their parts."""
    return "".join(PARTS[c] if c in PARTS and chance.random() < OFTEN else c for c in text)


def mixed_script(text: str, chance: random.Random) -> str:
    """Cyrillic and Greek letters in Latin words and links."""

    def part(word: re.Match[str]) -> str:
        return "".join(chance.choice(FOREIGN[c]) if c in FOREIGN and chance.random() < 0.5 else c for c in word.group())

    return _LATIN_WORD.sub(part, text)


def defanged(text: str, chance: random.Random) -> str:
    """Links that no program would recognise as such."""
    dot = chance.choice(["[.]", "(.)", "点", "。", " . ", "(dot)", "【.】"])
    return _LINK_DOT.sub(dot, text.replace("http", chance.choice(["hxxp", "http"])))


def other_digits(text: str, chance: random.Random) -> str:
    """Numbers in circled, boxed, plain or formal Chinese digits."""
    table = DIGITS[chance.choice(sorted(DIGITS))]
    return "".join(table.get(c, c) for c in text)


def emoji(text: str, chance: random.Random) -> str:
    """Little pictures after a tenth of the characters."""
    return "".join(c + (chance.choice(EMOJI) if _HAN.match(c) and chance.random() < 0.1 else "") for c in text)


def no_punctuation(text: str, chance: random.Random) -> str:
    """Without any mark, or with line breaks instead."""
    return re.sub(r"[，。！？、；：,!?;:]+", chance.choice(["", " ", "\n"]), text)


def more_punctuation(text: str, chance: random.Random) -> str:
    """A mark after a tenth of the characters."""
    return "".join(c + (chance.choice("，。！~…、") if _HAN.match(c) and chance.random() < 0.1 else "") for c in text)


def forwarded(text: str, chance: random.Random) -> str:
    """Quoted, or with the head of a forwarded message."""
    return chance.choice(FORWARDED).format(text)


def padded(text: str, chance: random.Random) -> str:
    """Three lines of friendly chat before, after, or around it."""
    lines = chance.sample(load_chat(), 3)
    at = chance.choice([0, 1, 3])
    return "\n".join([*lines[:at], text, *lines[at:]])


def buried(text: str, chance: random.Random) -> str:
    """One turn in a long chat."""
    lines = chance.sample(load_chat(), TURNS)
    at = chance.randrange(len(lines))
    return "\n".join([*lines[:at], text, *lines[at:]])


def typos(text: str, chance: random.Random) -> str:
    """A twentieth of the characters doubled, left out or swapped with the next one."""
    chars = list(text)
    for i in range(len(chars) - 1):
        dice = chance.random()
        if dice < 0.02:
            chars[i], chars[i + 1] = chars[i + 1], chars[i]
        elif dice < 0.035:
            chars[i] = ""
        elif dice < 0.05:
            chars[i] *= 2
    return "".join(chars)


ATTACKS: dict[str, Attack] = {
    attack.__name__: attack
    for attack in (
        invisible, spaced, fancy_letters, traditional, spellings, homophones, look_alikes, pinyin, pictures, split,
        mixed_script, defanged, other_digits, emoji, no_punctuation, more_punctuation, typos, forwarded, padded, buried,
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Damage:
    """What an attack does: points of recall lost, points of false alarms added (both in shares, 0..1)."""

    attack: str
    lost: float
    added: float


def withstand(checker: Checker, judged: Sequence[Judged]) -> list[Damage]:
    """Attack every message of a judged benchmark (a sample will do) and compare with the verdict as it was."""
    before = figures(judged)
    return [_damage(name, attack, checker, judged, before) for name, attack in ATTACKS.items()]


def _damage(
    name: str, attack: Attack, checker: Checker, judged: Sequence[Judged], before: Mapping[str, float]
) -> Damage:
    after = figures([_again(checker, attack, name, j) for j in judged])
    return Damage(name, before["recall"] - after["recall"], after["false_alarm"] - before["false_alarm"])


def _again(checker: Checker, attack: Attack, name: str, j: Judged) -> Judged:
    text = attack(j.text, random.Random(f"{name}/{j.id}"))  # noqa: S311 - variety, not secrecy
    return judge(checker, {"id": j.id, "text": text, "label": j.label, "type": j.type}, j.source)


def sample(judged: Sequence[Judged], each: int) -> list[Judged]:
    """At most `each` scams a source and type, as many harmless messages a source, in a fixed order."""
    groups: dict[str, list[Judged]] = {}
    for j in judged:
        if j.label != "illegal":
            groups.setdefault(f"{j.source}/{j.type}" if j.label == "scam" else j.source, []).append(j)
    return [j for group in groups.values() for j in group[:: max(1, -(-len(group) // each))]]
