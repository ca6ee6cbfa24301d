"""A Reply as text that can be kept until it is sent: keys and parameters, never words."""

from __future__ import annotations

import json
from typing import Any

from bot.replies.reply import Block, Button, Reply, Style, TextKey


def render_content(reply: Reply) -> str:
    """JSON for `Broadcast.content`."""
    blocks = [
        {"key": b.key, "style": str(b.style), "params": {n: _mark(v) for n, v in b.params.items()}}
        for b in reply.blocks
    ]
    buttons = [[[button.key, button.action] for button in row] for row in reply.buttons]
    return json.dumps({"blocks": blocks, "buttons": buttons}, ensure_ascii=False)


def load_content(content: str) -> Reply:
    """The Reply again. Raises ValueError, KeyError, TypeError for what `render_content` did not write."""
    data = json.loads(content)
    blocks = tuple(
        Block(b["key"], {n: _unmark(v) for n, v in b["params"].items()}, Style(b["style"])) for b in data["blocks"]
    )
    return Reply(blocks, tuple(tuple(Button(key, action) for key, action in row) for row in data["buttons"]))


def _mark(value: str) -> Any:
    return {"text": str(value)} if isinstance(value, TextKey) else value


def _unmark(value: Any) -> str:
    return TextKey(value["text"]) if isinstance(value, dict) else str(value)
