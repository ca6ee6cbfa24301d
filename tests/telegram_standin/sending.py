"""Methods that send, edit and delete messages of words."""

from __future__ import annotations

from typing import Any

from tests.telegram_standin import shapes
from tests.telegram_standin.errors import bad_request
from tests.telegram_standin.keyboards import read_keyboard
from tests.telegram_standin.methods import method
from tests.telegram_standin.params import TRUE, Parameters
from tests.telegram_standin.shapes import Shape
from tests.telegram_standin.texts import html_of, read_text
from tests.telegram_standin.world import Record, World

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)


@method("sendMessage")
def send_message(world: World, call: Parameters) -> Shape:
    content = read_text(call)
    keyboard = read_keyboard(call)
    chat = world.open_chat(call.text("chat_id"))
    return world.post(
        chat, html_of(call, "text"), **content, **read_reply(world, chat, call), **extras(call), reply_markup=keyboard
    )


def extras(call: Parameters) -> Shape:
    """What else a message carries over from its call."""
    return {"has_protected_content": True} if call.flag("protect_content") else {}


def read_reply(world: World, chat: Shape, call: Parameters) -> Shape:
    """What a message answers: the other message, without what that one answers, and a quote from it."""
    wanted = call.structure("reply_parameters", dict) or _older_reply(call)
    if not wanted:
        return {}
    if wanted.get("chat_id", chat["id"]) != chat["id"]:
        raise bad_request("the stand-in knows no replies across chats")
    record = world.find(chat["id"], _reply_id(wanted.get("message_id")))
    if record is None:
        if _true(wanted.get("allow_sending_without_reply")):
            return {}
        raise bad_request("message to be replied not found")
    replied = {key: value for key, value in record.message.items() if key != "reply_to_message"}
    return {"reply_to_message": replied, **_quote(replied, wanted.get("quote"))}


def _older_reply(call: Parameters) -> Shape | None:
    """Parameters of before Bot API 7.0, which still work."""
    names = {"message_id": "reply_to_message_id", "allow_sending_without_reply": "allow_sending_without_reply"}
    return {key: call.text(name) for key, name in names.items()} if call.text("reply_to_message_id") else None


def _reply_id(given: Any) -> int:
    try:
        return int(given)
    except (TypeError, ValueError) as error:
        raise bad_request("can't parse reply parameters: message_id must be an integer") from error


def _true(given: Any) -> bool:
    return str(given).lower() in TRUE


def _quote(replied: Shape, words: Any) -> Shape:
    if not words:
        return {}
    try:
        return {"quote": shapes.quote_from(replied, words)}
    except ValueError as error:
        raise bad_request("QUOTE_TEXT_INVALID") from error


@method("editMessageText")
def edit_message_text(world: World, call: Parameters) -> Shape:
    content = read_text(call)
    keyboard = read_keyboard(call)
    record = _editable(world, call)
    if "text" not in record.message:
        raise bad_request("there is no text in the message to edit")
    edited = _change(world, record, ("text", "entities"), {**content, "reply_markup": keyboard})
    record.html = html_of(call, "text")
    return edited


@method("editMessageReplyMarkup")
def edit_message_reply_markup(world: World, call: Parameters) -> Shape:
    keyboard = read_keyboard(call)
    return _change(world, _editable(world, call), (), {"reply_markup": keyboard})


def _editable(world: World, call: Parameters) -> Record:
    chat = world.open_chat(call.text("chat_id"))
    record = world.find(chat["id"], _message_id(call))
    if record is None:
        raise bad_request("message to edit not found")
    if not record.by_bot:
        raise bad_request("message can't be edited")
    return record


def _change(world: World, record: Record, replaced: tuple[str, ...], content: Shape) -> Shape:
    """Replace content. A keyboard that is not given again goes away, as with Telegram."""
    gone = {*replaced, "reply_markup", "edit_date"}
    kept = {key: value for key, value in record.message.items() if key not in gone}
    edited = kept | {key: value for key, value in content.items() if value is not None}
    if edited == {key: value for key, value in record.message.items() if key != "edit_date"}:
        raise bad_request(NOT_MODIFIED)
    record.message = {**edited, "edit_date": shapes.now()}
    record.edits += 1
    world.changed.notify_all()
    return record.message


@method("deleteMessage")
def delete_message(world: World, call: Parameters) -> bool:
    chat = world.chat(call.text("chat_id"))
    record = world.find(chat["id"], _message_id(call))
    if record is None:
        raise bad_request("message to delete not found")
    # Without rights in a group a bot deletes only what it wrote; in a private chat anything.
    if not record.by_bot and chat["type"] != "private":
        raise bad_request("message can't be deleted")
    del world.records[chat["id"], record.message["message_id"]]
    world.changed.notify_all()
    return True


def _message_id(call: Parameters) -> int:
    if call.text("inline_message_id"):
        raise bad_request("the stand-in knows no inline messages")
    if not call.text("message_id"):
        raise bad_request("message identifier is not specified")
    return call.integer("message_id", 0)
