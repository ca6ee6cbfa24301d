"""The plots of the model card, as SVG files that come out the same for the same figures.

Labels are ids and English words, so that no Chinese font is needed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from model.evaluation.held_back import Point
from model.evaluation.metrics import Judged, warned
from model.evaluation.slices import LENGTHS, length_band

# Text as text, ids without chance: the files stay small and the same.
STYLE: dict[Any, Any] = {"svg.fonttype": "none", "svg.hashsalt": "shizha", "figure.figsize": (6, 4), "axes.grid": True}
CALIBRATION_BINS = 10
CURVE_POINTS = 200


def save_plot(figure: Figure, file: Path) -> None:
    """Write one figure. Raises OSError."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with matplotlib.rc_context(STYLE):
        figure.savefig(file, format="svg", metadata={"Date": None})
    plt.close(figure)


def precision_recall(judged: Sequence[Judged]) -> Figure:
    """Precision against recall of "scam" over all thresholds, every message counting the same."""
    figure, axes = _axes("recall (share of scams found)", "precision (share of warnings that are scams)")
    chosen = [j for j in judged if j.label != "illegal"]
    order = np.argsort([-j.probability for j in chosen], kind="stable")
    hits = np.cumsum([chosen[i].label == "scam" for i in order])
    every = np.unique(np.linspace(0, len(hits) - 1, CURVE_POINTS).astype(int))
    axes.plot(hits[every] / max(hits[-1], 1), hits[every] / (every + 1))
    axes.set(xlim=(0, 1.01), ylim=(0, 1.01), title="Scams against adverts and ordinary messages")
    return figure


def calibration(pairs: Sequence[tuple[float, bool]]) -> Figure:
    """Told probability against the true share, with how many messages stand in each bin."""
    figure, axes = _axes("told probability of harm", "share that was harmful")
    bins = [min(int(p * CALIBRATION_BINS), CALIBRATION_BINS - 1) for p, _ in pairs]
    for b in sorted(set(bins)):
        inside = [pair for pair, mine in zip(pairs, bins, strict=True) if mine == b]
        told, true = np.mean([p for p, _ in inside]), np.mean([t for _, t in inside])
        axes.plot([told], [true], "o", color="C0")
        axes.annotate(str(len(inside)), (told, true), textcoords="offset points", xytext=(6, -10), fontsize=8)
    axes.plot([0, 1], [0, 1], "--", color="grey")
    axes.set(xlim=(-0.02, 1.05), ylim=(-0.02, 1.05), title="Held-back writers of our own corpus")
    return figure


def confusion(judged: Sequence[Judged]) -> Figure:
    """True against told type, row by row in shares; harmful messages only."""
    harmful = [j for j in judged if j.label in ("scam", "illegal")]
    types = sorted({j.type for j in harmful} | {str(j.scam_type) for j in harmful})
    counts = Counter((j.type, str(j.scam_type)) for j in harmful)
    table = np.array([[counts[true, told] for told in types] for true in types], float)
    table /= np.maximum(table.sum(axis=1, keepdims=True), 1)
    with matplotlib.rc_context(STYLE | {"figure.figsize": (9, 8), "axes.grid": False}):
        figure, axes = plt.subplots(layout="constrained")
    axes.imshow(table, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(types)), types, rotation=90, fontsize=8)
    axes.set_yticks(range(len(types)), types, fontsize=8)
    axes.set(xlabel="told", ylabel="true", title="Types, held-back writers (shares of each row, from 2 %)")
    for row, column in np.argwhere(table >= 0.02).tolist():
        share = table[row, column]
        shade = "white" if share > 0.5 else "black"
        axes.text(column, row, f"{share:.0%}"[:-1], ha="center", va="center", fontsize=7, color=shade)
    return figure


def error_by_length(judged: Sequence[Judged]) -> Figure:
    """Missed scams and false alarms by length of the message."""
    figure, axes = _axes("characters", "share")
    scams = [j for j in judged if j.label == "scam"]
    harmless = [j for j in judged if j.label in ("ad", "benign")]
    bands = [f"to {limit}" for limit in LENGTHS] + [f"over {LENGTHS[-1]}"]
    by_band = [
        ([j for j in scams if length_band(j.text) == b], [j for j in harmless if length_band(j.text) == b])
        for b in bands
    ]
    missed = [1 - share if (share := warned(group)) is not None else np.nan for group, _ in by_band]
    alarms = [share if (share := warned(group)) is not None else np.nan for _, group in by_band]
    axes.plot(bands, missed, "o-", label="scams not warned of")
    axes.plot(bands, alarms, "o-", label="harmless warned of")
    axes.set(ylim=(0, None), title="Development benchmark")
    axes.legend()
    return figure


def learning_curve(points: Sequence[Point]) -> Figure:
    """What is still missed, by size of the corpus; both axes logarithmic, so that a steady gain is a line."""
    figure, axes = _axes("messages in the corpus", "share missed")
    sizes = [point.size for point in points]
    axes.loglog(sizes, [1 - point.figures["recall_at_2fa"] for point in points], "o-", label="1 - recall_at_2fa")
    axes.loglog(sizes, [1 - point.figures["auroc"] for point in points], "o-", label="1 - auroc")
    axes.set(title="Development benchmark")
    axes.legend()
    return figure


def _axes(across: str, up: str) -> tuple[Figure, Any]:
    with matplotlib.rc_context(STYLE):
        figure, axes = plt.subplots(layout="constrained")
    axes.set(xlabel=across, ylabel=up)
    return figure, axes
