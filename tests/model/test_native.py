"""The compiled kernel does what the Python beside it does, and nothing depends on its being there."""

import json
import os
import random
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from math import inf
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model import Checker, normalize, tokenize
from model.classifier.compiled import CompiledScorer
from model.classifier.corpus import load_corpus
from model.classifier.scorer import Scorer
from model.classifier.scores import NODE_WEIGHTS, NODES, Scores
from model.evaluation.attacks import ATTACKS
from model.indicators import asks, find_all, matching, telltales
from model.native import kernel
from model.normalize import sounds
from model.normalize.triage import load_triage
from model.tokenize import Tokenizer
from tests.conftest import ROOT

pytestmark = pytest.mark.skipif(
    kernel is None, reason="the kernel is not compiled: apt-get install gcc python3-dev, then make -B .venv/.installed"
)

MESSAGES = [row.text for row in load_corpus(ROOT / "training_data")[::40]]
# What folds look at, thickly sown.
TRICKY = st.text(
    "加微信薇威转账帐賬幣币女子钅艮力口点。. ·,-[]()+➕🐧❤✈💰Ａa1l0oO一三八零壹xvVwqWeiXin\u200b\u0301\t\n③ⓥаѕ稍维新微",
    max_size=40,
)


@contextmanager
def without_kernel() -> Iterator[None]:
    """In here, Python does everything."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tokenize, "kernel", None)
        patch.setattr(matching, "kernel", None)
        patch.setattr(normalize, "load_triage", lambda: None)
        patch.setattr(sounds, "load_triage", lambda: None)
        yield


DICTIONARIES = st.dictionaries(
    st.text("甲乙丙a1+·", min_size=1, max_size=4), st.sampled_from([0, 1, 3, 3, 7]), max_size=30
)


@given(DICTIONARIES, st.text("甲乙丙a1+·丁. \r\n,", max_size=30))
def test_both_segmenters_cut_alike(dictionary: dict[str, int], text: str) -> None:
    """Whatever the dictionary and the text, ties included."""
    with without_kernel():
        expected = Tokenizer(dictionary).cut(text)
    assert Tokenizer(dictionary).cut(text) == expected


@given(TRICKY | st.text(max_size=40))
def test_no_fold_is_left_out(text: str) -> None:
    """A text is folded alike whether all folds look at it or only those that the kernel calls for."""
    with without_kernel():
        expected = normalize.normalize(text)
    normalize.normalize(text)  # the first time, characters are new to it
    assert normalize.normalize(text) == expected


@pytest.mark.parametrize("attack", sorted(ATTACKS))
def test_no_fold_is_left_out_of_disguised_messages(attack: str) -> None:
    """The same over messages of the corpus, written around filters."""
    for number, message in enumerate(MESSAGES[::8]):
        text = ATTACKS[attack](message, random.Random(number))  # noqa: S311 # seeded, not secret
        with without_kernel():
            expected = normalize.normalize(text)
        assert normalize.normalize(text) == expected


def test_most_messages_need_no_second_look() -> None:
    """More than half of the corpus is through after the letters: else the kernel would call for folds in vain."""
    triage = load_triage()
    assert triage is not None
    all_folds = len(normalize.FOLDS)
    for message in MESSAGES:
        triage.begin(message)
    assert sum(triage.begin(message)[1] == all_folds for message in MESSAGES) > len(MESSAGES) / 2


@pytest.fixture(scope="module")
def scorers(checker: Checker) -> tuple[Scorer, CompiledScorer]:
    compiled = checker._scorer
    assert isinstance(compiled, CompiledScorer)
    return Scorer(compiled.parameters, checker.tokenizer), compiled


def assert_equal_scores(one: Scores, other: Scores) -> None:
    assert one.log_odds == pytest.approx(other.log_odds, abs=1e-9)
    assert one.base == pytest.approx(other.base, abs=1e-9)
    assert (one.known, one.part, list(one.word_starts)) == (other.known, other.part, list(other.word_starts))
    assert {t.id: t.probability for t in one.types} == pytest.approx(
        {t.id: t.probability for t in other.types}, abs=1e-9
    )
    assert one.sums == pytest.approx(other.sums, abs=1e-9)


def test_both_scorers_agree_on_messages(scorers: tuple[Scorer, CompiledScorer]) -> None:
    """Log-odds, types, the part that speaks and the pull on each character are the same to a billionth."""
    for message in [*MESSAGES, "", "\n\n", "。", "".join(MESSAGES[:60])]:
        normalized = normalize.normalize(message)
        found = find_all(normalized)
        plain, compiled = (scorer.judge(normalized.folded, found) for scorer in scorers)
        assert_equal_scores(plain, compiled)


@given(text=TRICKY | st.text("刷单返利转账,。0a \ue000_", max_size=90) | st.text(max_size=40))
def test_both_scorers_agree_on_any_text(scorers: tuple[Scorer, CompiledScorer], text: str) -> None:
    """The same, for texts that nobody would write; where sentences repeat, either of them may speak."""
    normalized = normalize.normalize(text)
    found = find_all(normalized)
    plain, compiled = (scorer.judge(normalized.folded, found) for scorer in scorers)
    if plain.part == compiled.part:
        assert_equal_scores(plain, compiled)
    assert plain.log_odds == pytest.approx(compiled.log_odds, abs=1e-9)


def test_without_sums_the_odds_stay(scorers: tuple[Scorer, CompiledScorer]) -> None:
    """Leaving out what only an explanation needs changes no probability, in either of them."""
    plain, compiled = scorers
    for message in MESSAGES[::10]:
        normalized = normalize.normalize(message)
        found = find_all(normalized)
        for scorer in (plain, compiled):
            bare, whole = (scorer.judge(normalized.folded, found, start) for start in (inf, -inf))
            assert (bare.log_odds, bare.types, bare.part) == (whole.log_odds, whole.types, whole.part)
            assert len(bare.sums) == 0 < len(whole.sums)


@given(st.text("转账验证码下载微信加群1360 +-。\n", max_size=40))
def test_both_choose_the_same_patterns(text: str) -> None:
    """Of all patterns of wordings, the same are tried, at the same places where the text is cut."""
    patterns = asks.patterns() | telltales.patterns()
    with without_kernel():
        expected = matching.PatternTable(patterns)
    compiled = matching.PatternTable(patterns)
    assert list(map(told, compiled.finditer(text))) == list(map(told, expected.finditer(text)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(matching, "WORTH_CUTTING", 0)
        assert compiled._runs(text) == expected._runs(text)


def told(found: tuple[str, re.Match[str]]) -> tuple[str, tuple[int, int]]:
    rule, match = found
    return rule, match.span()


def test_the_nodes_are_those_of_gauss_and_legendre() -> None:
    """The table gives numpy's places and weights, on 0..1."""
    places, weights = np.polynomial.legendre.leggauss(8)
    assert sorted(NODES) == pytest.approx((places + 1) / 2)
    assert sum(NODE_WEIGHTS) == pytest.approx(1)
    assert sorted(zip(NODES, NODE_WEIGHTS, strict=True)) == [
        (pytest.approx(place), pytest.approx(weight))
        for place, weight in zip((places + 1) / 2, weights / 2, strict=True)
    ]


PROGRAM = """
import json, sys
from model import Checker
from model.native import kernel
assert kernel is None
checker = Checker.load()
for message in json.load(sys.stdin):
    a = checker.check(message)
    evidence = [(e.rule, e.start, e.end, e.text_key, round(e.share, 4)) for e in a.evidence]
    print(json.dumps([a.risk, a.scam_type, round(a.probability, 6), evidence]))
"""


def test_a_machine_without_a_compiler_gives_the_same_verdicts(checker: Checker) -> None:
    """Risk, type, probability and reasons, from a process that goes without the kernel."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        input=json.dumps(MESSAGES[::4]),
        capture_output=True,
        text=True,
        env=os.environ | {"SHIZHA_PURE_PYTHON": "1"},
        cwd=ROOT,
        check=True,
    )
    for message, line in zip(MESSAGES[::4], done.stdout.splitlines(), strict=True):
        assessment = checker.check(message)
        evidence: list[Any] = [
            [e.rule, e.start, e.end, e.text_key, pytest.approx(e.share, abs=1e-3)] for e in assessment.evidence
        ]
        expected = [assessment.risk, assessment.scam_type, pytest.approx(assessment.probability, abs=1e-5), evidence]
        assert json.loads(line) == expected


def test_the_package_installs_without_a_compiler(tmp_path: Path) -> None:
    """A compiler that fails costs the kernel, not the installation."""
    source = tmp_path / "source"
    (source / "model").mkdir(parents=True)
    sources = [ROOT / "model" / "__init__.py", *(ROOT / "model" / "native").glob("*.p*")]
    for file in sources:
        copy = source / file.relative_to(ROOT)
        copy.parent.mkdir(exist_ok=True)
        copy.write_text(file.read_text("utf-8"), "utf-8")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        (source / name).write_text((ROOT / name).read_text("utf-8"), "utf-8")
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*pip, "-w", str(tmp_path), "."], cwd=source, env=os.environ | {"CC": "false"}, check=True)
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert "model/native/__init__.py" in names
    assert not [name for name in names if name.endswith((".so", ".pyd"))]
