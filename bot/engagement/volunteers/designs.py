"""Who a poster speaks to. The words stand in bot/texts/volunteer.*.toml, under `volunteer.poster.<audience>`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Audience(StrEnum):
    """For whom a poster is made; also part of its text keys and of buttons."""

    STUDENT = "student"
    FAMILY = "family"
    WORK = "work"
    COMMUNITY = "community"


@dataclass(frozen=True, slots=True)
class Design:
    """Colours as #RRGGBB. White letters on `ground`, and `ground` on `paper`, keep a contrast of 4.5 or more (tested).

    `shade` is the ground's darker neighbour, `accent` the one colour that stands out, `paper` what the rest is printed
    on.
    """

    ground: str
    shade: str
    accent: str
    paper: str


DESIGNS = {
    Audience.STUDENT: Design("#4338A8", "#352B8C", "#FFC94A", "#F6F5FF"),
    Audience.FAMILY: Design("#B23A24", "#97301D", "#FFD27A", "#FFF7F1"),
    Audience.WORK: Design("#0F5066", "#0B4154", "#FF9E5E", "#F1F8FA"),
    Audience.COMMUNITY: Design("#1A6B45", "#145838", "#FFD65C", "#F3FAF5"),
}
INK, PALE_INK, WHITE, RULE = "#1B1F27", "#545C6B", "#FFFFFF", "#D5D9E2"
