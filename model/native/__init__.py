"""The inner loops of a check, compiled where a C compiler was at hand when the package was installed.

`kernel` holds the compiled classes, or is None. What they do is also written in Python, which decides what is right:

    Segmenter   model.tokenize.Tokenizer
    Judge       model.classifier.features, vocabulary and scorer
    Grams       model.indicators.matching.PatternTable
    Triage      which folds of model.normalize have something to do

Tests hold both equal. `SHIZHA_PURE_PYTHON=1` goes without it.
"""

import os
from types import ModuleType

__all__ = ["kernel"]

kernel: ModuleType | None
try:
    from model.native import kernel
except ImportError:
    kernel = None
if os.environ.get("SHIZHA_PURE_PYTHON"):
    kernel = None
