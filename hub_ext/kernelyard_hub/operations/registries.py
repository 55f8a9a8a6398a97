"""Registries as admins set them up: by GraphQL, or by paths of settings
``config/docker/registry/<host>[/<field>]``, which is how the original keeps them (CFG-004).

A host's name stands in a path as it is or percent-encoded. Passwords can be set and are never shown.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from sqlalchemy import Connection, update

from kernelyard_hub import errors
from kernelyard_hub.operations import changes
from kernelyard_hub.principal import Principal
from kernelyard_hub.secretbox import SecretBox
from kernelyard_hub.site import Site
from kernelyard_hub.store import registries as store
from kernelyard_hub.store.models import domains
from kernelyard_hub.store.registries import Registry

TREE = "config/docker/registry"
FIELDS = ("type", "project", "username", "password", "ssl_verify", "extra")
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?(:[0-9]{1,5})?")


def parse(path: str) -> tuple[str, str] | None:
    """``(host, field)`` of a path in the tree, either empty where it does not go that deep; None for a path
    elsewhere. Raises `InvalidParameters` for a field that registries do not have."""
    if path != TREE and not path.startswith(TREE + "/"):
        return None
    host, _, name = path.removeprefix(TREE).lstrip("/").partition("/")
    if name and name not in FIELDS:
        raise _bad(f"a registry has no setting {name!r}; there are {', '.join(FIELDS)}")
    return unquote(host), name


def shown(registries: list[Registry]) -> dict[str, str]:
    """The tree as flat paths; whether there is a password is not said."""
    flat: dict[str, str] = {}
    for each in registries:
        path = f"{TREE}/{quote(each.hostname, safe='')}"
        flat[path] = each.url
        flat[f"{path}/type"] = each.type
        flat[f"{path}/ssl_verify"] = str(each.ssl_verify).lower()
        if each.projects:
            flat[f"{path}/project"] = ",".join(each.projects)
        if each.username:
            flat[f"{path}/username"] = each.username
        if each.api_endpoint:
            flat[f"{path}/extra"] = json.dumps({"api_endpoint": each.api_endpoint})
    return flat


def put(conn: Connection, box: SecretBox, leaves: Mapping[tuple[str, str], Any]) -> None:
    """Set fields (``(host, field)``, the URL's is empty) of registries; new ones need their URL."""
    for host in {host for host, _ in leaves}:
        fields = {name: value for (each, name), value in leaves.items() if each == host}
        known = store.read(conn, box, host)
        if known is None and "" not in fields:
            raise _bad(f"there is no registry {host!r}; set its URL first")
        registry = known or Registry(host, "")
        for name, value in fields.items():
            registry = _with(registry, name, value)
        store.put(conn, box, check(registry))


def delete(conn: Connection, box: SecretBox, host: str, name: str, *, prefix: bool) -> None:
    """Remove a registry (all of them without a host, and with ``prefix``), or what one field of it says."""
    if name:
        known = store.read(conn, box, host)
        if known is not None:
            blank = {"type": "docker", "ssl_verify": "true"}.get(name, "")
            store.put(conn, box, check(_with(known, name, blank)))
    elif host:
        store.remove(conn, host)
    elif prefix:
        for each in store.read_all(conn, box):
            store.remove(conn, each.hostname)


async def addresses(site: Site) -> dict[str, str]:
    """Host -> URL of every registry."""
    found = await site.store.read(lambda conn: store.read_all(conn, site.box))
    return {each.hostname: each.url for each in found}


async def create(site: Site, who: Principal, hostname: str, fields: Mapping[str, Any]) -> Registry:
    """Set a new registry up. Raises `Conflict` for one that is there."""

    def write(conn: Connection) -> Registry:
        if store.read(conn, site.box, hostname) is not None:
            raise errors.Conflict(f"There is a registry {hostname!r} already.")
        return _set(conn, site.box, hostname, fields)

    return await changes.change(site, who, "create_container_registry", hostname, write, fields)


async def modify(site: Site, who: Principal, hostname: str, fields: Mapping[str, Any]) -> Registry:
    """Change what is given. Raises `NotFound`."""

    def write(conn: Connection) -> Registry:
        _known(conn, site.box, hostname)
        return _set(conn, site.box, hostname, fields)

    return await changes.change(site, who, "modify_container_registry", hostname, write, fields)


async def delete_one(site: Site, who: Principal, hostname: str) -> Registry:
    """Forget a registry; what it was. Raises `NotFound`."""

    def write(conn: Connection) -> Registry:
        known = _known(conn, site.box, hostname)
        store.remove(conn, hostname)
        return known

    return await changes.change(site, who, "delete_container_registry", hostname, write)


def allow(conn: Connection, domain: str, registries: Sequence[str | None] | None) -> None:
    """Let people of a domain use images of these registries, and of no others (None changes nothing).
    Raises `NotFound`."""
    if registries is None:
        registries = sorted(store.allowed(conn, domain))
    names = sorted({name.strip() for name in registries if name and name.strip()})
    for name in names:
        if name != "local" and not _HOST.fullmatch(name):
            raise _bad(f"{name[:64]!r} is no name of a registry")
    done = conn.execute(
        update(domains).where(domains.c.name == domain).values(allowed_docker_registries=names)
    )
    if not done.rowcount:
        raise errors.NotFound(f"There is no domain {domain!r}.")


def _known(conn: Connection, box: SecretBox, hostname: str) -> Registry:
    known = store.read(conn, box, hostname)
    if known is None:
        raise errors.NotFound(f"There is no registry {hostname!r}.")
    return known


def _set(conn: Connection, box: SecretBox, hostname: str, fields: Mapping[str, Any]) -> Registry:
    put(conn, box, {(hostname, name): value for name, value in fields.items()})
    return _known(conn, box, hostname)


def check(registry: Registry) -> Registry:
    """The registry, if it can be asked at all. Raises `InvalidParameters`."""
    if not _HOST.fullmatch(registry.hostname) or registry.hostname == "local":
        raise _bad("a registry's name is its host in lower case, with its port: registry.example.org:5000")
    if registry.type not in store.TYPES:
        raise _bad(f"a registry's type is one of {', '.join(store.TYPES)}")
    _check_url("URL", registry.url)
    if registry.api_endpoint:
        _check_url("api_endpoint", registry.api_endpoint)
    return registry


def _check_url(what: str, url: str) -> None:
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
        parts = urlsplit("")
    if not usable or len(url) > 1024:
        raise _bad(f"the registry's {what} must begin with https:// or http://")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise _bad(f"the registry's {what} must be an address alone; credentials are settings of their own")


def _with(registry: Registry, name: str, value: Any) -> Registry:
    text = "" if value is None else str(value).strip()
    if len(text) > 1024:
        raise _bad(f"the registry's {name or 'URL'} is too long")
    match name:
        case "":
            return replace(registry, url=text.rstrip("/"))
        case "type":
            return replace(registry, type="docker" if text in ("", "local") else text)
        case "project":
            given = value if isinstance(value, (list, tuple)) else text.split(",")
            projects = tuple(part for each in given if (part := str(each).strip().strip("/")))
            return replace(registry, projects=projects)
        case "username":
            return replace(registry, username=text or None)
        case "password":
            return replace(registry, password=text or None)
        case "ssl_verify":
            return replace(registry, ssl_verify=text.lower() not in ("false", "0", "no"))
        case _:
            return replace(registry, api_endpoint=_endpoint(value))


def _endpoint(extra: Any) -> str:
    """``api_endpoint`` of the extra information, which is a JSON object (KRN-039)."""
    if extra in (None, ""):
        return ""
    try:
        known = json.loads(extra) if isinstance(extra, str) else extra
        return str(known.get("api_endpoint") or "").rstrip("/")
    except (ValueError, AttributeError):
        raise _bad('a registry\'s extra information is JSON: {"api_endpoint": "https://…"}') from None


def _bad(text: str) -> errors.InvalidParameters:
    return errors.InvalidParameters(f"{text[0].upper()}{text[1:]}.", data={"key": TREE})
