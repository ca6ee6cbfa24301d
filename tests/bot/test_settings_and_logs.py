"""Settings, kept preferences and the log."""

import logging
from pathlib import Path

import pytest

from bot.config import Settings, load_settings
from bot.errors import ConfigError, StorageError
from bot.logs import REDACTED, redact, set_up_logging
from bot.storage.preferences import SqlitePreferences
from tests.conftest import ROOT


def test_every_setting_is_documented() -> None:
    """`docs/operators.md` lists each variable; each has a description."""
    guide = (ROOT / "docs" / "operators.md").read_text("utf-8")
    for name, field in Settings.model_fields.items():
        assert f"`SHIZHA_{name.upper()}`" in guide, name
        assert field.description, name


@pytest.mark.parametrize(
    ("name", "value"),
    [("SHIZHA_WEB_PORT", "eighty"), ("SHIZHA_CASE_SECONDS", "-1"), ("SHIZHA_LOCALE", "fr")],
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


def test_a_language_is_kept(tmp_path: Path) -> None:
    """The latest choice of a chat is remembered by the next process."""
    file = tmp_path / "deep" / "preferences.sqlite3"
    SqlitePreferences(file).choose_language("7", "en")
    SqlitePreferences(file).choose_language("7", "zh-Hant")
    assert SqlitePreferences(file).language("7") == "zh-Hant"
    assert SqlitePreferences(file).language("8") is None


def test_a_disk_that_refuses_costs_only_the_preference(tmp_path: Path) -> None:
    """Writing raises for the log; reading means “not chosen”."""
    (tmp_path / "file").write_text("x")
    lost = SqlitePreferences(tmp_path / "file" / "preferences.sqlite3")
    assert lost.language("7") is None
    with pytest.raises(StorageError, match="free space"):
        lost.choose_language("7", "en")


def test_a_damaged_file_means_not_chosen(tmp_path: Path) -> None:
    """Garbage instead of a database does not stop an answer."""
    file = tmp_path / "preferences.sqlite3"
    file.write_bytes(b"not a database at all, not even close" * 20)
    assert SqlitePreferences(file).language("7") is None
