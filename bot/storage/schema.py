"""Every table, in one place. `docs/privacy.md` says of each column why it is kept (a test compares the two).

No table holds a message's text, but for `feedback.text` (given on purpose, redacted, with an end) and
`campaigns.excerpt` (masked, from five distinct people up).

Conventions, the same on SQLite and PostgreSQL:

    day …            a date in the operator's time zone; most rows know no finer time
    …_at             UTC, whole seconds since 1970
    chat             a channel's own key of a chat, such as Telegram's chat id as text; only where one must be reached
    person           `People.monthly`: a keyed hash whose key is thrown away at the end of the month
    lasting          `People.lasting`: a keyed hash that stays the same, where two visits must be compared

A column that leads back to somebody carries `info=tied(...)`: that is what `/forgetme` goes through.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    false,
)

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Tie(StrEnum):
    """How a column leads back to a chat."""

    CHAT = "chat"
    MONTHLY = "monthly"
    LASTING = "lasting"


def tied(how: Tie) -> dict[str, Any]:
    return {"tied": how}


def _chat(name: str = "chat", **more: Any) -> Column[str]:
    return Column(name, Text, nullable=more.pop("nullable", False), info=tied(Tie.CHAT), **more)


# A check (action is null), or what somebody says they did after one (action is set, `about` names the check). Rows are
# only ever added, and the id is made where the event happens: writing one twice changes nothing.
check_events = Table(
    "check_events",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("day", Date, nullable=False),
    Column("channel", Text, nullable=False),
    Column("risk", Text, nullable=False),
    Column("scam_type", Text),
    Column("campaign", BigInteger),
    Column("share_code", Text),
    Column("action", Text),
    Column("about", Text),
    Column("person", Text, info=tied(Tie.MONTHLY)),
    Column("locale", Text, nullable=False),
    Column("area", Text),
    Index(None, "day", "action"),
    Index(None, "campaign", "day"),
    Index(None, "person"),
    Index(None, "share_code", "day"),
)

# The id is the signature of the first message seen, so that two processes name the same message alike.
campaigns = Table(
    "campaigns",
    METADATA,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("radius", Integer, nullable=False),
    Column("scam_type", Text),
    Column("risk", Text, nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("excerpt", Text),
    Column("status", Text, nullable=False, server_default="watched"),
    Column("alerted_on", Date),
    Index(None, "last_day"),
)

# Distinct people by day, as counts: what is left when the hashes are gone.
campaign_days = Table(
    "campaign_days",
    METADATA,
    Column("campaign", BigInteger, primary_key=True, autoincrement=False),
    Column("day", Date, primary_key=True),
    Column("people", Integer, nullable=False),
    Column("checks", Integer, nullable=False),
)

# Links, numbers and handles that a campaign shares, as keyed hashes.
campaign_marks = Table(
    "campaign_marks",
    METADATA,
    Column("mark", BigInteger, primary_key=True, autoincrement=False),
    Column("campaign", BigInteger, nullable=False),
    Column("last_day", Date, nullable=False),
    Index(None, "campaign"),
)

subscriptions = Table(
    "subscriptions",
    METADATA,
    _chat(primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("hour", Integer, nullable=False),
    Column("time_zone", Text, nullable=False),
    Column("locale", Text, nullable=False),
    Column("area", Text),
    Column("audience", Text),
    Column("state", Text, nullable=False, server_default="active"),
    Column("since", Date, nullable=False),
    Index(None, "kind", "state", "hour"),
)

broadcasts = Table(
    "broadcasts",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("state", Text, nullable=False, server_default="pending"),
    Column("created_at", BigInteger, nullable=False),
    Column("due_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger),
    Index(None, "state", "due_at"),
)

# `sending` is written before a message goes out: a crash in between leaves a doubt, never a second message.
deliveries = Table(
    "deliveries",
    METADATA,
    Column("broadcast", Text, ForeignKey("broadcasts.id", ondelete="CASCADE"), primary_key=True),
    _chat(primary_key=True),
    Column("locale", Text, nullable=False),
    Column("state", Text, nullable=False, server_default="pending"),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("changed_at", BigInteger, nullable=False),
    Index(None, "broadcast", "state"),
    Index(None, "chat"),
)

guardian_links = Table(
    "guardian_links",
    METADATA,
    Column("id", Text, primary_key=True),
    _chat("ward", nullable=True),
    _chat("guardian", nullable=True),
    Column("code", Text, unique=True),
    Column("state", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("confirmed_at", BigInteger),
    Column("last_alert_at", BigInteger),
    Index(None, "ward", "state"),
    Index(None, "guardian", "state"),
)

volunteers = Table(
    "volunteers",
    METADATA,
    Column("code", Text, primary_key=True),
    _chat(nullable=True, unique=True),
    Column("name", Text),
    Column("area", Text),
    Column("state", Text, nullable=False, server_default="active"),
    Column("created_on", Date, nullable=False),
)

# First visits through a volunteer's link: one a person and month.
volunteer_referrals = Table(
    "volunteer_referrals",
    METADATA,
    Column("code", Text, primary_key=True),
    Column("person", Text, primary_key=True, info=tied(Tie.MONTHLY)),
    Column("day", Date, nullable=False),
    Index(None, "person"),
)

# `answers`: one character an item, in the order of the form; counts and d′ are kept beside it for the report.
quiz_results = Table(
    "quiz_results",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("person", Text, nullable=False, info=tied(Tie.LASTING)),
    Column("form", Text, nullable=False),
    Column("phase", Text, nullable=False),
    Column("group", Text),
    Column("share_code", Text),
    Column("day", Date, nullable=False),
    Column("answers", Text, nullable=False),
    Column("hits", Integer, nullable=False),
    Column("misses", Integer, nullable=False),
    Column("false_alarms", Integer, nullable=False),
    Column("correct_rejections", Integer, nullable=False),
    Column("d_prime", Float, nullable=False),
    Column("bias", Float, nullable=False),
    Column("locale", Text, nullable=False),
    Index(None, "person", "phase"),
    Index(None, "group", "phase"),
)

feedback = Table(
    "feedback",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("day", Date, nullable=False),
    Column("channel", Text, nullable=False),
    Column("risk", Text, nullable=False),
    Column("scam_type", Text),
    Column("claim", Text, nullable=False),
    Column("text", Text),
    Column("person", Text, info=tied(Tie.LASTING)),
    Column("delete_on", Date, nullable=False),
    Column("state", Text, nullable=False, server_default="new"),
    Index(None, "person"),
    Index(None, "delete_on"),
)

follow_ups = Table(
    "follow_ups",
    METADATA,
    Column("id", Text, primary_key=True),
    _chat(),
    Column("action", Text, nullable=False),
    Column("scam_type", Text),
    Column("about", Text),
    Column("locale", Text, nullable=False),
    Column("due_at", BigInteger, nullable=False),
    Column("state", Text, nullable=False, server_default="pending"),
    Index(None, "chat"),
    Index(None, "state", "due_at"),
)

update_ids = Table(
    "update_ids",
    METADATA,
    Column("channel", Text, primary_key=True),
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("seen_at", BigInteger, nullable=False),
    Index(None, "seen_at"),
)

preferences = Table(
    "preferences",
    METADATA,
    _chat(primary_key=True),
    Column("locale", Text),
    Column("accessible", Boolean, nullable=False, server_default=false()),
    Column("follow_up", Boolean, nullable=False, server_default=false()),
    Column("feedback_text", Boolean, nullable=False, server_default=false()),
    Column("region", Text),
    Column("audience", Text),
)

watch_groups = Table(
    "watch_groups",
    METADATA,
    _chat(primary_key=True),
    Column("locale", Text, nullable=False),
    Column("since", Date, nullable=False),
    Column("last_warning_at", BigInteger),
)

# Which timed job ran last, and who holds it now: two processes never do the same one.
schedule = Table(
    "schedule",
    METADATA,
    Column("job", Text, primary_key=True),
    Column("last_run_at", BigInteger),
    Column("holder", Text),
    Column("held_until", BigInteger),
)
