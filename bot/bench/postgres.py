"""A PostgreSQL of one's own for as long as a test or a benchmark lasts: a data folder that is thrown away, a unix
socket, no port, no password.

Needs Debian's `postgresql` package (the programs, not its service). PostgreSQL refuses to run as root; root hands it to
the user `postgres` that the package makes.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

INSTALL = "sudo apt-get install --yes postgresql"
USER = "postgres"


def programs() -> Path | None:
    """The folder of initdb and pg_ctl, or None where PostgreSQL is not installed. Debian keeps it off the PATH."""
    found = shutil.which("initdb")
    if found and Path(found).resolve().with_name("pg_ctl").exists():
        return Path(found).resolve().parent
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return folders[-1].parent if folders else None


@contextmanager
def temporary_postgres(*, durable: bool = False) -> Iterator[str]:
    """Start a server, yield the URL of an empty database, stop it. `durable`: wait for the disk as a real one does."""
    bin_dir = programs()
    if bin_dir is None:
        raise RuntimeError(f"PostgreSQL is not installed; {INSTALL}")
    folder = Path(tempfile.mkdtemp(prefix="shizha-pg-", dir="/tmp"))  # short: a socket's path is limited
    server = LocalPostgres(bin_dir, folder, durable)
    try:
        server.start()
        yield server.url
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


class LocalPostgres:
    """The server in `folder`; can be stopped and started again, for tests of a database that goes away."""

    def __init__(self, bin_dir: Path, folder: Path, durable: bool) -> None:
        self.bin_dir = bin_dir
        self.folder = folder
        self.data = folder / "data"
        self.durable = durable
        self.url = f"postgresql://{USER}@/postgres?host={folder}"

    def start(self) -> None:
        if os.geteuid() == 0:
            shutil.chown(self.folder, USER)
        if not self.data.exists():
            self._run("initdb", "-D", self.data, "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        options = f"-k {self.folder} -c listen_addresses=''"
        if not self.durable:
            options += " -c fsync=off"
        self._run("pg_ctl", "-D", self.data, "-w", "-l", self.folder / "log", "-o", options, "start")

    def stop(self) -> None:
        """At once, whoever is connected; stopping a stopped one is no error."""
        self._run("pg_ctl", "-D", self.data, "-w", "-m", "immediate", "stop", check=False)

    def _run(self, program: str, *arguments: str | Path, check: bool = True) -> None:
        as_whom: dict[str, Any] = {"user": USER, "group": USER, "extra_groups": []} if os.geteuid() == 0 else {}
        done = subprocess.run(  # noqa: S603 # our own programs and paths
            [self.bin_dir / program, *arguments],
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            capture_output=program != "pg_ctl",  # the server inherits pg_ctl's pipes and would hold them open
            stdout=None if program != "pg_ctl" else subprocess.DEVNULL,
            stderr=None if program != "pg_ctl" else subprocess.DEVNULL,
            check=False,
            **as_whom,
        )
        if check and done.returncode:
            log = self.folder / "log"
            said = log.read_text("utf-8", "replace") if log.exists() else (done.stderr or b"").decode(errors="replace")
            raise RuntimeError(f"{program} failed: {said[-500:]}")
