"""Figures in words: numbers, shares, intervals, names of types, channels and areas."""

from __future__ import annotations

from bot.engagement.quiz.statistics import Estimate
from bot.engagement.report.figures import NONE
from bot.engagement.report.period import Period
from bot.engagement.report.protect import Gap, Number
from bot.engagement.report.rows import REST, change
from bot.engagement.report.skill import Skill
from bot.texts import Texts


class Words:
    """The words of one locale. Template and table ask this and no text file."""

    def __init__(self, texts: Texts) -> None:
        self.texts = texts
        self.locale = texts.locale
        self._known = texts.keys()

    def say(self, key: str, /, **params: object) -> str:
        """A text of `report.*.toml`."""
        return self.texts.say(f"report.{key}", {name: str(value) for name, value in params.items()})

    def number(self, value: Number) -> str:
        return self.say(f"gap.{value}") if isinstance(value, Gap) else f"{value:,}"

    def share(self, value: Estimate) -> str:
        low, high = f"{value.low * 100:.0f}", f"{value.high * 100:.0f}"
        return self.say("share", share=f"{value.value * 100:.0f}", low=low, high=high)

    def estimate(self, value: Estimate, *, signed: bool = False) -> str:
        """A value of d′ with its interval; `signed` for a difference."""
        form = "+.2f" if signed else ".2f"
        low, high = (format(limit, form) for limit in (value.low, value.high))
        return self.say("estimate", value=format(value.value, form), low=low, high=high)

    def before(self, now: Number, before: Number) -> str:
        """Last time's number, and by how much this one differs."""
        grown = change(now, before)
        told = self.number(before)
        return self.say("before", value=told) if grown is None else self.say("grown", value=told, grown=f"{grown:+.0%}")

    def rates(self, skill: Skill) -> str:
        """Scams recognised and genuine messages suspected, before and after."""
        before, after = skill.rates_before, skill.rates_after
        return self.say(
            "rates",
            caught_before=self.share(before.caught),
            caught_after=self.share(after.caught),
            suspected_before=self.share(before.suspected),
            suspected_after=self.share(after.suspected),
        )

    def period(self, period: Period) -> str:
        return self.say("period", since=period.since, until=period.until, days=period.days)

    def scam_type(self, label: str) -> str:
        return self._named(label, f"type.{label}.name")

    def channel(self, label: str) -> str:
        return self._named(label, f"report.channel.{label}")

    def area(self, label: str) -> str:
        return self.say("no_area") if label == NONE else self._named(label, "")

    def volunteer(self, label: str, name: str) -> str:
        """A volunteer's name with the code of the links, or what came without a link."""
        if label in (REST, NONE):
            return self.say("rest" if label == REST else "no_link")
        return name if name == label else self.say("volunteer", name=name, code=label)

    def _named(self, label: str, key: str) -> str:
        if label in (REST, NONE):
            return self.say("rest" if label == REST else "no_type")
        return self.texts.say(key) if key in self._known else label
