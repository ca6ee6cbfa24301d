"""The key that signs what people pass on: from the settings, or made once and kept beside the database."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from bot.errors import ConfigError, StorageError

NAME = "secret.key"
# Shorter ones can be guessed by trying.
LEAST = 16
_BYTES = 32


def load_secret(given: str, folder: Path) -> bytes:
    """The key. `given`: the setting, may be empty. Raises ConfigError, StorageError."""
    if given:
        return _checked(given, "SHIZHA_SECRET_KEY")
    file = folder / NAME
    try:
        return _checked(_kept(file) or _made(file), str(file))
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not text"
        raise StorageError(f"cannot keep {file} ({reason}); check its rights, or set SHIZHA_SECRET_KEY") from error


def _checked(key: str, where: str) -> bytes:
    if len(key) < LEAST:
        raise ConfigError(
            f"{where} is too short; use {LEAST} characters or more, such as `openssl rand -hex 32` prints"
        )
    return key.encode()


def _kept(file: Path) -> str | None:
    try:
        return file.read_text("ascii").strip()
    except FileNotFoundError:
        return None


def _made(file: Path) -> str:
    """A new key, all of it or nothing; of two processes that start together, both take the key of the first."""
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_name(f"{NAME}.{secrets.token_hex(8)}")
    handle = os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        os.write(handle, secrets.token_hex(_BYTES).encode("ascii"))
        os.fsync(handle)
        os.link(new, file)
    except FileExistsError:
        pass
    finally:
        os.close(handle)
        new.unlink()
    return file.read_text("ascii").strip()
