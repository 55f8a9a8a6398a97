"""``kernelyard storage``: whether the volumes hold what the database says. It asks the running service."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable
from typing import Any

from .site_call import CommandError, ask, site_arguments

OK, DIFFERENCES = 0, 3
"""Exit statuses; 1 and 2 are failures."""
LONGEST = 600.0
"""Seconds; a volume of many folders takes a while to read."""


def add_parser(commands: Any) -> None:
    """``kernelyard storage`` and its subcommands."""
    storage = commands.add_parser("storage", help="volumes: check them against the database")
    todo = storage.add_subparsers(dest="what", required=True)
    check = todo.add_parser(
        "check", help="folders without a record, records without a folder (exit status 3: there are some)"
    )
    check.add_argument(
        "--repair",
        action="store_true",
        help="move what has no record into its owner's trash, and mark what is missing",
    )
    check.add_argument("--json", action="store_true", help="print the service's answer as it is")
    site_arguments(check)


def run(arguments: argparse.Namespace) -> int:
    """Carry out a subcommand; returns the exit status."""
    try:
        text, status = _check(arguments)
    except (CommandError, OSError, ValueError) as error:
        sys.stderr.write(f"kernelyard storage: {error}\n")
        return 1
    sys.stdout.write(text)
    return status


def _check(arguments: argparse.Namespace) -> tuple[str, int]:
    found = ask(arguments, "GET", "/storage/check", timeout=LONGEST)
    done = None
    if arguments.repair and (found["orphans"] or found["missing"] or found["returned"]):
        wanted = {
            "orphans": [each["folder_id"] for each in found["orphans"]],
            "missing": [each["id"] for each in found["missing"]],
        }
        done = ask(arguments, "POST", "/storage/check/repair", wanted, timeout=LONGEST)
    differs = any(found[kind] for kind in ("orphans", "missing", "misplaced", "returned", "unchecked"))
    status = DIFFERENCES if differs else OK
    if arguments.json:
        return json.dumps(found if done is None else {"found": found, "done": done}, indent=2) + "\n", status
    return told(found, done), status


def told(found: dict[str, Any], done: dict[str, Any] | None) -> str:
    """What was found, and what was done about it, for people."""
    lines = [
        *_part("Without a record", found["orphans"], lambda each: f"{each['host']} {each['path']}"),
        *_part("Missing on its volume", found["missing"], _row),
        *_part("Marked as missing, but there", found["returned"], _row),
        *_part(
            "Where it does not belong (move it by hand)",
            found["misplaced"],
            lambda each: (
                f"{each['host']} {each['path']}"
                + (f", expected at {each['expected']}" if each["expected"] else "")
            ),
        ),
        *_part("Not checked", found["unchecked"], str),
    ]
    if not lines:
        return "Volumes and database agree.\n"
    if done is None:
        if found["orphans"] or found["missing"] or found["returned"]:
            lines.append("Nothing was changed; --repair moves what has no record into its owner's trash.")
    else:
        moved, marked, back = (len(done[kind]) for kind in ("orphans", "missing", "returned"))
        lines.append(f"Moved into the trash: {moved}; marked as missing: {marked}; ready again: {back}.")
    return "\n".join(lines) + "\n"


def _part(title: str, items: list[Any], told: Callable[[Any], str]) -> Iterable[str]:
    if items:
        yield f"{title}: {len(items)}"
        yield from (f"  {told(each)}" for each in items)


def _row(each: dict[str, Any]) -> str:
    return f"{each['host']} {each['name']} ({each['id']}) of {each['owner'] or 'nobody'}"
