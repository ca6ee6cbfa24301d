"""Telegram messages → parts of a submission. No identity of a sender gets past here.

Covered: text, captions, forwards, quotes and replies, contact cards, venues, polls, check lists, invoices, names of app
files, hidden links, buttons, previews; spoilers and custom emoji stand in the text as they are. Not covered: pictures
(`pictures` reads them) and voice, for which `unreadable` names what to say instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from telegram import Contact, Message

from bot.channels.telegram.links import button_links, hidden_links, preview_link
from model import LinkTarget, Part, Provenance

# Files that install something: the name alone warns.
_APP_FILE = re.compile(r"\.(apk|apks|xapk|exe|msi|mobileconfig|ipa|dmg|scr|bat)$", re.IGNORECASE)
# The command that asks us is no part of what is asked about.
_COMMAND = re.compile(r"^/check(?:@\w+)?(?:\s+|$)", re.IGNORECASE)
# Lines of a vCard that say something.
_VCARD = re.compile(r"^(?:item\d+\.)?(?:ORG|TITLE|NOTE|URL|ADR)[^:\n]*:(.+)$", re.MULTILINE | re.IGNORECASE)


def message_parts(message: Message) -> tuple[Part, ...]:
    """Everything in a message that has words: what it quotes, then its own."""
    return (*_quoted(message), *_content(message, _origin(message)))


def message_links(message: Message) -> tuple[LinkTarget, ...]:
    """The links in a message, and in what it answers, whose words hide their target."""
    about = (_answered(message), message)
    return tuple(link for each in about if each for link in (*hidden_links(each), *button_links(each)))


def own_parts(message: Message) -> tuple[Part, ...]:
    """What a message itself says, without what it quotes."""
    return tuple(_content(message, _origin(message)))


def _origin(message: Message) -> Provenance:
    return Provenance.FORWARDED if message.forward_origin else Provenance.TYPED


def _content(message: Message, origin: Provenance) -> Iterator[Part]:
    caption = Provenance.CAPTION if origin is not Provenance.QUOTED else origin
    words = message.text or message.caption or ""
    if words := words if message.forward_origin else _COMMAND.sub("", words):
        yield Part(words, origin if message.text else caption)
    if message.contact:
        yield Part(_contact(message.contact), Provenance.CONTACT)
    if words := "\n".join(_said_otherwise(message)):
        yield Part(words, origin)
    yield from _targets(message)


def _contact(contact: Contact) -> str:
    """Name and number as the card shows them, and what else it says."""
    name = " ".join(filter(None, (contact.first_name, contact.last_name)))
    return "\n".join((name, contact.phone_number, *_VCARD.findall((contact.vcard or "").replace("\r", ""))))


def _said_otherwise(message: Message) -> Iterator[str]:
    """Words in places other than text: a poll, a venue, a list, an invoice, a game, the name of an app file."""
    if venue := message.venue:
        yield from (venue.title, venue.address)
    if poll := message.poll:
        yield from (poll.question, *(option.text for option in poll.options))
    if checklist := message.checklist:
        yield from (checklist.title, *(task.text for task in checklist.tasks))
    if about := message.invoice or message.game:
        yield from (about.title, about.description)
    name = message.document.file_name if message.document else None
    if name and _APP_FILE.search(name):
        yield name


def _targets(message: Message) -> Iterator[Part]:
    for link in hidden_links(message):
        yield Part(link.target, Provenance.LINK)
    for link in button_links(message):
        yield Part(f"{link.visible} {link.target}", Provenance.BUTTON)
    if url := preview_link(message):
        yield Part(url, Provenance.LINK)


def _quoted(message: Message) -> tuple[Part, ...]:
    """The quoted passage, or else the whole message replied to, unless that is an answer of a bot."""
    answered = _answered(message)
    if message.quote and (answered or not message.reply_to_message):
        targets = _targets(answered) if answered else ()
        return (Part(message.quote.text, Provenance.QUOTED), *targets)
    return tuple(_content(answered, Provenance.QUOTED)) if answered else ()


def _answered(message: Message) -> Message | None:
    """The message replied to, unless a bot wrote it: our warnings say what scams say."""
    replied = message.reply_to_message
    written_by_bot = replied and replied.from_user and replied.from_user.is_bot and not replied.forward_origin
    return None if written_by_bot else replied


def unreadable(message: Message) -> str:
    """Why a message without words cannot be judged: the key of what to say."""
    if message.photo or message.document:
        return "picture_only"
    if message.voice or message.audio or message.video or message.video_note:
        return "voice_only"
    return "nothing"
