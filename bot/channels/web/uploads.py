"""What a form sends: a text, a picture, or both. Pictures stay in memory: by itself the framework uses the disk."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import HTTPException, Request
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from bot.channels.web.limits import LONGEST_PICTURE, LONGEST_TEXT

FIELDS = 8


class _InMemory(MultiPartParser):
    spool_max_size = LONGEST_PICTURE + 1


@dataclass(frozen=True, slots=True)
class Sent:
    """`picture` is empty where none was chosen."""

    text: str
    picture: bytes


async def read_sent(request: Request, picture_field: str) -> Sent:
    """The text and the picture of a form. Raises HTTPException 422 for what is no form, 413 for too long a text."""
    form = await _read_form(request)
    try:
        text, picture = form.get("text", ""), form.get(picture_field)
        data = await picture.read() if isinstance(picture, UploadFile) else b""
        return Sent(text if isinstance(text, str) else "", data)
    finally:
        await form.close()


async def _read_form(request: Request) -> FormData:
    try:
        if request.headers.get("content-type", "").startswith("multipart/form-data"):
            limits = {"max_files": 1, "max_fields": FIELDS, "max_part_size": LONGEST_TEXT}
            return await _InMemory(request.headers, request.stream(), **limits).parse()
        return await request.form(max_files=0, max_fields=FIELDS, max_part_size=LONGEST_TEXT)
    except (MultiPartException, KeyError, ValueError) as error:
        raise HTTPException(422, "this is no form that can be read; send multipart/form-data") from error
