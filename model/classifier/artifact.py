"""The trained model on disk: one joblib file and a manifest that vouches for it.

    artifact/model.joblib    plain containers and bytes (see `Parameters`)
    artifact/manifest.json   format, version, sha256 and size of the file, what it was trained from

A joblib file can run code when it is opened. So nothing is opened before its hash agrees with the manifest; an operator
may pin that hash (`SHIZHA_MODEL_SHA256`), which also covers a manifest changed together with the file. And the file
holds no objects, only texts, numbers and bytes, so that it is read without joblib (a quarter of a process start) by a
reader that refuses everything else. The same inputs give the same bytes, so the hash also names the model version.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import pickle
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from model.errors import ArtifactError

FORMAT = 4
FILE, MANIFEST = "model.joblib", "manifest.json"
DEFAULT_FOLDER = Path(__file__).parent.parent / "artifact"
TRAIN_AGAIN = "run `make train` (or `shizha train`)"


@dataclass(frozen=True, slots=True)
class Parameters:
    """Everything the scorer needs. n features (the last stands for all unknown ones and weighs nothing), k classes.

    Tables are views of bytes, so that reading them takes no numpy (a third of a process start).

    `words`, `numbers` (of word pairs and n-grams), `rules`: the features in the order of rows (see `vocabulary`);
    `idf`: (n,) float32; `weights`: (n, k) int8, in `steps`: (n,) float32, a feature; `intercept`: (k,) float32;
    `classes`: (k,) fine labels `type/kind`; `block_weights` and `softening`: block → factor after, and constant in, its
    soft L2 norm; `calibration`: (slope, offset) on the log-odds of harmful; `dictionary`: words for the tokenizer;
    `needs`: what the patterns of indicators need (`model.indicators.pattern_needs`), read once, in training.
    """

    words: tuple[str, ...]
    numbers: memoryview
    rules: tuple[str, ...]
    idf: memoryview
    weights: memoryview
    steps: memoryview
    intercept: memoryview
    classes: tuple[str, ...]
    block_weights: dict[str, float]
    softening: dict[str, float]
    calibration: tuple[float, float]
    dictionary: dict[str, int]
    needs: dict[str, list[Any]] = field(default_factory=dict)

    def __reduce__(self) -> tuple[Any, ...]:
        """For the processes of training: a view does not travel, its bytes do."""
        return _unplain, (_plain(self),)


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
    import joblib  # not when serving

    buffer = io.BytesIO()
    joblib.dump({"format": FORMAT} | _plain(parameters), buffer, protocol=4)
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
    values = {name: getattr(parameters, name) for name in Parameters.__slots__}
    return {name: _as_bytes(value) if isinstance(value, memoryview) else value for name, value in values.items()}


def _as_bytes(table: memoryview) -> dict[str, Any]:
    return {"format": table.format, "shape": table.shape, "bytes": table.tobytes()}


def _unplain(values: dict[str, Any]) -> Parameters:
    tables = {name: value for name, value in values.items() if isinstance(value, dict) and "bytes" in value}
    return Parameters(
        **values | {name: memoryview(v["bytes"]).cast("B").cast(v["format"], v["shape"]) for name, v in tables.items()}
    )


def _write_whole(path: Path, content: bytes) -> None:
    unfinished = path.with_suffix(path.suffix + ".part")
    unfinished.write_bytes(content)
    os.replace(unfinished, path)


def load_artifact(folder: Path | None = None, pinned_sha256: str = "") -> tuple[Parameters, Manifest]:
    """Verify, then open. Raises ArtifactError if missing, changed, foreign, or other than the pinned hash."""
    folder = folder or DEFAULT_FOLDER
    manifest = _read_manifest(folder / MANIFEST)
    with _open(folder / FILE) as file:
        _verify(file, folder / FILE, manifest, pinned_sha256)
        file.seek(0)
        try:
            data = _PlainReader(file).load()
            if data.pop("format") != FORMAT:
                raise ValueError("another format")
            return _unplain(data), manifest
        except Exception as error:  # whatever a foreign file makes the reader do, it is one thing to the operator
            raise ArtifactError(f"{folder / FILE} is no model that this version reads; {TRAIN_AGAIN}") from error


class _PlainReader(pickle.Unpickler):
    """Opens joblib files that hold nothing but containers, texts, numbers and bytes; those cannot run code."""

    def find_class(self, module: str, name: str) -> NoReturn:
        raise pickle.UnpicklingError(f"{module}.{name} has no place in a model")


def _verify(file: io.BufferedReader, path: Path, manifest: Manifest, pinned_sha256: str) -> None:
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != manifest.sha256:
        raise ArtifactError(f"{path} is not the file that training wrote (its hash differs); {TRAIN_AGAIN}")
    if pinned_sha256 and digest != pinned_sha256.lower():
        raise ArtifactError(f"{path} is not the pinned model (SHIZHA_MODEL_SHA256); install that one or unset it")


def _read_manifest(path: Path) -> Manifest:
    with _open(path) as file:
        content = file.read()
    try:
        manifest = Manifest(**json.loads(content))
    except (ValueError, TypeError) as error:
        raise ArtifactError(f"{path} is damaged; {TRAIN_AGAIN}") from error
    if manifest.format != FORMAT:
        raise ArtifactError(f"{path} has another format than this version reads; {TRAIN_AGAIN}")
    return manifest


def _open(path: Path) -> io.BufferedReader:
    try:
        return path.open("rb")
    except FileNotFoundError as error:
        raise ArtifactError(f"no model at {path}; {TRAIN_AGAIN}") from error
    except OSError as error:
        raise ArtifactError(f"cannot read {path} ({error.strerror}); mend its permissions or {TRAIN_AGAIN}") from error
