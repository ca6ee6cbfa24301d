"""Codes of volunteers' links, and the key that signs them."""

import re
import stat
import string
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.engagement.volunteers.codes import Refusal, draw_id, read_code, sign_code
from bot.errors import ConfigError, StorageError
from bot.storage.secret import load_secret

KEY = b"a key of the tests, long enough"
ALPHABET = string.ascii_letters + string.digits + "_-"


def test_a_code_fits_telegrams_start_parameter() -> None:
    """At most 64 of the characters that Telegram allows."""
    for _ in range(200):
        assert re.fullmatch(r"[A-Za-z0-9_-]{30}", sign_code(draw_id(), KEY))


def test_a_code_is_read_back() -> None:
    """The id of the volunteer comes out again."""
    volunteer = draw_id()
    assert read_code(sign_code(volunteer, KEY), KEY) == volunteer


def test_ids_are_not_given_twice() -> None:
    """72 random bits: a thousand volunteers, a thousand ids."""
    assert len({draw_id() for _ in range(1000)}) == 1000


@given(st.integers(0, 29), st.sampled_from(ALPHABET))
def test_an_altered_code_is_refused(at: int, character: str) -> None:
    """Whichever character is changed, and to whatever."""
    code = sign_code("abcDEF_-0123", KEY)
    assume(code[at] != character)
    assert isinstance(read_code(code[:at] + character + code[at + 1 :], KEY), Refusal)


@given(st.text(max_size=80))
def test_anything_else_is_refused(payload: str) -> None:
    """A start parameter is whatever somebody typed."""
    assert isinstance(read_code(payload, KEY), Refusal)


@pytest.mark.parametrize(
    ("payload", "why"),
    [
        ("", Refusal.NO_CODE),
        ("guardian-invitation", Refusal.NO_CODE),
        (sign_code("abcDEF_-0123", KEY) + "\n", Refusal.NO_CODE),
        (sign_code("abcDEF_-0123", KEY).swapcase(), Refusal.NO_CODE),
        ("v2" + sign_code("abcDEF_-0123", KEY)[2:], Refusal.OTHER_VERSION),
        (sign_code("abcDEF_-0123", b"the key of an impostor"), Refusal.FORGED),
        (sign_code("abcDEF_-0123", KEY)[:14] + sign_code("abcDEF_-0124", KEY)[14:], Refusal.FORGED),
    ],
)
def test_a_refusal_says_why(payload: str, why: Refusal) -> None:
    """No code of ours, another version's, or a forged one."""
    assert read_code(payload, KEY) is why


def test_the_key_is_made_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    """The second start signs like the first; nothing else is left in the folder."""
    folder = tmp_path / "data"
    first = load_secret("", folder)
    assert load_secret("", folder) == first
    assert len(first) == 64
    assert stat.S_IMODE((folder / "secret.key").stat().st_mode) == 0o600
    assert [file.name for file in folder.iterdir()] == ["secret.key"]


def test_processes_that_start_together_take_the_same_key(tmp_path: Path) -> None:
    """Whoever is second throws its own away."""
    with ThreadPoolExecutor(16) as pool:
        keys = list(pool.map(lambda _: load_secret("", tmp_path), range(64)))
    assert len(set(keys)) == 1


def test_a_given_key_is_used_and_nothing_is_written(tmp_path: Path) -> None:
    """The setting comes first."""
    assert load_secret("0123456789abcdef", tmp_path) == b"0123456789abcdef"
    assert not list(tmp_path.iterdir())


def test_a_short_key_is_refused(tmp_path: Path) -> None:
    """The error names the setting or the file, and never shows the key."""
    with pytest.raises(ConfigError, match="SHIZHA_SECRET_KEY is too short") as refused:
        load_secret("hunter2", tmp_path)
    assert "hunter2" not in str(refused.value)
    (tmp_path / "secret.key").write_text("abc")
    with pytest.raises(ConfigError, match=r"secret\.key is too short"):
        load_secret("", tmp_path)


def test_a_key_that_cannot_be_kept_is_told(tmp_path: Path) -> None:
    """A folder where a file should be, or bytes that are no text."""
    (tmp_path / "secret.key").mkdir()
    with pytest.raises(StorageError, match="set SHIZHA_SECRET_KEY"):
        load_secret("", tmp_path)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "secret.key").write_bytes(b"\xff" * 40)
    with pytest.raises(StorageError, match="not text"):
        load_secret("", tmp_path / "other")
