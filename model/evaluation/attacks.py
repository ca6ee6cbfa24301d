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

from opencc import OpenCC

from model.assess import Checker
from model.evaluation.benchmark import judge
from model.evaluation.metrics import Judged, figures

Attack = Callable[[str, random.Random], str]

_HAN = re.compile(r"[\u4e00-\u9fff]")
_HAN_RUN = re.compile(r"[\u4e00-\u9fff]{3,}")
_LATIN_OR_DIGIT = re.compile(r"[A-Za-z0-9]")
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u202c"
MARKS = " .·-_*|/~、"
EMOJI = "🔥✨💰🎉👉✅❗🌹😊🎁"
# 18 of the words that lures need most, each with spellings that people still read.
SPELLINGS: Mapping[str, Sequence[str]] = {
    "微信": ("薇信", "V信", "威❤", "微❤", "wei信", "vx", "薇芯", "徽信", "微芯", "WX"),
    "转账": ("转帐", "轉賬", "zhuan账", "转zhang", "转胀"),
    "刷单": ("唰单", "刷dan", "shua单", "涮单", "刷単"),
    "贷款": ("贷歀", "代歀", "貸款", "dai款", "贷kuan", "货歀"),
    "群": ("裙", "羣", "qun"),
    "银行": ("银hang", "钅艮彳亍", "銀行", "yin行"),
    "验证码": ("验证ma", "yan证码", "驗證碼", "验正码", "验証码"),
    "密码": ("mi码", "密ma", "密馬", "蜜码"),
    "佣金": ("yong金", "佣jin", "俑金"),
    "返利": ("fan利", "返li", "反利"),
    "加": ("➕", "+", "jia", "力口"),
    "下载": ("下zai", "xia载", "下栽"),
    "客服": ("客fu", "ke服", "喀服"),
    "账户": ("帐户", "账hu", "賬戶", "zhang户"),
    "链接": ("链jie", "lian接", "連結", "链結"),
    "钱": ("💰", "qian", "銭", "钅戋"),
    "投资": ("tou资", "投zi", "投姿"),
    "退款": ("tui款", "退kuan", "退歀"),
}
_SPELLED = re.compile("|".join(sorted(SPELLINGS, key=len, reverse=True)))
DIGITS = {
    "circled": dict(zip("0123456789", "⓪①②③④⑤⑥⑦⑧⑨", strict=True)),
    "Chinese": dict(zip("0123456789", "零一二三四五六七八九", strict=True)),
    "formal": dict(zip("0123456789", "零壹贰叁肆伍陆柒捌玖", strict=True)),
}
CHAT = (
    "今天食堂的红烧肉还行，就是有点咸",
    "周六我带孩子去动物园，你们去不去",
    "妈说冰箱里还有饺子，让你别买菜了",
    "昨晚的球看了吗，最后三分钟太悬了",
    "下雨了，记得收被子",
    "我到公司了，早上堵了四十分钟",
    "图书馆那本书帮我续借一下呗",
    "阳台的花我浇过了，你不用管",
    "奶奶今天血压正常，放心吧",
    "这家面馆换老板了，味道不如以前",
)


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
    converted: str = OpenCC(chance.choice(["s2t", "s2tw", "s2hk"])).convert(text)
    return converted


def spellings(text: str, chance: random.Random) -> str:
    """Homophones, look-alikes, pinyin, emoji and split characters in the words that a lure needs."""
    return _SPELLED.sub(lambda word: chance.choice(SPELLINGS[word.group()]), text)


def other_digits(text: str, chance: random.Random) -> str:
    """Numbers in circled, plain or formal Chinese digits."""
    table = DIGITS[chance.choice(sorted(DIGITS))]
    return "".join(table.get(c, c) for c in text)


def emoji(text: str, chance: random.Random) -> str:
    """Little pictures after a tenth of the characters."""
    return "".join(c + (chance.choice(EMOJI) if _HAN.match(c) and chance.random() < 0.1 else "") for c in text)


def no_punctuation(text: str, chance: random.Random) -> str:
    """Without any mark, or with line breaks instead."""
    return re.sub(r"[，。！？、；：,!?;:]+", chance.choice(["", " ", "\n"]), text)


def padded(text: str, chance: random.Random) -> str:
    """Three lines of friendly chat before, after, or around it."""
    lines = chance.sample(CHAT, 3)
    at = chance.choice([0, 1, 3])
    return "\n".join([*lines[:at], text, *lines[at:]])


def buried(text: str, chance: random.Random) -> str:
    """One turn in a long chat."""
    lines = chance.sample(CHAT, len(CHAT))
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
        invisible, spaced, fancy_letters, traditional, spellings, other_digits,
        emoji, no_punctuation, typos, padded, buried,
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
