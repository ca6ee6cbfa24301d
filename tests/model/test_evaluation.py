"""Evaluation: held-back writers, baselines, floors, and a card that tells figures and no messages."""

import tomllib
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from model.classifier.corpus import Row, load_corpus, near_duplicates
from model.classifier.folds import CLOSE, split_by_writer
from model.evaluation.attacks import Damage
from model.evaluation.baselines import BASELINES, compare
from model.evaluation.benchmark import Evaluation
from model.evaluation.card import Measured, all_figures, write_card
from model.evaluation.floors import FLOORS, broken_floors, load_floors
from model.evaluation.held_back import CURVE, HeldBack, Point, hold_back, learning_curve
from model.evaluation.metrics import Judged, figures
from model.evaluation.slices import language_of, length_band
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def some_rows() -> list[Row]:
    """Every tenth row: all types, all writers, quick to fit."""
    return load_corpus(ROOT / "training_data")[::10]


@pytest.fixture(scope="module")
def held_back(some_rows: list[Row]) -> HeldBack:
    return hold_back(some_rows)


def as_benchmark(held_back: HeldBack) -> tuple[Judged, ...]:
    """The held-back messages as if they were a benchmark: one group of scams, two of harmless messages."""
    return tuple(
        Judged(j.id, j.text, j.label, j.label, j.label, j.risk, j.probability, j.scam_type) for j in held_back.judged
    )


@pytest.fixture(scope="module")
def measured(some_rows: list[Row], held_back: HeldBack) -> Measured:
    judged = as_benchmark(held_back)
    return Measured(
        rows=len(some_rows),
        writers=len({row.writer for row in some_rows}),
        benchmark=Evaluation("9.9.9+test", figures(judged), judged),
        held_back=held_back,
        baselines=compare(some_rows[::4], judged),
        curve=list(learning_curve(some_rows, judged)),
        damages=[Damage("spaced", 0.012, -0.001), Damage("padded", 0.02, 0.003)],
    )


def test_no_writer_and_no_close_pair_stands_on_both_sides(some_rows: list[Row]) -> None:
    """What is held back was never seen, nor anything written too much like it."""
    twins = [Row(r.text + "。", r.type, r.kind, r.channel, r.lang, "twin", f"twin:{r.place}") for r in some_rows[:400]]
    copied = [*some_rows, *twins]
    close = [frozenset((a.place, b.place)) for a, b in near_duplicates(copied, CLOSE)]
    assert close
    judged = 0
    for split in split_by_writer(copied):
        kept, aside = [copied[i] for i in split.kept], [copied[i] for i in split.aside]
        assert {row.writer for row in kept}.isdisjoint(row.writer for row in aside)
        places = {row.place for row in kept}, {row.place for row in aside}
        assert not any(pair & places[0] and pair & places[1] for pair in close)
        judged += len(aside)
    assert judged == len(copied)


def test_the_model_generalises_to_writers_it_never_saw(held_back: HeldBack) -> None:
    """Even a tenth of the corpus ranks a new writer's scams above his harmless messages, with honest probabilities."""
    found = figures(as_benchmark(held_back))
    assert found["auroc"] > 0.85  # .98 with the whole corpus
    assert held_back.calibration_error < 0.08
    assert sum(map(len, held_back.by(lambda row: row.channel).values())) == len(held_back.rows)


def test_every_baseline_works_and_learning_beats_a_list(measured: Measured) -> None:
    """A comparison with broken baselines would prove nothing."""
    assert set(measured.baselines) == set(BASELINES)
    by_hand = measured.baselines["keyword list"]["auroc"]
    assert by_hand > 0.55
    assert all(found["auroc"] > by_hand for name, found in measured.baselines.items() if name != "keyword list")


def test_the_learning_curve_grows_in_size_and_ends_with_the_product(measured: Measured) -> None:
    """Sizes rise; the last point carries the figures of the model that is served."""
    sizes = [point.size for point in measured.curve]
    assert sizes == sorted(sizes)
    assert len(sizes) == len(CURVE) + 1
    assert measured.curve[-1] == Point(measured.rows, measured.benchmark.figures)


def test_the_card_holds_figures_and_plots_but_no_message(measured: Measured, tmp_path: Path) -> None:
    """Whoever reads the card learns how well, on what, and where it fails; nobody's words are in it."""
    write_card(measured, tmp_path / "card.md")
    card = (tmp_path / "card.md").read_text("utf-8")
    assert "9.9.9+test" in card
    assert "| padded | +0.020 | +0.003 |" in card
    assert "| mean | +0.016 | +0.001 |" in card
    assert f"| auroc | {measured.benchmark.figures['auroc']:.4f} |" in card
    for plot in ("precision-recall", "calibration", "confusion", "error-by-length", "learning-curve"):
        assert f"plots/{plot}.svg" in card
        svg = (tmp_path / "plots" / f"{plot}.svg").read_text("utf-8")
        assert ET.fromstring(svg).tag.endswith("svg")  # noqa: S314 - our own file
        assert not any(j.text in svg for j in measured.benchmark.judged)
    assert not any(j.text in card for j in measured.benchmark.judged if len(j.text) > 8)


def test_the_same_figures_give_the_same_plots(measured: Measured, tmp_path: Path) -> None:
    """A card written twice differs nowhere, so a diff shows what changed."""
    write_card(measured, tmp_path / "a" / "card.md")
    write_card(measured, tmp_path / "b" / "card.md")
    for file in sorted((tmp_path / "a").rglob("*.*")):
        assert file.read_bytes() == (tmp_path / "b" / file.relative_to(tmp_path / "a")).read_bytes(), file.name


def test_the_figures_hold_what_only_the_card_measures(measured: Measured) -> None:
    """So that floors can be laid under them."""
    found = all_figures(measured)
    assert found["worst_attack_lost"] == 0.02
    assert found["worst_attack_added"] == 0.003
    assert found["calibration_error"] == round(measured.held_back.calibration_error, 4)


def test_a_figure_below_its_floor_is_named() -> None:
    """Both directions; what was not measured is not judged."""
    floors = {"at_least": {"recall": 0.95, "type_f1": 0.8}, "at_most": {"false_alarm": 0.02}}
    assert list(broken_floors({"recall": 0.95, "false_alarm": 0.02}, floors)) == []
    assert list(broken_floors({"recall": 0.9, "false_alarm": 0.03}, floors)) == [
        "recall is 0.9000, its floor 0.9500",
        "false_alarm is 0.0300, its ceiling 0.0200",
    ]


def test_the_recorded_floors_name_every_figure() -> None:
    """A floor under a misspelt figure would hold nothing."""
    floors = load_floors()
    assert set(floors["at_least"]) == {
        "recall",
        "auroc",
        "recall_at_2fa",
        "illegal_warned",
        "type_f1",
        "peers_type_f1",
        "warn_f1",
    }
    assert set(floors["at_most"]) == {
        "false_alarm",
        "false_high",
        "calibration_error",
        "worst_attack_lost",
        "worst_attack_added",
    }
    assert tomllib.loads(FLOORS.read_text("utf-8")) == floors


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("您的包裹已到，请凭取件码领取", "zh-Hans"),
        ("您的包裹已送達，請至門市領取", "zh-Hant"),
        ("我在台北，晚点联络，家里的狗很乖", "zh-Hans"),
        ("Your parcel is waiting at the post office", "en"),
        ("老板说 deadline 是周五 please 看一下 email 里的 invoice", "mixed"),
        ("12345", "zh-Hans"),
        ("", "zh-Hans"),
    ],
)
def test_language_is_told_from_the_script(text: str, language: str) -> None:
    """Enough for slices; a name in the other script does not count."""
    assert language_of(text) == language


def test_lengths_fall_into_bands() -> None:
    """The bounds belong to the lower band."""
    assert [length_band("字" * n) for n in (0, 20, 21, 160, 161)] == ["to 20", "to 20", "to 40", "to 160", "over 160"]
