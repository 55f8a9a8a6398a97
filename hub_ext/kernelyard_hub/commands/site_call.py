"""How commands ask the running hub service: with the Hub's secret, which only its own user can read."""

from __future__ import annotations

import argparse
import asyncio
import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from .. import protocol as p
from ..up.programs import PREFIX


class CommandError(Exception):
    """The command has failed; the message is a sentence for people."""


def site_arguments(parser: argparse.ArgumentParser) -> None:
    """Which site a command is about."""
    parser.add_argument("--data", type=Path, default=Path(".run"), help="the site's directory")
    parser.add_argument("--service-url", metavar="URL", help="of a site that `kernelyard up` does not run")
    parser.add_argument("--secrets-dir", type=Path, metavar="DIR", help="the same: where hub.token lies")


def ask(
    arguments: argparse.Namespace, method: str, path: str, body: Any = None, *, timeout: float = 30.0
) -> Any:
    """One request to the site that `site_arguments` say. Raises `CommandError`; ``timeout`` in seconds."""
    url, secrets_dir = _where(arguments)
    try:
        secret = (secrets_dir / "hub.token").read_text().strip()
    except OSError as error:
        raise CommandError(f"{error.filename} cannot be read: {error.strerror}") from None
    return asyncio.run(_call(url, secret, method, path, body, timeout))


def _where(arguments: argparse.Namespace) -> tuple[str, Path]:
    """The hub service's own address with its prefix, and the site's secrets."""
    if arguments.service_url:
        if arguments.secrets_dir is None:
            raise CommandError("--service-url needs --secrets-dir as well.")
        url = arguments.service_url.rstrip("/")
        return (url if urlsplit(url).path else url + PREFIX), arguments.secrets_dir
    state = arguments.data / "state.json"
    try:
        ports = json.loads(state.read_text())["ports"]
    except (OSError, ValueError, KeyError):
        raise CommandError(f"{arguments.data} holds no site; say --data DIR, or --service-url.") from None
    return f"http://127.0.0.1:{ports['service']}{PREFIX}", arguments.data / "secrets"


async def _call(url: str, secret: str, method: str, path: str, body: Any, timeout: float) -> Any:
    headers = {"Authorization": f"Bearer {secret}", "X-Kernelyard-Protocol": str(p.PROTOCOL)}
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=timeout)) as http,
            http.request(method, url + path, json=body, headers=headers) as response,
        ):
            text = await response.text()
    except (aiohttp.ClientError, TimeoutError, OSError):
        raise CommandError(f"the hub service at {url} does not answer; is the site running?") from None
    loaded: Any = json.loads(text) if text else None
    if response.status >= 300:
        faults = loaded.get("data")
        detail = ", ".join(f"{key}: {value}" for key, value in faults.items()) if faults else ""
        raise CommandError(f"{loaded.get('msg') or loaded['title']}{f' ({detail})' if detail else ''}")
    return loaded
