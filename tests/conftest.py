"""What several tests share: the trained model, the cases, the command line as a real process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from bot.service import Service
from model import Checker

ROOT = Path(__file__).parent.parent
CASES = ROOT / "tests" / "cases"

# How long an example takes says something about the machine, not about the program.
hypothesis.settings.register_profile("any machine", deadline=None)
hypothesis.settings.load_profile("any machine")


def cases(name: str) -> list[Any]:
    """The rows of a case file as pytest parameters."""
    rows = [json.loads(line) for line in (CASES / f"{name}.jsonl").read_text("utf-8").splitlines()]
    return [pytest.param(row, id=row["why"].replace(" ", "-")) for row in rows]


@pytest.fixture(scope="session")
def checker() -> Checker:
    return Checker.load()


@pytest.fixture(scope="session")
def service(checker: Checker) -> Service:
    return Service(checker)


def environment_in(folder: Path) -> dict[str, str]:
    """The environment of a child process: no settings of the machine's owner, data in a folder of its own.

    It may keep its bytecode: hundreds of processes start here, and each would else compile every module anew.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("SHIZHA_") and name != "PYTHONDONTWRITEBYTECODE"
    }
    return kept | {"SHIZHA_DATA_DIR": str(folder / "data"), "COLUMNS": "400"}


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return environment_in(tmp_path)


@pytest.fixture(scope="module")
def child_environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The same for a child process that serves all tests of a module."""
    return environment_in(tmp_path_factory.mktemp("child"))


Shizha = Callable[..., "subprocess.CompletedProcess[bytes]"]


@pytest.fixture
def shizha(environment: dict[str, str]) -> Shizha:
    """Run `shizha ARGUMENTS` as a real process, with bytes on standard input."""

    def run(*arguments: str, stdin: bytes = b"", **settings: str) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "-m", "bot", *arguments]
        return subprocess.run(
            command, input=stdin, capture_output=True, env=environment | settings, cwd=ROOT, timeout=120, check=False
        )

    return run
