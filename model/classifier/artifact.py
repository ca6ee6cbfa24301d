"""The trained model on disk: one joblib file and a manifest that vouches for it.

    artifact/model.joblib    plain containers and arrays (see `Parameters`)
    artifact/manifest.json   format, version, sha256 and size of the file, what it was trained from

A joblib file can run code when it is opened, so nothing is unpickled before its hash agrees with the manifest; an
operator may pin that hash (`SHIZHA_MODEL_SHA256`), which also covers a manifest changed together with the file.
The same inputs give the same bytes, so the hash also names the model version.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import joblib
import numpy as np
from numpy.typing import NDArray

from model.errors import ArtifactError

FORMAT = 2
FILE, MANIFEST = "model.joblib", "manifest.json"
DEFAULT_FOLDER = Path(__file__).parent.parent / "artifact"
TRAIN_AGAIN = "run `make train` (or `shizha train`)"


@dataclass(frozen=True, slots=True)
class Parameters:
    """Everything the scorer needs. n features, k classes.

    `vocabulary`: feature → row of `coefficients`; `idf`: (n,) float32; `coefficients`: (n, k) float32;
    `intercept`: (k,) float32; `classes`: (k,) fine labels `type/kind`; `block_rows`: block → first row and row after
    the last; `block_weights` and `softening`: block → factor after, and constant in, its soft L2 norm; `calibration`:
    (slope, offset) on the log-odds of harmful; `dictionary`: words for jieba.
    """

    vocabulary: dict[str, int]
    idf: NDArray[np.float32]
    coefficients: NDArray[np.float32]
    intercept: NDArray[np.float32]
    classes: tuple[str, ...]
    block_rows: dict[str, tuple[int, int]]
    block_weights: dict[str, float]
    softening: dict[str, float]
    calibration: tuple[float, float]
    dictionary: dict[str, int]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What vouches for the file. `trained_from`: hashes and counts of the inputs, for the record."""

    version: str
    sha256: str
    bytes: int
    trained_from: dict[str, Any]
    format: int = FORMAT


def save_artifact(folder: Path, parameters: Parameters, release: str, trained_from: dict[str, Any]) -> Manifest:
    """Write file and manifest; each appears whole or not at all. Raises ArtifactError if the disk refuses."""
    buffer = io.BytesIO()
    joblib.dump({"format": FORMAT} | _plain(parameters), buffer)
    content = buffer.getvalue()
    digest = hashlib.sha256(content).hexdigest()
    manifest = Manifest(f"{release}+{digest[:8]}", digest, len(content), trained_from)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write_whole(folder / FILE, content)
        _write_whole(folder / MANIFEST, (json.dumps(asdict(manifest), indent=2, sort_keys=True) + "\n").encode())
    except OSError as error:
        raise ArtifactError(
            f"cannot write the model to {folder} ({error.strerror}); free some space or give another folder"
        ) from error
    return manifest


def _plain(parameters: Parameters) -> dict[str, Any]:
    return {name: getattr(parameters, name) for name in Parameters.__slots__}


def _write_whole(path: Path, content: bytes) -> None:
    unfinished = path.with_suffix(path.suffix + ".part")
    unfinished.write_bytes(content)
    os.replace(unfinished, path)


def load_artifact(folder: Path | None = None, pinned_sha256: str = "") -> tuple[Parameters, Manifest]:
    """Verify, then open. Raises ArtifactError if missing, changed, foreign, or other than the pinned hash."""
    folder = folder or DEFAULT_FOLDER
    manifest = _read_manifest(folder / MANIFEST)
    content = _read(folder / FILE)
    digest = hashlib.sha256(content).hexdigest()
    if digest != manifest.sha256:
        raise ArtifactError(f"{folder / FILE} is not the file that training wrote (its hash differs); {TRAIN_AGAIN}")
    if pinned_sha256 and digest != pinned_sha256.lower():
        raise ArtifactError(
            f"{folder / FILE} is not the pinned model (SHIZHA_MODEL_SHA256); install that one or unset it"
        )
    try:
        data = joblib.load(io.BytesIO(content))
        if data.pop("format") != FORMAT:
            raise ValueError("another format")
        return Parameters(**data), manifest
    except Exception as error:  # whatever a foreign file makes joblib do, it is one thing to the operator
        raise ArtifactError(f"{folder / FILE} is no model that this version reads; {TRAIN_AGAIN}") from error


def _read_manifest(path: Path) -> Manifest:
    try:
        manifest = Manifest(**json.loads(_read(path)))
    except (ValueError, TypeError) as error:
        raise ArtifactError(f"{path} is damaged; {TRAIN_AGAIN}") from error
    if manifest.format != FORMAT:
        raise ArtifactError(f"{path} has another format than this version reads; {TRAIN_AGAIN}")
    return manifest


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise ArtifactError(f"no model at {path}; {TRAIN_AGAIN}") from error
    except OSError as error:
        raise ArtifactError(f"cannot read {path} ({error.strerror}); mend its permissions or {TRAIN_AGAIN}") from error
