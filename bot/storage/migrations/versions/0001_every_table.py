"""every table"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "broadcasts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="pending", nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcasts")),
    )
    with op.batch_alter_table("broadcasts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_broadcasts_state_due_at"), ["state", "due_at"], unique=False)

    op.create_table(
        "campaign_days",
        sa.Column("campaign", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("checks", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("campaign", "day", name=op.f("pk_campaign_days")),
    )
    op.create_table(
        "campaign_marks",
        sa.Column("mark", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("campaign", sa.BigInteger(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_campaign_marks")),
    )
    with op.batch_alter_table("campaign_marks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_campaign_marks_campaign"), ["campaign"], unique=False)

    op.create_table(
        "campaigns",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("radius", sa.Integer(), nullable=False),
        sa.Column("scam_type", sa.Text(), nullable=True),
        sa.Column("risk", sa.Text(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("excerpt", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), server_default="watched", nullable=False),
        sa.Column("alerted_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaigns")),
    )
    with op.batch_alter_table("campaigns", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_campaigns_last_day"), ["last_day"], unique=False)

    op.create_table(
        "check_events",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("risk", sa.Text(), nullable=False),
        sa.Column("scam_type", sa.Text(), nullable=True),
        sa.Column("campaign", sa.BigInteger(), nullable=True),
        sa.Column("share_code", sa.Text(), nullable=True),
        sa.Column("action", sa.Text(), nullable=True),
        sa.Column("about", sa.Text(), nullable=True),
        sa.Column("person", sa.Text(), nullable=True),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("area", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_events")),
    )
    with op.batch_alter_table("check_events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_check_events_campaign_day"), ["campaign", "day"], unique=False)
        batch_op.create_index(batch_op.f("ix_check_events_day_action"), ["day", "action"], unique=False)
        batch_op.create_index(batch_op.f("ix_check_events_person"), ["person"], unique=False)
        batch_op.create_index(batch_op.f("ix_check_events_share_code_day"), ["share_code", "day"], unique=False)

    op.create_table(
        "feedback",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("risk", sa.Text(), nullable=False),
        sa.Column("scam_type", sa.Text(), nullable=True),
        sa.Column("claim", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("person", sa.Text(), nullable=True),
        sa.Column("delete_on", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), server_default="new", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
    )
    with op.batch_alter_table("feedback", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_feedback_delete_on"), ["delete_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_feedback_person"), ["person"], unique=False)

    op.create_table(
        "follow_ups",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("chat", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("scam_type", sa.Text(), nullable=True),
        sa.Column("about", sa.Text(), nullable=True),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), server_default="pending", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_ups")),
    )
    with op.batch_alter_table("follow_ups", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_follow_ups_chat"), ["chat"], unique=False)
        batch_op.create_index(batch_op.f("ix_follow_ups_state_due_at"), ["state", "due_at"], unique=False)

    op.create_table(
        "guardian_links",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ward", sa.Text(), nullable=True),
        sa.Column("guardian", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("confirmed_at", sa.BigInteger(), nullable=True),
        sa.Column("last_alert_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guardian_links")),
        sa.UniqueConstraint("code", name=op.f("uq_guardian_links_code")),
    )
    with op.batch_alter_table("guardian_links", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_guardian_links_guardian_state"), ["guardian", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_guardian_links_ward_state"), ["ward", "state"], unique=False)

    op.create_table(
        "preferences",
        sa.Column("chat", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=True),
        sa.Column("accessible", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("follow_up", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("feedback_text", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column("audience", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("chat", name=op.f("pk_preferences")),
    )
    op.create_table(
        "quiz_results",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("phase", sa.Text(), nullable=False),
        sa.Column("group", sa.Text(), nullable=True),
        sa.Column("share_code", sa.Text(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("hits", sa.Integer(), nullable=False),
        sa.Column("misses", sa.Integer(), nullable=False),
        sa.Column("false_alarms", sa.Integer(), nullable=False),
        sa.Column("correct_rejections", sa.Integer(), nullable=False),
        sa.Column("d_prime", sa.Float(), nullable=False),
        sa.Column("bias", sa.Float(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quiz_results")),
    )
    with op.batch_alter_table("quiz_results", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_quiz_results_group_phase"), ["group", "phase"], unique=False)
        batch_op.create_index(batch_op.f("ix_quiz_results_person_phase"), ["person", "phase"], unique=False)

    op.create_table(
        "schedule",
        sa.Column("job", sa.Text(), nullable=False),
        sa.Column("last_run_at", sa.BigInteger(), nullable=True),
        sa.Column("holder", sa.Text(), nullable=True),
        sa.Column("held_until", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("job", name=op.f("pk_schedule")),
    )
    op.create_table(
        "subscriptions",
        sa.Column("chat", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("area", sa.Text(), nullable=True),
        sa.Column("audience", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), server_default="active", nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("chat", "kind", name=op.f("pk_subscriptions")),
    )
    with op.batch_alter_table("subscriptions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_subscriptions_kind_state_hour"), ["kind", "state", "hour"], unique=False)

    op.create_table(
        "update_ids",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("update_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "update_id", name=op.f("pk_update_ids")),
    )
    with op.batch_alter_table("update_ids", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_update_ids_seen_at"), ["seen_at"], unique=False)

    op.create_table(
        "volunteer_referrals",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("code", "person", name=op.f("pk_volunteer_referrals")),
    )
    with op.batch_alter_table("volunteer_referrals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_volunteer_referrals_person"), ["person"], unique=False)

    op.create_table(
        "volunteers",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("chat", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("area", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), server_default="active", nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_volunteers")),
        sa.UniqueConstraint("chat", name=op.f("uq_volunteers_chat")),
    )
    op.create_table(
        "watch_groups",
        sa.Column("chat", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("last_warning_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("chat", name=op.f("pk_watch_groups")),
    )
    op.create_table(
        "deliveries",
        sa.Column("broadcast", sa.Text(), nullable=False),
        sa.Column("chat", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="pending", nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["broadcast"], ["broadcasts.id"], name=op.f("fk_deliveries_broadcast"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("broadcast", "chat", name=op.f("pk_deliveries")),
    )
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deliveries_broadcast_state"), ["broadcast", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_deliveries_chat"), ["chat"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deliveries_chat"))
        batch_op.drop_index(batch_op.f("ix_deliveries_broadcast_state"))

    op.drop_table("deliveries")
    op.drop_table("watch_groups")
    op.drop_table("volunteers")
    with op.batch_alter_table("volunteer_referrals", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_volunteer_referrals_person"))

    op.drop_table("volunteer_referrals")
    with op.batch_alter_table("update_ids", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_update_ids_seen_at"))

    op.drop_table("update_ids")
    with op.batch_alter_table("subscriptions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_subscriptions_kind_state_hour"))

    op.drop_table("subscriptions")
    op.drop_table("schedule")
    with op.batch_alter_table("quiz_results", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_quiz_results_person_phase"))
        batch_op.drop_index(batch_op.f("ix_quiz_results_group_phase"))

    op.drop_table("quiz_results")
    op.drop_table("preferences")
    with op.batch_alter_table("guardian_links", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_guardian_links_ward_state"))
        batch_op.drop_index(batch_op.f("ix_guardian_links_guardian_state"))

    op.drop_table("guardian_links")
    with op.batch_alter_table("follow_ups", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_follow_ups_state_due_at"))
        batch_op.drop_index(batch_op.f("ix_follow_ups_chat"))

    op.drop_table("follow_ups")
    with op.batch_alter_table("feedback", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_feedback_person"))
        batch_op.drop_index(batch_op.f("ix_feedback_delete_on"))

    op.drop_table("feedback")
    with op.batch_alter_table("check_events", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_check_events_share_code_day"))
        batch_op.drop_index(batch_op.f("ix_check_events_person"))
        batch_op.drop_index(batch_op.f("ix_check_events_day_action"))
        batch_op.drop_index(batch_op.f("ix_check_events_campaign_day"))

    op.drop_table("check_events")
    with op.batch_alter_table("campaigns", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_campaigns_last_day"))

    op.drop_table("campaigns")
    with op.batch_alter_table("campaign_marks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_campaign_marks_campaign"))

    op.drop_table("campaign_marks")
    op.drop_table("campaign_days")
    with op.batch_alter_table("broadcasts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_broadcasts_state_due_at"))

    op.drop_table("broadcasts")
