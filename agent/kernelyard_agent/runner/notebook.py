"""Starts the Hub's notebook server: ``jupyterhub-singleuser`` with one import put off until it is needed
(`late_imports`), with a session's settings and the kernels of its image.
"""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path
from typing import Any

from . import kernelspecs
from .late_imports import put_off

SETTINGS = Path(__file__).with_name("jupyter")
"""Defaults of JupyterLab's settings in a session (a user's own win): nobody is asked about news."""


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
