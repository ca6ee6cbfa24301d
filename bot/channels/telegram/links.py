"""Links whose words hide their target: linked words and the buttons under a message."""

from __future__ import annotations

from collections.abc import Iterator

from telegram import InlineKeyboardButton, Message, MessageEntity

from model import LinkTarget

# A newsletter may carry hundreds; more than these would drown its words.
MOST = 20


def hidden_links(message: Message) -> tuple[LinkTarget, ...]:
    """Each linked word once, in order. Buttons: see `button_links`."""
    links = dict.fromkeys(_linked_words(message))
    return tuple(links)[:MOST]


def _linked_words(message: Message) -> Iterator[LinkTarget]:
    entities = message.entities or message.caption_entities
    parse = message.parse_entity if message.text else message.parse_caption_entity
    for entity in entities:
        if entity.type == MessageEntity.TEXT_LINK and entity.url:
            yield LinkTarget(parse(entity), entity.url)


def button_links(message: Message) -> tuple[LinkTarget, ...]:
    """What the buttons under a message say, and where they lead."""
    rows = message.reply_markup.inline_keyboard if message.reply_markup else ()
    links = (LinkTarget(button.text, target) for row in rows for button in row if (target := _target(button)))
    return tuple(dict.fromkeys(links))[:MOST]


def _target(button: InlineKeyboardButton) -> str:
    """Where a button leads; "" for one that stays inside the chat."""
    if button.web_app:
        return button.web_app.url
    return button.url or (button.login_url.url if button.login_url else "")


def preview_link(message: Message) -> str:
    """The address of the web-page preview, where the words do not show it."""
    url = message.link_preview_options.url if message.link_preview_options else None
    return url if isinstance(url, str) and url not in (message.text or "") else ""
