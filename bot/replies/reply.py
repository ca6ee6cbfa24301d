"""The values that a reply is made of. A channel renders them; it neither decides nor authors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from model.types import TextKey

__all__ = ["Block", "Button", "Reply", "Style", "TextKey"]


_NOTHING: Mapping[str, str] = MappingProxyType({})


class Style(StrEnum):
    """How a block is meant; every channel draws it as it can."""

    VERDICT = "verdict"
    HEADING = "heading"
    TEXT = "text"
    ITEM = "item"
    STEP = "step"
    NOTE = "note"
    SAMPLE = "sample"


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph: a text key and its parameters. `params` are plain strings, never markup, or `TextKey`s."""

    key: str
    params: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    style: Style = Style.TEXT


@dataclass(frozen=True, slots=True)
class Button:
    """Something to press: the key of its label and the action it stands for."""

    key: str
    action: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a reply. `media_type`: such as image/png."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer in order of blocks, with rows of buttons, and files that a channel sends if it can."""

    blocks: tuple[Block, ...]
    buttons: tuple[tuple[Button, ...], ...] = ()
    attachments: tuple[Attachment, ...] = ()
