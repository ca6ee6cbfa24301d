"""Screenshots as people send them, drawn in the looks of chat apps: the sender's words come out, little else does."""

from __future__ import annotations

import pytest

from bot.intake.pictures import read_picture
from model import Provenance
from tests.pictures.draw import FONT, FONT_MISSING, draw_chat, draw_page, draw_poster, halved, jpeg, png
from tests.pictures.looks import LOOKS
from tests.pictures.measure import edits, error_rate
from tests.pictures.said import TALKS

pytestmark = pytest.mark.skipif(not FONT.exists(), reason=FONT_MISSING)


def words(data: bytes) -> str:
    (part,) = read_picture(data)
    assert part.provenance is Provenance.PICTURE
    return part.text


@pytest.mark.parametrize("look", LOOKS)
def test_the_senders_words_survive_shrinking(look: str) -> None:
    """Half the size, JPEG quality 40: at most 3 characters in 100 are wrong; own words and furniture count as wrong."""
    talk = TALKS[list(LOOKS).index(look) % len(TALKS)]
    read = words(jpeg(halved(draw_chat(LOOKS[look], talk)), 40))
    assert error_rate(read, talk.words("them")) <= 0.03
    assert read.count("\n") <= talk.words("them").count("\n") + 1


def test_a_tall_screenshot_is_read_whole() -> None:
    """Cut into slices, every message is there once, in order."""
    talk = TALKS[0]
    read = words(png(halved(draw_chat(LOOKS["wechat"], talk, repeat=4))))
    assert error_rate(read, "\n".join([talk.words("them")] * 4)) <= 0.03


def test_a_poster_is_read_line_by_line() -> None:
    """Without a chat every word counts, and centred lines stay lines."""
    lines = ("兼职刷单日结三百", "无需押金 在家可做", "加微信 zd6671 报名")
    assert error_rate(words(jpeg(halved(draw_poster(lines)))), "".join(lines)) <= 0.03


def test_an_article_runs_on() -> None:
    """A page of text from edge to edge loses nothing; sentences are not broken where the page broke them."""
    text = "近日，市民收到自称社保局工作人员的电话，称医保卡被盗刷，要求转账到指定账户配合调查。要转账的都先核实。"
    read = words(png(draw_page(text)))
    assert error_rate(read, text) <= 0.03
    assert "\n" not in read


def test_a_cut_out_of_a_chat_is_read() -> None:
    """Without status bar and input bar, as people crop: the sides are still told apart."""
    talk = TALKS[4]
    picture = draw_chat(LOOKS["wechat"], talk)
    read = words(png(halved(picture.crop((0, 330, 1080, 1700)))))
    assert error_rate(read, talk.words("them")) <= 0.1
    assert "截图发你了" not in read


def test_the_distance_counts_edits() -> None:
    """The measure itself: one changed, one lost, two added; white space and width are nothing."""
    assert [edits("转账", "转帐"), edits("转账", "转"), edits("", "你好")] == [1, 1, 2]
    assert error_rate("你 好,\n吗", "你好，吗") == 0
