"""Settings by path (``a/b/c``), as admins' pages read and write them (golden 036).

What configuration files decide is shown and cannot be set; secrets are never shown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal
from urllib.parse import quote

from sqlalchemy import Connection

from kernelyard_hub import errors
from kernelyard_hub.idle import settings as idle
from kernelyard_hub.operations import changes, registries
from kernelyard_hub.operations.sessions import container_caps
from kernelyard_hub.principal import Principal
from kernelyard_hub.site import Site
from kernelyard_hub.store import registries as registry_store
from kernelyard_hub.store import settings as store

ROOT = "config/"
"""What settings of this kind are called in the table of all settings."""
FIXED = "volumes"
"""The tree that the service's configuration decides."""
AUTO_PULL = "config/docker/image/auto_pull"
RETRIES = re.compile(r"(config/)?plugins/scheduler/[^/]+/num_retries_to_skip")
"""Per order, for resource groups that do not say it themselves (SCH-011, SCH-012)."""
PULL_RULES = ("digest", "tag", "none")
"""Whether nodes fetch images (KRN-036); the first is the rule of a site that says nothing."""


async def get(site: Site, path: str, *, prefix: bool) -> Any:
    """One value, or with ``prefix`` the tree below the path; None and ``{}`` when there is nothing."""
    path = _clean(path)

    def read(conn: Connection) -> dict[str, Any]:
        found = {key.removeprefix(ROOT): value for key, value in store.below(conn, ROOT).items()}
        return found | registries.shown(registry_store.read_all(conn, site.box))

    flat = idle.DEFAULTS | await site.store.read(read) | _fixed(site)
    of_registry = registries.parse(path)
    if of_registry is not None and of_registry[0]:
        host = quote(of_registry[0], safe="")
        path = "/".join(part for part in (registries.TREE, host, of_registry[1]) if part)
    if not prefix:
        return flat.get(path)
    below = {key.removeprefix(path).lstrip("/"): value for key, value in flat.items() if _under(key, path)}
    return nested({key: value for key, value in below.items() if key})


async def put(site: Site, who: Principal, path: str, value: Any) -> None:
    """Set a value; an object sets one value per leaf. Raises `InvalidParameters` for what is fixed."""
    path = _clean(path)
    leaves = {path: value} if not isinstance(value, Mapping) else dict(_leaves(path, value))
    _refuse_fixed(path)
    of_registries = {found: leaf for key, leaf in leaves.items() if (found := registries.parse(key))}
    if any(not host for host, _ in of_registries):
        raise errors.InvalidParameters("A registry has a name.", data={"key": path})
    plain = {key: _checked(key, leaf) for key, leaf in leaves.items() if registries.parse(key) is None}

    def write(conn: Connection) -> None:
        registries.put(conn, site.box, of_registries)
        for key, leaf in plain.items():
            store.put(conn, ROOT + key, leaf)

    await changes.change(site, who, "set_config", path, write, leaves)


async def delete(site: Site, who: Principal, path: str, *, prefix: bool) -> None:
    """Remove a value, or with ``prefix`` all below the path."""
    path = _clean(path)
    _refuse_fixed(path)
    of_registry = registries.parse(path)

    def write(conn: Connection) -> None:
        if of_registry is not None:
            registries.delete(conn, site.box, *of_registry, prefix=prefix)
        for key in store.below(conn, ROOT):
            name = key.removeprefix(ROOT)
            if name == path or (prefix and _under(name, path)):
                store.put(conn, key, None)

    await changes.change(site, who, "delete_config", path, write, {"prefix": prefix})


def pull_rule(conn: Connection) -> Literal["digest", "tag", "none"]:
    """Whether nodes fetch what they do not have."""
    said = store.get(conn, ROOT + AUTO_PULL)
    return said if said in PULL_RULES else "digest"


def _checked(path: str, value: Any) -> Any:
    if _under(path, idle.ROOT):
        try:
            return idle.checked(path, value)
        except ValueError as error:
            raise errors.InvalidParameters(f"{path}: {error}", data={path: str(error)}) from None
    if path == AUTO_PULL:
        value = str(value).lower()
        if value not in PULL_RULES:
            raise errors.InvalidParameters(f"It is one of {', '.join(PULL_RULES)}.", data={"key": path})
    if RETRIES.fullmatch(path) and not (str(value).isdecimal() and int(value) <= 1000):
        raise errors.InvalidParameters("It is a number from 0 to 1000.", data={"key": path})
    cap = container_caps.parse(path, value)
    return value if cap is None else cap


def nested(flat: Mapping[str, Any]) -> dict[str, Any]:
    """``{"a/b": 1}`` as ``{"a": {"b": 1}}``; a value that also has something below it is kept as ``""``."""
    tree: dict[str, Any] = {}
    for key, value in sorted(flat.items()):
        *parents, last = key.split("/")
        node = tree
        for parent in parents:
            child = node.setdefault(parent, {})
            if not isinstance(child, dict):
                child = node[parent] = {"": child}
            node = child
        node[last] = value
    return tree


def _leaves(path: str, value: Mapping[str, Any]) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for key, leaf in value.items():
        name = _clean(f"{path}/{key}" if key else path)
        found += _leaves(name, leaf) if isinstance(leaf, Mapping) else [(name, leaf)]
    return found


def _clean(path: str) -> str:
    parts = path.strip("/").split("/")
    if not all(parts) or ".." in parts or len(path) > 200 or not path.isprintable():
        raise errors.InvalidParameters("Input validation error", data={"key": "is not a path of settings"})
    return idle.canonical("/".join(parts))


def _under(key: str, path: str) -> bool:
    return key == path or key.startswith(path + "/")


def _refuse_fixed(path: str) -> None:
    if _under(path, FIXED):
        raise errors.InvalidParameters(
            "Storage volumes are set in the service's configuration file.", data={"key": path}
        )


def _fixed(site: Site) -> dict[str, Any]:
    flat = {
        **{f"volumes/_types/{kind}": "" for kind in site.config.folder_types},
        "volumes/default_host": site.config.default_host,
        "volumes/exposed_volume_info": "percentage",
    }
    for name, client in site.storage.items():
        flat[f"volumes/proxies/{name}/manager_api"] = client.manager_url
        flat[f"volumes/proxies/{name}/ssl_verify"] = "true"
    return flat
