"""Serving stays light: what a check loads into memory."""

import subprocess
import sys

from tests.conftest import ROOT

PROGRAM = """
import sys
from model import Checker
Checker.load().check("您好，我是客服，请共享屏幕")
heavy = ("sklearn", "scipy", "pandas", "matplotlib", "jieba", "joblib", "telegram", "fastapi")
print(" ".join(m for m in heavy if m in sys.modules))
"""


def test_a_check_needs_no_training_library() -> None:
    """Neither scikit-learn and its friends nor jieba and joblib are imported, directly or indirectly."""
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == ""
