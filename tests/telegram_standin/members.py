"""Who is what in a group. Ranks are given by `TelegramStandIn.rank`; whoever has none is a member."""

from __future__ import annotations

from tests.telegram_standin.errors import bad_request
from tests.telegram_standin.methods import method
from tests.telegram_standin.params import Parameters
from tests.telegram_standin.shapes import Shape
from tests.telegram_standin.world import World

# Fields of ChatMemberAdministrator that the library insists on.
RIGHTS = (
    "can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats",
    "can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories",
    "can_edit_stories", "can_delete_stories",
)  # fmt: skip


@method("getChatMember")
def get_chat_member(world: World, call: Parameters) -> Shape:
    chat = world.open_chat(call.text("chat_id"))
    user = call.integer("user_id", 0)
    known = {world.bot["id"]: world.bot} | {c["id"]: c for c in world.chats.values() if c["type"] == "private"}
    if user not in known:
        raise bad_request("PARTICIPANT_ID_INVALID")
    about = {"id": user, "is_bot": user == world.bot["id"], "first_name": known[user].get("first_name", "x")}
    return member(about, world.ranks.get((chat["id"], user), "member"))


def member(user: Shape, status: str) -> Shape:
    """A ChatMember."""
    rights = dict.fromkeys(RIGHTS, False) if status == "administrator" else {}
    anonymous = {"is_anonymous": False} if status == "creator" else {}
    return {"user": user, "status": status, **rights, **anonymous}
