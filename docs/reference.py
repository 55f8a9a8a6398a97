"""Writes two pages: ``configuration.md`` from the help texts of the traits, ``api.md`` from routes and access
table. Run: ``python docs/reference.py``.

A test compares the files with what this prints, so the references cannot fall behind the code.
"""

from __future__ import annotations

import importlib
import inspect
import re
import sys
import textwrap
from pathlib import Path
from typing import Any

from traitlets import HasTraits, TraitType, Undefined
from traitlets.config import Application

CONFIGURATION = Path(__file__).with_name("configuration.md")
API = Path(__file__).with_name("api.md")
MACHINE = (sys.prefix,)
"""A default that names one of these differs from machine to machine and is called computed."""

PROGRAMS = {
    "kernelyard_hub.app:HubService": "The hub service, `kernelyard-hub`: the API, the scheduler, the console",
    "kernelyard_agent.daemon:Agent": "The agent, `kernelyard-agent`: one on every node",
    "kernelyard_agent.engines.docker.settings:DockerSettings": "Containers of a node, with the docker engine",
    "kernelyard_storage.app:StorageProxy": "The storage proxy, `kernelyard-storage`: beside the disks",
    "kernelyard_spawner:KernelyardSpawner": "The spawner, a class inside JupyterHub",
    "kernelyard_hub.authenticator:KernelyardAuthenticator": "The authenticator, a class inside JupyterHub",
}

HEAD = """\
# Configuration

Generated from the programs' own help by `python docs/reference.py`; do not edit it by hand.

Everything is configured the way JupyterHub is: in a Python file (`c.Agent.port = 6001`) given by
`--config_file`, or on the command line (`--Agent.port=6001`). Secrets are always files (mode 0600), never
values. `kernelyard up` sets all of this by itself; this page is for sites that run the programs one by one.

What an administrator changes while the site runs (users, policies, presets, resource groups) lives in the
database, not here.
"""


def load(name: str) -> type[HasTraits]:
    """The class behind ``module:Name``."""
    module, _, attribute = name.partition(":")
    found: type[HasTraits] = getattr(importlib.import_module(module), attribute)
    return found


def own_traits(cls: type[HasTraits]) -> list[tuple[str, TraitType[Any, Any]]]:
    """Configurable traits that our own classes define, by name; the machinery's are left out."""
    theirs = set(Application.class_traits(config=True)) if issubclass(cls, Application) else set()
    ours = {
        name: trait
        for base in cls.__mro__
        if base.__module__.startswith("kernelyard_") and issubclass(base, HasTraits)
        for name, trait in base.class_own_traits(config=True).items()
        if name not in theirs or name == "config_file"
    }
    return sorted(ours.items())


def default_of(cls: type[HasTraits], name: str, trait: TraitType[Any, Any]) -> str:
    """The default as one writes it in a configuration file; computed ones are described by their help."""
    if any(name in getattr(base, "_trait_default_generators", {}) for base in cls.__mro__):
        return "computed"
    value = trait.default_value
    if value is Undefined and hasattr(trait, "make_dynamic_default"):
        value = trait.make_dynamic_default()
    written = repr(value)
    return "computed" if value is Undefined or any(place in written for place in MACHINE) else written


def section(name: str, title: str) -> str:
    """One program: a heading, a sentence, an entry per trait."""
    cls = load(name)
    first = inspect.cleandoc(cls.__doc__ or "").partition("\n\n")[0].replace("\n", " ")
    lines = [f"## {title}", "", first, ""]
    for trait_name, trait in own_traits(cls):
        kind = type(trait).__name__.removeprefix("C")
        default = default_of(cls, trait_name, trait)
        lines.append(f"- **`c.{cls.__name__}.{trait_name}`** ({kind}, default `{default}`)")
        text = " ".join((trait.help or "").split())
        lines.extend(textwrap.wrap(text, 106, initial_indent="  ", subsequent_indent="  "))
    return "\n".join(lines) + "\n"


API_HEAD = """\
# The API

Generated from the routes and the access table by `python docs/reference.py`; do not edit it by hand.

The hub service answers the Backend.AI API, version `v7.20230615`, at two addresses: through the Hub's proxy
at `…/services/kernelyard`, and directly at the port that `kernelyard up` prints. A leading `/v{N}` is fine.
What is not on this page is not answered yet.

Requests carry a keypair's signature (`Authorization: BackendAI signMethod=HMAC-SHA256, credential=…`), a Hub
API token (`Authorization: token …`), or the cookie of a Hub login. Below `/func`, where clients in session
mode find all of this once more, it is the cookie that `POST /server/login` gives. Errors are problem
documents (`application/problem+json` with `type` and `title`). *Who* says who may call at all; each call then
sees only what belongs to the caller, and admins what belongs to their domain.

## With the public client

```sh
pip install 'backend.ai-client==23.9.10' 'yarl==1.9.4'      # in a Python 3.11 of its own
export BACKEND_ENDPOINT=http://127.0.0.1:8000/services/kernelyard BACKEND_ENDPOINT_TYPE=api
export BACKEND_ACCESS_KEY=… BACKEND_SECRET_KEY=…             # from credentials.json
backend.ai config
backend.ai run --rm -c 'print(6*7)' python
backend.ai start -t mine python && backend.ai ps && backend.ai rm mine
backend.ai vfolder create data local:volume1
backend.ai vfolder upload data big.bin && backend.ai vfolder ls data
backend.ai vfolder download data big.bin
```

Without a keypair, `BACKEND_ENDPOINT_TYPE=session` and `backend.ai login` do with a name and a password.
"""
OWN = ("hub.", "agent.", "console.")
"""Operations that are not of the public API: the Hub's process, agents, pages."""


def api() -> str:
    """The page of the API."""
    from kernelyard_hub.access import TABLE
    from kernelyard_hub.app import ROUTES

    lines = [API_HEAD, "## REST and streams", "", "| call | who | what |", "|---|---|---|"]
    for route in sorted(ROUTES, key=lambda one: (one.path, one.method)):
        if not route.operation.startswith((*OWN, "graphql.")):
            said = sentence(route.handler.__doc__ or "")
            who = TABLE[route.operation].need.value
            lines.append(f"| `{route.method} {route.path}` | {who} | {said or named(route.operation)} |")
    lines += ["", "## GraphQL", "", "`POST /admin/gql` with `query` and `variables`. Root fields:", ""]
    lines += ["| field | who |", "|---|---|"]
    fields = sorted(name for name in TABLE if name.startswith("gql."))
    lines += [f"| `{name.removeprefix('gql.')}` | {TABLE[name].need.value} |" for name in fields]
    return "\n".join(lines) + "\n"


def sentence(text: str) -> str:
    """The first sentence of a docstring, without the sources that it cites."""
    first = re.split(r"(?<=[.:;])\s", " ".join(inspect.cleandoc(text).split()))[0].rstrip(".:;")
    return (
        re.sub(r"\s*\([^)]*\b(?:golden|[A-Z]+-?)\s?\d[^)]*\)", "", first)
        .replace("``", "`")
        .replace("|", "\\|")
    )


def named(operation: str) -> str:
    """``vfolder.rename-file`` in words."""
    noun, _, verb = operation.partition(".")
    return f"{noun.replace('-', ' ')}: {verb.replace('-', ' ')}"


def configuration() -> str:
    """The page of settings."""
    return "\n".join([HEAD, *(section(name, title) for name, title in PROGRAMS.items())])


if __name__ == "__main__":
    CONFIGURATION.write_text(configuration())
    API.write_text(api())
