"""`shizha chat` in a real terminal (a pseudo-terminal): colours, a pasted block as one message, the end of input."""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from tests.conftest import ROOT

PASTE_BEGINS, PASTE_ENDS, END_OF_INPUT = b"\x1b[200~", b"\x1b[201~", b"\x04"
PATIENCE = 20.0


class Terminal:
    """A child process on a pseudo-terminal, and what it has shown so far."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.master, slave = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", "chat"],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=environment | {"TERM": "xterm-256color", "LINES": "50", "COLUMNS": "200"},
            cwd=ROOT,
            start_new_session=True,
        )
        os.close(slave)
        self.shown = ""

    def types(self, keys: bytes) -> None:
        os.write(self.master, keys)

    def reads_until(self, pattern: str, times: int = 1) -> str:
        """Everything shown once `pattern` has come `times` times."""
        deadline = time.monotonic() + PATIENCE
        while len(re.findall(pattern, self.shown)) < times:
            assert time.monotonic() < deadline, self.shown[-800:]
            if select.select([self.master], [], [], 0.1)[0]:
                self.shown += os.read(self.master, 65536).decode("utf-8", "replace")
                self._answer_cursor_question()
        return self.shown

    def _answer_cursor_question(self) -> None:
        """Terminals tell where the cursor is when asked; without an answer the prompt waits."""
        if "\x1b[6n" in self.shown:
            self.shown = self.shown.replace("\x1b[6n", "")
            self.types(b"\x1b[1;1R")


@pytest.fixture
def terminal(environment: dict[str, str]) -> Iterator[Terminal]:
    running = Terminal(environment)
    yield running
    running.process.kill()
    running.process.wait(PATIENCE)
    os.close(running.master)


def test_a_conversation_in_a_terminal(terminal: Terminal) -> None:
    """An example first; a pasted block is one message with a coloured verdict; the end of input says goodbye."""
    greeting = terminal.reads_until("可疑消息 >")
    assert "先看一个例子" in greeting
    assert "\x1b[1;31m🔴" in greeting
    terminal.shown = ""
    terminal.types(PASTE_BEGINS + "我是刷单派单员\r先垫付300做连单\r佣金日结".encode() + PASTE_ENDS)
    terminal.types(b"\r")
    assert terminal.reads_until(r"追回损失[\s\S]*可疑消息 >").count("最像：") == 1
    assert "刷单返利" in terminal.shown
    terminal.shown = ""
    terminal.types(b"/help\r")
    terminal.reads_until(r"直接粘贴消息[\s\S]*可疑消息 >")
    terminal.types(END_OF_INPUT)
    terminal.reads_until("保重")
    assert terminal.process.wait(PATIENCE) == 0
