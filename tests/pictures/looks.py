"""How chat apps look, as data. Lengths are in 360ths of the width, as on a phone 360 points wide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Colour = str


@dataclass(frozen=True, slots=True)
class Look:
    """One app's chat page. `bar`: header and input bar; `inset`: where words begin, beyond an avatar if any."""

    name: str
    page: Colour
    bar: Colour
    theirs: Colour
    own: Colour
    ink: Colour = "#111111"
    own_ink: Colour = "#111111"
    bar_ink: Colour = "#111111"
    faint: Colour = "#8a8a8a"
    avatar: bool = True
    inset: float = 62
    own_inset: float = 62
    reach: float = 236
    size: float = 16.5
    radius: float = 5
    pad: float = 10
    gap: float = 16
    title: Literal["left", "centre"] = "centre"
    times: Literal["centre", "inside", "beside"] = "centre"
    names: bool = False
    placeholder: str = ""


LOOKS = {
    look.name: look
    for look in (
        Look("wechat", "#ededed", "#ededed", "#ffffff", "#95ec69"),
        Look("wechat-dark", "#111111", "#1e1e1e", "#2c2c2c", "#3eb575", "#d5d5d5", "#0c1a12", "#d5d5d5", "#6b6b6b"),
        Look("wechat-group", "#ededed", "#ededed", "#ffffff", "#95ec69", names=True),
        Look("qq", "#f1f3f8", "#fafbfd", "#ffffff", "#0099ff", own_ink="#ffffff", radius=12, placeholder="发消息"),
        Look(
            "telegram", "#c6d9a8", "#ffffff", "#ffffff", "#effdde", inset=18, own_inset=18, avatar=False, reach=280,
            radius=14, pad=8, gap=4, title="left", times="inside", faint="#6f8f63", placeholder="输入消息",
        ),
        Look(
            "telegram-dark", "#0e1621", "#17212b", "#182533", "#2b5278", "#f5f5f5", "#ffffff", "#f5f5f5", "#7d8e9e",
            inset=18, own_inset=18, avatar=False, reach=280, radius=14, pad=8, gap=6, title="left", times="inside",
        ),
        Look(
            "line", "#8cabd8", "#8cabd8", "#ffffff", "#8de055", inset=58, own_inset=22, radius=18, gap=10, reach=225,
            title="left", times="beside", faint="#40506b", placeholder="Aa",
        ),
        Look(
            "imessage", "#ffffff", "#f6f6f6", "#e9e9eb", "#0b84fe", own_ink="#ffffff", inset=26, own_inset=26,
            avatar=False, radius=18, reach=262, gap=10, placeholder="iMessage信息",
        ),
        Look(
            "imessage-dark", "#000000", "#161616", "#26252a", "#0a84ff", "#ffffff", "#ffffff", "#ffffff",
            inset=26, own_inset=26, avatar=False, radius=18, reach=262, gap=10, placeholder="iMessage信息",
        ),
        Look(
            "sms", "#ffffff", "#ffffff", "#f0f1f3", "#30d158", own_ink="#ffffff", inset=26, own_inset=26,
            avatar=False, radius=16, reach=280, gap=14, placeholder="短信/彩信",
        ),
        Look(
            "sms-dark", "#000000", "#000000", "#2a2b2e", "#3d7bf2", "#e8e8e8", "#ffffff", "#e8e8e8",
            inset=26, own_inset=26, avatar=False, radius=16, reach=280, gap=14, title="left", placeholder="短信",
        ),
    )
}  # fmt: skip
