"""What can go wrong while deciding; every message says what to do next.

ModelError
├── ArtifactError      the trained model is missing, damaged or not ours
├── InputError         a message cannot be judged as given (too long)
├── CorpusError        a row of the training data is wrong
├── ScamTypeError      a file of scam types is wrong
├── BenchmarkError     a folder to evaluate on is empty or wrong
└── FloorError         the model got worse than it once was
"""


class ModelError(Exception):
    """Base of all errors of this package. `str(error)` is one line for people."""


class ArtifactError(ModelError):
    """The trained model is missing, damaged, or was not written by our training."""


class InputError(ModelError):
    """The message cannot be judged as given."""


class CorpusError(ModelError):
    """A training row is wrong; the text reads `file:line: what and how to mend`."""


class ScamTypeError(ModelError):
    """A scam type file is wrong; the text names the file and the key."""


class BenchmarkError(ModelError):
    """A folder to evaluate on has no rows, unknown labels or no ids."""


class FloorError(ModelError):
    """A figure fell below what was reached before."""
