"""Training and artifact: deterministic, verified before loading, equal to scikit-learn."""

import hashlib
import json
from pathlib import Path
from typing import Any

import joblib
import pytest

from model import ArtifactError, Checker
from model.classifier import artifact
from model.classifier import scorer as scorer_module
from model.classifier.artifact import FILE, MANIFEST, Parameters, load_artifact, save_artifact
from model.classifier.corpus import Row, load_corpus
from model.classifier.features import read
from model.classifier.scorer import Scorer
from model.classifier.scores import HARMFUL
from model.classifier.training import fit
from model.classifier.windows import sentence_ends
from model.evaluation.equality import largest_difference
from model.indicators import find_all
from model.normalize import normalize
from model.scam_types import load_scam_types
from model.tokenize import Tokenizer
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def some_rows() -> list[Row]:
    """Every twelfth row: all types, many writers, quick to fit."""
    return load_corpus(ROOT / "training_data")[::12]


@pytest.fixture(scope="module")
def fitted(some_rows: list[Row]) -> Parameters:
    return fit(some_rows)


@pytest.fixture
def saved(fitted: Parameters, tmp_path: Path) -> Path:
    save_artifact(tmp_path / "model", fitted, "1.0", {"rows": 7})
    return tmp_path / "model"


def test_the_same_rows_give_the_same_bytes(some_rows: list[Row], fitted: Parameters, tmp_path: Path) -> None:
    """Trained twice, the artifact has one hash."""
    first = save_artifact(tmp_path / "a", fitted, "1.0", {})
    second = save_artifact(tmp_path / "b", fit(some_rows), "1.0", {})
    assert first.sha256 == second.sha256


def test_the_scorer_equals_the_pipeline(some_rows: list[Row]) -> None:
    """jieba, names and scikit-learn give the probabilities of our own way to a millionth, message by message.

    The whole corpus is compared by `python -m model.evaluation.equality`.
    """
    assert largest_difference(some_rows) < 1e-6


def test_pulls_add_up_to_the_verdict(some_rows: list[Row], fitted: Parameters) -> None:
    """The evidence of all features together moves the log-odds from no words to this message."""
    scorer, tokenizer = Scorer(fitted, Tokenizer(fitted.dictionary)), Tokenizer(fitted.dictionary)
    empty = scorer.score(read("", [], tokenizer))
    for row in some_rows[::9]:
        normalized = normalize(row.text)
        folded, found = normalized.folded, find_all(normalized)
        scores = scorer.score(read(folded, found, tokenizer), sentence_ends(folded))
        moved = scores.log_odds - empty.log_odds
        assert scores.sums[-1] == pytest.approx(moved, abs=0.05)


def test_types_add_up_to_one_and_to_harmful(fitted: Parameters) -> None:
    """Type probabilities are a distribution whose harmful part is the told probability."""
    scores = Scorer(fitted, Tokenizer(fitted.dictionary)).score(
        read("您好请共享屏幕", [], Tokenizer(fitted.dictionary))
    )
    harmful = {t for t in load_scam_types() if load_scam_types()[t].family in HARMFUL}
    assert sum(t.probability for t in scores.types) == pytest.approx(1)
    assert sum(t.probability for t in scores.types if t.id in harmful) == pytest.approx(scores.harmful)


def test_a_long_text_is_scored_piece_by_piece_to_the_same_numbers(
    fitted: Parameters, some_rows: list[Row], monkeypatch: pytest.MonkeyPatch
) -> None:
    """How many weights are in memory at once changes nothing."""
    scorer, tokenizer = Scorer(fitted, Tokenizer(fitted.dictionary)), Tokenizer(fitted.dictionary)
    normalized = normalize("\n".join(row.text for row in some_rows[::200]))
    reading, ends = read(normalized.folded, find_all(normalized), tokenizer), sentence_ends(normalized.folded)
    at_once = scorer.score(reading, ends)
    monkeypatch.setattr(scorer_module, "AT_ONCE", 100)
    in_pieces = scorer.score(reading, ends)
    assert in_pieces.part == at_once.part
    assert in_pieces.log_odds == pytest.approx(at_once.log_odds)
    assert in_pieces.sums == pytest.approx(at_once.sums)


def test_a_saved_model_loads(saved: Path) -> None:
    """What was written judges messages."""
    parameters, manifest = load_artifact(saved)
    assert manifest.version.startswith("1.0+")
    assert Checker(parameters, manifest).check("你好，明天一起吃饭吗").model_version == manifest.version


def test_a_tampered_file_is_not_opened(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One changed byte, and joblib never sees the file."""
    content = bytearray((saved / FILE).read_bytes())
    content[len(content) // 2] ^= 1
    (saved / FILE).write_bytes(content)
    monkeypatch.setattr(artifact, "_PlainReader", lambda _: pytest.fail("an unverified file was opened"))
    with pytest.raises(ArtifactError, match="make train"):
        load_artifact(saved)


def test_a_foreign_file_is_not_opened(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A joblib file without a manifest of ours stays closed."""
    joblib.dump({"x": 1}, saved / FILE)
    (saved / MANIFEST).write_text(json.dumps({"format": 99}), "utf-8")
    monkeypatch.setattr(artifact, "_PlainReader", lambda _: pytest.fail("a foreign file was opened"))
    with pytest.raises(ArtifactError, match="damaged"):
        load_artifact(saved)


class Payload:
    """What an attacker would put into a joblib file: opening it runs a call."""

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return pytest.fail, ("code inside a foreign file was run",)


def test_the_file_is_a_joblib_file(saved: Path) -> None:
    """joblib opens what serving reads without it: containers, texts, numbers, bytes."""
    data = joblib.load(saved / FILE)
    parameters, _ = load_artifact(saved)
    assert data["format"] == artifact.FORMAT
    assert data["weights"]["bytes"] == parameters.weights.tobytes()


@pytest.mark.parametrize("content", [[1], Payload(), {"format": artifact.FORMAT, "words": Payload()}])
def test_a_foreign_file_with_a_manifest_to_match_is_refused(saved: Path, content: object) -> None:
    """Its hash agrees and it is still no model of ours: a clear error, not a crash, and no code is run."""
    joblib.dump(content, saved / FILE)
    digest = hashlib.sha256((saved / FILE).read_bytes()).hexdigest()
    manifest = json.loads((saved / MANIFEST).read_text("utf-8")) | {"sha256": digest}
    (saved / MANIFEST).write_text(json.dumps(manifest), "utf-8")
    with pytest.raises(ArtifactError, match="no model"):
        load_artifact(saved)


def test_a_pinned_hash_must_agree(saved: Path) -> None:
    """A manifest changed together with its file does not fool an operator who pins the hash."""
    digest = json.loads((saved / MANIFEST).read_text("utf-8"))["sha256"]
    assert load_artifact(saved, digest.upper())
    with pytest.raises(ArtifactError, match="SHIZHA_MODEL_SHA256"):
        load_artifact(saved, "0" * 64)


def test_a_missing_model_says_how_to_make_one(tmp_path: Path) -> None:
    """The error names the command."""
    with pytest.raises(ArtifactError, match="make train"):
        load_artifact(tmp_path)


def test_another_format_is_refused(saved: Path) -> None:
    """A model of another version of the program is not guessed at."""
    manifest = json.loads((saved / MANIFEST).read_text("utf-8")) | {"format": 99}
    (saved / MANIFEST).write_text(json.dumps(manifest), "utf-8")
    with pytest.raises(ArtifactError, match="format"):
        load_artifact(saved)


def test_a_folder_that_cannot_be_written_is_reported(fitted: Parameters, tmp_path: Path) -> None:
    """A path through a file fails with what to do, and the old model stays."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(ArtifactError, match="cannot write"):
        save_artifact(tmp_path / "file" / "model", fitted, "1.0", {})
