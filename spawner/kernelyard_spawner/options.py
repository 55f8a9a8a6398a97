"""Spawn options from wherever they come (form, query, REST, the Hub's database), as one checked message.

Nothing in them is trusted. Shape and size are checked here, meaning (does the preset exist, may this user use
it) by the service.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from kernelyard_hub.protocol import SpawnOptions

LONGEST = 256
"""Characters of one value."""
MOST = 64
"""Entries of a list or of the amounts."""
RESOURCE = "resource."
"""Prefix of form and query fields that hold an amount: ``resource.cpu``."""
CUSTOM = "custom"
"""The value of the form field ``choice`` that stands for custom amounts; presets are ``preset:NAME``."""
PRESET = "preset:"
_SLOT = re.compile(r"[a-z][a-z0-9_-]*(\.[a-z0-9_-]+)*")
_TEXTS = ("resource_group", "preset", "shared_memory", "image")
KNOWN = frozenset({*_TEXTS, "resources", "mounts"})


class OptionError(ValueError):
    """An option is not acceptable. ``field`` names it; the message is safe to show."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field


def parse_options(raw: object) -> SpawnOptions:
    """Check ``user_options``. An empty mapping asks for the site's defaults. Raises `OptionError`."""
    if raw is None:
        return SpawnOptions()
    if not isinstance(raw, Mapping):
        raise OptionError("user_options", "must be an object")
    for key in raw:
        if key not in KNOWN:
            raise OptionError(_shown(key), f"unknown option; known are {', '.join(sorted(KNOWN))}")
    values: dict[str, Any] = {name: _text(name, raw.get(name)) for name in _TEXTS}
    values["resources"] = _amounts(raw.get("resources"))
    values["mounts"] = _names("mounts", raw.get("mounts"))
    if values["preset"] and values["resources"]:
        raise OptionError("resources", "give a preset or amounts, not both")
    return SpawnOptions(**values)


def from_fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    """``user_options`` from form or query fields, each a list of strings; fields that are not ours are left
    out.

    Amounts are fields of their own (``resource.cpu=2``); on the form a radio button says whether they or a
    preset count.
    """
    choice = _last(fields, "choice")
    options: dict[str, Any] = {name: text for name in _TEXTS if (text := _last(fields, name))}
    amounts = {
        key.removeprefix(RESOURCE): text
        for key in fields
        if key.startswith(RESOURCE) and (text := _last(fields, key))
    }
    if choice is not None and choice.startswith(PRESET):
        options["preset"] = choice.removeprefix(PRESET)
        amounts = {}
        options.pop("shared_memory", None)
    elif choice == CUSTOM:
        options.pop("preset", None)
    if amounts:
        options["resources"] = amounts
    if mounts := [name for name in _strings(fields.get("mounts")) if name]:
        options["mounts"] = mounts
    return options


def _last(fields: Mapping[str, Any], name: str) -> str | None:
    texts = _strings(fields.get(name))
    return texts[-1].strip() if texts else None


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, Iterable) and not isinstance(value, bytes | Mapping):
        return [text for text in value if isinstance(text, str)]
    return []


def _text(name: str, value: object) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise OptionError(name, "must be text")
    text = str(value)
    if len(text) > LONGEST:
        raise OptionError(name, f"is longer than {LONGEST} characters")
    if not text.isprintable():
        raise OptionError(name, "holds characters that cannot be printed")
    return text


def _amounts(value: object) -> dict[str, str]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise OptionError("resources", "must be an object of amounts by slot")
    if len(value) > MOST:
        raise OptionError("resources", f"has more than {MOST} entries")
    amounts: dict[str, str] = {}
    for slot, amount in value.items():
        if not isinstance(slot, str) or len(slot) > LONGEST or not _SLOT.fullmatch(slot):
            raise OptionError("resources", f"{_shown(slot)} is not the name of a slot")
        text = _text(f"resources.{slot}", amount)
        if text is not None:
            amounts[slot] = text
    return amounts


def _names(field: str, value: object) -> list[str]:
    if value is None:
        return []
    if not isinstance(value, list | tuple):
        raise OptionError(field, "must be a list of names")
    if len(value) > MOST:
        raise OptionError(field, f"has more than {MOST} entries")
    names: list[str] = []
    for entry in value:
        name = _text(field, entry) if isinstance(entry, str) else None
        if name is None:
            raise OptionError(field, "must be a list of names")
        if name not in names:
            names.append(name)
    return names


def _shown(key: object) -> str:
    """A stranger's key, fit to stand in a message."""
    text = str(key)[:40]
    return text if text and text.isprintable() else "(unprintable)"
