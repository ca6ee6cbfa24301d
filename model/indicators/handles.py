"""Accounts to write to (WeChat, QQ, Telegram, LINE, WhatsApp) and invitation codes.

Source: what each messenger accepts as an account: WeChat 6 to 20 from a letter, QQ 5 to 11 digits, Telegram 5 to 32,
LINE 4 to 20, WhatsApp a telephone number. Innocent look-alikes: a school or a shop gives its WeChat as well; `微信支付`
and `online` hold no account. Not covered: accounts shown only as a picture.
"""

from __future__ import annotations

from collections.abc import Iterator

from model.indicators.found import Found
from model.indicators.wordings import Wordings
from model.patterns import lazy

_PATTERNS = {
    "handle.wechat": lazy(
        r"(?:微信号?|薇信|威信|徽信|卫星|wechat|vx|wx|加v|\+v|v信|薇|(?<![a-z])v)\s?[:：]?\s?[a-z][a-z0-9_-]{5,19}"
        r"|(?:微信号?|薇信|威信|v信|vx|wx|加v|\+v|(?<![a-z])v)\s?[:：]?\s?1[3-9]\d{9}(?!\d)"
    ),
    "handle.qq": lazy(r"(?:qq|扣扣|企鹅|q群|群号|(?<![a-z])q)\s?(?:号|群|号码)?\s?[:：]?\s?[1-9]\d{4,10}(?!\d)"),
    "handle.telegram": lazy(
        r"(?<![a-z0-9._])@[a-z][a-z0-9_]{4,31}(?![a-z0-9_.])|(?:t\.me|telegram\.me)/\+?[a-z0-9_]{4,32}"
        r"|(?:飞机|纸飞机|电报|telegram|(?<![a-z])tg)\s?(?:号|id)?\s?[:：]\s?@?[a-z][a-z0-9_]{4,31}"
    ),
    "handle.line": lazy(
        r"(?<![a-z])line\s?(?:id|账号|的?id)?\s?[:：]?\s?@?[a-z0-9._-]{4,20}|lin\.ee/\w{1,20}|line\.me/[a-z0-9/~@._-]{1,40}"
    ),
    "handle.whatsapp": lazy(r"(?:whatsapp|whats app|wa\.me/)\s?[:：]?\s?\+?\d[\d -]{6,16}\d"),
    "handle.invite_code": lazy(
        r"(?:邀请码|推荐码|注册码|邀请id|invite code|referral code)\s?(?:是|为)?\s?[:：]?\s?[a-z0-9]{3,12}"
    ),
}
TABLE = Wordings(lambda: _PATTERNS)


def find(folded: str) -> Iterator[Found]:
    """Yield each account with its rule.

    >>> [f.rule for f in find("加qq:123456789领资料")]
    ['handle.qq']
    """
    return TABLE.find(folded)
