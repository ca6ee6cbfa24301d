"""Brings updates to a webhook, as Telegram does: one after the other, again and again until they are taken.

TLS is left out: the test says which local port stands behind the public https address.
"""

from __future__ import annotations

import http.client
import json
from threading import Event, Thread
from urllib.parse import urlsplit

from tests.telegram_standin.world import World

AGAIN_AFTER = 0.2


class Courier:
    """Delivers while it runs; `statuses` are the answers it got, in order."""

    def __init__(self, world: World, port: int) -> None:
        self._world = world
        self._port = port
        self._done = Event()
        self.statuses: list[int] = []
        self._thread = Thread(target=self._run, name="telegram-standin-courier")
        self._thread.start()

    def stop(self) -> None:
        self._done.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._done.wait(0.01):
            with self._world.changed:
                url, secret = self._world.updates.webhook, self._world.webhook_secret
                update = self._world.updates.first() if url else None
            if update is not None and self._bring(url, secret, update):
                with self._world.changed:
                    self._world.updates.drop(update["update_id"])
                    self._world.changed.notify_all()

    def _bring(self, url: str, secret: str, update: object) -> bool:
        status = self.post(urlsplit(url).path, json.dumps(update).encode(), secret)
        self.statuses.append(status)
        if status != 200:
            self._done.wait(AGAIN_AFTER)
        return status == 200

    def post(self, path: str, body: bytes, secret: str) -> int:
        """The status of one post; 0 if nobody listens."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=5)
        headers = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": secret}
        try:
            connection.request("POST", path, body, headers)
            return connection.getresponse().status
        except OSError:
            return 0
        finally:
            connection.close()
