"""Methods that send pictures and files, and getFile. Bytes are kept as they come; nothing is looked at or resized."""

from __future__ import annotations

from tests.telegram_standin import shapes
from tests.telegram_standin.errors import bad_request
from tests.telegram_standin.keyboards import read_keyboard
from tests.telegram_standin.methods import method
from tests.telegram_standin.params import Parameters
from tests.telegram_standin.sending import extras, read_reply
from tests.telegram_standin.shapes import Shape
from tests.telegram_standin.texts import html_of, read_caption
from tests.telegram_standin.world import StoredFile, World

LARGEST_DOWNLOAD = 20 * 1024 * 1024


@method("sendPhoto")
def send_photo(world: World, call: Parameters) -> Shape:
    return _send(world, call, "photo")


@method("sendDocument")
def send_document(world: World, call: Parameters) -> Shape:
    return _send(world, call, "document")


@method("getFile")
def get_file(world: World, call: Parameters) -> Shape:
    stored = world.files.get(call.text("file_id"))
    if stored is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if len(stored.content) > LARGEST_DOWNLOAD:
        raise bad_request("file is too big")
    return {**stored.ids, "file_size": len(stored.content), "file_path": stored.path}


def _send(world: World, call: Parameters, kind: str) -> Shape:
    caption = read_caption(call)
    keyboard = read_keyboard(call)
    chat = world.open_chat(call.text("chat_id"))
    reply = read_reply(world, chat, call)
    content = file_content(_file(world, call, kind))
    return world.post(
        chat, html_of(call, "caption"), **content, **caption, **reply, **extras(call), reply_markup=keyboard
    )


def _file(world: World, call: Parameters, kind: str) -> StoredFile:
    """The file of a call: sent along with it, or already on the server."""
    if upload := call.upload(kind):
        if not upload.content:
            raise bad_request("file must be non-empty")
        return world.store(kind, upload)
    name = call.text(kind)
    if not name:
        raise bad_request(f"there is no {kind} in the request")
    stored = world.files.get(name)
    if stored is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if stored.kind != kind:
        raise bad_request(f"can't use file of type {stored.kind.title()} as {kind.title()}")
    return stored


def file_content(stored: StoredFile) -> Shape:
    """Content of a message with this file."""
    size = len(stored.content)
    match stored.kind:
        case "photo":
            return shapes.photo(file_size=size, ids=stored.ids)
        case "voice":
            return shapes.voice(file_size=size, ids=stored.ids)
    return shapes.document(stored.name, file_size=size, ids=stored.ids)
