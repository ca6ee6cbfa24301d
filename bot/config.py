"""Every setting once: name, default, unit, help. Read from the environment (`SHIZHA_*`) and a `.env` file.

`docs/operators.md` lists them; a test fails when one is missing there.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import ConfigError

Locale = Literal["zh-Hans", "zh-Hant", "en"]
TELEGRAM = "https://api.telegram.org"


class Settings(BaseSettings):
    """All settings, checked. Secrets do not show when printed."""

    model_config = SettingsConfigDict(env_prefix="SHIZHA_", env_file=".env", extra="ignore")

    locale: Locale = Field("zh-Hans", description="language of answers until a person chooses one")
    data_dir: Path = Field(Path("data"), description="folder for what is kept: chosen languages")
    model_dir: Path | None = Field(None, description="folder of the trained model; empty: the one `make` built")
    model_sha256: str = Field(
        "", description="accept only a model file with this hash; empty: any that our training wrote"
    )
    telegram_token: SecretStr = Field(SecretStr(""), description="token that @BotFather gave for the bot")
    telegram_api_url: str = Field(TELEGRAM, description="base of the Bot API, without /bot")
    telegram_connect_tries: int = Field(
        8, ge=1, le=100, description="attempts to reach Telegram at start, with growing pauses"
    )
    webhook_url: str = Field(
        "", description="public https address that Telegram posts updates to; empty: ask Telegram for them (polling)"
    )
    webhook_host: str = Field("127.0.0.1", description="address that the webhook listens on, behind your TLS proxy")
    webhook_port: int = Field(8443, ge=0, le=65535, description="port that the webhook listens on")
    webhook_secret: SecretStr = Field(
        SecretStr(""), description="secret that Telegram sends with each update; empty: a new one at each start"
    )
    flood_per_minute: int = Field(
        60, ge=0, le=10_000, description="messages a minute that a person, or a group asking, may send; 0: no limit"
    )
    watch_per_hour: int = Field(
        6, ge=1, le=1000, description="warnings an hour in a group whose administrators switched watching on"
    )
    case_seconds: float = Field(2.0, ge=0, le=30, description="messages within this many seconds are one case")
    web_host: str = Field("127.0.0.1", description="address that the web page listens on")
    web_port: int = Field(8000, ge=0, le=65535, description="port that the web page listens on")


def load_settings() -> Settings:
    """The settings of this process. Raises ConfigError naming the variable and what is wrong with it."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "SHIZHA_" + "_".join(map(str, first["loc"])).upper()
        raise ConfigError(f"{name}: {first['msg']}; correct it in the environment or in .env") from error
