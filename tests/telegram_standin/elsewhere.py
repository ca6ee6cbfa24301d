"""Answers in chats where the bot is no member: inline queries and guest queries. Only articles with words are known."""

from __future__ import annotations

from typing import Any

from tests.telegram_standin.errors import bad_request
from tests.telegram_standin.keyboards import read_keyboard
from tests.telegram_standin.methods import method
from tests.telegram_standin.params import Parameters
from tests.telegram_standin.shapes import Shape
from tests.telegram_standin.texts import read_text
from tests.telegram_standin.world import Query, World

MOST_RESULTS = 50


@method("answerInlineQuery")
def answer_inline_query(world: World, call: Parameters) -> bool:
    query = _open(world.inline_queries, call.text("inline_query_id"))
    results = call.structure("results", list)
    if results is None or len(results) > MOST_RESULTS:
        raise bad_request("RESULTS_TOO_MUCH" if results else "parameter results is empty")
    for result in results:
        _check_article(result)
    if len({result["id"] for result in results}) < len(results):
        raise bad_request("RESULT_ID_DUPLICATE")
    query.answer = dict(call.values)
    return True


@method("answerGuestQuery")
def answer_guest_query(world: World, call: Parameters) -> Shape:
    query = _open(world.guest_queries, call.text("guest_query_id"))
    result = call.structure("result", dict)
    if result is None:
        raise bad_request("parameter result is empty")
    _check_article(result)
    query.answer = dict(call.values)
    return {"inline_message_id": f"guest-{len(world.guest_queries)}"}


def _open(queries: dict[str, Query], query_id: str) -> Query:
    query = queries.get(query_id)
    if query is None or query.answer is not None:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    return query


def _check_article(result: Any) -> None:
    if not isinstance(result, dict) or result.get("type") != "article":
        raise bad_request("the stand-in knows no inline results but articles")
    if not 1 <= len(str(result.get("id", "")).encode()) <= 64:
        raise bad_request("RESULT_ID_INVALID")
    if not str(result.get("title", "")).strip():
        raise bad_request('can\'t parse inline query result: Field "title" must not be empty')
    content = result.get("input_message_content")
    if not isinstance(content, dict):
        raise bad_request("can't parse inline query result: no input_message_content")
    seen_text(content)
    if keyboard := result.get("reply_markup"):
        read_keyboard(_parameters({"reply_markup": keyboard}))


def seen_text(content: Shape) -> str:
    """The words of an InputTextMessageContent as a person would see them. Raises ApiError 400."""
    named = {"text": content.get("message_text", ""), "parse_mode": content.get("parse_mode", "")}
    return str(read_text(_parameters(named))["text"])


def _parameters(values: Shape) -> Parameters:
    import json

    return Parameters({name: v if isinstance(v, str) else json.dumps(v) for name, v in values.items()})
