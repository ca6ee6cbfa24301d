"""Inline keyboards: checked as the documentation says. Raises ApiError 400."""

from __future__ import annotations

from typing import Any

from tests.telegram_standin.errors import bad_request
from tests.telegram_standin.links import checked_link
from tests.telegram_standin.params import Parameters

Markup = dict[str, Any]

ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)
MOST_BUTTONS = 100
LONGEST_DATA = 64


def read_keyboard(parameters: Parameters) -> Markup | None:
    """The checked `reply_markup` of a call; None if there is none or it has no buttons."""
    markup = parameters.structure("reply_markup", dict)
    if not markup:
        return None
    if "inline_keyboard" not in markup:
        raise bad_request("the stand-in knows no reply markup but inline_keyboard")
    rows = [_checked_row(row) for row in _rows(markup["inline_keyboard"])]
    if sum(map(len, rows)) > MOST_BUTTONS:
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": [row for row in rows if row]} if any(rows) else None


def _rows(given: Any) -> list[Any]:
    if not isinstance(given, list):
        raise bad_request('field "inline_keyboard" of the InlineKeyboardMarkup must be of type Array')
    return given


def _checked_row(row: Any) -> list[Markup]:
    if not isinstance(row, list):
        raise bad_request("can't parse inline keyboard: inline keyboard row must be an Array")
    return [_checked_button(button) for button in row]


def _checked_button(button: Any) -> Markup:
    if not isinstance(button, dict):
        raise _refusal("InlineKeyboardButton must be an Object")
    if not isinstance(button.get("text"), str) or not button["text"].strip():
        raise _refusal('field "text" must be a non-empty String')
    actions = [action for action in ACTIONS if action in button]
    if not actions:
        raise _refusal("Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise _refusal(f"exactly one action is allowed, found {', '.join(actions)}")
    _check_action(actions[0], button)
    return dict(button)


def _check_action(action: str, button: Markup) -> None:
    value = button[action]
    match action:
        case "callback_data":
            if not isinstance(value, str) or not 1 <= len(value.encode()) <= LONGEST_DATA:
                raise bad_request("BUTTON_DATA_INVALID")
        case "url":
            if not isinstance(value, str) or not checked_link(value):
                raise bad_request(f"inline keyboard button URL '{value}' is invalid: Wrong HTTP URL")
        case "copy_text":
            if not isinstance(value, dict) or not 1 <= len(value.get("text", "")) <= 256:
                raise _refusal("CopyTextButton text must be of 1-256 characters")


def _refusal(what: str) -> Exception:
    return bad_request(f"can't parse inline keyboard button: {what}")
