"""Service definitions of an image: ``/etc/backend.ai/service-defs/<name>.json`` (KRN-018).

The files are the image's. They are read with the session's rights, whatever they say is done with the
session's rights, and they are no longer than they need to be.
"""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import templates

PLACE = "/etc/backend.ai/service-defs"
FILE_LIMIT = 256 * 1024
"""Bytes of one definition."""
ACTION_LIMIT = 100
"""Prestart actions of one definition."""
ARGUMENT_LIMIT = 32 * 1024
"""Characters of everything that one caller says."""

Value = str | list[str] | None

_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_RESERVED = ("BACKENDAI_", "CUDA_MPS_", "HUB_GPU_", "JPY_", "JUPYTERHUB_", "KERNELYARD_", "LD_", "NVIDIA_")
_RESERVED_NAMES = frozenset({"CUDA_VISIBLE_DEVICES", "GCONV_PATH", "GLIBC_TUNABLES"})


class DefinitionProblem(ValueError):
    """The definition, or what a caller wants of it, is not possible; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class Action:
    """A step before the command (KRN-020). ``ref`` names what it returns."""

    action: str
    args: Mapping[str, Any]
    ref: str | None = None


@dataclass(frozen=True, slots=True)
class Definition:
    """How to start a service. ``noop``: its process runs already, there is nothing to start."""

    command: Sequence[str] = ()
    noop: bool = False
    prestart: Sequence[Action] = ()
    env: Mapping[str, str] = field(default_factory=dict)
    url_template: str | None = None
    allowed_arguments: Mapping[str, str | None] = field(default_factory=dict)
    """With what they are when nobody says otherwise."""
    default_arguments: Mapping[str, Value] = field(default_factory=dict)
    allowed_envs: Mapping[str, str | None] = field(default_factory=dict)

    def argv(self, variables: Mapping[str, Any], arguments: Mapping[str, Value]) -> list[str]:
        """The command with the caller's arguments behind it. Raises `DefinitionProblem`."""
        try:
            argv = [templates.fill(part, variables) for part in self.command]
        except templates.TemplateProblem as problem:
            raise DefinitionProblem(f"command: {problem}") from None
        chosen = {**self.default_arguments, **arguments}
        return argv + flags(chosen)

    def environ(self, variables: Mapping[str, Any]) -> dict[str, str]:
        """Variables of the definition's own. Raises `DefinitionProblem`."""
        try:
            filled = {
                templates.fill(name, variables): templates.fill(value, variables)
                for name, value in self.env.items()
            }
        except templates.TemplateProblem as problem:
            raise DefinitionProblem(f"env: {problem}") from None
        for name in filled:
            check_variable(name)
        return filled


def read(directory: Path, name: str) -> Definition | None:
    """The definition of a service, None when the image has none. Raises `DefinitionProblem`."""
    try:
        # Whatever lies there (a pipe, a device) must not keep the session waiting.
        descriptor = os.open(directory / f"{name}.json", os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise DefinitionProblem(f"The definition of {name} cannot be read: {error.strerror}.") from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise DefinitionProblem(f"The definition of {name} is not a file.")
    with os.fdopen(descriptor, "rb") as file:
        data = file.read(FILE_LIMIT + 1)
    if len(data) > FILE_LIMIT:
        raise DefinitionProblem(f"The definition of {name} is longer than {FILE_LIMIT // 1024} KiB.")
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        raise DefinitionProblem(f"The definition of {name} is not JSON.") from None
    try:
        return parse(document)
    except (DefinitionProblem, templates.TemplateProblem) as problem:
        raise DefinitionProblem(f"The definition of {name} is wrong: {problem}") from None


def parse(document: object) -> Definition:
    """A definition from its JSON. Raises `DefinitionProblem` and `templates.TemplateProblem`."""
    fields = _mapping("the document", document)
    noop = fields.get("noop", False)
    command = fields.get("command", [])
    if noop is not True and not command:
        raise DefinitionProblem("command is missing.")
    prestart = [] if fields.get("prestart") is None else fields["prestart"]
    if not isinstance(prestart, list) or len(prestart) > ACTION_LIMIT:
        raise DefinitionProblem(f"prestart must be a list of at most {ACTION_LIMIT} actions.")
    url = fields.get("url_template") or None
    return Definition(
        command=_strings("command", command),
        noop=noop is True,
        prestart=[_action(step) for step in prestart],
        env={name: _string("env", value) for name, value in _mapping("env", fields.get("env") or {}).items()},
        url_template=templates.check_url(url) if url is not None else None,
        allowed_arguments=_names("allowed_arguments", fields.get("allowed_arguments")),
        default_arguments=_values("default_arguments", fields.get("default_arguments")),
        allowed_envs=_names("allowed_envs", fields.get("allowed_envs")),
    )


def check_arguments(definition: Definition, arguments: Mapping[str, Value]) -> None:
    """Raise `DefinitionProblem` for an argument that callers must not give."""
    for name, value in arguments.items():
        if name not in definition.allowed_arguments:
            raise DefinitionProblem(f"The argument {name[:80]!r} is not allowed for this service.")
        for text in value if isinstance(value, list) else [value or ""]:
            if not isinstance(text, str) or "\0" in text:
                raise DefinitionProblem(f"The value of the argument {name[:80]!r} is not possible.")
    if sum(len(name) + len("".join(value or "")) for name, value in arguments.items()) > ARGUMENT_LIMIT:
        raise DefinitionProblem("The arguments are too long.")


def check_environ(definition: Definition, environ: Mapping[str, str]) -> None:
    """Raise `DefinitionProblem` for a variable that callers must not set."""
    for name, value in environ.items():
        if name not in definition.allowed_envs:
            raise DefinitionProblem(f"The variable {name[:80]!r} is not allowed for this service.")
        check_variable(name)
        if "\0" in value or len(value) > ARGUMENT_LIMIT:
            raise DefinitionProblem(f"The value of {name} is not possible.")


def check_variable(name: str) -> None:
    """Raise `DefinitionProblem` for what no image and no caller may set: loader, devices, platform (S14)."""
    if not _VARIABLE.fullmatch(name):
        raise DefinitionProblem(f"{name[:80]!r} is not a name of a variable.")
    if name in _RESERVED_NAMES or name.startswith(_RESERVED):
        raise DefinitionProblem(f"The variable {name} is reserved.")


def flags(arguments: Mapping[str, Value]) -> list[str]:
    """``{"--a": "1", "--b": ["2", "3"], "--c": null}`` as words of a command."""
    words: list[str] = []
    for name, value in arguments.items():
        words.append(name)
        words += value if isinstance(value, list) else [] if value is None else [value]
    return words


def _action(step: object) -> Action:
    fields = _mapping("an action", step)
    ref = fields.get("ref")
    if ref is not None and (not isinstance(ref, str) or not _VARIABLE.fullmatch(ref)):
        raise DefinitionProblem("ref must be the name of a variable.")
    args = _mapping("args", fields.get("args"))
    return Action(_string("action", fields.get("action")), args, ref)


def _mapping(what: str, value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise DefinitionProblem(f"{what} must be an object.")
    return value


def _string(what: str, value: object) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise DefinitionProblem(f"{what} must be a string.")
    return value


def _strings(what: str, value: object) -> list[str]:
    if not isinstance(value, list):
        raise DefinitionProblem(f"{what} must be a list of strings.")
    return [_string(what, item) for item in value]


def _names(what: str, value: object) -> dict[str, str | None]:
    """A list of names, or an object of names with what they are by default."""
    if isinstance(value, dict):
        return {name: None if item is None else _string(what, item) for name, item in value.items()}
    return dict.fromkeys(_strings(what, value or []))


def _values(what: str, value: object) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for name, item in _mapping(what, value or {}).items():
        if item is None:
            found[name] = None
        else:
            found[name] = _strings(what, item) if isinstance(item, list) else _string(what, item)
    return found
