"""Yards between passes, so that a pass over thousands of nodes looks at those that have changed only.

A yard is taken off its shelf by the one who uses it and put back when the pass is over; who finds none makes
one. With a shelf or without, a pass decides the same: `Yard.again` keeps only what it would find again.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable, Sequence

from ..snapshot import AgentView, GroupView
from .place import Room
from .selectors import selector
from .yard import Yard

KEPT = 16
"""Yards that are kept at a time."""


class Shelf:
    """Any number of threads may share one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._yards: OrderedDict[Hashable, Yard] = OrderedDict()

    def take(self, group: GroupView, agents: Sequence[AgentView]) -> Yard:
        """The yard of a group's nodes (in the order of their ids), as a pass finds it in the beginning."""
        with self._lock:
            kept = self._yards.pop(_setting(group), None)
        chosen = selector(group.selector)
        by_type = {
            kind: selector(name) for kind, name in sorted(group.selectors.items()) if name != group.selector
        }
        last = group.last_agent
        if kept is not None and kept.again(agents, chosen, group.usual, last=last, by_type=by_type):
            return kept
        rooms = [Room(agent) for agent in agents]
        return Yard(rooms, chosen, group.usual, split=group.split, last=last, by_type=by_type)

    def put(self, group: GroupView, yard: Yard) -> None:
        """The pass is over: nobody uses the yard any more."""
        with self._lock:
            self._yards[_setting(group)] = yard
            if len(self._yards) > KEPT:
                self._yards.popitem(last=False)


def _setting(group: GroupView) -> Hashable:
    return (group.name, group.selector, tuple(sorted(group.selectors.items())), group.split)
