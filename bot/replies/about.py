"""Who is speaking: what this is, who runs it, and whether another account is really this one."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

from bot.replies.reply import Block, Reply, Style


class Likeness(StrEnum):
    """How an account's handle stands to ours."""

    OFFICIAL = "official"
    LOOK_ALIKE = "look_alike"
    UNRELATED = "unrelated"
    NO_HANDLE = "no_handle"


def compose_about(version: str, operator: str) -> Reply:
    """The answer to /about. `operator`: who runs this bot, as they call themselves; may be empty."""
    who = Block("about.operator", {"operator": operator}) if operator else Block("about.no_operator")
    return Reply(
        (
            Block("about.what", style=Style.HEADING),
            Block("about.can"),
            Block("about.cannot", style=Style.STEP),
            Block("about.never"),
            who,
            Block("about.version", {"version": version}, Style.NOTE),
        )
    )


def compose_verify_bot(asked: str, own: str) -> Reply:
    """The answer to /verify @name. `own`: this bot's handle, empty where the channel has none."""
    if not own:
        return Reply((Block("about.handle.none_here"),))
    likeness = judge_handle(asked, own)
    params = {"asked": _handle(asked) or "", "own": read_handle(own) or ""}
    return Reply((Block(f"about.handle.{likeness}", params), Block("about.never", style=Style.NOTE)))


# A handle is Latin; Greek, Cyrillic and full-width letters are read too, because look-alikes are typed with them.
# A name in Chinese is a display name, which anybody can take.
_HANDLE = re.compile(
    r"^\s*(?:https?://)?(?:(?:www\.)?(?:t|telegram)\.(?:me|dog)/|tg://resolve\?domain=)?@?([A-Za-z0-9_\u0370-\u052f\uff10-\uff5a]{3,64})(?:[/?&#].*)?\s*$"
)
_LINK_WORDS = frozenset({"joinchat", "share", "addstickers", "proxy", "login"})


def _handle(text: str) -> str | None:
    found = _HANDLE.match(text)
    return found[1] if found and found[1].lower() not in _LINK_WORDS else None


def read_handle(text: str) -> str | None:
    """The handle in `@name`, `name` or a t.me link, in small letters as Telegram compares them; else None.

    >>> read_handle("https://t.me/ShiZha_Bot?start=x"), read_handle("你好 在吗")
    ('shizha_bot', None)
    """
    handle = _handle(text)
    return handle.lower() if handle else None


def judge_handle(asked: str, own: str) -> Likeness:
    """Ours, dressed up as ours, or simply another account. Telegram does not tell capital from small letters."""
    theirs, ours = read_handle(asked), read_handle(own)
    if theirs is None or ours is None:
        return Likeness.NO_HANDLE
    if theirs == ours:
        return Likeness.OFFICIAL
    return Likeness.LOOK_ALIKE if _alike(theirs, ours) else Likeness.UNRELATED


def _alike(theirs: str, ours: str) -> bool:
    a, b = _skeleton(theirs), _skeleton(ours)
    if a == b or (len(b) >= _ENOUGH and b in a):
        return True
    return distance(a, b) <= (2 if len(b) > _SHORT else 1)


# Below this length a name lies in others by chance; up to the next, two slips make another word.
_ENOUGH, _SHORT = 4, 5

# What the eye takes for the same, in the fonts that messengers use. Telegram allows Latin letters only, so a Cyrillic
# or Greek one was copied from somewhere else.
_SAME_TO_THE_EYE = str.maketrans(
    {"i": "l", "1": "l", "|": "l", "0": "o", "5": "s", "2": "z"}
    | dict(zip("асеһіјорѕухѵԁԛԝιοαν", "acehljopsuxvdqwloav", strict=True))
)
_PAIRS_TO_THE_EYE = (("rn", "m"), ("vv", "w"), ("cl", "d"))
# What impostors hang on a name to look official.
_ADDED = re.compile(r"(official|service|helper|support|robot|bot|guanfang|kefu)")


def _skeleton(handle: str) -> str:
    """A handle as a hurried eye reads it: look-alikes folded, additions and figures dropped."""
    latin = unicodedata.normalize("NFKC", handle).lower().replace("_", "")
    bare = _ADDED.sub("", latin) or latin
    for pair, single in _PAIRS_TO_THE_EYE:
        bare = bare.replace(pair, single)
    return re.sub(r"\d", "", bare.translate(_SAME_TO_THE_EYE))


def distance(a: str, b: str) -> int:
    """Edits between two short words: insert, drop, replace, or swap two neighbours.

    >>> distance("shizha", "shihza")
    1
    """
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        earlier, before, row = before, row, [i]
        for j, y in enumerate(b, 1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y))
            swapped = i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y
            row.append(min(best, earlier[j - 2] + 1) if swapped else best)
    return row[-1]
