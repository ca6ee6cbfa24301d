"""`python -m bot.storage.migrations MESSAGE`: write the next migration from what changed in the schema."""

import asyncio
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from sqlalchemy import Connection

from bot.storage.database import Database, database_url
from bot.storage.migrations import config


def _number() -> str:
    return f"{len(list((Path(__file__).parent / 'versions').glob('0*.py'))) + 1:04}"


def _write(connection: Connection, message: str) -> None:
    command.revision(config(connection), message, autogenerate=True, rev_id=_number())


async def main(message: str) -> None:
    with TemporaryDirectory() as folder:
        database = Database(database_url("", Path(folder)))
        await database.migrate()
        async with database.writing() as connection:
            await connection.run_sync(_write, message)
        await database.close()


if __name__ == "__main__":
    asyncio.run(main(" ".join(sys.argv[1:]) or "change"))
