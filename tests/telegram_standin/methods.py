"""The table of methods, and those that are about the bot itself, its chats and its updates.

A method takes the world and the parameters of a call and returns the result, or raises ApiError.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.telegram_standin.entities import units
from tests.telegram_standin.errors import bad_request
from tests.telegram_standin.params import Parameters
from tests.telegram_standin.shapes import Shape
from tests.telegram_standin.world import World

Method = Callable[[World, Parameters], Any]

# By name in lower case, since Telegram does not care about case: the name as documented, and what it does.
METHODS: dict[str, tuple[str, Method]] = {}

ACTIONS = frozenset({
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
    "choose_sticker", "find_location", "record_video_note", "upload_video_note",
})  # fmt: skip
LONGEST_ANSWER = 200


def method(name: str) -> Callable[[Method], Method]:
    """Register a function as a method of the API."""

    def register(function: Method) -> Method:
        METHODS[name.lower()] = (name, function)
        return function

    return register


@method("getMe")
def get_me(world: World, _: Parameters) -> Shape:
    rights = ("can_read_all_group_messages", "can_connect_to_business", "has_main_web_app")
    abilities = ("can_join_groups", "supports_inline_queries", "supports_guest_queries")
    return {**world.bot, **dict.fromkeys(abilities, True), **dict.fromkeys(rights, False)}


@method("getChat")
def get_chat(world: World, call: Parameters) -> Shape:
    chat = world.chat(call.text("chat_id"))
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
    return {
        **chat,
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, False),
    }


@method("sendChatAction")
def send_chat_action(world: World, call: Parameters) -> bool:
    world.open_chat(call.text("chat_id"))
    if call.text("action") not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    return True


@method("answerCallbackQuery")
def answer_callback_query(world: World, call: Parameters) -> bool:
    query = world.queries.get(call.text("callback_query_id"))
    if query is None or query.answer is not None:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    if units(call.text("text")) > LONGEST_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    query.answer = dict(call.values)
    return True


@method("getUpdates")
def get_updates(world: World, call: Parameters) -> list[Shape]:
    world.updates.allow(call.structure("allowed_updates", list))
    return world.updates.poll(call.integer("offset", 0), call.integer("limit", 100), call.integer("timeout", 0))


@method("setWebhook")
def set_webhook(world: World, call: Parameters) -> bool:
    url = call.text("url")
    if url and not url.startswith("https://"):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    world.updates.allow(call.structure("allowed_updates", list))
    world.webhook_secret = call.text("secret_token")
    world.updates.set_webhook(url, drop=call.flag("drop_pending_updates"))
    return True


@method("deleteWebhook")
def delete_webhook(world: World, call: Parameters) -> bool:
    world.updates.set_webhook("", drop=call.flag("drop_pending_updates"))
    return True


@method("getWebhookInfo")
def get_webhook_info(world: World, _: Parameters) -> Shape:
    updates = world.updates
    info = {"url": updates.webhook, "has_custom_certificate": False, "pending_update_count": len(updates)}
    return {**info, "allowed_updates": list(updates.allowed)} if updates.allowed else info
