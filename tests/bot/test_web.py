"""The web page and the REST interface, over real HTTP."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
from collections.abc import Iterator

import httpx
import pytest

from tests.conftest import ROOT, Shizha

SCAM = "您好，我是京东客服，您误开通了百万保障，每月扣费2000元，请下载会议软件共享屏幕取消"


@pytest.fixture(scope="module")
def page() -> Iterator[httpx.Client]:
    """A client of `shizha web` on a free port."""
    command = [sys.executable, "-m", "bot", "web"]
    environment = {"PATH": "", "SHIZHA_WEB_PORT": "0", "PYTHONUNBUFFERED": "1"}
    server = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, cwd=ROOT, text=True)
    assert server.stdout is not None
    found = re.search(r"http://\S+", server.stdout.readline())
    assert found is not None
    with httpx.Client(base_url=found.group(), trust_env=False, timeout=20) as client:
        yield client
    server.terminate()
    server.wait(20)
    server.stdout.close()


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


def test_health_and_readiness(page: httpx.Client) -> None:
    """Both answer, readiness with the model's version."""
    assert page.get("/healthz").json() == {"status": "ok"}
    assert page.get("/readyz").json()["model_version"]


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
    assert "ladder%3Apaid%3Acustomer_service" in links
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
