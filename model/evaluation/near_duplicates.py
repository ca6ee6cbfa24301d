"""How well signatures tell the same message from another one: `python -m model.evaluation.near_duplicates [DIR]`.

Known near-duplicates are made from each message in the ways that campaigns and forwarding change one; every two
distinct messages of the folder count as different, so that true siblings in it are held against us.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from model.campaigns import Signature, canonical_text, sign

_NAMES = ("张先生", "李女士", "王老师", "刘总", "尾号用户")


def _new_contacts(text: str, rng: random.Random) -> str:
    """Other digits everywhere: amounts, codes, numbers, dates."""
    return "".join(str(rng.randrange(10)) if char.isdigit() else char for char in text)


def _forwarded(text: str, rng: random.Random) -> str:
    return f"[转发]\n{text}\n{rng.choice('🙏❤🔥')}"


def _addressed(text: str, rng: random.Random) -> str:
    return f"{rng.choice(_NAMES)}，{text}"


def _zero_width(text: str, rng: random.Random) -> str:
    return "\N{ZERO WIDTH SPACE}".join(text)


def _other_link(text: str, rng: random.Random) -> str:
    return f"{text} http://{rng.randrange(10**6)}.top/{rng.randrange(100)}"


def edited(share: float) -> Callable[[str, random.Random], str]:
    """Characters dropped, doubled or replaced by others of the message."""

    def edit(text: str, rng: random.Random) -> str:
        changed = [rng.choice(("", char + char, rng.choice(text))) if rng.random() < share else char for char in text]
        return "".join(changed)

    return edit


VARIANTS: dict[str, Callable[[str, random.Random], str]] = {
    "other digits": _new_contacts,
    "forwarded, with an emoji": _forwarded,
    "a name in front": _addressed,
    "zero-width spaces": _zero_width,
    "another link": _other_link,
    "1 % of characters edited": edited(0.01),
    "3 % of characters edited": edited(0.03),
    "5 % of characters edited": edited(0.05),
}


@dataclass(frozen=True, slots=True)
class Figures:
    """`recall`: share of near-duplicates recognised, by variant. `merged`: pairs of different messages taken for the
    same, of `pairs`. `precision`: of all pairs taken for the same, the share that are near-duplicates."""

    messages: int
    recall: dict[str, float]
    merged: int
    pairs: int
    precision: float


def measure(texts: Sequence[str], seed: int = 1) -> Figures:
    """Every variant of every message against its original, and every two messages against each other."""
    rng = random.Random(seed)  # noqa: S311 # an experiment, repeatable
    distinct = {canonical_text(text): text for text in texts}
    signed = [(text, made) for text in distinct.values() if (made := sign(text))]
    hits = {name: sum(_same(made, sign(vary(text, rng))) for text, made in signed) for name, vary in VARIANTS.items()}
    merged = sum(_merged([made for _, made in signed]))
    found = sum(hits.values())
    recall = {name: count / len(signed) for name, count in hits.items()}
    pairs = len(signed) * (len(signed) - 1) // 2
    return Figures(len(signed), recall, merged, pairs, found / max(found + merged, 1))


def _same(one: Signature, other: Signature | None) -> bool:
    return other is not None and ((one.value ^ other.value) & (2**64 - 1)).bit_count() <= min(one.radius, other.radius)


def _merged(signatures: Sequence[Signature]) -> Iterator[int]:
    """For each message, how many later ones it would be merged with."""
    values = np.array([s.value for s in signatures], np.int64).view(np.uint64)
    radii = np.array([s.radius for s in signatures], np.uint8)
    for at in range(len(values) - 1):
        away = np.bitwise_count(values[at + 1 :] ^ values[at])
        yield int((away <= np.minimum(radii[at + 1 :], radii[at])).sum())


def load_texts(folder: Path) -> list[str]:
    files = sorted(folder.glob("*.jsonl"))
    return [json.loads(line)["text"] for file in files for line in file.read_bytes().splitlines() if line.strip()]


def render(figures: Figures) -> str:
    rows = [f"| {name} | {share:.3f} |" for name, share in figures.recall.items()]
    return "\n".join(
        [
            f"| near-duplicates of {figures.messages:,} messages | recognised |",
            "|---|---|",
            *rows,
            f"| different messages merged | {figures.merged:,} of {figures.pairs:,} pairs |",
            f"| precision of pairs | {figures.precision:.4f} |",
        ]
    )


if __name__ == "__main__":
    print(render(measure(load_texts(Path(sys.argv[1] if len(sys.argv) > 1 else "training_data")))))
