"""The parameters of a call, however they came: query, form, multipart or JSON.

Like the real server, everything is reduced to strings; nested values are JSON in a string. Unknown parameters are
kept and ignored. Raises ApiError 400 for what cannot be read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from email.parser import HeaderParser
from typing import Any
from urllib.parse import parse_qsl

from tests.telegram_standin.errors import bad_request

TRUE = {"true", "1", "yes"}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a call."""

    name: str
    content: bytes


@dataclass(slots=True)
class Parameters:
    """Typed access to the parameters of one call."""

    values: dict[str, str] = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        return self.values.get(name, "")

    def flag(self, name: str) -> bool:
        return self.text(name).lower() in TRUE

    def integer(self, name: str, default: int) -> int:
        """A whole number; `default` where the parameter is missing or empty."""
        value = self.text(name)
        try:
            return int(value) if value else default
        except ValueError as error:
            raise bad_request(f"parameter {name} must be an integer") from error

    def structure(self, name: str, kind: type[list[Any]] | type[dict[str, Any]]) -> Any:
        """A JSON-serialized list or object; None where the parameter is missing or empty."""
        if not self.text(name):
            return None
        try:
            value = json.loads(self.text(name))
        except ValueError as error:
            raise bad_request(f"can't parse {name} JSON object") from error
        if not isinstance(value, kind):
            raise bad_request(f"parameter {name} must be a JSON {'array' if kind is list else 'object'}")
        _check_characters(value)
        return value

    def upload(self, name: str) -> Upload | None:
        """The file sent as `name`, or attached under another name."""
        value = self.text(name)
        return self.files.get(value.removeprefix("attach://") if value.startswith("attach://") else name)


def read_parameters(query: str, content_type: str, body: bytes) -> Parameters:
    """Decode a request; what the body says goes before what the query says."""
    parameters = Parameters(dict(parse_qsl(query, keep_blank_values=True)))
    header = Message()
    header["content-type"] = content_type
    if not body:
        return parameters
    match header.get_content_type():
        case "application/json":
            parameters.values |= _from_json(body)
        case "multipart/form-data":
            _read_multipart(parameters, body, header.get_param("boundary"))
        case "application/x-www-form-urlencoded":
            parameters.values |= dict(parse_qsl(_decode(body), keep_blank_values=True))
    return parameters


def _decode(content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise bad_request("strings must be encoded in UTF-8") from error


def _check_characters(value: Any) -> None:
    r"""Refuse halves of surrogate pairs, which JSON can smuggle in as \ud83d."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise bad_request("strings must be encoded in UTF-8") from error


def _from_json(body: bytes) -> dict[str, str]:
    try:
        values = json.loads(body)
    except ValueError as error:
        raise bad_request("object expected as request body") from error
    if not isinstance(values, dict):
        raise bad_request("object expected as request body")
    _check_characters(values)
    return {name: v if isinstance(v, str) else json.dumps(v) for name, v in values.items() if v is not None}


def _read_multipart(parameters: Parameters, body: bytes, boundary: object) -> None:
    if not isinstance(boundary, str):
        raise bad_request("boundary of multipart/form-data is missing")
    for head, content in _parts(body, boundary.encode()):
        name = head.get_param("name", header="content-disposition")
        if not isinstance(name, str):
            raise bad_request("a part of multipart/form-data has no name")
        if (file_name := head.get_filename()) is not None:
            parameters.files[name] = Upload(file_name, content)
        else:
            parameters.values[name] = _decode(content)


def _parts(body: bytes, boundary: bytes) -> Iterator[tuple[Message, bytes]]:
    # The first piece is the preamble, the last what follows the closing boundary.
    for part in (b"\r\n" + body).split(b"\r\n--" + boundary)[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        yield HeaderParser().parsestr(_decode(head)), content
