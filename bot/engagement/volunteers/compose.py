"""The kit in words: what to send on, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.engagement.volunteers.codes import Refusal
from bot.engagement.volunteers.designs import Audience
from bot.engagement.volunteers.effect import SHOWN_FROM, Effect, Gain, Rank
from bot.replies.numbers import calls
from bot.replies.reply import Attachment, Block, Button, Reply, Style, TextKey

POSTER, STORY, EFFECT = "volunteer:poster:", "volunteer:story", "volunteer:effect"
_FEW = TextKey("volunteer.few")


@dataclass(frozen=True, slots=True)
class Links:
    """Where a volunteer's link leads. `web` and `bot` are whole addresses, each may be empty; `handle` without @."""

    web: str = ""
    bot: str = ""
    handle: str = ""

    @property
    def best(self) -> str:
        """The one that everybody can open."""
        return self.web or self.bot


def compose_share(
    links: Links, region: str | None, *, kept: bool = True, attachments: tuple[Attachment, ...] = ()
) -> Reply:
    """The answer to /share: the link, a message for each messenger, and buttons for posters, story and effect.

    `kept`: False where the database is away and the link is not a personal one.
    """
    blocks = [Block("volunteer.heading", style=Style.HEADING)]
    if links.best:
        blocks.append(Block("volunteer.link", {"link": links.best}))
    if links.web and links.bot:
        blocks.append(Block("volunteer.link_bot", {"link": links.bot}))
    blocks += [*_messages(links, region), Block("volunteer.only_known", style=Style.NOTE)]
    blocks.append(Block("volunteer.kept" if kept else "volunteer.not_kept", style=Style.NOTE))
    blocks.append(Block("volunteer.posters"))
    return Reply(tuple(blocks), kit_buttons(), attachments)


def _messages(links: Links, region: str | None) -> list[Block]:
    """Ready to send. Where there is no web page, nobody is sent to a messenger they may not have."""
    numbers = calls(region)
    ending, link = ("", {"link": links.web}) if links.web else ("_bot", {})
    blocks: list[Block] = []
    for name in ("chat", "sms"):
        blocks.append(Block(f"volunteer.message.{name}_how"))
        blocks.append(Block(f"volunteer.message.{name}{ending}", {**numbers, **link}, Style.SAMPLE))
    if links.bot:
        blocks.append(Block("volunteer.message.telegram_how"))
        params = {"link": links.bot, "handle": links.handle}
        blocks.append(Block("volunteer.message.telegram", params, Style.SAMPLE))
    return blocks


def kit_buttons() -> tuple[tuple[Button, ...], ...]:
    """Four posters, the story, the effect; two a row."""
    buttons = [Button(f"volunteer.button.{audience}", POSTER + audience) for audience in Audience]
    buttons += [Button("volunteer.button.story", STORY), Button("volunteer.button.effect", EFFECT)]
    return tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))


def compose_poster(audience: Audience, attachments: tuple[Attachment, ...]) -> Reply:
    """A poster as a picture and to print."""
    heading = Block(f"volunteer.poster.{audience}.name", style=Style.HEADING)
    return Reply((heading, Block("volunteer.poster_how")), attachments=attachments)


def compose_story(story: str, attachments: tuple[Attachment, ...]) -> Reply:
    """A story card, and the story in words for those who cannot see it."""
    key = f"volunteer.story.{story}"
    blocks = (
        Block(f"{key}.title", style=Style.HEADING),
        Block(f"{key}.lines", style=Style.STEP),
        Block(f"{key}.moral", style=Style.VERDICT),
        Block("volunteer.card.invented", style=Style.NOTE),
        Block("volunteer.story_how"),
    )
    return Reply(blocks, attachments=attachments)


def compose_no_pictures() -> Reply:
    return Reply((Block("volunteer.no_pictures"),))


def compose_effect(now: Effect, year: Effect, rank: Rank | None) -> Reply:
    """What a volunteer's link brought about: lately, in a year, and their place. Few is said as few."""
    figures = {"reached": now.reached, "checks": now.checks, "interventions": now.interventions}
    blocks = [
        Block("volunteer.effect.heading", style=Style.HEADING),
        Block("volunteer.effect.period"),
        *(Block(f"volunteer.effect.{name}", {"n": _shown(n)}, Style.ITEM) for name, n in figures.items()),
    ]
    if now.shown_gain:
        blocks.append(_gain(now.shown_gain))
    in_a_year = {"reached": year.reached, "checks": year.checks, "interventions": year.interventions}
    blocks.append(Block("volunteer.effect.year", {name: _shown(n) for name, n in in_a_year.items()}))
    blocks += [_rank(rank), Block("volunteer.effect.how", style=Style.NOTE)]
    if min(*figures.values(), *in_a_year.values()) < SHOWN_FROM:
        blocks.append(Block("volunteer.effect.why_few", style=Style.NOTE))
    return Reply((*blocks, Block("volunteer.effect.thanks")))


def compose_no_effect() -> Reply:
    """For somebody who has no link yet."""
    return Reply((Block("volunteer.effect.none"),))


def compose_effect_away() -> Reply:
    """While the database is away."""
    return Reply((Block("volunteer.effect.away"),))


def _gain(gain: Gain) -> Block:
    params = {"people": str(gain.people), "before": f"{gain.before:.1f}", "after": f"{gain.after:.1f}"}
    return Block("volunteer.effect.gain", params, Style.ITEM)


def _rank(rank: Rank | None) -> Block:
    if rank is None:
        return Block("volunteer.effect.unranked")
    return Block("volunteer.effect.rank", {"place": str(rank.place), "of": str(rank.of)})


def _shown(figure: int) -> str:
    """A figure, or that it is small: nought and four read alike."""
    return str(figure) if figure >= SHOWN_FROM else _FEW


def compose_arrival(came: Refusal | None) -> Sequence[Block]:
    """What is added to the welcome of somebody who came through a link. Nothing where no code was meant."""
    if came is Refusal.NO_CODE:
        return ()
    return (Block("volunteer.arrived" if came is None else f"volunteer.refused.{came}", style=Style.NOTE),)
