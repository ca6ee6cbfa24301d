"""Posters and story cards: every design in every language, readable by eyes and cameras."""

import io
import re
import shutil
import subprocess
from collections.abc import Iterator
from itertools import combinations, product
from pathlib import Path
from typing import NamedTuple

import pytest

from bot.engagement.volunteers import cards, fonts, posters
from bot.engagement.volunteers.canvas import Anchor, Canvas, Matrix, Points
from bot.engagement.volunteers.designs import DESIGNS, WHITE, Audience
from bot.engagement.volunteers.fonts import Weight
from bot.engagement.volunteers.posters import A4, Place, draw_poster, draw_poster_pdf
from bot.errors import ConfigError
from bot.replies.numbers import REGIONS, ask, police
from bot.replies.plain import find_font
from bot.texts import LOCALES, load_texts
from model.scam_types import ids
from model.types import Family

CODE = "v1AAAAAAAAAAAA3FpAtgEQ2fQAwNR3"
PAGE = Place(f"https://zha.example.gov.cn/?from={CODE}", "shizha_bot", "zha.example.gov.cn")
BOT = Place(f"https://t.me/shizha_bot?start={CODE}", "shizha_bot")
LONG = Place(
    f"https://anti-fraud.public-security.some-city.example.gov.cn/check?from={CODE}",
    "a_handle_of_thirty_two_letters_x",
    "anti-fraud.public-security.some-city.example.gov.cn/check",
)


@pytest.fixture(autouse=True, scope="module")
def _font() -> None:
    pytest.importorskip("PIL")
    pytest.importorskip("segno")
    try:
        find_font()
    except ConfigError as error:
        pytest.skip(str(error))


class Words(NamedTuple):
    """A line of text with the box that it fills."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    weight: Weight

    def meets(self, other: "Words") -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


class Noted(Canvas):
    """A canvas that notes what is written where."""

    def __init__(self, size: tuple[float, float], locale: str) -> None:
        super().__init__(size, locale)
        self.words: list[Words] = []
        self.codes: list[Words] = []

    def box(self, x: float, y: float, wide: float, high: float, colour: str, radius: float = 0) -> None: ...

    def disc(self, x: float, y: float, radius: float, colour: str) -> None: ...

    def shape(self, points: Points, colour: str) -> None: ...

    def squares(self, matrix: Matrix, x: float, y: float, side: float, colour: str) -> None:
        self.codes.append(Words("QR", x, y, x + side, y + side, side, Weight.BOLD))

    def _letters(self, x: float, base: float, text: str, size: float, colour: str, weight: Weight) -> None: ...

    def write(
        self,
        x: float,
        base: float,
        text: str,
        size: float,
        colour: str = "",
        weight: Weight = Weight.BOLD,
        anchor: Anchor = "left",
    ) -> None:
        wide = fonts.width(text, size, weight, self.locale)
        left = x - {"left": 0.0, "middle": 0.5, "right": 1.0}[anchor] * wide
        self.words.append(Words(text, left, base - 0.86 * size, left + wide, base + 0.1 * size, size, weight))

    def finish(self) -> bytes:
        return b""


def noted_poster(audience: Audience, place: Place, locale: str, region: str) -> Noted:
    canvas = Noted(A4, locale)
    posters._drawn(canvas, audience, place, load_texts(locale), region)
    return canvas


def noted_card(story: str, locale: str, monkeypatch: pytest.MonkeyPatch) -> Noted:
    canvas = Noted(cards._SIZE, locale)
    monkeypatch.setattr(cards, "PngCanvas", lambda *_: canvas)
    cards.draw_card(story, PAGE, load_texts(locale))
    return canvas


def faults(canvas: Noted) -> Iterator[str]:
    """Words that run off the page, over each other, into the code, or are too small to read."""
    wide, high = canvas.size
    for words in canvas.words:
        if words.left < 24 or words.right > wide - 24 or words.top < 0 or words.bottom > high:
            yield f"off the page: {words}"
        if words.top < posters._FOOT < words.bottom:
            yield f"across the edge of the band: {words}"
        if words.size < 8:
            yield f"too small: {words}"
    for one, other in combinations([*canvas.words, *canvas.codes], 2):
        if one.meets(other):
            yield f"{one.text!r} runs into {other.text!r}"


@pytest.mark.parametrize(("audience", "locale"), [*product(Audience, LOCALES)])
@pytest.mark.parametrize("place", [PAGE, BOT, LONG], ids=["page", "bot", "long"])
def test_a_poster_has_room_for_its_words(audience: Audience, locale: str, place: Place) -> None:
    """With the numbers of every region nothing overlaps, runs off, or is too small."""
    for region in REGIONS:
        assert not list(faults(noted_poster(audience, place, locale, region))), region


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("story", cards.STORIES)
def test_a_card_has_room_for_its_story(story: str, locale: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing overlaps, runs off, or is too small."""
    assert not list(faults(noted_card(story, locale, monkeypatch)))


@pytest.mark.parametrize("region", REGIONS)
def test_a_poster_prints_the_numbers_of_its_region(region: str) -> None:
    """Police and advice as the operator's table has them; an unconfirmed one is marked."""
    words = [w.text for w in noted_poster(Audience.FAMILY, PAGE, "zh-Hans", region).words]
    assert police(region) in words
    assert ask(region) in words
    assert any("核对" in w and "999" in w for w in words) is (region == "mo")


def test_a_poster_names_the_only_handle_and_address() -> None:
    """And says that every other is an impostor."""
    said = "".join(w.text for w in noted_poster(Audience.WORK, PAGE, "zh-Hans", "cn").words)
    assert "唯一的账号：@shizha_bot" in said
    assert "唯一的网址：zha.example.gov.cn" in said
    assert "冒充" in said


def test_without_a_web_page_nobody_is_sent_to_telegram() -> None:
    """The code is for those who have it; the others read whom to call."""
    said = "".join(w.text for w in noted_poster(Audience.FAMILY, BOT, "zh-Hans", "cn").words)
    assert "没有 Telegram 不用装，打 96110" in said
    assert "网址" not in said


@pytest.mark.parametrize("audience", Audience)
def test_a_camera_reads_the_code_on_a_poster(audience: Audience) -> None:
    """From the PNG as it is sent, and from one that a chat has shrunk to half."""
    zxingcpp = pytest.importorskip("zxingcpp")
    from PIL import Image

    picture = Image.open(io.BytesIO(draw_poster(audience, LONG, load_texts("zh-Hans"), "cn")))
    assert picture.size == (1080, 1527)
    for shown in (picture, picture.resize((540, 763))):
        assert [found.text for found in zxingcpp.read_barcodes(shown)] == [LONG.link]


def test_a_camera_reads_the_code_on_a_card() -> None:
    """The card is a phone's screen in size."""
    zxingcpp = pytest.importorskip("zxingcpp")
    from PIL import Image

    picture = Image.open(io.BytesIO(cards.draw_card("brushing", BOT, load_texts("en"))))
    assert picture.size == (1080, 1440)
    assert [found.text for found in zxingcpp.read_barcodes(picture)] == [BOT.link]


@pytest.mark.parametrize("locale", LOCALES)
def test_a_pdf_is_one_page_of_a4_whose_words_can_be_searched(locale: str, tmp_path: Path) -> None:
    """Font embedded, code readable in print."""
    pytest.importorskip("fpdf")
    file = tmp_path / "poster.pdf"
    file.write_bytes(draw_poster_pdf(Audience.COMMUNITY, PAGE, load_texts(locale), "cn"))
    assert file.read_bytes().startswith(b"%PDF-")
    if shutil.which("pdftotext") is None:
        pytest.skip("poppler-utils is not installed; apt-get install poppler-utils")
    told = {
        name: subprocess.run([name, file, *more], capture_output=True, text=True, check=True).stdout
        for name, more in (("pdfinfo", []), ("pdffonts", []), ("pdftotext", ["-"]))
    }
    assert re.search(r"Pages:\s+1\n", told["pdfinfo"])
    assert "A4" in told["pdfinfo"]
    assert all(" yes yes yes " in line for line in told["pdffonts"].splitlines()[2:])
    for line in load_texts(locale).lines("volunteer.poster.community.lines"):
        assert line.replace(" ", "") in told["pdftotext"].replace(" ", "").replace("\n", "")
    assert "96110" in told["pdftotext"]


def test_a_printed_code_is_read(tmp_path: Path) -> None:
    """At 100 dpi, as an old scanner sees it."""
    pytest.importorskip("fpdf")
    zxingcpp = pytest.importorskip("zxingcpp")
    if shutil.which("pdftoppm") is None:
        pytest.skip("poppler-utils is not installed; apt-get install poppler-utils")
    from PIL import Image

    (tmp_path / "poster.pdf").write_bytes(draw_poster_pdf(Audience.STUDENT, PAGE, load_texts("zh-Hant"), "tw"))
    subprocess.run(["pdftoppm", "-r", "100", "-png", "poster.pdf", "page"], cwd=tmp_path, check=True)  # noqa: S607
    with Image.open(tmp_path / "page-1.png") as page:
        assert [found.text for found in zxingcpp.read_barcodes(page)] == [PAGE.link]


def luminance(colour: str) -> float:
    """WCAG 2: relative luminance of #RRGGBB."""
    parts = [value / 255 for value in bytes.fromhex(colour[1:])]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("audience", Audience)
def test_colours_can_be_told_apart(audience: Audience) -> None:
    """4.5 for words, 3 for figures of forty points (WCAG 2, AA)."""
    design = DESIGNS[audience]
    assert contrast(WHITE, design.ground) >= 4.5
    assert contrast(design.ground, design.paper) >= 4.5
    assert contrast(posters.INK, design.accent) >= 4.5
    assert contrast(design.accent, design.ground) >= 3


def test_the_four_designs_differ() -> None:
    """Across a street: no two share ground or words."""
    assert len({design.ground for design in DESIGNS.values()}) == len(Audience) == 4
    for part in ("headline", "lure", "lines"):
        assert len({load_texts("zh-Hans").lines(f"volunteer.poster.{a}.{part}") for a in Audience}) == 4


@pytest.mark.parametrize("locale", LOCALES)
def test_every_scam_has_a_story(locale: str) -> None:
    """Three or four sentences and a moral, none twice."""
    texts = load_texts(locale)
    assert set(cards.STORIES) == set(ids(Family.SCAM))
    assert len(cards.STORIES) >= 12
    told = [texts.lines(f"volunteer.story.{story}.lines") for story in cards.STORIES]
    assert all(3 <= len(lines) <= 4 for lines in told)
    assert len({line for lines in told for line in lines}) == sum(map(len, told))
    assert len({texts.say(f"volunteer.story.{story}.moral") for story in cards.STORIES}) == len(cards.STORIES)


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("locale", LOCALES)
def test_a_poster_says_three_things(audience: Audience, locale: str) -> None:
    """A headline of two lines, a lure in quotation marks of two, three lines to do."""
    texts = load_texts(locale)
    assert texts.say(f"volunteer.poster.{audience}.headline").count("\n") == 1
    assert re.fullmatch(r"[“「][^\n]+\n[^\n]+[”」]", texts.say(f"volunteer.poster.{audience}.lure"))
    assert len(texts.lines(f"volunteer.poster.{audience}.lines")) == 3


def test_a_line_breaks_after_a_phrase_and_leaves_no_widow() -> None:
    """Marks never begin a line; a word of Latin letters is never torn."""
    lines = fonts.broken("钱转走了，马上打，请求紧急止付", 165, 14.5, Weight.BOLD, "zh-Hans")
    assert lines == ["钱转走了，马上打，", "请求紧急止付"]
    for room in range(60, 300, 7):
        broken = fonts.broken("他说：“试试 Telegram 吧”，可以提 3000 元。", room, 14, Weight.BOLD, "zh-Hans")
        assert not any(line[0] in "，。”：" for line in broken)
        assert "Telegram" in "|".join(broken)
        assert "3000" in "|".join(broken)


def test_a_missing_font_names_the_line_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where only the bold one is there."""
    monkeypatch.setattr(fonts, "find_font", lambda: "/nowhere/NotoSansCJK-Bold.ttc")
    with pytest.raises(ConfigError, match="apt-get install fonts-noto-cjk"):
        fonts.font_file(Weight.REGULAR)
