"""Nodes with what is held on them: where nothing has changed, the very views of the look before, so that
whoever compares thousands of them (`placement.ground`) need not look into them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine

from ..snapshot import AgentView, DeviceKey
from .picture import Held

_NOTHING: Mapping[DeviceKey, int] = {}
_NOBODY: frozenset[str] = frozenset()
_last: WeakKeyDictionary[Engine, tuple[tuple[AgentView, ...], Held, tuple[AgentView, ...]]] = (
    WeakKeyDictionary()
)
"""By database, of the last look: the nodes as if nothing was held, what was held, and they with it."""


def filled(conn: Connection, nodes: tuple[AgentView, ...], held: Held) -> tuple[AgentView, ...]:
    """``nodes``, of which nothing is held, with what is."""
    known = _last.get(conn.engine)
    if known is None or known[0] != nodes:  # quick: mostly the same views, if not the same tuple
        before = nodes
    elif known[1] is held:
        return known[2]
    else:
        before = known[2]
    by_agent, taken = held.by_agent, held.taken
    found = tuple(
        [
            view
            if view.held is by_agent.get(view.agent_id, _NOTHING)
            and view.taken is taken.get(view.agent_id, _NOBODY)
            else replace(
                view,
                held=by_agent.get(view.agent_id, _NOTHING),
                taken=taken.get(view.agent_id, _NOBODY),
            )
            for view in before
        ]
    )
    _last[conn.engine] = (nodes, held, found)
    return found
