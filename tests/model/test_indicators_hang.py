"""No finder hangs: hostile texts of the greatest length are read in linear time.

The cap is a guard against hanging, many times what a slow machine needs; a quadratic pattern takes minutes.
"""

import subprocess
import sys

import pytest

from model.indicators import COMBINERS, FINDERS
from tests.conftest import ROOT

HANG_GUARD_SECONDS = 300
PROGRAM = """
import sys
from model.indicators import COMBINERS, FINDERS
pieces = [line for line in sys.stdin.read().splitlines() if line]
find = FINDERS[int(sys.argv[1])] if int(sys.argv[1]) >= 0 else None
for piece in pieces:
    text = (piece * (100_000 // len(piece) + 1))[:100_000]
    if find:
        print(sum(1 for _ in find(text)))
    else:
        found = [f for finder in FINDERS for f in finder(text)]
        print(sum(1 for combine in COMBINERS for _ in combine(text, found)))
"""
PIECES = [
    *("a", "0", "1 ", "a.", "a。", "a点", "-", "a@a.", "1.1.", "http://", "转到", "一单", "138", "卡号1", "我是", "【"),
    *("x.top ", "0x", "微信", "银行.com", "如未", "账户将", "打165", "招商银行客服17012345678 "),
]
FOR_COMBINERS = [
    "95588 13800138000 ",
    "招商银行客服17012345678 ",
    "【招商银行】a.cn ",
    "icbc-vip.top ",
    "a.cn 13800138000 95588 ",
]


def read(number: int, pieces: list[str]) -> list[str]:
    """Run one finder over each piece, repeated to 100,000 characters, in a process that can be stopped."""
    command = [sys.executable, "-c", PROGRAM, str(number)]
    done = subprocess.run(
        command,
        input="\n".join(pieces).encode(),
        capture_output=True,
        cwd=ROOT,
        check=True,
        timeout=HANG_GUARD_SECONDS,
    )
    return done.stdout.decode().split()


@pytest.mark.parametrize("number", range(len(FINDERS)), ids=[find.__module__.rsplit(".", 1)[-1] for find in FINDERS])
def test_a_finder_reads_hostile_texts_to_the_end(number: int) -> None:
    """Whatever is repeated a hundred thousand characters long, an answer comes."""
    assert len(read(number, PIECES)) == len(PIECES)


def test_combiners_read_thousands_of_contacts() -> None:
    """Contacts are weighed against each other without trying all pairs."""
    assert COMBINERS
    assert len(read(-1, FOR_COMBINERS)) == len(FOR_COMBINERS)
