"""``kernelyard node``: nodes on other machines, from the Hub's own machine.

It asks the running hub service, with the Hub's secret, which only the site's own user can read.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from kernelyard_agent.tls import is_loopback

from ..up.layout import write_private
from .site_call import CommandError, ask, site_arguments

EXAMPLE = "https://hub.example.org"
SAMPLE = """\
# The agent of node {name}. On that machine:
#
#   1. copy this file and {name}.token there (to /etc/kernelyard, mode 0600)
#   2. kernelyard agent join --hub {address} --token-file /etc/kernelyard/{name}.token
#   3. kernelyard agent check --config /etc/kernelyard/{config}
#   4. kernelyard agent --config /etc/kernelyard/{config}
#
# Everything that can be set: docs/configuration.md.

c = get_config()  # noqa

# What `kernelyard agent join` has made; name and resource group ({group}) stand in there.
c.Agent.node_dir = "/etc/kernelyard/node"

# The address at which hub service (port) and the Hub's proxy (relay_port) reach this machine. TLS, both ways:
# the firewall has to let the Hub's machine in at these two ports, and nobody else.
c.Agent.listen_ip = "{listen}"
c.Agent.port = 6001
c.Agent.relay_port = 6002

# What sessions run in: "docker" (containers), or "process" (processes, kept from each other by nothing).
c.Agent.engine = "process"

# Journals, logs and the homes of sessions: on a local disk with room.
c.Agent.state_dir = "/var/lib/kernelyard"

# The site's volumes, where this machine has mounted them. A directory that is not the site's volume is
# refused; sessions that need a volume which is not here run elsewhere.
c.Agent.volumes = {volumes}

# How sessions on this machine reach the site: the address that browsers use, if it is not on loopback.
c.Agent.service_url = "{public}/services/kernelyard"
c.Agent.hub_api_url = "{public}/hub/api"

# Started by root, sessions run as this user; files on the volumes belong to it. The same on all machines.
c.Agent.session_uid = 1000
c.Agent.session_gid = 1000
"""


def add_parser(commands: Any) -> None:
    """``kernelyard node`` and its subcommands."""
    node = commands.add_parser("node", help="nodes on other machines: add, list, remove")
    todo = node.add_subparsers(dest="what", required=True)
    add = todo.add_parser("add", help="let a machine join; writes its token and its configuration")
    add.add_argument("name", help="its name on the site")
    add.add_argument("--resource-group", default="default", metavar="GROUP", help="(default: default)")
    add.add_argument(
        "--address",
        action="append",
        default=[],
        metavar="ADDRESS",
        help="address or host name that it may have (default: the one it joins from); may be repeated",
    )
    add.add_argument("--replace", action="store_true", help="let another machine take this node's place")
    add.add_argument("--out", type=Path, default=Path(), metavar="DIR", help="where to write (default: here)")
    listing = todo.add_parser("list", help="all of them, and how they are")
    remove = todo.add_parser("remove", help="take one out: its certificate and secret end at once")
    remove.add_argument("name")
    remove.add_argument("--end-sessions", action="store_true", help="give up the sessions that run there")
    for parser in (add, listing, remove):
        site_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Carry out a subcommand; returns the exit status."""
    doing: dict[str, Callable[[argparse.Namespace], str]] = {"add": _add, "list": _list, "remove": _remove}
    try:
        sys.stdout.write(doing[arguments.what](arguments))
    except (CommandError, OSError, ValueError) as error:
        sys.stderr.write(f"kernelyard node: {error}\n")
        return 1
    return 0


def _add(arguments: argparse.Namespace) -> str:
    wanted = {
        "name": arguments.name,
        "resource_group": arguments.resource_group,
        "addresses": arguments.address,
        "replace": arguments.replace,
    }
    made = ask(arguments, "POST", "/resource/nodes", wanted)
    name, address = made["name"], made["address"]
    out = arguments.out
    out.mkdir(parents=True, exist_ok=True)
    config = f"{name}_config.py"
    write_private(out / f"{name}.token", made["token"] + "\n")
    sample = SAMPLE.format(
        name=name,
        address=address,
        config=config,
        group=made["resource_group"],
        listen=arguments.address[0] if arguments.address else "10.0.0.2",
        volumes=json.dumps({volume: f"/mnt/{volume}" for volume in made["volumes"]}),
        public=_public(made["public_url"]),
    )
    (out / config).write_text(sample)
    until = datetime.fromisoformat(made["expires_at"]).astimezone()
    return (
        f"{name} may join the resource group {made['resource_group']} until {until:%H:%M}, once.\n"
        f"Copy {out / f'{name}.token'} (keep it secret) and {out / config} to that machine, and there:\n"
        f"  kernelyard agent join --hub {address} --token-file {name}.token\n"
        f"  kernelyard agent check --config {config}\n"
        f"  kernelyard agent --config {config}\n"
    )


def _public(url: str) -> str:
    """Where browsers go, when other machines can go there too; else an example to be replaced."""
    return EXAMPLE if is_loopback(urlsplit(url).hostname or "localhost") else url


def _list(arguments: argparse.Namespace) -> str:
    rows = [("NODE", "STATE", "GROUP", "ADDRESS", "LAST SEEN", "CERTIFICATE UNTIL")]
    for node in ask(arguments, "GET", "/resource/nodes")["nodes"]:
        addresses = node["agent_address"] or ", ".join(node["addresses"]) or "-"
        ends = (node["certificate_expires"] or "-").partition("T")[0]
        row = (node["name"], node["state"], node["resource_group"], addresses, _ago(node["last_seen"]), ends)
        rows.append(row)
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "".join(line.rstrip() + "\n" for line in lines)


def _remove(arguments: argparse.Namespace) -> str:
    query = "?end_sessions=true" if arguments.end_sessions else ""
    ask(arguments, "DELETE", f"/resource/nodes/{quote(arguments.name, safe='')}{query}")
    left = "were given up" if arguments.end_sessions else "are unknown until somebody ends them"
    return (
        f"{arguments.name} is out: certificate and secret count for nothing any more. "
        f"Sessions that ran there {left}.\n"
    )


def _ago(stamp: str | None) -> str:
    if stamp is None:
        return "never"
    seconds = (datetime.now(UTC) - datetime.fromisoformat(stamp)).total_seconds()
    return f"{seconds:.0f} s ago" if seconds < 120 else f"{seconds / 60:.0f} min ago"
