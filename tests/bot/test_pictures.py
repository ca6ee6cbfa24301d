"""Pictures: text and QR codes read, what is no picture refused."""

from io import BytesIO
from pathlib import Path

import pytest
import segno
from PIL import Image, ImageDraw, ImageFont

from bot.errors import IntakeError
from bot.intake import pictures
from bot.intake.pictures import read_picture, read_picture_file
from model import Provenance
from tests.conftest import Shizha


def png(picture: Image.Image) -> bytes:
    buffer = BytesIO()
    picture.save(buffer, "PNG")
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


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, png(poster())[:600]])
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    """Empty, broken and cut-off files get one message that says what to send."""
    with pytest.raises(IntakeError, match="send a PNG"):
        read_picture(data)


def test_too_many_pixels_are_refused_before_decoding() -> None:
    """A small file can hold a huge picture."""
    with pytest.raises(IntakeError, match="megapixels"):
        read_picture(png(Image.new("1", (20_000, 3_000))))


def test_too_large_a_file_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The size is looked at first."""
    monkeypatch.setattr(pictures, "MAX_BYTES", 10)
    (tmp_path / "x.png").write_bytes(b"x" * 11)
    with pytest.raises(IntakeError, match="too large"):
        read_picture_file(tmp_path / "x.png")
