"""Agent selection: which of the nodes that can hold a session gets it. Higher scores first; equal scores go
by the agents' ids.

Other packages add selectors by the entry point group ``kernelyard.agent_selectors``: a class that is called
without arguments and behaves as `Selector`.
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Protocol

import numpy as np

from .fragmentation import Floats, Ints

if TYPE_CHECKING:
    from .yard import Shape, Yard

DEFAULT = "fragmentation"
ENTRY_POINTS = "kernelyard.agent_selectors"


class Selector(Protocol):
    """Made anew for every pass and resource group."""

    moves: bool
    """Whether scores of untouched nodes change with each placement. A class may say ``alike = True`` when
    nodes that have the same devices free, and may run the same, always have the same score."""

    def scores(self, yard: Yard, shape: Shape, rows: Ints) -> Floats:
        """A score for each of these nodes, which have room for the request as far as totals tell."""

    def placed(self, row: int) -> None:
        """Hear that a session has been placed on a node."""


class Dispersed:
    """The node with the largest free part of its scarcest slot (SCH-006)."""

    moves = False
    alike = True

    def scores(self, yard: Yard, shape: Shape, rows: Ints) -> Floats:
        return _scarcest(yard, rows)

    def placed(self, row: int) -> None:
        return


class Concentrated:
    """The node that is fullest already, so that others stay empty (SCH-007)."""

    moves = False
    alike = True

    def scores(self, yard: Yard, shape: Shape, rows: Ints) -> Floats:
        result: Floats = -_scarcest(yard, rows)
        return result

    def placed(self, row: int) -> None:
        return


class RoundRobin:
    """The next node after the one that got the last session, in the order of their ids."""

    moves = True

    def __init__(self) -> None:
        self._last = -1

    def scores(self, yard: Yard, shape: Shape, rows: Ints) -> Floats:
        result: Floats = -((rows - self._last - 1) % len(yard.rooms)).astype(float)
        return result

    def placed(self, row: int) -> None:
        self._last = row


class Fragmentation:
    """The node that is left with the fewest unusable accelerators; ties go to the one that is left fullest.

    A group without accelerators has nothing to fragment: there it is `Dispersed`.
    """

    moves = False
    alike = True

    def scores(self, yard: Yard, shape: Shape, rows: Ints) -> Floats:
        if not yard.accelerators:
            return _scarcest(yard, rows)
        gain, idle = yard.gain(shape, rows)
        # The idle part is at the most 1: it decides between equal steps of the score only.
        result: Floats = gain * 2.0 - idle
        return result

    def placed(self, row: int) -> None:
        return


_BUILT_IN: dict[str, type[Selector]] = {
    "dispersed": Dispersed,
    "concentrated": Concentrated,
    "roundrobin": RoundRobin,
    "fragmentation": Fragmentation,
}


@cache
def names() -> frozenset[str]:
    """All selectors that a resource group may name."""
    return frozenset(_BUILT_IN) | {point.name for point in entry_points(group=ENTRY_POINTS)}


def selector(name: str) -> Selector:
    """A selector by its name; the default one for a name that nobody knows (any more)."""
    if name in _BUILT_IN:
        return _BUILT_IN[name]()
    for point in entry_points(group=ENTRY_POINTS, name=name):
        made: Selector = point.load()()
        return made
    return _BUILT_IN[DEFAULT]()


def _scarcest(yard: Yard, rows: Ints) -> Floats:
    parts = yard.free[rows] / np.maximum(1, yard.capacity[rows])
    parts = np.where(yard.capacity[rows] > 0, parts, np.inf)
    result: Floats = parts.min(axis=1) if parts.shape[1] else np.zeros(len(rows))
    return result
