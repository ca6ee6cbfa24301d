"""Trouble, end to end: floods, repeats, blips, a revoked token, and the webhook."""

from __future__ import annotations

import json
import socket
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import HTTPError, URLError

import pytest

from bot.channels.telegram.webhook import LONGEST
from tests.bot.telegram_process import CHILD, KIND, PATIENCE, SCAM, Bot
from tests.telegram_standin import Person, TelegramStandIn, shapes

Start = Callable[..., Bot]
SECRET = "a-secret_for-tests"


@pytest.fixture
def start(telegram: TelegramStandIn, environment: dict[str, str], tmp_path: Path) -> Iterator[Start]:
    started: list[Bot] = []

    def start(**settings: str) -> Bot:
        started.append(Bot(environment, tmp_path / "log", telegram.url, CHILD, **settings))
        if "SHIZHA_WEBHOOK_URL" not in settings:
            telegram.wait_until(lambda: telegram.polled, PATIENCE, "the first poll")
        return started[-1]

    yield start
    for bot in started:
        bot.stop()


@pytest.fixture
def person(telegram: TelegramStandIn) -> Person:
    return telegram.add_person("小明")


def test_a_flood_is_met_with_one_kind_word(telegram: TelegramStandIn, start: Start, person: Person) -> None:
    """What runs over is not judged; it is said once, and others are served."""
    start(SHIZHA_FLOOD_PER_MINUTE="3", SHIZHA_CASE_SECONDS="0.1")
    for command in ("/help", "/privacy", "/about", "/tips", "/share", "/paid"):
        person.sends(command)
    other = telegram.add_person("小红")
    other.sends(KIND)
    assert "未发现明显风险特征" in telegram.wait_for(other.id, 1, PATIENCE)[0].text
    assert len([m for m in telegram.sent(person.id) if "有点快" in m.text]) == 1
    assert len(telegram.sent(person.id)) == 4


def test_a_repeated_update_is_handled_once(telegram: TelegramStandIn, start: Start, person: Person) -> None:
    """The same update_id again, as after a lost confirmation, makes no second answer."""
    start()
    person.sends("/help")
    telegram.wait_for(person.id, 1, PATIENCE)
    repeated = shapes.message(900, telegram.world.chats[person.id], person.user, **shapes.text("/privacy"))
    telegram.queue({"update_id": telegram.world.updates.latest, "message": repeated})
    person.sends("/about")
    assert "about" in telegram.wait_for(person.id, 2, PATIENCE)[1].text
    assert len(telegram.sent(person.id)) == 2


def test_an_update_in_a_strange_shape_is_passed_over(telegram: TelegramStandIn, start: Start, person: Person) -> None:
    """What the library cannot read blocks nothing that comes with it or after it."""
    bot = start()
    broken = {"message": {"message_id": 1, "date": 1, "chat": telegram.world.chats[person.id], "poll": {"id": "1"}}}
    with telegram.world.changed:
        telegram.world.updates.add("message", broken["message"])
        person.sends(SCAM)
    assert "高风险" in telegram.wait_for(person.id, 1, PATIENCE)[0].text
    assert "update passed over" in bot.log
    person.sends(KIND)
    telegram.wait_for(person.id, 2, PATIENCE)


@pytest.mark.parametrize("trouble", ["hang up", "bad gateway"])
def test_a_blip_while_sending_is_tried_again(
    telegram: TelegramStandIn, start: Start, person: Person, trouble: str
) -> None:
    """A connection cut, or a proxy's error page, costs no answer."""
    start()
    if trouble == "hang up":
        telegram.hang_up("sendMessage")
    else:
        telegram.fail("sendMessage", status=502)
    person.forwards(SCAM)
    assert "高风险" in telegram.wait_for(person.id, 1, PATIENCE)[0].text


def test_a_revoked_token_ends_polling_with_a_clear_error(telegram: TelegramStandIn, start: Start) -> None:
    """Telegram no longer knows the bot: one line, exit status 1, and the reader is let go."""
    bot = start()
    telegram.revoke()
    telegram.queue({"message": shapes.message(1, shapes.group(-7, "x"), None, text="wake the poll")})
    assert bot.process.wait(PATIENCE) == 1
    assert bot.log.splitlines()[-1].startswith("shizha: Telegram refuses SHIZHA_TELEGRAM_TOKEN")
    assert "reader stopped" in bot.log
    assert "Traceback" not in bot.log


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def status(port: int, path: str, body: bytes | None = None, secret: str = SECRET) -> int:
    """The answer of the webhook's server; 0 if nobody listens."""
    headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if body is not None else {}
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", body, headers)  # our own
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310 # the same
            return int(answer.status)
    except HTTPError as error:
        error.close()
        return error.code
    except URLError:
        return 0


@pytest.fixture
def webhook(telegram: TelegramStandIn, start: Start) -> Iterator[tuple[Bot, int]]:
    """A bot in webhook mode with Telegram delivering to it, and its port."""
    port = free_port()
    bot = start(
        SHIZHA_WEBHOOK_URL="https://bot.example/hook", SHIZHA_WEBHOOK_PORT=str(port), SHIZHA_WEBHOOK_SECRET=SECRET
    )
    telegram.wait_until(lambda: telegram.world.updates.webhook, PATIENCE, "the webhook")
    courier = telegram.deliver_to(port)
    yield bot, port
    courier.stop()


def test_updates_come_by_webhook(telegram: TelegramStandIn, webhook: tuple[Bot, int], person: Person) -> None:
    """The secret is set with Telegram; what it posts is answered, and a stop finishes what was begun."""
    bot, _ = webhook
    person.sends("/help")
    telegram.wait_for(person.id, 1, PATIENCE)
    person.forwards(SCAM)
    telegram.wait_until(lambda: telegram.calls("sendChatAction"), PATIENCE, "the typing sign")
    assert bot.stop() == 0
    assert "高风险" in telegram.sent(person.id)[1].text
    (asked,) = telegram.calls("setWebhook")
    assert asked["secret_token"] == SECRET
    assert "guest_message" in json.loads(asked["allowed_updates"])
    assert SECRET not in bot.log


def test_the_webhook_tells_good_from_bad(telegram: TelegramStandIn, webhook: tuple[Bot, int], person: Person) -> None:
    """Health and readiness, wrong secret, bad JSON, no update, too long, and a repeat that is handled once."""
    _, port = webhook
    assert (status(port, "/healthz"), status(port, "/readyz")) == (200, 200)
    assert status(port, "/hook", b"{}", "another") == 403
    for body in (b"", b"{", b"[]", b"{}", b'{"update_id": "7"}', b"\xff", b"[" * 100_000):
        assert status(port, "/hook", body) == 400
    assert status(port, "/hook", b" " * (LONGEST + 1)) == 413
    message = shapes.message(3, telegram.world.chats[person.id], person.user, **shapes.text("/help"))
    for _ in range(3):
        assert status(port, "/hook", json.dumps({"update_id": 99, "message": message}).encode()) == 200
    assert status(port, "/hook", json.dumps({"update_id": 100, "message": {"poll": 1}}).encode()) == 200
    person.sends("/about")
    telegram.wait_for(person.id, 2, PATIENCE)
    assert len(telegram.sent(person.id)) == 2


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"SHIZHA_WEBHOOK_URL": "http://bot.example/hook"}, "SHIZHA_WEBHOOK_URL must begin with https://"),
        ({"SHIZHA_WEBHOOK_URL": "https://b.example/h", "SHIZHA_WEBHOOK_SECRET": "§"}, "SHIZHA_WEBHOOK_SECRET may hold"),
    ],
)
def test_a_wrong_webhook_setting_is_refused(start: Start, settings: dict[str, str], words: str) -> None:
    """One line says which setting, before Telegram is asked."""
    bot = start(**settings)
    assert bot.process.wait(PATIENCE) == 1
    assert words in bot.log.splitlines()[-1]


def test_a_taken_port_is_told(start: Start) -> None:
    """The webhook's port in use: one line, exit status 1."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        bot = start(SHIZHA_WEBHOOK_URL="https://b.example/h", SHIZHA_WEBHOOK_PORT=str(taken.getsockname()[1]))
        assert bot.process.wait(PATIENCE) == 1
    assert "set SHIZHA_WEBHOOK_PORT" in bot.log.splitlines()[-1]
    assert "Traceback" not in bot.log
