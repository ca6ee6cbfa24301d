"""The model card: what the model is for, how well it does, on what, and where it fails. Figures only, no messages.

The words stand in `card_template.md`; here its tables and plots are made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from string import Template
from typing import Any

from model import assess
from model.assess import Checker
from model.classifier.corpus import load_corpus
from model.evaluation import plots
from model.evaluation.attacks import Damage, sample, withstand
from model.evaluation.baselines import compare
from model.evaluation.benchmark import Evaluation
from model.evaluation.held_back import HeldBack, Point, hold_back, learning_curve
from model.evaluation.metrics import Judged, figures, high, warned
from model.evaluation.slices import LENGTHS, language_of, length_band

TEMPLATE = Path(__file__).with_name("card_template.md")
PLOTS = "plots"
# Messages a group that are attacked: enough for half a point, and done in a minute or two.
ATTACKED = 120

Table = list[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Measured:
    """Everything that the card tells of: the benchmark, our own held-back fold, baselines, the learning curve."""

    rows: int
    writers: int
    benchmark: Evaluation
    held_back: HeldBack
    baselines: Mapping[str, Mapping[str, float]]
    curve: Sequence[Point]
    damages: Sequence[Damage]


def measure(checker: Checker, benchmark: Evaluation, corpus: Path) -> Measured:
    """Train, attack and measure all that the card tells, beside the figures at hand. Minutes. Raises CorpusError."""
    rows = load_corpus(corpus)
    return Measured(
        rows=len(rows),
        writers=len({row.writer for row in rows}),
        benchmark=benchmark,
        held_back=hold_back(rows),
        baselines=compare(rows, benchmark.judged),
        curve=list(learning_curve(rows, benchmark.judged)),
        damages=withstand(checker, sample(benchmark.judged, ATTACKED)),
    )


def write_card(measured: Measured, file: Path) -> None:
    """Write the Markdown file and its plots beside it. Raises OSError."""
    folder = file.parent / PLOTS
    judged = measured.benchmark.judged
    plots.save_plot(plots.precision_recall(judged), folder / "precision-recall.svg")
    plots.save_plot(plots.error_by_length(judged), folder / "error-by-length.svg")
    plots.save_plot(plots.learning_curve(measured.curve), folder / "learning-curve.svg")
    plots.save_plot(plots.calibration(measured.held_back.calibration_pairs), folder / "calibration.svg")
    plots.save_plot(plots.confusion(measured.held_back.judged), folder / "confusion.svg")
    file.write_text(render_card(measured), "utf-8")


def render_card(m: Measured) -> str:
    """The card as Markdown."""
    found, judged, held = m.benchmark.figures, m.benchmark.judged, m.held_back
    return Template(TEMPLATE.read_text("utf-8")).substitute(
        version=m.benchmark.version,
        rows=f"{m.rows:,}",
        writers=m.writers,
        messages=f"{len(judged):,}",
        benchmark_figures=_figures(found),
        scam_groups=_table(("scams by source and type", "told medium or high"), _scam_groups(found)),
        harmless_sources=_table(("harmless by source", "told medium or high", "told high"), _harmless_sources(found)),
        languages=_slices("language", _split(judged, lambda j: language_of(j.text))),
        lengths=_slices("characters", _by_length(judged)),
        curve=_table(("trained on", *RANKING), [(f"{p.size:,}", *_ranking(p.figures)) for p in m.curve]),
        baselines=_table(("", *RANKING), _baselines(m)),
        attacks=_table(("attack", "recall lost", "false alarms added"), _attacks(m.damages)),
        held_back=f"{len(held.judged):,}",
        trained_on=f"{held.trained_on:,}",
        held_back_figures=_figures(held_back_figures(held)),
        held_back_channels=_slices("channel", held.by(lambda row: row.channel)),
        held_back_languages=_slices("language", held.by(lambda row: row.lang)),
        held_back_lengths=_slices("characters", _by_length(held.judged)),
        medium=assess.MEDIUM_FROM,
        illegal=assess.MEDIUM_FROM_IF_ILLEGAL,
        high=assess.HIGH_FROM,
        decisive=assess.MEDIUM_FROM_IF_DECISIVE,
        least_language=assess.LEAST_LANGUAGE,
        least_known=assess.LEAST_KNOWN,
    )


RANKING = ("auroc", "recall_at_2fa")


def _ranking(found: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(f"{found[name]:.4f}" for name in RANKING)


def _baselines(m: Measured) -> Table:
    ours: Table = [("**this model**", *_ranking(m.benchmark.figures))]
    return ours + [(name, *_ranking(found)) for name, found in m.baselines.items()]


def _attacks(damages: Sequence[Damage]) -> Table:
    mean = Damage("mean", sum(d.lost for d in damages) / len(damages), sum(d.added for d in damages) / len(damages))
    return [(d.attack.replace("_", " "), f"{d.lost:+.3f}", f"{d.added:+.3f}") for d in (*damages, mean)]


def all_figures(m: Measured) -> dict[str, Any]:
    """The benchmark's figures with what only the card measures: calibration and attacks."""
    worst = {
        "calibration_error": round(m.held_back.calibration_error, 4),
        "worst_attack_lost": round(max(d.lost for d in m.damages), 4),
        "worst_attack_added": round(max(d.added for d in m.damages), 4),
    }
    return m.benchmark.figures | worst


def held_back_figures(held: HeldBack) -> dict[str, float]:
    """Figures on the held-back fold as one source, with the calibration error."""
    found = figures([replace(j, source="own") for j in held.judged])
    chosen = {name: found[name] for name in ("recall", "false_alarm", "false_high", "auroc") if name in found}
    return chosen | {"calibration_error": held.calibration_error}


def _figures(found: Mapping[str, Any]) -> str:
    return _table(("figure", "value"), [(n, f"{v:.4f}") for n, v in found.items() if not isinstance(v, dict)])


def _scam_groups(found: Mapping[str, Any]) -> Table:
    return [(name, f"{share:.3f}") for name, share in found["by_scam_group"].items()]


def _harmless_sources(found: Mapping[str, Any]) -> Table:
    return [(name, f"{alarm:.4f}", f"{loud:.4f}") for name, (alarm, loud) in found["by_harmless_source"].items()]


def _split(judged: Iterable[Judged], key: Callable[[Judged], str]) -> dict[str, list[Judged]]:
    slices: dict[str, list[Judged]] = {}
    for j in judged:
        slices.setdefault(key(j), []).append(j)
    return dict(sorted(slices.items()))


def _by_length(judged: Iterable[Judged]) -> dict[str, list[Judged]]:
    slices = _split(judged, lambda j: length_band(j.text))
    order = [f"to {limit}" for limit in LENGTHS] + [f"over {LENGTHS[-1]}"]
    return {name: slices[name] for name in order if name in slices}


def _slices(name: str, slices: Mapping[str, Sequence[Judged]]) -> str:
    head = (name, "scams", "told medium or high", "harmless", "told medium or high", "told high")
    return _table(head, [_slice(key, judged) for key, judged in slices.items()])


def _slice(name: str, judged: Sequence[Judged]) -> tuple[str, ...]:
    scams = [j for j in judged if j.label == "scam"]
    harmless = [j for j in judged if j.label in ("ad", "benign")]
    shares = (_share(warned(scams)), f"{len(harmless):,}", _share(warned(harmless)), _share(high(harmless)))
    return (name, f"{len(scams):,}", *shares)


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows))
