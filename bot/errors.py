"""What can go wrong while speaking to people; every message says what to do next.

    ShizhaError
    ├── ConfigError        a setting is missing or wrong
    ├── UsageError         a command was called with something it cannot use
    ├── IntakeError        a picture cannot be read
    │   └── IntakeBusy     too many pictures wait; ask again in a moment
    ├── TextError          a file of words is wrong or lacks a key
    ├── ChannelError       a messenger or a port cannot be reached
    └── StorageError       what should be kept cannot be written or read

`model.errors.ModelError` is the other tree; the command line reports both alike: one line, exit status 1 or 2.
"""


class ShizhaError(Exception):
    """Base of all errors of this package. `str(error)` is one line for people."""


class ConfigError(ShizhaError):
    """A setting is missing or wrong."""


class UsageError(ShizhaError):
    """A command was called with something it cannot use."""


class IntakeError(ShizhaError):
    """A picture cannot be read."""


class IntakeBusy(IntakeError):  # noqa: N818 # the name that says it to the person: busy, not broken
    """Too many pictures wait; ask again in a moment."""


class TextError(ShizhaError):
    """A file of words is wrong or lacks a key."""


class ChannelError(ShizhaError):
    """A messenger or a port cannot be reached."""


class StorageError(ShizhaError):
    """What should be kept cannot be written or read."""
