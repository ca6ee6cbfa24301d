"""Settings and the log."""

import logging

import pytest

from bot.config import Settings, load_settings
from bot.errors import ConfigError
from bot.logs import REDACTED, redact, set_up_logging
from tests.conftest import ROOT


def test_every_setting_is_documented() -> None:
    """`docs/operators.md` lists each variable; each has a description."""
    guide = (ROOT / "docs" / "operators.md").read_text("utf-8")
    for name, field in Settings.model_fields.items():
        assert f"`SHIZHA_{name.upper()}`" in guide, name
        assert field.description, name


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SHIZHA_WEB_PORT", "eighty"),
        ("SHIZHA_CASE_SECONDS", "-1"),
        ("SHIZHA_LOCALE", "fr"),
        ("SHIZHA_TIME_ZONE", "Mars/Base"),
    ],
)
def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """The error tells the variable."""
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigError, match=name):
        load_settings()


def test_a_token_does_not_show_when_settings_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Secrets are secret."""
    monkeypatch.setenv("SHIZHA_TELEGRAM_TOKEN", "12:abc")
    assert "12:abc" not in repr(load_settings())


def test_secrets_are_taken_out_of_log_lines(capsys: pytest.CaptureFixture[str]) -> None:
    """Also out of tracebacks and of other libraries' lines; local variables are never shown."""
    set_up_logging(["12:abc"])
    message = "private" + " words"
    try:
        raise ValueError("https://example/bot12:abc/getMe")
    except ValueError:
        logging.getLogger("shizha").exception("cannot fetch /bot12:abc/x")
    logging.getLogger("telegram.request").critical("cannot load payload: %s", message)
    logging.getLogger("httpx").info("HTTP Request: POST https://x/bot12:abc/y")
    logged = capsys.readouterr().err
    assert "12:abc" not in logged
    assert REDACTED in logged
    assert message not in logged
    assert "HTTP Request" not in logged
    assert redact("nothing to hide", [""]) == "nothing to hide"
