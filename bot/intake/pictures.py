"""A picture → the text and QR codes in it, as parts of a submission.

OCR by rapidocr (its models lie inside the wheel), QR codes by zxing-cpp. Refused undecoded: files over MAX_BYTES and
pictures over MAX_PIXELS. Not covered: telling the speakers of a chat screenshot apart; a worker process of its own, so
only the command line reads pictures.
"""

from __future__ import annotations

import warnings
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.errors import IntakeError
from model import Part, Provenance

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_BYTES = 20_000_000
MAX_PIXELS = 40_000_000


def read_picture_file(file: Path) -> tuple[Part, ...]:
    """Everything legible in a picture file. Raises IntakeError if it is missing, too large or no picture."""
    try:
        size = file.stat().st_size
        if size > MAX_BYTES:
            raise IntakeError(
                f"{file} is too large ({size / 1e6:.0f} MB); send a screenshot under {MAX_BYTES / 1e6:.0f} MB"
            )
        return read_picture(file.read_bytes())
    except OSError as error:
        raise IntakeError(f"cannot read {file} ({error.strerror}); check the path") from error


def read_picture(data: bytes) -> tuple[Part, ...]:
    """The text in a picture as one part, each QR code as another. Raises IntakeError."""
    picture = _open(data)
    text = _read_text(picture)
    codes = tuple(Part(code, Provenance.QR) for code in _read_codes(picture))
    return ((Part(text, Provenance.PICTURE),) if text else ()) + codes


def _open(data: bytes) -> Image:
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the limit below is stricter
            picture = Image.open(BytesIO(data))
        if picture.width * picture.height > MAX_PIXELS:
            raise IntakeError(
                f"the picture is {picture.width}×{picture.height}; send one under {MAX_PIXELS // 10**6} megapixels"
            )
        return ImageOps.exif_transpose(picture).convert("RGB")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError) as error:
        raise IntakeError("this is no picture that can be read; send a PNG, JPEG or WebP") from error


@cache
def _ocr() -> Any:
    try:
        from rapidocr import RapidOCR
    except ModuleNotFoundError as error:
        raise IntakeError(f"{error.name} is missing; install it with `pip install shizha[pictures]`") from error
    return RapidOCR(params={"Global.log_level": "critical"})


def _read_text(picture: Image) -> str:
    """Recognised lines from top to bottom."""
    import numpy as np

    found = _ocr()(np.asarray(picture)[:, :, ::-1])
    return "\n".join(found.txts or ())


def _read_codes(picture: Image) -> list[str]:
    import zxingcpp

    return [code.text for code in zxingcpp.read_barcodes(picture) if code.text]
