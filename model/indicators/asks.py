"""What the message wants the reader to do: pay, tell a code, share the screen, install, move to another app.

Source: keywords that Chinese police publish for warnings (屏幕共享, 安全账户, 未知链接 …). Table: `asks.toml`.
Innocent look-alike: "请勿转账、不要告诉任何人验证码" asks the opposite; a negation shortly before the words
turns the finding into the rule `caution`, which genuine banks and police earn.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import resources

from model.indicators.found import Found
from model.indicators.wordings import Matches, Wordings
from model.patterns import lazy

# 不/别/勿 shortly before, not across a sentence end: "切勿向他人泄露验证码".
_NEGATED = lazy(
    r"(?:切勿|请勿|勿|不要|不会|不得|不能|不可|绝不|从不|从未|别|谨防|警惕|防止|拒绝|无需|不用|未|严禁|禁止)[^。!?;\n]{0,14}$"
)


@cache
def patterns() -> dict[str, re.Pattern[str]]:
    """Rule id → pattern, as in `asks.toml`."""
    data = tomllib.loads(resources.files(__package__).joinpath("asks.toml").read_text("utf-8"))
    return {f"ask.{ask['id']}": lazy(ask["pattern"]) for ask in data["asks"]}


def _asks(folded: str, matches: Matches) -> Iterator[Found]:
    for rule, match in matches:
        if _NEGATED.search(folded, max(0, match.start() - 20), match.start()):
            yield Found("caution", "caution", match.start(), match.end())
        else:
            yield Found("ask", rule, match.start(), match.end())


TABLE = Wordings(patterns, _asks)


def find(folded: str) -> Iterator[Found]:
    """Yield each ask, or `caution` where the message warns against it.

    >>> [f.rule for f in find("请共享屏幕")], [f.rule for f in find("切勿共享屏幕")]
    (['ask.screen_share'], ['caution'])
    """
    return TABLE.find(folded)
