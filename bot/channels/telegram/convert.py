"""Telegram messages → parts of a submission. No identity of a sender gets past here.

Covered: text, captions, forwards, quotes and replies. Not covered: pictures, voice, contacts, polls, link buttons; for
these `unreadable` names what to say instead.
"""

from __future__ import annotations

from telegram import Message

from model import Part, Provenance


def message_parts(message: Message) -> tuple[Part, ...]:
    """Everything in a message that has words: what it quotes, then its own text or caption."""
    return (*_quoted(message), *_own(message))


def _own(message: Message) -> tuple[Part, ...]:
    origin = Provenance.FORWARDED if message.forward_origin else Provenance.TYPED
    if message.text:
        return (Part(message.text, origin),)
    return (Part(message.caption, Provenance.CAPTION),) if message.caption else ()


def _quoted(message: Message) -> tuple[Part, ...]:
    """The quoted passage, or else the whole message replied to, unless that is an answer of a bot."""
    replied = message.reply_to_message
    if replied and replied.from_user and replied.from_user.is_bot:
        return ()
    if message.quote:
        return (Part(message.quote.text, Provenance.QUOTED),)
    if replied is None:
        return ()
    text = replied.text or replied.caption
    return (Part(text, Provenance.QUOTED),) if text else ()


def unreadable(message: Message) -> str:
    """Why a message without words cannot be judged: the key of what to say."""
    if message.photo or message.document:
        return "picture_only"
    if message.voice or message.audio or message.video or message.video_note:
        return "voice_only"
    return "nothing"
