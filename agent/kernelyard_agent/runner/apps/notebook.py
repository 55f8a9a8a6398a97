"""JupyterLab or Jupyter Notebook as an app of the session: ``python -m … jupyter-lab|jupyter-notebook …``.

The server has no token: nobody but root and the session's own user gets as far as a request (`peers`).
"""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any

from .. import kernelspecs
from ..late_imports import put_off
from ..notebook import SETTINGS
from . import peers

PROGRAMS = {"jupyter-lab": "jupyterlab.labapp", "jupyter-notebook": "notebook.app"}


def guard() -> None:
    """Have tornado's server close connections of other users before it reads from them."""
    server: Any = importlib.import_module("tornado.httpserver").HTTPServer
    handle = server.handle_stream

    def handle_stream(self: Any, stream: Any, address: Any) -> None:
        if peers.welcome(stream.socket):
            handle(self, stream, address)
        else:
            stream.close()

    server.handle_stream = handle_stream


def main() -> Any:
    name = sys.argv[1]
    put_off()
    known = os.environ.get("JUPYTER_CONFIG_PATH")
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(filter(None, [known, str(SETTINGS)]))
    guard()
    sys.argv[:2] = [name, *kernelspecs.server_arguments()]
    return importlib.import_module(PROGRAMS[name]).main()


if __name__ == "__main__":
    sys.exit(main())
