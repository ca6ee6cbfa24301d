"""Already paid: where are you, then what to do in the first half hour, to be ticked off one by one.

What has been done lives in the buttons (`paid:cn:0101000`, a digit a step), so nothing about it is kept. Data that
comes back from a button is read leniently: an unknown region asks again, strange digits count as not done.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.replies.numbers import REGIONS, Number, calls, numbers_of
from bot.replies.reply import Block, Button, Reply, Style, TextKey
from bot.replies.report_card import CANCEL, SKIP, START, CardForm, answered, compose_card, next_question

__all__ = [
    "CANCEL",
    "REGIONS",
    "SKIP",
    "START",
    "WHERE",
    "CardForm",
    "answered",
    "compose_card",
    "compose_checklist",
    "compose_regions",
    "next_question",
]

# The order matters: money can be stopped within minutes, the rest can wait for the second cup of tea.
_STEPS = {
    "cn": ("police_cn", "bank_cn", "quiet", "lock", "write", "keep", "station"),
    "hk": ("police_two", "bank", "quiet", "lock", "write", "keep", "station"),
    "mo": ("police_two", "bank", "quiet", "lock", "write", "keep", "station"),
    "tw": ("police_two", "bank", "quiet", "lock", "write", "keep", "station"),
    "sg": ("police_two", "bank", "quiet", "lock", "write", "keep", "station"),
    "my": ("police_one", "bank", "quiet", "lock", "write", "keep", "station"),
    "abroad": ("police_abroad", "bank", "quiet", "lock", "write", "keep", "station_abroad"),
}
# Stands where a region does, and asks for one.
WHERE = "where"
_ROW = 4


def compose_regions() -> Reply:
    """Which police to call first, then where the money was sent from."""
    blocks = (
        Block("paid.calm", style=Style.VERDICT),
        Block("paid.first", calls(None)),
        Block("paid.where", style=Style.HEADING),
    )
    buttons = [Button(f"paid.region.{region}", f"paid:{region}") for region in REGIONS]
    return Reply(blocks, _rows(buttons, 3))


def compose_checklist(region: str, ticked: str = "") -> Reply:
    """The list of a region; `ticked` has a 1 for each step done."""
    if region not in REGIONS:
        return compose_regions()
    done = _done(region, ticked)
    blocks = (
        Block("paid.all_done" if all(done) else "paid.half_hour", style=Style.HEADING),
        *_steps(region, done),
        Block("paid.how_to_tick", style=Style.NOTE),
        Block("number.heading", style=Style.HEADING),
        *_numbers(region),
        Block("paid.second_scam", style=Style.NOTE),
    )
    return Reply(blocks, _buttons(region, done))


def _done(region: str, ticked: str) -> list[bool]:
    steps = len(_STEPS[region])
    return [digit == "1" for digit in ticked[:steps].ljust(steps, "0")]


def _steps(region: str, done: list[bool]) -> Iterator[Block]:
    for n, (step, ticked) in enumerate(zip(_STEPS[region], done, strict=True), 1):
        params = {"n": str(n), "step": TextKey(f"paid.step.{step}"), **calls(region)}
        yield Block("paid.done" if ticked else "paid.todo", params)


def _numbers(region: str) -> Iterator[Block]:
    numbers = numbers_of(region).values()
    yield from map(_number, numbers)
    if any(number.confirm for number in numbers):
        yield Block("number.unconfirmed_how")


def _number(number: Number) -> Block:
    params = {"call": number.call, "what": number.worded(), "source": number.source, "checked": number.checked}
    return Block("number.unconfirmed" if number.confirm else "number.line", params, Style.ITEM)


def _buttons(region: str, done: list[bool]) -> tuple[tuple[Button, ...], ...]:
    ticks = [_tick(region, done, n) for n in range(len(done))]
    more = ((Button("paid.button.card", START),), (Button("paid.button.regions", f"paid:{WHERE}"),))
    return (*_rows(ticks, _ROW), *more)


def _tick(region: str, done: list[bool], n: int) -> Button:
    """Pressing it turns step `n` over."""
    after = [ticked != (i == n) for i, ticked in enumerate(done)]
    digits = "".join("1" if ticked else "0" for ticked in after)
    return Button(f"paid.tick.{'done' if done[n] else 'todo'}_{n + 1}", f"paid:{region}:{digits}")


def _rows(buttons: list[Button], width: int) -> tuple[tuple[Button, ...], ...]:
    return tuple(tuple(buttons[i : i + width]) for i in range(0, len(buttons), width))
