"""The report as people get it: the page, the table, the PDF, the command."""

import asyncio
import csv
import io
import os
import re
import sys
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engagement.kept import CheckEvent, Volunteer
from bot.engagement.quiz.statistics import Estimate
from bot.engagement.report import charts, pdf
from bot.engagement.report.figures import Bar, Reach, Report
from bot.engagement.report.load import load_report
from bot.engagement.report.page import render_page
from bot.engagement.report.period import Period
from bot.engagement.report.protect import Gap, Protected
from bot.engagement.report.rows import Row
from bot.engagement.report.table import COLUMNS, render_table
from bot.engagement.report.words import Words
from bot.engagement.report.write import write_report
from bot.errors import ConfigError
from bot.storage.store import Store
from bot.texts import LOCALES, load_texts
from tests.bot.report_demo import EXCERPT, WAVE, fill
from tests.conftest import Shizha

TODAY = date(2026, 11, 25)
NOVEMBER = Period(date(2026, 11, 1), TODAY)


async def _load(folder: Path, seed: int | None, *events: CheckEvent, volunteer: Volunteer | None = None) -> Report:
    store = Store("", folder)
    await store.get_ready()
    if seed is not None:
        await fill(store, seed)
    if volunteer:
        await store.volunteers.register(volunteer)
    await store.events.write(events)
    report = await load_report(store, NOVEMBER, TODAY, 400)
    await store.close()
    return report


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return asyncio.run(_load(tmp_path_factory.mktemp("city"), 7))


@pytest.fixture
def empty(tmp_path: Path) -> Report:
    return asyncio.run(_load(tmp_path, None))


def page_of(report: Report, locale: str = "zh-Hans") -> str:
    return render_page(report, Words(load_texts(locale)), operator="东湖市反诈中心", time_zone="Asia/Shanghai")


def rows_of(report: Report, locale: str = "zh-Hans") -> list[dict[str, str]]:
    table = render_table(report, Words(load_texts(locale)))
    found = list(csv.reader(io.StringIO(table.removeprefix("\ufeff"))))
    return [dict(zip(COLUMNS, row, strict=True)) for row in found[1:]]


class Tags(HTMLParser):
    """What a page is made of."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("locale", LOCALES)
def test_the_page_is_whole_and_needs_nothing_else(city: Report, locale: str) -> None:
    """Every tag is closed; no script, no address, no other file."""
    tags = Tags(page_of(city, locale))
    assert tags.open == []
    assert {"script", "link", "img", "iframe"}.isdisjoint(tag for tag, _ in tags.seen)
    assert not any(name in ("src", "href") or name.startswith("on") for _, given in tags.seen for name in given)
    assert "url(" not in page_of(city, locale)
    assert sum(tag == "svg" for tag, _ in tags.seen) == 3


@pytest.mark.parametrize("locale", LOCALES)
def test_every_figure_has_its_definition(city: Report, locale: str) -> None:
    """In one line below it; what people say of themselves is marked as that."""
    words, page = Words(load_texts(locale)), page_of(city, locale)
    for name in ("checks", "warned", "stopped", "gain", "arrivals", "people", "timeline", "types", "said", "skill"):
        assert words.say(f"define.{name}").replace('"', "&#34;").replace("'", "&#39;") in page
    reported = {"zh-Hans": "自报", "zh-Hant": "自報", "en": "self-reported"}[locale]
    assert reported in words.say("card.stopped")
    assert reported in words.say("part.said")


def test_the_page_tells_numbers_with_their_intervals(city: Report) -> None:
    """Checks, last period's beside them; a share with its interval; the gain with its own."""
    page = page_of(city)
    assert re.search(r"1,244</b>\s*<p>上期 833（\+49%）", page)
    assert "占查验 65%（62%–68%）" in page
    assert re.search(r"\+1\.13</b>\s*<p>区间 \+0\.53 至 \+1\.73，27 人", page)
    assert EXCERPT[:20] in page


@pytest.mark.parametrize("locale", LOCALES)
def test_an_empty_page_is_honest(empty: Report, locale: str) -> None:
    """It says that nothing was recorded, and draws no chart."""
    page = page_of(empty, locale)
    assert load_texts(locale).say("report.empty") in page.replace("&#39;", "'")
    assert "<svg" not in page


def test_a_page_about_four_checks_says_that_they_are_few(tmp_path: Path) -> None:
    """Under five instead of a number, and no parts: not the words for an empty time."""
    events = [CheckEvent(f"e{n}", TODAY, "telegram", "high", "brushing") for n in range(4)]
    page, texts = page_of(asyncio.run(_load(tmp_path, None, *events))), load_texts("zh-Hans")
    assert page.count("<b>不足 5</b>") == 2
    assert page.count(texts.say("report.too_small")) == 4
    assert texts.say("report.empty") not in page


def test_names_of_volunteers_are_words_only(tmp_path: Path) -> None:
    """A name is neither a tag on the page nor a formula in the table."""
    name = "=HYPERLINK(<script>alert(1)</script>)"
    events = [CheckEvent(f"e{n}", TODAY, "telegram", "high", "brushing", share_code="v1") for n in range(9)]
    report = asyncio.run(_load(tmp_path, None, *events, volunteer=Volunteer("v1", TODAY, name=name, area="=1+1")))
    assert "<script>" not in page_of(report)
    assert "&lt;script&gt;" in page_of(report)
    assert all(row["item"][:1] not in "=+-@" for row in rows_of(report))


@pytest.mark.parametrize("seed", range(4))
def test_no_file_tells_a_small_number(tmp_path: Path, seed: int) -> None:
    """A thin city: whatever is counted, one to four appear nowhere in the table."""
    chances = [seed * 7919 + n for n in range(140)]
    events = [
        CheckEvent(
            f"e{n}", date(2026, 11, 1 + c % 25), ("web", "telegram", "group")[c % 11 % 3], ("high", "low")[c % 5 > 3],
            scam_type=("brushing", "game", "prize", "flight")[c % 13 % 4] if c % 5 <= 3 else None,
            area=("东湖", "西城", "南山", None)[c % 17 % 4],
        )
        for n, c in enumerate(chances)
    ]  # fmt: skip
    report = asyncio.run(_load(tmp_path, None, *events))
    for row in rows_of(report):
        assert row["now"] not in ("1", "2", "3", "4"), row
        assert row["before"] not in ("1", "2", "3", "4"), row


def test_the_table_has_every_figure_of_the_page(city: Report) -> None:
    """Sums of its parts are right, too; numbers are plain, for a spreadsheet."""
    rows = rows_of(city)
    found = {(row["section"], row["item"]): row for row in rows}
    assert found["查验次数", "查验次数"]["now"] == "1244"
    share = found["发出提醒", "发出提醒：占比"]
    assert float(share["low"]) < float(share["now"]) < float(share["high"])
    types = [int(row["now"]) for row in rows if row["section"] == "骗局类型"]
    assert sum(types) == int(found["发出提醒", "发出提醒"]["now"])
    assert all(row["definition"] for row in rows)


@given(st.lists(st.integers(0, 5000), min_size=1, max_size=62), st.lists(st.integers(0, 5000), max_size=62))
def test_bars_stay_within_the_chart(now: list[int], before: list[int]) -> None:
    """And stand on its floor, in the order of days."""
    bars, earlier = ([Bar(day, day, n) for day, n in days(counts)] for counts in (now, before))
    chart = charts.draw_timeline(bars, earlier)
    floor = charts.TIMELINE_HEIGHT - charts.BOTTOM
    for bar in (*chart.bars, *chart.before):
        assert bar.x >= charts.LEFT
        assert bar.x + bar.width <= charts.WIDTH + 1e-6
        assert bar.y >= charts.TOP - 1e-6
        assert bar.y + bar.height == pytest.approx(floor)
    assert [bar.x for bar in chart.bars] == sorted(bar.x for bar in chart.bars)


def days(counts: list[int]) -> list[tuple[date, int]]:
    return [(date.fromordinal(739_000 + n), count) for n, count in enumerate(counts)]


@given(st.lists(st.tuples(st.floats(-3, 5), st.floats(0, 2)), min_size=1, max_size=6))
def test_every_interval_fits_on_its_axis(cases: list[tuple[float, float]]) -> None:
    """Zero is always on it."""
    drawn = charts.draw_whiskers([Estimate(v, v - half, v + half) for v, half in cases], ["课后"])
    places = [place for place, _ in drawn.ticks]
    assert 0 in [tick for _, tick in drawn.ticks]
    for mark in drawn.rows:
        assert places[0] - 1e-6 <= mark.low <= mark.at <= mark.high <= places[-1] + 1e-6


def test_a_number_that_is_not_told_has_no_beam() -> None:
    """The longest beam fills the room beside the longest label."""
    rows = [Row("a", 40, Gap.MERGED), Row("b", 10, 80)]
    drawn = charts.draw_beams(rows, ["刷单返利", "Pretends to be police or government"])
    assert drawn.rows[0].before is None
    assert drawn.rows[1].before == pytest.approx(charts.WIDTH - drawn.left - charts.NUMBERS)
    assert drawn.left > charts.draw_beams(rows, ["短"]).left
    assert charts.draw_beams([Row("a", 0, 0)], ["无"]).rows[0].width == 0


def pages(file: Path) -> tuple[int, list[float]]:
    """How many pages, and the size of the first, in points."""
    data = file.read_bytes()
    assert data.startswith(b"%PDF-")
    box = re.search(rb"/MediaBox\s*\[([^\]]+)\]", data)
    assert box
    return len(re.findall(rb"/Type\s*/Page\b", data)), [float(n) for n in box[1].split()]


def crowded(report: Report) -> Report:
    """More of everything, with long names, than the page has room for."""
    areas = {f"东湖高新技术开发区第{n}街道办事处辖区社区居民委员会": 900 - n for n in range(9)}
    inside = Protected(99, {f"v-{n}": 33 for n in range(3)})
    names = {f"v-{n}": f"第{n}位志愿者的名字非常非常长长长长长长长长长长长长" for n in range(3)}
    reach = Reach(Protected(9000, areas, 900), dict.fromkeys(areas, inside), Protected(50, {"v-0": 50}), names)
    channels = Protected(900, {"telegram": 500, "web": 200, "group": 100, "inline": 60, "api": 40})
    return replace(report, now=replace(report.now, surges=report.now.surges * 9, reach=reach, channels=channels))


@pytest.mark.parametrize("locale", LOCALES)
def test_it_prints_on_one_side_of_a4(city: Report, tmp_path: Path, locale: str) -> None:
    """In every language, by the browser of this machine."""
    assert pdf.find_browser(), pdf.INSTALL
    words = Words(load_texts(locale))
    *_, printed = write_report(crowded(city), words, tmp_path, operator="东湖市反诈中心" * 9, time_zone="Asia/Shanghai")
    count, (_, _, width, height) = pages(printed)
    assert count == 1
    assert (width, height) == (pytest.approx(595, abs=1), pytest.approx(842, abs=1))


def test_without_a_browser_weasyprint_prints(city: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same page, on one side too."""
    monkeypatch.setattr(pdf, "find_browser", lambda: None)
    page, printed = tmp_path / "page.html", tmp_path / "page.pdf"
    page.write_text(page_of(city), "utf-8")
    pdf.print_pdf(page, printed)
    assert printed.read_bytes().startswith(b"%PDF-")


def test_without_both_the_error_says_what_to_install(
    empty: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Page and table are there all the same."""
    monkeypatch.setattr(pdf, "find_browser", lambda: None)
    monkeypatch.setattr(pdf, "find_spec", lambda _: None)
    words = Words(load_texts("en"))
    with pytest.raises(ConfigError, match=r"are written; no PDF.*apt-get install chromium fonts-noto-cjk.*--no-pdf"):
        write_report(empty, words, tmp_path / "out", operator="", time_zone="Asia/Shanghai")
    assert sorted(file.suffix for file in (tmp_path / "out").iterdir()) == [".csv", ".html"]


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("import sys; sys.exit('no display')", "failed .no display."),
        ("pass", "failed .status 0."),
        ("import time; time.sleep(60)", "did not finish"),
    ],
)
def test_a_browser_that_fails_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, message: str
) -> None:
    """With its last words, and an old file is not taken for a new one."""
    browser, printed = tmp_path / "chromium", tmp_path / "old.pdf"
    browser.write_text(f"#!{sys.executable}\n{script}\n")
    browser.chmod(0o755)
    printed.write_bytes(b"%PDF-old")
    monkeypatch.setattr(pdf, "find_browser", lambda: str(browser))
    monkeypatch.setattr(pdf, "SECONDS", 3)
    with pytest.raises(ConfigError, match=message):
        pdf.print_pdf(tmp_path / "page.html", printed)
    assert not printed.exists()


def test_the_sandbox_is_given_up_by_root_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Chromium refuses root otherwise; nobody else needs it."""
    for user, expected in ((0, True), (1000, False)):
        monkeypatch.setattr(os, "geteuid", lambda user=user: user)
        command = pdf._command("chromium", tmp_path, tmp_path / "a.html", tmp_path / "a.pdf")
        assert ("--no-sandbox" in command) == expected


def test_the_command_writes_and_names_its_files(shizha: Shizha, tmp_path: Path) -> None:
    """`shizha report` on a data folder that has nothing yet."""
    done = shizha("report", "--from", "2026-01-01", "--to", "2026-01-31", "--no-pdf", "--out", str(tmp_path / "out"))
    assert done.returncode == 0, done.stderr
    files = [Path(line) for line in done.stdout.decode().splitlines()]
    assert [file.name for file in files] == ["report-2026-01-01-2026-01-31.html", "report-2026-01-01-2026-01-31.csv"]
    assert all(file.stat().st_size > 500 for file in files)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--from", "2026-01-01"), b"--to"),
        (("--from", "2026-01-32", "--to", "2026-02-01"), b"is no date"),
        (("--from", "2026-01-01", "--to", "2999-01-01"), b"lies in the future"),
    ],
)
def test_the_command_called_wrongly_says_how(shizha: Shizha, arguments: tuple[str, ...], message: bytes) -> None:
    """One line, status 2."""
    done = shizha("report", *arguments)
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)
    assert message in done.stderr


def test_the_wave_of_the_made_up_city_is_one_campaign(city: Report) -> None:
    """The generator's own promise: one announced wave this period, none before."""
    assert WAVE
    assert len(city.now.surges) == 1
    assert city.before is not None
    assert city.before.surges == ()
