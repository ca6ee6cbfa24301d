"""The words of a call: text or caption, parsed, checked and measured. Raises ApiError 400."""

from __future__ import annotations

from tests.telegram_standin.entities import Entity, check_entities, trim, units
from tests.telegram_standin.errors import bad_request
from tests.telegram_standin.html_markup import parse_html
from tests.telegram_standin.params import Parameters
from tests.telegram_standin.shapes import Shape

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024


def read_text(call: Parameters) -> Shape:
    """Content of a text message."""
    words, entities = _formatted(call, "text", "entities")
    if not words.strip():
        raise bad_request("message text is empty")
    if units(words) > LONGEST_TEXT:
        raise bad_request("message is too long")
    return {"text": words, **({"entities": entities} if entities else {})}


def read_caption(call: Parameters) -> Shape:
    """Content under a picture or file, which may have none."""
    words, entities = _formatted(call, "caption", "caption_entities")
    if units(words) > LONGEST_CAPTION:
        raise bad_request("message caption is too long")
    return {key: value for key, value in (("caption", words), ("caption_entities", entities)) if value}


def html_of(call: Parameters, name: str) -> str:
    """The markup as it was sent; "" if it was not HTML."""
    return call.text(name) if call.text("parse_mode").lower() == "html" else ""


def _formatted(call: Parameters, name: str, entities_name: str) -> tuple[str, list[Entity]]:
    words = call.text(name)
    match call.text("parse_mode").lower():
        case "":
            return trim(words, check_entities(words, call.structure(entities_name, list) or ()))
        case "html":
            return trim(*parse_html(words))
        case "markdown" | "markdownv2":
            raise bad_request("can't parse entities: the stand-in knows no parse_mode but HTML")
    raise bad_request("unsupported parse_mode")
