"""Where things lie in a bundle."""

from __future__ import annotations

MOUNT = "/opt/kernelyard"
"""Where a session sees its bundle. Its programs have this path in them and run nowhere else."""
PYTHON = "bin/python3"
"""The interpreter, below the bundle."""
LIBRARIES = "lib"
"""Loader and shared libraries, below the bundle."""
MANIFEST = "bundle.json"
"""What a bundle is made of; written last."""


class BundleError(Exception):
    """The message is one sentence for who runs the node: what is wrong, and what to do."""
