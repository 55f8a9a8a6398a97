"""The command ``kernelyard``."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from . import __version__


def main(argv: Sequence[str] | None = None) -> int:
    """Run a subcommand; returns the exit status. Errors are one sentence on stderr."""
    given = list(sys.argv[1:] if argv is None else argv)
    if given[:1] == ["agent"]:
        # A program of its own: a node needs nothing else of this package.
        os.execv(sys.executable, [sys.executable, "-m", "kernelyard_agent.daemon", *given[1:]])  # noqa: S606
    arguments = _parser().parse_args(given)
    known = {
        "up": _up,
        "move-database": _move_database,
        "node": _node,
        "replay": _replay,
        "storage": _storage,
    }
    return known[str(arguments.command)](arguments)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="kernelyard", description="A JupyterHub as a GPU compute platform.")
    parser.add_argument("--version", action="version", version=f"kernelyard {__version__}")
    commands = parser.add_subparsers(dest="command", required=True)
    up = commands.add_parser("up", help="run a whole site on this machine until Ctrl-C")
    up.add_argument("--data", type=Path, default=Path(".run"), help="the site's directory (default: .run)")
    up.add_argument("--port", type=_port, help="port of the Hub's address (default: the last one, else 8000)")
    up.add_argument("--mock-gpus", type=_count, default=0, metavar="N", help="pretend that there are N GPUs")
    up.add_argument("--database", metavar="URL", help="database (default: $KERNELYARD_DATABASE, else SQLite)")
    up.add_argument("--config", type=Path, metavar="FILE", help="jupyterhub_config.py to run the Hub with")
    up.add_argument("--engine", choices=["process", "docker"], default="process", help="what sessions run in")
    up.add_argument(
        "--image",
        action="append",
        default=[],
        metavar="PATTERN",
        help="with docker: images without Kernelyard's labels that may run, too ('debian:*'); repeatable",
    )
    up.add_argument(
        "--agent-listen",
        metavar="ADDRESS:PORT",
        help="let nodes on other machines in, by TLS (default: as last time; none = no longer)",
    )
    up.add_argument("--log-level", default="INFO", choices=["DEBUG", "INFO", "WARNING", "ERROR"])
    move = commands.add_parser("move-database", help="copy a stopped site's database into another one")
    move.add_argument("--data", type=Path, default=Path(".run"), help="the site's directory (default: .run)")
    move.add_argument("--to", required=True, metavar="URL", help="postgresql+asyncpg://… (an empty database)")
    _add_node_parser(commands)
    _add_replay_parser(commands)
    _add_storage_parser(commands)
    commands.add_parser("agent", help="run this machine's agent; join and check make it a node")
    return parser


def _add_node_parser(commands: Any) -> None:
    from .commands.nodes import add_parser

    add_parser(commands)


def _add_replay_parser(commands: Any) -> None:
    parser = commands.add_parser("replay", help="compute recorded decisions once more, and compare")
    parser.add_argument("paths", nargs="+", type=Path, metavar="FILE", help="records, or a directory of them")
    parser.add_argument("--session", type=UUID, metavar="ID", help="tell what was decided about one session")
    parser.add_argument(
        "--what-if",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="an option of all resource groups that is to be otherwise (selector=concentrated); repeatable",
    )


def _add_storage_parser(commands: Any) -> None:
    from .commands.storage import add_parser

    add_parser(commands)


def _storage(arguments: argparse.Namespace) -> int:
    from .commands.storage import run

    return run(arguments)


def _replay(arguments: argparse.Namespace) -> int:
    from .commands.replay import run

    return run(arguments)


def _node(arguments: argparse.Namespace) -> int:
    from .commands.nodes import run

    return run(arguments)


def _move_database(arguments: argparse.Namespace) -> int:
    from .up.move import move
    from .up.supervisor import UpError

    try:
        asyncio.run(move(arguments.data.absolute(), arguments.to))
    except UpError as error:
        sys.stderr.write(f"kernelyard: {error}\n")
        return 1
    return 0


def _up(arguments: argparse.Namespace) -> int:
    from .up.supervisor import Options, UpError, up

    options = Options(
        data=arguments.data,
        port=arguments.port,
        mock_gpus=arguments.mock_gpus,
        database_url=arguments.database,
        hub_config=arguments.config,
        engine=arguments.engine,
        images=tuple(arguments.image),
        agent_listen=arguments.agent_listen,
        log_level=arguments.log_level,
    )
    try:
        return asyncio.run(up(options))
    except UpError as error:
        sys.stderr.write(f"kernelyard: {error}\n")
        return 1
    except KeyboardInterrupt:  # before the site took over the signals: nothing runs yet
        return 130


def _port(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 65535:
        raise argparse.ArgumentTypeError("a port is a number from 1 to 65535")
    return number


def _count(text: str) -> int:
    number = int(text)
    if number < 0:
        raise argparse.ArgumentTypeError("a count cannot be negative")
    return number


if __name__ == "__main__":
    sys.exit(main())
