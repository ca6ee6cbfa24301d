"""Value types: what holds for submissions before anybody judges them."""

import pytest

from model import Checker, Part, Provenance, Risk, Submission


def test_parts_are_joined_and_remembered() -> None:
    """Each character of a submission knows which part it came from."""
    submission = Submission((Part("你好", Provenance.CAPTION), Part("转账", Provenance.QR)))
    assert submission.text == "你好\n转账"
    assert [submission.provenance_at(i) for i in (0, 3, 4)] == [Provenance.CAPTION, Provenance.QR, Provenance.QR]


def test_a_verdict_cannot_be_edited(checker: Checker) -> None:
    """Assessments are frozen."""
    with pytest.raises(AttributeError):
        checker.check("你好，请问在吗").risk = Risk.LOW
