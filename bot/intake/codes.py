"""QR codes and their relatives → what they say, readable. Decoded by zxing-cpp, judged as text, never opened."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

# More codes than this are a sheet of labels, not a message; a code holds at most 4,296 characters anyway.
MAX_CODES = 20
# Pixels. In small pictures a module may be a pixel wide; enlarged, it is found.
SMALL_SIDE = 1_200

# Fields whose value is nobody's business: a password, a one-time secret.
_SECRET = re.compile(r"(?i)^(P|PH2|I)$")
_CARD_FIELDS = ("FN", "N", "ORG", "TITLE", "TEL", "EMAIL", "URL", "ADR", "NOTE", "SUMMARY", "DESCRIPTION", "LOCATION")


def read_codes(picture: Image) -> tuple[str, ...]:
    """What each code says, from top to bottom; the same words only once."""
    found = _find(picture) or _find_enlarged(picture)
    texts = (render_payload(text).strip() for text in found)
    return tuple(dict.fromkeys(text for text in texts if text))[:MAX_CODES]


def _find(picture: Image) -> list[str]:
    import zxingcpp as z

    kinds = (z.BarcodeFormat.QRCode, z.BarcodeFormat.MicroQRCode, z.BarcodeFormat.DataMatrix, z.BarcodeFormat.Aztec)
    codes = z.read_barcodes(picture, formats=z.BarcodeFormats(kinds))
    return [code.text for code in sorted(codes, key=lambda code: (code.position.top_left.y, code.position.top_left.x))]


def _find_enlarged(picture: Image) -> list[str]:
    if max(picture.size) > SMALL_SIDE:
        return []
    return _find(picture.convert("L").resize((picture.width * 3, picture.height * 3)))


def render_payload(text: str) -> str:
    """A code's payload in words: cards, networks and messages by their values, everything else as it is.

    >>> render_payload("WIFI:T:WPA;S:Coffee;P:secret;;")
    'Wi-Fi Coffee'
    >>> render_payload("MECARD:N:张三;TEL:13800000000;;")
    '张三\\n13800000000'
    >>> render_payload("SMSTO:10690:回复TD")
    '10690 回复TD'
    """
    head = text[:16].upper()
    if head.startswith("WIFI:"):
        return "Wi-Fi " + _fields(text[5:]).get("S", "")
    if head.startswith("MECARD:"):
        return "\n".join(value for name, value in _fields(text[7:]).items() if not _SECRET.match(name))
    if head.startswith(("BEGIN:VCARD", "BEGIN:VEVENT", "BEGIN:VCALENDAR")):
        return "\n".join(_card_values(text.splitlines()))
    if head.startswith("OTPAUTH:"):
        return text.partition("?")[0]
    if head.startswith(("SMSTO:", "SMS:", "TEL:", "MATMSG:")):
        return text.partition(":")[2].replace(":", " ").strip()
    return text


def _fields(text: str) -> dict[str, str]:
    r"""`N:value;` pairs; `\;` is a semicolon of the value. Repeated names keep every value."""
    pairs: dict[str, str] = {}
    for field in re.findall(r"(?:\\.|[^;\\])+", text):
        name, _, value = field.partition(":")
        value = re.sub(r"\\(.)", r"\1", value)
        pairs[name.upper()] = f"{pairs[name.upper()]}\n{value}" if name.upper() in pairs else value
    return pairs


def _card_values(lines: Iterable[str]) -> Iterator[str]:
    """The values of a vCard or a calendar entry that a person would read."""
    for line in lines:
        name, _, value = line.partition(":")
        if name.split(";")[0].upper().split(".")[-1] in _CARD_FIELDS:
            yield re.sub(r"\s+", " ", re.sub(r"\\(.)", r"\1", value).replace(";", " ")).strip()
