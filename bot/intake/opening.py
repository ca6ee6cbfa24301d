"""Bytes → an opened picture, upright and in RGB. Everything that can be refused is refused before a pixel is decoded.

Read: PNG, JPEG, WebP, GIF, BMP; of an animation the first frame. Not read, but told apart so that the person hears what
to do: HEIC and AVIF, PDF, video.
"""

from __future__ import annotations

import warnings
from io import BytesIO
from typing import TYPE_CHECKING

from bot.errors import IntakeError

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_BYTES = 20_000_000
MAX_PIXELS = 40_000_000
# No legible character fits into less.
MIN_SIDE = 16
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP")

# Brands of the ISO container `ftyp`, at byte 8: photos that look like pictures to a person; all other brands are video.
_PHOTO_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif", b"avis")
_WEBM = b"\x1a\x45\xdf\xa3"


def check_size(size: int, name: str = "the picture") -> None:
    """Raises IntakeError for more than MAX_BYTES: the first thing to look at."""
    if size > MAX_BYTES:
        raise IntakeError(
            f"{name} is too large ({size / 1e6:.0f} MB); send a screenshot under {MAX_BYTES / 1e6:.0f} MB",
            "picture.too_large",
            {"size": f"{size / 1e6:.0f}", "limit": f"{MAX_BYTES / 1e6:.0f}"},
        )


def open_picture(data: bytes) -> Image:
    """The picture, turned as its EXIF says. Raises IntakeError with what to send instead."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    check_size(len(data))
    _check_kind(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of bombs (our limit is stricter) and of odd metadata
            picture: Image.Image = Image.open(BytesIO(data), formats=FORMATS)
            _check_dimensions(picture.width, picture.height)
            picture.draft("RGB", (2160, 2160))  # a large JPEG is decoded smaller, in less memory
            ImageOps.exif_transpose(picture, in_place=True)
            return _flat(picture)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError) as error:
        raise IntakeError("this is no picture that can be read; send a PNG, JPEG or WebP") from error


def _flat(picture: Image) -> Image:
    """RGB, with what is transparent on white, as messengers show it."""
    from PIL import Image

    if not picture.has_transparency_data:
        return picture.convert("RGB")
    picture = picture.convert("RGBA")
    white = Image.new("RGB", picture.size, "white")
    white.paste(picture, mask=picture.getchannel("A"))
    return white


def _check_kind(data: bytes) -> None:
    """Tell what is certainly no picture of ours by its first bytes."""
    if data.startswith(b"%PDF"):
        raise IntakeError("this is a PDF; send a PNG, a screenshot of the page", "picture.pdf")
    if data[4:8] == b"ftyp" and data[8:12] in _PHOTO_BRANDS:
        raise IntakeError("HEIC and AVIF cannot be read; send a PNG or JPEG, a screenshot will do", "picture.heic")
    if data[4:8] == b"ftyp" or data.startswith(_WEBM):
        raise IntakeError("this is a video; send a PNG of the moment that matters", "picture.video")
    if data and not _looks_like_a_picture(data):
        raise IntakeError("this is no picture; send a PNG, JPEG or WebP", "picture.unknown_kind")


def _looks_like_a_picture(data: bytes) -> bool:
    return data.startswith((b"\x89PNG", b"\xff\xd8", b"GIF8", b"BM")) or (data[:4], data[8:12]) == (b"RIFF", b"WEBP")


def _check_dimensions(width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise IntakeError(
            f"the picture is {width}×{height}; send one under {MAX_PIXELS // 10**6} megapixels",
            "picture.too_many_pixels",
            {"width": str(width), "height": str(height)},
        )
    if min(width, height) < MIN_SIDE:
        raise IntakeError(
            f"the picture is {width}×{height}: too small for words; send a PNG of the whole", "picture.tiny"
        )
