"""QR codes: hard ones found, payloads made readable, secrets left out."""

from __future__ import annotations

from io import BytesIO

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageOps

from bot.intake.codes import MAX_CODES, read_codes, render_payload

LINK = "https://jd-lipei.top/a9?id=5521"


def code(text: str = LINK, scale: int = 6) -> Image.Image:
    buffer = BytesIO()
    segno.make(text, micro=False).save(buffer, kind="png", scale=scale, border=4)
    return Image.open(buffer).convert("RGB")


def on_page(*codes: Image.Image) -> Image.Image:
    page = Image.new("RGB", (1080, 400 * len(codes)), "white")
    for n, picture in enumerate(codes):
        page.paste(picture, (60, 20 + 400 * n))
    return page


HARD = {
    "inverted": lambda: ImageOps.invert(code()),
    "upside down": lambda: code().rotate(180),
    "lying": lambda: code().rotate(90),
    "askew": lambda: code().rotate(20, expand=True, fillcolor="white"),
    "one pixel a module": lambda: code(scale=1),
    "small on a large page": lambda: on_page(code(scale=2)),
    "mirrored": lambda: ImageOps.mirror(code()),
}


@pytest.mark.parametrize("how", HARD)
def test_a_hard_code_is_read(how: str) -> None:
    """Turned, mirrored, white on black, tiny: as phones read them."""
    assert read_codes(HARD[how]()) == (LINK,)


def test_several_codes_are_read_from_top_to_bottom() -> None:
    """A poster may carry more than one; the same code twice says it once."""
    page = on_page(code("https://a.top"), code("https://b.top"), code("https://a.top"))
    assert read_codes(page) == ("https://a.top", "https://b.top")


def test_a_sheet_of_codes_has_an_end() -> None:
    """No picture can flood a submission."""
    page = Image.new("RGB", (1000, 1000), "white")
    for n in range(25):
        page.paste(code(f"number {n}", 4), (n % 5 * 190 + 10, n // 5 * 190 + 10))
    assert len(read_codes(page)) == MAX_CODES


def test_no_code_is_no_text() -> None:
    """A blank picture says nothing."""
    assert read_codes(Image.new("RGB", (300, 300), "white")) == ()


VCARD = "BEGIN:VCARD\nFN:王警官\nORG:市公安局;刑侦支队\nTEL;TYPE=cell:+85251234567\nPHOTO:AA\nEND:VCARD"

PAYLOADS = [
    pytest.param(LINK, LINK, id="a link"),
    pytest.param("加微信 zt88 领奖", "加微信 zt88 领奖", id="plain words"),
    pytest.param("WIFI:T:WPA;S:免费\\;网络;P:geheim;;", "Wi-Fi 免费;网络", id="a network, without its password"),
    pytest.param(VCARD, "王警官\n市公安局 刑侦支队\n+85251234567", id="a card"),
    pytest.param(
        "MECARD:N:李,四;TEL:138;TEL:139;URL:http\\://x.top;;", "李,四\n138\n139\nhttp://x.top", id="a short card"
    ),
    pytest.param("BEGIN:VEVENT\nSUMMARY:直播课\nLOCATION:腾讯会议\nEND:VEVENT", "直播课\n腾讯会议", id="an event"),
    pytest.param("otpauth://totp/Bank:ming?secret=ABC", "otpauth://totp/Bank:ming", id="a one-time secret"),
    pytest.param("TEL:+8613800000000", "+8613800000000", id="a telephone number"),
    pytest.param("SMSTO:10690123:回复TD", "10690123 回复TD", id="a short message"),
    pytest.param("wxp://f2f0abc", "wxp://f2f0abc", id="a payment code"),
]


@pytest.mark.parametrize(("payload", "text"), PAYLOADS)
def test_a_payload_is_readable(payload: str, text: str) -> None:
    """What a person would read, without passwords."""
    assert render_payload(payload) == text
    assert read_codes(code(payload)) == (text,)


@given(st.sampled_from(["", "WIFI:", "MECARD:", "BEGIN:VCARD\n", "SMSTO:", "OTPAUTH:"]), st.text(max_size=60))
def test_any_payload_is_rendered(head: str, rest: str) -> None:
    """No payload breaks the reader; text without a known head stays as it is."""
    rendered = render_payload(head + rest)
    assert head or rendered == rest or render_payload(rest) == rendered
