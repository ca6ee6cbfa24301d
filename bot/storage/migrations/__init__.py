"""Changes of the schema, in order, in `versions/`; run at every start.

After a change of `bot/storage/schema.py`: `python -m bot.storage.migrations "what changes"` writes the next one, by
comparing a fresh database with the schema. Read it before you commit it.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection


def config(connection: Connection) -> Config:
    """Alembic's settings: no file of their own, and the connection that is open already."""
    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    made.set_main_option("path_separator", "os")
    made.attributes["connection"] = connection
    return made


def upgrade(connection: Connection) -> None:
    """Every change that this database does not have yet, inside the caller's transaction."""
    command.upgrade(config(connection), "head")
