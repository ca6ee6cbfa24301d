"""Methods for the command menu, kept for each scope and language. Not covered: which menu a person then sees."""

from __future__ import annotations

import json
import re
from typing import Any

from tests.telegram_standin.errors import bad_request
from tests.telegram_standin.methods import method
from tests.telegram_standin.params import Parameters
from tests.telegram_standin.shapes import Shape
from tests.telegram_standin.world import World

# What a scope must name besides its type.
SCOPES: dict[str, tuple[str, ...]] = {
    "default": (),
    "all_private_chats": (),
    "all_group_chats": (),
    "all_chat_administrators": (),
    "chat": ("chat_id",),
    "chat_administrators": ("chat_id",),
    "chat_member": ("chat_id", "user_id"),
}
NAME = re.compile(r"[a-z0-9_]{1,32}")
LANGUAGE = re.compile(r"(?:[a-z]{2})?")
LONGEST_DESCRIPTION = 256
MOST_COMMANDS = 100


@method("setMyCommands")
def set_my_commands(world: World, call: Parameters) -> bool:
    given = call.structure("commands", list)
    if given is None:
        raise bad_request("parameter commands is empty")
    if len(given) > MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    world.menus[_menu(world, call)] = [_checked(command) for command in given]
    return True


@method("getMyCommands")
def get_my_commands(world: World, call: Parameters) -> list[Shape]:
    return world.menus.get(_menu(world, call), [])


@method("deleteMyCommands")
def delete_my_commands(world: World, call: Parameters) -> bool:
    world.menus.pop(_menu(world, call), None)
    return True


def _menu(world: World, call: Parameters) -> tuple[str, str]:
    """The key of the menu that a call is about."""
    language = call.text("language_code")
    if not LANGUAGE.fullmatch(language):
        raise bad_request("invalid language code specified")
    scope = call.structure("scope", dict) or {"type": "default"}
    fields = SCOPES.get(scope.get("type", ""))
    if fields is None:
        raise bad_request("can't parse BotCommandScope: unsupported type specified")
    for field in fields:
        if field not in scope:
            raise bad_request(f"can't parse BotCommandScope: can't find field \"{field}\"")
    if "chat_id" in fields:
        world.chat(str(scope["chat_id"]))
    return json.dumps({key: scope[key] for key in ("type", *fields)}), language


def _checked(command: Any) -> Shape:
    if not isinstance(command, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    name, description = command.get("command"), command.get("description")
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not isinstance(description, str) or not 1 <= len(description) <= LONGEST_DESCRIPTION:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}
