"""``kernelyard agent join`` and ``kernelyard agent check``."""

from __future__ import annotations

import argparse
import asyncio
import os
import stat
import sys
from collections.abc import Sequence
from pathlib import Path

from . import check
from .hub import HubError
from .identity import IdentityError
from .join import JoinError, join
from .token import Token

NODE_DIR = Path("/etc/kernelyard/node")


def main(argv: Sequence[str]) -> int:
    """Run the command; returns the exit status. Errors are one sentence on stderr."""
    arguments = _parser().parse_args(argv)
    return _join(arguments) if arguments.command == "join" else check.run(arguments.config, sys.stdout)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="kernelyard agent")
    commands = parser.add_subparsers(dest="command", required=True)
    join_ = commands.add_parser("join", help="make this machine a node of a site")
    join_.add_argument(
        "--hub", required=True, metavar="URL", help="https://… as `kernelyard node add` has it"
    )
    join_.add_argument(
        "--token-file", required=True, type=Path, metavar="FILE", help="the file that `node add` has written"
    )
    join_.add_argument(
        "--node-dir",
        type=Path,
        default=NODE_DIR,
        metavar="DIR",
        help=f"where it is kept (default: {NODE_DIR})",
    )
    join_.add_argument("--replace", action="store_true", help="put the new identity in an old one's place")
    check_ = commands.add_parser("check", help="look whether this machine is fit to be a node")
    check_.add_argument(
        "--config", required=True, type=Path, metavar="FILE", help="the agent's configuration"
    )
    return parser


def _join(arguments: argparse.Namespace) -> int:
    try:
        token = _token(arguments.token_file)
        identity = asyncio.run(
            join(arguments.hub, token, arguments.node_dir.absolute(), replace=arguments.replace)
        )
    except (JoinError, HubError, IdentityError, OSError, ValueError) as error:
        sys.stderr.write(f"kernelyard agent join: {error}\n")
        return 1
    facts = identity.facts
    sys.stdout.write(
        f"This machine is now node {facts.name} of the site at {facts.hub}, "
        f"in the resource group {facts.resource_group}.\n"
        f"Its certificate and secret lie in {identity.directory}; the token is used up.\n"
        "Next: kernelyard agent check --config FILE, then kernelyard agent --config FILE\n"
    )
    return 0


def _token(path: Path) -> Token:
    with path.open() as file:
        if os.fstat(file.fileno()).st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise JoinError(f"{path} can be read by others; run: chmod 600 {path}")
        text = file.read()
    try:
        return Token.parse(text)
    except ValueError as error:
        raise JoinError(f"{path}: {error}") from None
