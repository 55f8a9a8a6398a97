"""Puts off one import of a notebook server until it is needed.

jsonschema imports rfc3987_syntax for a format check, and that builds a grammar, for a second of every start.
Here the grammar is built at the first check of an IRI; nothing else changes, validation stays complete.

As a program, ``PYTHON late_imports.py SCRIPT ARGUMENT...`` runs a Python script so, with our defaults of
JupyterLab's settings behind the image's and the user's. An image's own interpreter does that for the image's
own ``jupyterhub-singleuser``: this file imports nothing of ours and keeps to Python 3.8.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import runpy
import sys
import types
from typing import Any

SLOW = "rfc3987_syntax"
SETTINGS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "jupyter")  # noqa: PTH100, PTH118, PTH120
"""Defaults of JupyterLab's settings: nobody is asked about news."""


class Later(types.ModuleType):
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
    if SLOW in sys.modules:
        return False
    spec = importlib.util.find_spec(SLOW)
    if spec is None:
        return False
    later = Later(SLOW)
    later.__spec__ = spec
    later.__path__ = list(spec.submodule_search_locations or [])
    sys.modules[SLOW] = later
    return True


def main() -> None:
    """Run the script that the arguments name, as its interpreter would."""
    del sys.argv[0]
    # What lies beside this file is not what the script means by its imports.
    sys.path[0] = os.path.dirname(os.path.realpath(sys.argv[0]))  # noqa: PTH120 -- as Python itself does
    known = os.environ.get("JUPYTER_CONFIG_PATH")
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(filter(None, [known, SETTINGS]))
    put_off()
    runpy.run_path(sys.argv[0], run_name="__main__")


if __name__ == "__main__":
    main()
