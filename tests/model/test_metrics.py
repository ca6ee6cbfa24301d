"""Figures: by definition, group by group, and equal to the benchmark's own script."""

import json
from pathlib import Path

import pytest

from model import Checker
from model.errors import BenchmarkError
from model.evaluation.benchmark import evaluate_folder, load_folder, render_table, worst_errors
from model.evaluation.metrics import Judged, expected_calibration_error, f1, figures


def judged(source: str, label: str, type_id: str, risk: str, probability: float, guess: str = "brushing") -> Judged:
    return Judged("i", "t", label, type_id, source, risk, probability, guess)


# 20 scams of one type, 15 warned; 10 of another group are too few to count; harmless in two files.
ROWS = [
    *[judged("case_scripts", "scam", "brushing", "high", 0.9)] * 10,
    *[judged("case_scripts", "scam", "brushing", "medium", 0.6)] * 5,
    *[judged("case_scripts", "scam", "brushing", "low", 0.1, "prize")] * 5,
    *[judged("peers", "scam", "prize", "low", 0.2, "prize")] * 10,
    *[judged("fbs", "ad", "AD", "low", 0.05)] * 9,
    judged("fbs", "ad", "AD", "high", 0.95),
    *[judged("fbs", "illegal", "IL", "medium", 0.7)] * 3,
    judged("fbs", "illegal", "IL", "low", 0.3),
    *[judged("personal", "benign", "x", "low", 0.1)] * 20,
    *[judged("tg", "unlabelled-spam", "?", "medium", 0.5)] * 2,
]


def test_figures_follow_their_definitions() -> None:
    """Computed by hand for a small table (and once by the benchmark's own script: the same)."""
    found = figures(ROWS)
    assert found["recall"] == 0.75
    assert found["recall_high"] == 0.5
    assert found["false_alarm"] == 0.05  # 10 % of one file, 0 % of the other
    assert found["false_high"] == 0.05
    assert found["illegal_warned"] == 0.75
    assert found["spam_not_low"] == 1.0
    assert found["auroc"] == pytest.approx(0.8875)
    assert found["recall_at_2fa"] == 0.0  # one loud false alarm spends the whole budget
    assert found["type_f1"] == pytest.approx(2 * 15 / (15 + 20), abs=1e-4)
    assert found["peers_type_f1"] == 1.0
    assert found["warn_f1"] == pytest.approx((0.75 + 0.9) / 2)
    assert found["by_scam_group"] == {"case_scripts/brushing": 0.75}
    assert found["by_harmless_source"] == {"fbs": [0.1, 0.1], "personal": [0.0, 0.0]}


def test_f1_without_a_hit_is_zero() -> None:
    """Never right, never rewarded."""
    assert f1([("a", "b"), ("b", "a")], "a") == 0.0


def test_calibration_error_is_the_gap_between_told_and_true() -> None:
    """Told 0.8 and right half of the time: 0.3 off."""
    assert expected_calibration_error([(0.8, True), (0.8, False)]) == pytest.approx(0.3)
    assert expected_calibration_error([]) == 0.0


def bench(folder: Path, *rows: object) -> Path:
    text = "".join((r if isinstance(r, str) else json.dumps(r, ensure_ascii=False)) + "\n" for r in rows)
    (folder / "b.jsonl").write_text(text, "utf-8")
    return folder


GOOD = {"id": "1", "text": "妈，我今晚回家吃饭", "label": "benign", "type": "personal"}


def test_a_folder_is_judged(checker: Checker, tmp_path: Path) -> None:
    """Figures, a table, and the wrong verdicts come out of a folder of messages."""
    hidden_scam = GOOD | {"id": "2", "label": "scam"}
    result = evaluate_folder(checker, bench(tmp_path, GOOD, hidden_scam))
    assert result.figures["false_alarm"] == 0.0
    assert "false_alarm" in render_table(result.figures)
    assert [e["id"] for e in worst_errors(result)] == ["2"]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("{", r"b\.jsonl:1: broken JSON"),
        (GOOD | {"label": "bad"}, "'bad' is unknown"),
        ({"text": "x", "label": "scam"}, '"id"'),
        ({"id": "1", "label": "scam"}, '"text"'),
        ([1], '"id"'),
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, row: object, says: str) -> None:
    """No figure rests on half a folder."""
    with pytest.raises(BenchmarkError, match=says):
        load_folder(bench(tmp_path, row))


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    """A picture or a file of another encoding is no benchmark."""
    (tmp_path / "b.jsonl").write_bytes("冒充客服退款".encode("gbk"))
    with pytest.raises(BenchmarkError, match=r"b\.jsonl: not UTF-8"):
        load_folder(tmp_path)


def test_an_empty_folder_is_an_error(tmp_path: Path) -> None:
    """The error says what is wanted."""
    with pytest.raises(BenchmarkError, match="no rows"):
        load_folder(tmp_path)
