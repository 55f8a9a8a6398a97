"""``kernelyard agent check``: whether a machine is fit to be a node, one plain sentence per question."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import aiohttp

from .. import protocol as p
from .. import tls
from . import connection, volumes
from .identity import Identity
from .renewal import due

if TYPE_CHECKING:
    from ..daemon import Agent

SKEW = 60.0
"""Seconds that the clocks of a node and of the hub service may differ."""
TIMEOUT = 10.0


@dataclass(frozen=True, slots=True)
class Finding:
    good: bool
    text: str


def run(config_file: Path, out: TextIO) -> int:
    """Check the machine against a configuration and print the findings; 0 when all is well."""
    from ..daemon import Agent

    agent = Agent()
    agent.initialize(["--config", str(config_file)])
    findings = list(look(agent))
    for finding in findings:
        out.write(f"{'ok     ' if finding.good else 'PROBLEM'}  {finding.text}\n")
    bad = sum(not finding.good for finding in findings)
    out.write(f"{bad} problem{'s' if bad != 1 else ''} found.\n" if bad else "This node is fit.\n")
    return 1 if bad else 0


def look(agent: Agent) -> Iterator[Finding]:
    """Every question in turn; later ones assume nothing of earlier answers."""
    here = None
    try:
        here = agent.connection()
    except ValueError as error:
        yield Finding(False, str(error))
    if here is not None:
        yield from _certificate(here)
        yield from asyncio.run(_hub(here))
        if here.identity is not None:
            yield asyncio.run(_public(agent.hub_api_url))
    yield from _port(agent)
    yield from _state_dir(agent)
    yield from _python(agent)
    yield from _volumes(agent, here)
    yield from _docker(agent)


def _certificate(here: connection.Connection) -> Iterator[Finding]:
    if here.identity is None:
        yield Finding(True, "The hub service is on this machine; nothing leaves it.")
        return
    facts, certificate = here.identity.facts, here.identity.certificate
    begins, ends = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    now = datetime.now(UTC)
    if now >= ends:
        yield Finding(
            False,
            f"The certificate of node {facts.name} has expired on {ends:%Y-%m-%d %H:%M} UTC; let it join "
            f"once more: kernelyard node add {facts.name} --replace",
        )
    elif now < begins:
        yield Finding(
            False, f"The certificate is good from {begins:%Y-%m-%d %H:%M} UTC on: a clock is wrong."
        )
    else:
        yield Finding(
            True,
            f"This is node {facts.name}, with a certificate until {ends:%Y-%m-%d}; "
            f"it is renewed from {due(begins, ends):%Y-%m-%d} on.",
        )


async def _hub(here: connection.Connection) -> list[Finding]:
    """Whether the hub service is there, is who it should be, and takes this node; and what time it has."""
    whom = f"the hub service at {here.hub}"
    headers = {
        "Authorization": f"Bearer {here.secret}",
        "X-Kernelyard-Protocol": str(p.PROTOCOL),
        "Content-Type": "application/json",
    }
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT)) as http,
            # An empty report is refused for what it says, after who says it was looked at.
            http.post(
                f"{here.hub}/agent/events", data="{}", headers=headers, allow_redirects=False, **here.request
            ) as response,
        ):
            status, text, date = response.status, await response.text(), response.headers.get("Date", "")
    except (aiohttp.ClientError, OSError) as error:
        cut = isinstance(error, ConnectionError | aiohttp.ClientConnectionError)
        said = tls.explain((await _reason(here) if cut else None) or error, whom)
        return [Finding(False, said[0].upper() + said[1:])]
    if status == 400:
        found = [Finding(True, f"The hub service at {here.hub} answers and knows this node.")]
    else:
        found = [
            Finding(False, f"The hub service at {here.hub} does not take this node ({status}): {text[:300]}")
        ]
    if date:
        skew = time.time() - parsedate_to_datetime(date).timestamp()
        text = f"The clock differs from the hub service's by {abs(skew):.0f} s"
        found.append(Finding(abs(skew) <= SKEW, text + ("." if abs(skew) <= SKEW else "; set up NTP.")))
    return found


async def _public(hub_api_url: str) -> Finding:
    """Whether sessions on this machine reach the Hub, which every notebook asks who its visitors are."""
    if not hub_api_url:
        return Finding(False, "hub_api_url is not set; what the Hub says of itself is for its own machine.")
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT)) as http,
            http.get(hub_api_url) as response,
        ):
            version = (await response.json(content_type=None))["version"]
    except (aiohttp.ClientError, OSError) as error:
        said = tls.explain(error, hub_api_url).replace("of this site", "one that this machine trusts")
        return Finding(False, f"hub_api_url: sessions here cannot ask the Hub. {said}")
    except (ValueError, KeyError, TypeError):
        return Finding(False, f"hub_api_url: what answers at {hub_api_url} is no Hub's API.")
    return Finding(True, f"hub_api_url: sessions here reach the Hub (JupyterHub {version}).")


async def _reason(here: connection.Connection) -> Exception | None:
    """Why a connection was cut: in TLS 1.2 the other side says it before anything else."""
    if here.identity is None:
        return None
    context = Identity(here.identity.directory).client
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    how: dict[str, Any] = {**here.request, "ssl": context}
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT)) as http,
            http.get(f"{here.hub}/agent/authority", **how),
        ):
            return None
    except (aiohttp.ClientError, OSError) as error:
        return error


def _port(agent: Agent) -> Iterator[Finding]:
    family = socket.AF_INET6 if ":" in agent.listen_ip else socket.AF_INET
    where = f"{agent.listen_ip}:{agent.port}"
    try:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((agent.listen_ip, agent.port))
    except OSError as error:
        yield Finding(False, f"Port {where} cannot be used ({error.strerror}); does an agent run already?")
    else:
        yield Finding(True, f"Port {where} is free.")


def _state_dir(agent: Agent) -> Iterator[Finding]:
    if not agent.state_dir:
        yield Finding(False, "state_dir is not set.")
        return
    path = Path(agent.state_dir).resolve()
    there = next(place for place in (path, *path.parents) if place.exists())
    if not os.access(there, os.W_OK):
        yield Finding(False, f"state_dir: {there} cannot be written.")
        return
    free = shutil.disk_usage(there).free
    yield Finding(free > 2**30, f"state_dir: {path} has {free / 2**30:.0f} GiB free.")


def _python(agent: Agent) -> Iterator[Finding]:
    python = agent.session_python
    try:
        done = subprocess.run(
            [python, "-I", "-c", "import ipykernel, jupyter_client, jupyterhub, jupyterlab"],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        yield Finding(False, f"session_python: {python} cannot be run: {error}")
        return
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:]
        yield Finding(False, f"session_python: {python} lacks kernelyard[session] ({' '.join(last)})")
    else:
        yield Finding(True, f"session_python: {python} has what sessions need.")


def _volumes(agent: Agent, here: connection.Connection | None) -> Iterator[Finding]:
    known = here.identity.facts.volumes if here is not None and here.identity is not None else {}
    for name, directory in agent.volumes.items():
        path = Path(directory).resolve()
        try:
            volumes.check({name: path}, known)
        except volumes.WrongVolume as error:
            yield Finding(False, str(error))
        else:
            yield Finding(True, f"volumes: {path} is the site's volume {name!r}.")
    for name in sorted(known.keys() - agent.volumes.keys()):
        yield Finding(True, f"The site's volume {name!r} is not here: sessions that need it go elsewhere.")


def _docker(agent: Agent) -> Iterator[Finding]:
    if getattr(agent, "engine", "process") != "docker":
        return
    address = os.environ.get("DOCKER_HOST", "unix:///var/run/docker.sock")
    if not address.startswith("unix://"):
        yield Finding(True, f"Docker is asked at {address}.")
        return
    path = address.removeprefix("unix://")
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(TIMEOUT)
        try:
            probe.connect(path)
            probe.sendall(b"GET /_ping HTTP/1.0\r\n\r\n")
            good = b" 200 " in probe.recv(4096)
        except OSError as error:
            yield Finding(False, f"Docker does not answer at {path}: {error.strerror or error}.")
            return
    yield Finding(good, f"Docker {'answers' if good else 'does not answer as it should'} at {path}.")
