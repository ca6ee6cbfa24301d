"""What can go wrong while speaking to people; every message says what to do next.

    ShizhaError
    ├── ConfigError        a setting is missing or wrong
    ├── UsageError         a command was called with something it cannot use
    ├── IntakeError        a picture cannot be read
    │   └── IntakeBusy     too many pictures wait already
    ├── TextError          a file of words is wrong or lacks a key
    ├── ChannelError       a messenger or a port cannot be reached
    └── StorageError       what should be kept cannot be written or read

`model.errors.ModelError` is the other tree; the command line reports both alike: one line, exit status 1 or 2.
"""

from collections.abc import Mapping
from types import MappingProxyType


class ShizhaError(Exception):
    """Base of all errors of this package. `str(error)` is one line for people."""


class ConfigError(ShizhaError):
    """A setting is missing or wrong."""


class UsageError(ShizhaError):
    """A command was called with something it cannot use."""


class IntakeError(ShizhaError):
    """A picture cannot be read. `key` and `params`: the text that tells it to a person (`bot/texts/pictures.*`)."""

    def __init__(
        self, message: str, key: str = "picture.unreadable", params: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        super().__init__(message)
        self.key = key
        self.params = params


class IntakeBusy(IntakeError):  # noqa: N818 # a state of the house, not a fault
    """Too many pictures wait already: try again soon."""

    def __init__(self, message: str = "many pictures are waiting; try again in a minute") -> None:
        super().__init__(message, "picture.busy")


class TextError(ShizhaError):
    """A file of words is wrong or lacks a key."""


class ChannelError(ShizhaError):
    """A messenger or a port cannot be reached."""


class StorageError(ShizhaError):
    """What should be kept cannot be written or read."""
