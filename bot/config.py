"""Every setting once: name, default, unit, help. Read from the environment (`SHIZHA_*`) and a `.env` file.

`docs/operators.md` lists them; a test fails when one is missing there.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import ConfigError

Locale = Literal["zh-Hans", "zh-Hant", "en"]
TELEGRAM = "https://api.telegram.org"


class Settings(BaseSettings):
    """All settings, checked. Secrets do not show when printed."""

    model_config = SettingsConfigDict(env_prefix="SHIZHA_", env_file=".env", extra="ignore")

    locale: Locale = Field("zh-Hans", description="language of answers until a person chooses one")
    data_dir: Path = Field(Path("data"), description="folder for what is kept: database, journal, keys")
    database_url: SecretStr = Field(
        SecretStr(""),
        description="sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME; empty: a file in the data folder",
    )
    journal_megabytes: int = Field(
        64, ge=1, le=10_000, description="room for events that wait while the database is away"
    )
    events_days: int = Field(400, ge=31, le=3_650, description="days that check events are kept")
    time_zone: str = Field("Asia/Shanghai", description="time zone that a day is counted in, such as Asia/Taipei")
    surge_people: int = Field(
        10, ge=5, le=100_000, description="distinct people with the same message that make a surge"
    )
    surge_days: int = Field(2, ge=1, le=14, description="days within which they are counted")
    surge_factor: float = Field(
        3.0, ge=1, le=1_000, description="times above its own past that a message must rise to be a surge"
    )
    model_dir: Path | None = Field(None, description="folder of the trained model; empty: the one `make` built")
    model_sha256: str = Field(
        "", description="accept only a model file with this hash; empty: any that our training wrote"
    )
    numbers_file: Path | None = Field(
        None, description="TOML file that corrects or adds telephone numbers; empty: the packaged ones"
    )
    public_url: str = Field("", description="address of the web page as people reach it, for answers to send on")
    secret_key: SecretStr = Field(
        SecretStr(""), description="key that signs volunteers' links; empty: made and kept in the data folder"
    )
    operator: str = Field("", description="who runs this service, as /about names them")
    operator_chat: int | None = Field(
        None,
        description="Telegram chat told of waves and broadcasts, deciding on warnings; empty: only the log tells",
    )
    telegram_token: SecretStr = Field(SecretStr(""), description="token that @BotFather gave for the bot")
    telegram_handle: str = Field(
        "", pattern=r"^@?\w*$", description="the bot's handle, for posters made on the command line"
    )
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
    content_dir: Path | None = Field(
        None, description="folder of TOML pieces that replace or add to the content calendar; empty: the packaged ones"
    )
    watch_per_hour: int = Field(
        6, ge=1, le=1000, description="warnings an hour in a group whose administrators switched watching on"
    )
    case_seconds: float = Field(2.0, ge=0, le=30, description="messages within this many seconds are one case")
    picture_queue: int = Field(16, ge=1, le=1000, description="pictures that may wait; more get a kind refusal")
    picture_seconds: float = Field(45.0, ge=1, le=600, description="longest time for reading one picture")
    picture_worker_pictures: int = Field(200, ge=1, description="pictures after which the reading process is replaced")
    picture_worker_mb: int = Field(700, ge=100, description="memory above which the reading process is replaced, in MB")
    picture_threads: int = Field(2, ge=1, le=64, description="threads that read a picture")
    web_host: str = Field("127.0.0.1", description="address that the web page listens on")
    web_port: int = Field(8000, ge=0, le=65535, description="port that the web page listens on")

    @field_validator("operator_chat", mode="before")
    @classmethod
    def _empty_is_none(cls, value: object) -> object:
        return None if value == "" else value

    @field_validator("time_zone")
    @classmethod
    def _known_time_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError("no such time zone; give a name like Asia/Shanghai") from error
        return name


def load_settings() -> Settings:
    """The settings of this process. Raises ConfigError naming the variable and what is wrong with it."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "SHIZHA_" + "_".join(map(str, first["loc"])).upper()
        raise ConfigError(f"{name}: {first['msg']}; correct it in the environment or in .env") from error
