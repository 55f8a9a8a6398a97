"""``python -m kernelyard_agent.bundle``: build a bundle, or what a runner image is made of.

python -m kernelyard_agent.bundle build DIRECTORY
python -m kernelyard_agent.bundle context | docker build -t example.org/kernelyard-runner:1 -
"""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
from pathlib import Path

from . import image, store
from .places import BundleError


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m kernelyard_agent.bundle")
    commands = parser.add_subparsers(dest="command", required=True)
    build = commands.add_parser("build", help="build one below DIRECTORY and print where it lies")
    build.add_argument("directory", type=Path)
    build.add_argument("--runner-image", help="take it from this image")
    commands.add_parser("context", help="write the context of a runner image to standard output")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    python = Path(sys.executable)
    try:
        if arguments.command == "build":
            found = store.ensure(arguments.directory.absolute(), python, arguments.runner_image)
            sys.stdout.write(f"{found}\n")
        else:
            with tempfile.TemporaryDirectory() as directory:
                image.write_context(store.ensure(Path(directory), python), sys.stdout.buffer)
    except BundleError as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
