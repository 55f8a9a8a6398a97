"""Writes ``docs/configuration.md`` from the help texts of the traits. Run: ``python docs/reference.py``.

A test compares the file with what this prints, so the reference cannot fall behind the code.
"""

from __future__ import annotations

import importlib
import inspect
import sys
import textwrap
from pathlib import Path
from typing import Any

from traitlets import HasTraits, TraitType, Undefined
from traitlets.config import Application

OUTPUT = Path(__file__).with_name("configuration.md")
MACHINE = (sys.prefix,)
"""A default that names one of these differs from machine to machine and is called computed."""

PROGRAMS = {
    "kernelyard_hub.app:HubService": "The hub service, `kernelyard-hub`: the API, the scheduler, the console",
    "kernelyard_agent.daemon:Agent": "The agent, `kernelyard-agent`: one on every node",
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


def reference() -> str:
    """The whole page."""
    return "\n".join([HEAD, *(section(name, title) for name, title in PROGRAMS.items())])


if __name__ == "__main__":
    OUTPUT.write_text(reference())
