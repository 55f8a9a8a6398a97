"""Starts the Hub's notebook server: ``jupyterhub-singleuser`` with one import put off until it is needed.

jsonschema imports rfc3987_syntax for a format check, and that builds a grammar, for a second of every start.
Here the grammar is built at the first check of an IRI; nothing else changes, validation stays complete.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
import types
from pathlib import Path
from typing import Any

from . import kernelspecs

SLOW = "rfc3987_syntax"
SETTINGS = Path(__file__).with_name("jupyter")
"""Defaults of JupyterLab's settings in a session (a user's own win): nobody is asked about news."""


class _Later(types.ModuleType):
    """Stands for `SLOW` until somebody uses it; then the real module takes its place."""

    def is_valid_syntax(self, rule: str, value: str) -> bool:
        """What jsonschema imports by name."""
        return bool(self._real().is_valid_syntax(rule, value))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self._real(), name)

    def _real(self) -> Any:
        if sys.modules.get(SLOW) is self:
            del sys.modules[SLOW]
        return importlib.import_module(SLOW)


def put_off() -> bool:
    """Put the stand-in in the slow module's place; False when there is none, or it is loaded already."""
    if SLOW in sys.modules or (spec := importlib.util.find_spec(SLOW)) is None:
        return False
    later = _Later(SLOW)
    later.__spec__ = spec
    later.__path__ = list(spec.submodule_search_locations or [])
    sys.modules[SLOW] = later
    return True


def main() -> Any:
    """What the command ``jupyterhub-singleuser`` does."""
    put_off()
    known = os.environ.get("JUPYTER_CONFIG_PATH")
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(filter(None, [known, str(SETTINGS)]))
    # First, so that who starts the server has the last word.
    sys.argv[:1] = ["jupyterhub-singleuser", *kernelspecs.server_arguments()]
    # By name: an agent's node needs no JupyterHub, only an environment that runs Hub servers does.
    return importlib.import_module("jupyterhub.singleuser").main()


if __name__ == "__main__":
    sys.exit(main())
