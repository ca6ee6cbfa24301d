"""Pictures: words and codes read, odd pictures survived, what cannot be read refused with what to send instead."""

from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont

from bot.errors import IntakeError
from bot.intake import opening
from bot.intake.opening import open_picture
from bot.intake.pictures import read_picture, read_picture_file
from model import Provenance
from tests.conftest import Shizha
from tests.pictures.draw import png


def saved(picture: Image.Image, kind: str, **options: Any) -> bytes:
    buffer = BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def poster() -> Image.Image:
    """English words in Pillow's own font (no Chinese font is assumed on the machine) and a QR code."""
    code = BytesIO()
    segno.make("https://jd-lipei.top/a9").save(code, kind="png", scale=6, border=4)
    picture = Image.new("RGB", (900, 520), "white")
    picture.paste(Image.open(code).convert("RGB"), (20, 140))
    ImageDraw.Draw(picture).text((30, 30), "Verify your bank card", "black", ImageFont.load_default(54))
    return picture


def test_words_and_codes_are_read() -> None:
    """Text and QR code come as parts of their own provenance; the link is judged as text, never opened."""
    parts = {part.provenance: part.text for part in read_picture(png(poster()))}
    assert "bank card" in parts[Provenance.PICTURE]
    assert parts[Provenance.QR] == "https://jd-lipei.top/a9"


def test_check_image_judges_a_picture(shizha: Shizha, tmp_path: Path) -> None:
    """`shizha check --image FILE` gives a verdict."""
    file = tmp_path / "poster.png"
    file.write_bytes(png(poster()))
    done = shizha("check", "--json", "--image", str(file))
    assert done.returncode == 0
    assert b"jd-lipei.top" in done.stdout


REFUSED = [
    pytest.param(b"", "picture.unreadable", id="empty"),
    pytest.param(b"GIF89a", "picture.unreadable", id="only a head"),
    pytest.param(b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "picture.unreadable", id="broken"),
    pytest.param(png(poster())[:600], "picture.unreadable", id="cut off"),
    pytest.param(saved(poster(), "JPEG")[:2000], "picture.unreadable", id="half arrived"),
    pytest.param(png(Image.new("RGB", (3, 3))), "picture.tiny", id="tiny"),
    pytest.param(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "picture.heic", id="HEIC"),
    pytest.param(b"\0\0\0\x1cftypavif\0\0\0\0avifmif1", "picture.heic", id="AVIF"),
    pytest.param(b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", "picture.video", id="video"),
    pytest.param(b"\x1a\x45\xdf\xa3" + b"\0" * 20, "picture.video", id="WebM"),
    pytest.param(b"%PDF-1.7 ...", "picture.pdf", id="PDF"),
    pytest.param(b"PK\x03\x04 a zip", "picture.unknown_kind", id="zip"),
    pytest.param(b"hello there, no picture", "picture.unknown_kind", id="words"),
]


@pytest.mark.parametrize(("data", "key"), REFUSED)
def test_what_cannot_be_read_is_refused_in_words(data: bytes, key: str) -> None:
    """Each kind gets the words that fit it; the line for a terminal says what to send."""
    with pytest.raises(IntakeError, match="send a PNG") as refused:
        read_picture(data)
    assert refused.value.key == key


def test_too_many_pixels_are_refused_before_decoding() -> None:
    """A small file can hold a huge picture."""
    with pytest.raises(IntakeError, match="megapixels") as refused:
        read_picture(png(Image.new("1", (20_000, 3_000))))
    assert refused.value.params == {"width": "20000", "height": "3000"}


def test_too_tall_a_picture_is_refused() -> None:
    """A strip of many screens would keep everybody waiting."""
    with pytest.raises(IntakeError, match="pieces"):
        read_picture(png(Image.new("L", (400, 40_000), 255)))


def test_too_large_a_file_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The size is looked at first."""
    monkeypatch.setattr(opening, "MAX_BYTES", 10)
    (tmp_path / "x.png").write_bytes(b"x" * 11)
    with pytest.raises(IntakeError, match="too large"):
        read_picture_file(tmp_path / "x.png")


def turned(picture: Image.Image) -> bytes:
    """Stored lying, with the note of a camera that it stands."""
    exif = Image.Exif()
    exif[0x0112] = 6
    return saved(picture.rotate(90, expand=True), "JPEG", exif=exif, quality=95)


def transparent(picture: Image.Image) -> bytes:
    """The words on nothing: white shines through."""
    picture = picture.convert("RGBA")
    mask = picture.convert("L").point(lambda light: 255 - light)
    picture.putalpha(mask)
    return png(picture)


READ: dict[str, Callable[[Image.Image], bytes]] = {
    "turned by EXIF": turned,
    "transparent": transparent,
    "WebP": lambda picture: saved(picture, "WEBP"),
    "BMP": lambda picture: saved(picture, "BMP"),
    "GIF": lambda picture: saved(picture, "GIF"),
    "animated": lambda picture: saved(
        picture, "GIF", save_all=True, append_images=[Image.new("RGB", picture.size, "red")]
    ),
    "grey": lambda picture: png(picture.convert("L")),
    "palette": lambda picture: png(picture.convert("P")),
    "sixteen bits": lambda picture: png(picture.convert("L").convert("I;16")),
    "CMYK": lambda picture: saved(picture.convert("CMYK"), "JPEG"),
}


@pytest.mark.parametrize("kind", READ)
def test_a_picture_of_any_kind_opens_upright(kind: str) -> None:
    """White page, dark words at the top left, three colours; of an animation the first frame."""
    picture = open_picture(READ[kind](poster()))
    assert picture.mode == "RGB"
    assert picture.size == poster().size
    assert min(picture.getpixel((880, 500))) > 240
    assert min(picture.crop((30, 30, 500, 90)).convert("L").get_flattened_data()) < 60


SMALL = Image.linear_gradient("L").resize((60, 40)).convert("RGB")
WHOLE = {kind: saved(SMALL, kind) for kind in ("PNG", "JPEG", "WEBP", "GIF", "BMP")}


@given(st.sampled_from(sorted(WHOLE)), st.lists(st.tuples(st.integers(0, 10**6), st.binary(min_size=1, max_size=4))))
def test_a_damaged_picture_opens_or_is_refused(kind: str, wounds: list[tuple[int, bytes]]) -> None:
    """Whatever bytes are changed, the decoder's troubles become one kind of error."""
    data = bytearray(WHOLE[kind])
    for place, change in wounds:
        start = place % len(data)
        data[start : start + len(change)] = change
    with suppress(IntakeError):
        assert open_picture(bytes(data)).mode == "RGB"


@given(st.binary(max_size=200))
def test_any_bytes_open_or_are_refused(data: bytes) -> None:
    """Nothing that a person can send is a traceback."""
    with pytest.raises(IntakeError):
        open_picture(data)


def test_a_blank_picture_says_nothing() -> None:
    """No words are invented."""
    assert read_picture(png(Image.new("RGB", (600, 800), "white"))) == ()


def test_a_large_jpeg_is_decoded_small() -> None:
    """A camera's picture of many megapixels stays within the worker's memory."""
    picture = open_picture(saved(Image.new("RGB", (7_000, 5_000), "white"), "JPEG"))
    assert max(picture.size) < 4_400
