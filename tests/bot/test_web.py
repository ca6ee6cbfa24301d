"""The web page and the REST interface, over real HTTP."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

import httpx
import pytest

from bot.engagement.kept import Volunteer
from bot.engagement.volunteers.codes import draw_id, sign_code
from bot.storage.secret import load_secret
from bot.storage.store import Store
from tests.conftest import ROOT, Shizha
from tests.pictures.draw import FONT, FONT_MISSING, draw_poster, png

SCAM = "您好，我是京东客服，您误开通了百万保障，每月扣费2000元，请下载会议软件共享屏幕取消"


@contextmanager
def serving(environment: dict[str, str], **settings: str) -> Iterator[httpx.Client]:
    """A client of `shizha web` on a free port."""
    command = [sys.executable, "-m", "bot", "web"]
    mine = {"SHIZHA_WEB_PORT": "0", "PYTHONUNBUFFERED": "1"}
    server = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment | mine | settings, cwd=ROOT, text=True)
    assert server.stdout is not None
    found = re.search(r"http://\S+", server.stdout.readline())
    assert found is not None
    with httpx.Client(base_url=found.group(), trust_env=False, timeout=60) as client:
        yield client
    server.terminate()
    server.wait(30)
    server.stdout.close()


@pytest.fixture(scope="module")
def page(child_environment: dict[str, str]) -> Iterator[httpx.Client]:
    with serving(child_environment) as client:
        yield client


def test_rest_gives_the_json_of_check(page: httpx.Client, shizha: Shizha) -> None:
    """POST /api/v1/check answers exactly as `shizha check --json`."""
    answer = page.post("/api/v1/check", json={"text": SCAM})
    assert answer.status_code == 200
    assert answer.json() == json.loads(shizha("check", "--json", SCAM).stdout)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ('{"text": " "}', 422),
        ("{broken", 422),
        ('{"message": "x"}', 422),
        ('{"text": ["\\ud800"]}', 422),
        ('{"text": "' + "转" * 100_001 + '"}', 413),
    ],
    ids=["empty", "broken-json", "wrong-key", "surrogate-in-a-list", "too-long"],
)
def test_bad_requests_are_told(page: httpx.Client, body: str, status: int) -> None:
    """What cannot be judged gets a client error with words, not a 500."""
    answer = page.post("/api/v1/check", content=body.encode(), headers={"content-type": "application/json"})
    assert answer.status_code == status
    assert answer.json()["detail"]


def test_the_page_judges_what_is_pasted(page: httpx.Client) -> None:
    """The form answers on the same page, keeps the text, and escapes it."""
    html = page.post("/", data={"text": SCAM + "<script>alert(1)</script>"}).text
    assert "高风险" in html
    assert "百万保障" in html
    assert "<script>" not in html


@pytest.mark.parametrize(
    ("query", "header", "words"),
    [
        ("", "zh-TW,zh;q=0.9", "可疑訊息"),
        ("", "en-GB", "Suspicious message"),
        ("?lang=zh-Hans", "en", "可疑消息"),
        ("", "*", "可疑消息"),
    ],
)
def test_the_page_speaks_the_readers_language(page: httpx.Client, query: str, header: str, words: str) -> None:
    """By choice first, then by the browser's language."""
    assert words in page.get("/" + query, headers={"accept-language": header}).text


def test_who_comes_by_a_volunteers_link_is_counted_for_it(
    page: httpx.Client, child_environment: dict[str, str]
) -> None:
    """`?from=` goes from page to page; a code that is none of ours counts for nobody, and breaks nothing."""
    folder = Path(child_environment["SHIZHA_DATA_DIR"])
    volunteer, code = asyncio.run(_volunteer(folder))
    assert f"from={code}" in page.get("/", params={"from": code}).text
    for came in (code, code[:-4] + "AAAA", 'x"><script>'):
        html = page.post("/", params={"from": came}, data={"text": SCAM + "丁"}).text
        assert "高风险" in html
        assert "<script>" not in html
    query = "SELECT COUNT(*) FROM check_events WHERE share_code = ? AND channel = 'web'"
    with closing(sqlite3.connect(folder / "shizha.sqlite3", timeout=10)) as database:
        deadline = time.monotonic() + 60
        while not (counted := database.execute(query, (volunteer,)).fetchone()[0]) and time.monotonic() < deadline:
            time.sleep(0.2)
    assert counted == 1


async def _volunteer(folder: Path) -> tuple[str, str]:
    """A volunteer in the database of a running page: the id and the signed code."""
    store = Store("", folder)
    await store.get_ready()
    volunteer = draw_id()
    assert await store.volunteers.register(Volunteer(volunteer, date(2026, 11, 25), "1"))
    await store.close()
    return volunteer, sign_code(volunteer, load_secret("", folder))


def test_health_and_readiness(page: httpx.Client) -> None:
    """Both answer, readiness with the model's version."""
    assert page.get("/healthz").json() == {"status": "ok"}
    ready = page.get("/readyz").json()
    assert ready["model_version"]
    assert ready["database"] == "ready"


def test_the_page_needs_nothing_from_elsewhere(page: httpx.Client) -> None:
    """No script, font or style from another host."""
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", page.get("/").text)


def test_a_taken_port_is_told_in_one_line(shizha: Shizha) -> None:
    """The error names the setting to change."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = shizha("web", SHIZHA_WEB_PORT=str(taken.getsockname()[1]))
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert b"SHIZHA_WEB_PORT" in done.stderr


@pytest.mark.parametrize(
    ("action", "words"),
    [
        ("paid", "打 110"),
        ("paid:tw:1", "✅ 1. 打 110 报警，或打 165"),
        ("tips:brushing:students", "宿舍"),
        ("ladder:tempted:authority", "没有“安全账户”"),
        ("about", "我是程序，不是警察"),
        ("share", "发给“识诈”问一问"),
    ],
)
def test_the_page_follows_buttons(page: httpx.Client, action: str, words: str) -> None:
    """What a button leads to is a page of its own, in the chosen language."""
    assert words in page.get("/", params={"do": action, "lang": "zh-Hans"}).text


def test_a_strange_button_shows_the_empty_page(page: httpx.Client) -> None:
    """Forged data neither breaks the page nor gets onto it."""
    html = page.get("/", params={"do": "<script>x", "lang": "zh-Hans"})
    assert html.status_code == 200
    assert "<script>" not in html.text
    assert 'id="verdict"' not in html.text


def test_a_verdict_offers_what_comes_next(page: httpx.Client) -> None:
    """The ladder stands under the verdict; the links carry a type, never the message."""
    html = page.post("/", data={"text": SCAM}).text
    links = re.findall(r"\./\?do=([^&]+)&amp;", html)
    assert "ladder%3Apaid%3Acustomer_service%3Ahigh" in links
    assert not any("%E" in link for link in links)


def test_the_page_makes_a_report_card(page: httpx.Client) -> None:
    """Six fields, none required; the card shows what was entered, escaped, and what was not."""
    form = page.get("/", params={"do": "card:start", "lang": "zh-Hans"}).text
    assert form.count("<input name=") == 6
    card = page.post("/card", params={"lang": "zh-Hans"}, data={"payee": "王小二 <b>", "amount": "3000"}).text
    assert "收款人：王小二 &lt;b&gt;" in card
    assert "金额：3000" in card
    assert card.count("（不清楚）") == 4
    assert not re.search(r'(href|action)="\?', card), "a link would stay on the page of the card"


PICTURE_PART = b'--x\r\nContent-Disposition: form-data; name="image"; filename="a"\r\n\r\n'
needs_font = pytest.mark.skipif(not FONT.exists(), reason=FONT_MISSING)


@pytest.fixture(scope="module")
def poster() -> bytes:
    return png(draw_poster(("京东客服提醒您", "误开通了百万保障 每月扣费2000元", "请下载会议软件共享屏幕取消")))


@needs_font
def test_a_picture_is_judged_by_rest(page: httpx.Client, poster: bytes) -> None:
    """Multipart in, the JSON of a check out, with evidence from the picture."""
    answer = page.post("/api/v1/check-image", files={"image": ("a.png", poster, "image/png")})
    assert answer.status_code == 200
    told = answer.json()
    assert (told["risk"], told["scam_type"]) == ("high", "customer_service")
    assert any("共享屏幕" in evidence["quote"] for evidence in told["evidence"])


@needs_font
def test_a_picture_is_judged_on_the_page(page: httpx.Client, poster: bytes) -> None:
    """The form takes a screenshot instead of words, and the verdict has its buttons."""
    html = page.post("/", data={"text": ""}, files={"picture": ("a.png", poster, "image/png")}).text
    assert "高风险" in html
    assert "ladder%3Apaid%3Acustomer_service" in html


@pytest.mark.parametrize(
    ("language", "content", "words"),
    [("zh-CN", b"no picture at all", "截图发我"), ("en", b"%PDF-1.7", "PDF"), ("zh-TW", b"", "multipart")],
)
def test_what_is_no_picture_is_told(page: httpx.Client, language: str, content: bytes, words: str) -> None:
    """422 with what to send instead, in the asker's language."""
    answer = page.post("/api/v1/check-image", files={"image": ("a", content)}, headers={"accept-language": language})
    assert answer.status_code == 422
    assert words in answer.json()["detail"]


def test_what_is_no_picture_is_told_on_the_page(page: httpx.Client) -> None:
    """The page says it in the place of the verdict and keeps the words that were typed."""
    html = page.post("/", params={"lang": "zh-Hans"}, data={"text": "看看"}, files={"picture": ("a", b"%PDF-1.7")}).text
    assert "PDF 我看不了" in html
    assert "看看</textarea>" in html


@pytest.mark.parametrize("content_type", ["multipart/form-data", "multipart/form-data; boundary=x", "text/plain"])
def test_a_broken_form_is_refused(page: httpx.Client, content_type: str) -> None:
    """What cannot be parsed is the sender's mistake, not ours."""
    answer = page.post("/api/v1/check-image", content=b"--y broken", headers={"content-type": content_type})
    assert answer.status_code == 422


@pytest.mark.parametrize("chunked", [False, True], ids=["declared", "chunked"])
@pytest.mark.parametrize(
    ("path", "megabytes"), [("/api/v1/check", 3), ("/api/v1/check-image", 24), ("/", 24), ("/card", 3)]
)
def test_a_body_that_is_too_long_is_refused(page: httpx.Client, path: str, megabytes: int, chunked: bool) -> None:
    """413 before anything is parsed, also where no length was declared."""
    body = PICTURE_PART + b"x" * (megabytes * 1_000_000)
    pieces = (body[n : n + 65_536] for n in range(0, len(body), 65_536))
    kind = "multipart/form-data; boundary=x" if megabytes > 20 else "application/x-www-form-urlencoded"
    answer = page.post(path, content=pieces if chunked else body, headers={"content-type": kind})
    assert answer.status_code == 413
    assert "MB" in answer.json()["detail"]


def test_metrics_count_checks_and_nothing_of_people(page: httpx.Client) -> None:
    """By channel, risk and type, with durations and the queue of pictures; no words."""
    page.post("/api/v1/check", json={"text": SCAM})
    text = page.get("/metrics").text
    assert re.search(r'shizha_checks_total{channel="api",risk="high",type="customer_service"} [1-9]', text)
    assert re.search(r'shizha_check_seconds_count{kind="text"} [1-9]', text)
    assert "shizha_pictures_waiting 0.0" in text
    assert "京东" not in text


def test_the_interface_describes_itself_without_the_network(page: httpx.Client) -> None:
    """The page at /api/docs loads its script and style from here."""
    html = page.get("/api/docs").text
    loaded = re.findall(r'(?:src|href)="([^"]+)"', html)
    assert len(loaded) >= 3
    for address in loaded:
        assert address.startswith("/")
        assert page.get(address).status_code == 200
    described = page.get("/api/openapi.json").json()["paths"]
    assert {"/api/v1/check", "/api/v1/check-image", "/healthz", "/readyz", "/metrics"} == set(described)


def test_checks_are_counted_without_a_person(child_environment: dict[str, str], page: httpx.Client) -> None:
    """A page knows no chat, so its checks are checks and not people."""
    page.post("/", data={"text": SCAM})
    database = Path(child_environment["SHIZHA_DATA_DIR"]) / "shizha.sqlite3"
    found: list[tuple[str | None]] = []
    for _ in range(600):
        with closing(sqlite3.connect(database, timeout=10)) as connection:
            found = connection.execute("SELECT person FROM check_events WHERE channel = 'web'").fetchall()
        if found:
            break
        time.sleep(0.1)
    assert set(found) == {(None,)}


def test_a_database_that_is_away_costs_no_verdict(environment: dict[str, str]) -> None:
    """Readiness says so, and stays ready: the answer does not need it."""
    with serving(environment, SHIZHA_DATABASE_URL="postgresql://nobody@127.0.0.1:9/none") as client:
        ready = client.get("/readyz")
        assert (ready.status_code, ready.json()["database"]) == (200, "away")
        assert client.post("/api/v1/check", json={"text": SCAM}).json()["risk"] == "high"


def test_the_page_has_the_quiz(page: httpx.Client) -> None:
    """From the footer through a question to what was right, by links alone."""
    html = page.get("/", params={"do": "quiz:start", "lang": "zh-Hans"}).text
    assert "六道小题" in html
    for label in ("第 1 题", "答对了|其实是", "第 2 题"):
        link = re.search(r'class="act" href="\./([^"#]+)', html)
        assert link is not None
        html = page.get("/" + link[1].replace("&amp;", "&")).text
        assert re.search(label, html)
