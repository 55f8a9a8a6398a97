"""Raw settings of the Hub's configuration (DockerSpawner's), as far as this node lets them pass.

They come from the Hub, never from a user; a node all the same decides for itself which of its directories and
which of Docker's switches a Hub may use (`DockerSettings.raw_volumes`, `extra_host_config`).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any

from ...errors import Refused

KNOWN = frozenset({"volumes", "mounts", "extra_host_config"})
OURS = frozenset(
    {"Mounts", "Binds", "LogConfig", "AutoRemove", "RestartPolicy", "PortBindings", "PublishAllPorts"}
)
"""Fields that a node cannot give away: what the engine counts on."""
_PROPAGATIONS = ("private", "rprivate", "shared", "rshared", "slave", "rslave")


def mounts(options: Mapping[str, object], allowed: Iterable[str]) -> list[dict[str, Any]]:
    """The volumes and mounts of the options as Docker's ``Mounts``. Raises `Refused` for one that is not in
    ``allowed``: directories (with all below), and patterns of names of volumes."""
    patterns = list(allowed)
    found: list[dict[str, Any]] = []
    for source, value in _mapping(options, "volumes").items():
        given = value if isinstance(value, Mapping) else {"bind": value, "mode": "rw"}
        mode = str(given.get("mode", "rw"))
        found.append(
            _mount(str(source), str(given.get("bind", "")), "ro" in mode.split(","), patterns, given)
        )
    listed = options.get("mounts") or []
    if not isinstance(listed, list):
        raise Refused("engine_options: mounts must be a list.")
    for given in listed:
        if not isinstance(given, Mapping):
            raise Refused("engine_options: a mount must be an object.")
        kind = given.get("Type", "volume")
        if kind == "tmpfs":
            found.append({"Type": "tmpfs", "Target": _place(str(given.get("Target", "")))})
            continue
        if kind not in ("bind", "volume"):
            raise Refused(f"engine_options: mounts of type {kind!r} are not made here.")
        source, target = str(given.get("Source") or ""), str(given.get("Target", ""))
        found.append(_mount(source, target, bool(given.get("ReadOnly")), patterns, {}))
    return found


def host_config(options: Mapping[str, object], allowed: Iterable[str]) -> dict[str, Any]:
    """``extra_host_config``, of which every field must be in ``allowed``. Raises `Refused`."""
    fields = {str(name): value for name, value in _mapping(options, "extra_host_config").items()}
    for name in fields:
        if name in OURS or name not in allowed:
            raise Refused(
                f"engine_options: this node does not let the Hub set {name}"
                " (DockerSettings.extra_host_config)."
            )
    return fields


def check_names(options: Mapping[str, object]) -> None:
    """Raise `Refused` for an option that nobody here would act on."""
    for name in options:
        if name not in KNOWN:
            raise Refused(f"engine_options: the docker engine knows no option {name!r}.")


def permits(source: str, patterns: Iterable[str]) -> bool:
    """Whether a directory of the node, or a volume by its name, is one that the Hub may mount."""
    if not source.startswith("/"):
        return any(not pattern.startswith("/") and fnmatchcase(source, pattern) for pattern in patterns)
    real = os.path.realpath(source)
    for pattern in patterns:
        if pattern.startswith("/"):
            root = os.path.realpath(pattern)
            if real == root or real.startswith(root.rstrip("/") + "/"):
                return True
    return False


def _mount(
    source: str, target: str, read_only: bool, patterns: list[str], given: Mapping[str, Any]
) -> dict[str, Any]:
    if not source or not permits(source, patterns):
        raise Refused(
            f"engine_options: this node does not let the Hub mount {source!r} (DockerSettings.raw_volumes)."
        )
    is_path = source.startswith("/")
    mount: dict[str, Any] = {
        "Type": "bind" if is_path else "volume",
        "Source": os.path.realpath(source) if is_path else source,
        "Target": _place(target),
        "ReadOnly": read_only,
    }
    propagation = given.get("propagation")
    if is_path:
        if propagation is not None and propagation not in _PROPAGATIONS:
            raise Refused(f"engine_options: {propagation!r} is no propagation of a mount.")
        mount["BindOptions"] = {"Propagation": propagation or "rprivate"}
    return mount


def _place(target: str) -> str:
    if not target.startswith("/") or ".." in target.split("/") or "\0" in target:
        raise Refused(f"engine_options: {target!r} is no place in a session.")
    # Two slashes in front are one to Linux, though not to normpath.
    place = "/" + os.path.normpath(target).lstrip("/")
    if place == "/" or place.startswith(("/proc", "/sys", "/dev", "/opt/kernelyard", "/run/kernelyard")):
        raise Refused(f"engine_options: nothing can be mounted at {target!r}.")
    return place


def _mapping(options: Mapping[str, object], name: str) -> Mapping[Any, Any]:
    value = options.get(name) or {}
    if not isinstance(value, Mapping):
        raise Refused(f"engine_options: {name} must be an object.")
    return value
