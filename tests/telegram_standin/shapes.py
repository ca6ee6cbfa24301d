"""Objects in the shapes that Telegram delivers, field for field as the Bot API documents them.

Everything is a plain dict, ready for JSON. Fields that Telegram leaves out when they are empty are left out here too.
Nothing is checked: a test may build what Telegram would never send.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterable
from typing import Any

from tests.telegram_standin.entities import Entity, cut, find_entities, units

Shape = dict[str, Any]

_numbers = itertools.count(1)


def now() -> int:
    """The present in Unix time, as all dates are."""
    return int(time.time())


def _given(**fields: Any) -> Shape:
    return {name: value for name, value in fields.items() if value is not None}


def user(
    user_id: int,
    first_name: str,
    *,
    language_code: str | None = None,
    username: str | None = None,
    last_name: str | None = None,
    is_bot: bool = False,
) -> Shape:
    """A User. `language_code` is an IETF tag as the apps give it: "zh-hans", "zh-hant", "en"."""
    names = _given(last_name=last_name, username=username, language_code=language_code)
    return {"id": user_id, "is_bot": is_bot, "first_name": first_name, **names}


def private_chat(person: Shape) -> Shape:
    """The Chat between a person and the bot: it has the person's id."""
    names = _given(**{key: person.get(key) for key in ("first_name", "last_name", "username")})
    return {"id": person["id"], "type": "private", **names}


def group(chat_id: int, title: str) -> Shape:
    """A basic group; ids of such are negative."""
    return {"id": chat_id, "type": "group", "title": title, "all_members_are_administrators": False}


def supergroup(chat_id: int, title: str, username: str | None = None) -> Shape:
    """A supergroup; ids of such begin with -100."""
    return {"id": chat_id, "type": "supergroup", "title": title, **_given(username=username)}


def channel(chat_id: int, title: str, username: str | None = None) -> Shape:
    """A channel; ids of such begin with -100."""
    return {"id": chat_id, "type": "channel", "title": title, **_given(username=username)}


def message(message_id: int, chat: Shape, sender: Shape | None, *, date: int | None = None, **content: Any) -> Shape:
    """A Message. In a channel (no `sender`) the chat itself speaks."""
    origin = {"from": sender} if sender else {"sender_chat": chat}
    return {"message_id": message_id, **origin, "chat": chat, "date": date or now(), **_given(**content)}


def text(words: str, entities: Iterable[Entity] | None = None) -> Shape:
    """Content of a text message; entities are found in it unless they are given."""
    found = find_entities(words) if entities is None else list(entities)
    return {"text": words, **({"entities": found} if found else {})}


def caption(words: str | None, entities: Iterable[Entity] | None = None) -> Shape:
    """Words under a picture or file; nothing if there are none."""
    if not words:
        return {}
    content = text(words, entities)
    return {"caption" if key == "text" else "caption_entities": value for key, value in content.items()}


def file_ids(kind: str) -> Shape:
    """A fresh pair of identifiers; they tell nothing but the kind, as with Telegram."""
    number = next(_numbers)
    return {"file_id": f"{kind}-file-{number:06}", "file_unique_id": f"{kind}-unique-{number:06}"}


def photo(*, width: int = 1280, height: int = 960, file_size: int = 0, ids: Shape | None = None) -> Shape:
    """Content of a picture: a thumbnail and the full size, smallest first."""
    small = {**file_ids("photo"), "width": 90, "height": 67, "file_size": min(file_size, 1500)}
    large = {**(ids or file_ids("photo")), "width": width, "height": height, "file_size": file_size}
    return {"photo": [small, large]}


def document(
    file_name: str, *, mime_type: str = "application/octet-stream", file_size: int = 0, ids: Shape | None = None
) -> Shape:
    """Content of a file."""
    about = {"file_name": file_name, "mime_type": mime_type, "file_size": file_size}
    return {"document": {**(ids or file_ids("document")), **about}}


def voice(duration: int = 7, *, file_size: int = 0, ids: Shape | None = None) -> Shape:
    """Content of a voice message, its length in seconds."""
    about = {"duration": duration, "mime_type": "audio/ogg", "file_size": file_size}
    return {"voice": {**(ids or file_ids("voice")), **about}}


def sticker(emoji: str = "👍", *, set_name: str = "made_up_set") -> Shape:
    """Content of a plain sticker."""
    about = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
    return {"sticker": {**file_ids("sticker"), **about, "emoji": emoji, "set_name": set_name}}


def animation(*, file_name: str = "fun.gif.mp4") -> Shape:
    """Content of a GIF; Telegram repeats it as a document."""
    about = {"width": 320, "height": 240, "duration": 3, "file_name": file_name, "mime_type": "video/mp4"}
    ids = file_ids("animation")
    return {"animation": {**ids, **about}, "document": {**ids, "file_name": file_name, "mime_type": "video/mp4"}}


def video(duration: int = 9) -> Shape:
    """Content of a video."""
    return {"video": {**file_ids("video"), "width": 640, "height": 360, "duration": duration}}


def venue(title: str, address: str) -> Shape:
    """Content of a place with a name; the bare place comes along."""
    location = {"latitude": 25.03, "longitude": 121.56}
    return {"venue": {"location": location, "title": title, "address": address}, "location": location}


def poll(question: str, *options: str) -> Shape:
    """Content of an open poll."""
    about = {"total_voter_count": 0, "is_closed": False, "is_anonymous": True, "allows_multiple_answers": False}
    choices = [{"persistent_id": str(n), "text": text, "voter_count": 0} for n, text in enumerate(options)]
    rest = {"type": "regular", "allows_revoting": True, "members_only": False}
    return {"poll": {"id": f"poll-{next(_numbers)}", "question": question, "options": choices, **about, **rest}}


def dice(value: int = 3) -> Shape:
    """Content of a thrown die."""
    return {"dice": {"emoji": "🎲", "value": value}}


def text_link(words: str, linked: str, url: str) -> Shape:
    """Content of a text in which some words are a link to somewhere."""
    offset = units(words[: words.index(linked)])
    return text(words, [{"type": "text_link", "offset": offset, "length": units(linked), "url": url}])


def link_buttons(*buttons: tuple[str, str]) -> Shape:
    """Buttons under a forwarded message: label and address, one a row."""
    return {"reply_markup": {"inline_keyboard": [[{"text": label, "url": url}] for label, url in buttons]}}


def inline_query(query_id: str, sender: Shape, words: str) -> Shape:
    """What somebody types after @bot, somewhere."""
    return {"id": query_id, "from": sender, "query": words, "offset": "", "chat_type": "supergroup"}


def contact(phone_number: str, first_name: str, user_id: int | None = None) -> Shape:
    """Content of a shared contact."""
    return {"contact": {"phone_number": phone_number, "first_name": first_name, **_given(user_id=user_id)}}


def origin_user(sender: Shape, date: int | None = None) -> Shape:
    """Forwarded from a person who lets the account be seen."""
    return {"type": "user", "date": date or now(), "sender_user": sender}


def origin_hidden_user(name: str, date: int | None = None) -> Shape:
    """Forwarded from a person of whom only the name is told."""
    return {"type": "hidden_user", "date": date or now(), "sender_user_name": name}


def origin_chat(chat: Shape, author_signature: str | None = None, date: int | None = None) -> Shape:
    """Forwarded from somebody who wrote in the name of a group."""
    signature = _given(author_signature=author_signature)
    return {"type": "chat", "date": date or now(), "sender_chat": chat, **signature}


def origin_channel(chat: Shape, message_id: int, author_signature: str | None = None, date: int | None = None) -> Shape:
    """Forwarded from a channel."""
    signature = _given(author_signature=author_signature)
    return {"type": "channel", "date": date or now(), "chat": chat, "message_id": message_id, **signature}


def quote(words: str, position: int = 0, *, is_manual: bool = True) -> Shape:
    """A TextQuote: the part of the replied message that was marked; its position in UTF-16 units."""
    return {"text": words, "position": position, **({"is_manual": True} if is_manual else {})}


def quote_from(replied: Shape, words: str) -> Shape:
    """The quote of words that stand in a message. Raises ValueError if they do not."""
    whole = str(replied.get("text") or replied.get("caption") or "")
    position = units(whole[: whole.index(words)])
    assert cut(whole, position, units(words)) == words
    return quote(words, position)


def external_reply(origin: Shape, chat: Shape | None = None, message_id: int | None = None, **content: Any) -> Shape:
    """What is told of a replied message in another chat: its text only in `quote`."""
    return {"origin": origin, **_given(chat=chat, message_id=message_id), **content}


def callback_query(query_id: str, sender: Shape, about: Shape, data: str) -> Shape:
    """A press on a button under the bot's message `about`."""
    instance = str(about["chat"]["id"] * 7919)
    return {"id": query_id, "from": sender, "message": about, "chat_instance": instance, "data": data}


def my_chat_member(chat: Shape, sender: Shape, bot: Shape, old: str, new: str) -> Shape:
    """The bot's own standing changes: "member", "kicked" (in a private chat: blocked), "left"."""
    before, after = ({"user": bot, "status": status} | _until(status) for status in (old, new))
    return {"chat": chat, "from": sender, "date": now(), "old_chat_member": before, "new_chat_member": after}


def _until(status: str) -> Shape:
    return {"until_date": 0} if status == "kicked" else {}
