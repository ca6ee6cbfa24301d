"""All that is kept, behind one door: `Store.open(...)`, then `store.events`, `store.campaigns` …"""

from __future__ import annotations

from pathlib import Path

from bot.storage.broadcasts import Broadcasts
from bot.storage.campaigns import Campaigns
from bot.storage.database import Database, database_url
from bot.storage.effects import Effects
from bot.storage.events import Events
from bot.storage.feedback import FeedbackBox
from bot.storage.follow_ups import FollowUps
from bot.storage.forget import Forgetting
from bot.storage.guardians import Guardians
from bot.storage.journal import Journal
from bot.storage.moving import Moving
from bot.storage.people import People
from bot.storage.preferences import Preferences
from bot.storage.quiz import Quiz
from bot.storage.retention import Retention
from bot.storage.schedule import Schedule
from bot.storage.subscriptions import Subscriptions
from bot.storage.updates import Updates
from bot.storage.volunteers import Volunteers
from bot.storage.watch import WatchGroups

MEGABYTE = 1 << 20


class Store:
    """Making one opens nothing: `get_ready` does, and may be called again when the database was away."""

    def __init__(self, url: str, data_dir: Path, *, journal_megabytes: int = 64, events_days: int = 400) -> None:
        self._data_dir = data_dir
        self.database = Database(database_url(url, data_dir))
        self.people = People(data_dir)
        self.journal = Journal(data_dir / "journal", journal_megabytes * MEGABYTE)
        self.events = Events(self.database)
        self.campaigns = Campaigns(self.database)
        self.subscriptions = Subscriptions(self.database)
        self.broadcasts = Broadcasts(self.database)
        self.guardians = Guardians(self.database)
        self.volunteers = Volunteers(self.database)
        self.effects = Effects(self.database)
        self.quiz = Quiz(self.database)
        self.feedback = FeedbackBox(self.database)
        self.follow_ups = FollowUps(self.database)
        self.preferences = Preferences(self.database)
        self.updates = Updates(self.database)
        self.watch_groups = WatchGroups(self.database)
        self.schedule = Schedule(self.database)
        self.forgetting = Forgetting(self.database, self.people)
        self.moving = Moving(self.database)
        self.retention = Retention(self.database, self.people, events_days)
        self._ready = False

    async def get_ready(self) -> None:
        """Bring the schema up to date and take over what an earlier release kept. Raises StorageError."""
        if not self._ready:
            await self.database.migrate()
            await self.preferences.import_old(self._data_dir)
            self._ready = True

    async def close(self) -> None:
        await self.database.close()
