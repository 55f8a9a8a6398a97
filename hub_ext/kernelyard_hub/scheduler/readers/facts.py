"""What nodes are, as placement looks at them; read again only when a node has said something new."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, select

from ...store.keys import padded
from ...store.models import agent_devices, agents
from ..snapshot import AgentView, DeviceView

MOST = 20_000
"""Nodes whose facts are kept in memory; then it begins anew."""
_known: dict[int, AgentView] = {}
"""By `agents.facts`: a number that is drawn anew whenever one of these facts changes, so that what is kept
under it cannot be out of date, whichever service wrote it."""


Capacities = Mapping[tuple[str, str], int]
_sizes: dict[int, Capacities] = {}
"""What `read_capacities` makes of `_known`."""


def read_facts(conn: Connection, wanted: Mapping[str, int]) -> dict[str, AgentView]:
    """Nodes by id, with their devices and without what is held; ``wanted`` is id -> `agents.facts`."""
    found = {agent_id: _known[facts] for agent_id, facts in wanted.items() if facts in _known}
    missing = [agent_id for agent_id in wanted if agent_id not in found]
    if missing:
        if len(_known) > MOST:
            _known.clear()
        fresh = _read(conn, missing)
        _known.update({wanted[agent_id]: view for agent_id, view in fresh.items() if wanted[agent_id]})
        found |= fresh
    return found


def read_capacities(conn: Connection, wanted: Mapping[str, int]) -> dict[str, Capacities]:
    """By node: device and slot -> capacity; ``wanted`` as for `read_facts`."""
    known = {agent_id: _sizes[facts] for agent_id, facts in wanted.items() if facts in _sizes}
    views = read_facts(conn, {agent_id: facts for agent_id, facts in wanted.items() if agent_id not in known})
    fresh = {
        agent_id: {(one.device_id, one.slot): one.capacity for one in view.devices}
        for agent_id, view in views.items()
    }
    if len(_sizes) > MOST:
        _sizes.clear()
    _sizes.update({wanted[agent_id]: sizes for agent_id, sizes in fresh.items() if wanted[agent_id]})
    return known | fresh


def _read(conn: Connection, agent_ids: list[str]) -> dict[str, AgentView]:
    ids = padded(agent_ids)
    devices: dict[str, list[DeviceView]] = {}
    query = select(agent_devices).where(agent_devices.c.agent_id.in_(ids))
    for row in conn.execute(
        query.order_by(agent_devices.c.agent_id, agent_devices.c.device_id, agent_devices.c.slot)
    ):
        view = DeviceView(row.device_id, row.slot, row.capacity, row.exclusive, row.numa_node)
        devices.setdefault(row.agent_id, []).append(view)
    return {
        row.id: AgentView(
            agent_id=row.id,
            resource_group=row.resource_group,
            architecture=row.architecture,
            images=frozenset(row.image_names),
            fetches=row.engine == "docker",
            volumes=frozenset(row.volumes),
            devices=tuple(devices.get(row.id, ())),
        )
        for row in conn.execute(select(agents).where(agents.c.id.in_(ids)))
    }
