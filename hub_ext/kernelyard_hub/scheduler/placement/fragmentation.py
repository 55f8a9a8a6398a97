"""Fragmentation: how much of a node's idle accelerators the usual requests could not use.

After FGD (Weng et al., USENIX ATC 2023; `spec/fgpu.md` 3.3): with the usual requests ``m`` of probability
``p_m``, a node's fragments are ``sum(p_m * F(m))``, where ``F(m)`` is all that is idle when ``m`` cannot run
there, else what is idle on devices too full for it. A placement is good when it leaves fewer fragments than
there were. Accelerators are counted in thousandths of a device.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

WHOLE = 1000
"""A whole device."""
_LARGEST = np.iinfo(np.int64).max
USUAL = 0.95
"""Part of all requests that the usual ones make up; the rare rest is left out."""
GRAIN = 100
"""Steps of the score between "as bad as can be" and "as good as can be": what differs by less is a tie, and
ties go to the node that is left fullest. Finer steps pack worse (`spec/fgpu.md` 3.4)."""


@dataclass(frozen=True, slots=True)
class Usual:
    """A kind of request and how often it comes. ``count`` devices, each with ``need`` thousandths free."""

    weight: float
    cpu: int
    memory: int
    need: int
    count: int
    kind: Hashable = None
    """What decides which nodes may hold it (`place.Kind`); None = every node."""


def usual(counted: Mapping[Usual, int]) -> tuple[Usual, ...]:
    """The most frequent kinds that make up `USUAL` of ``counted``, with their weights (their sum is 1).

    Deterministic: equal numbers go by what they ask for.
    """

    def rank(item: tuple[Usual, int]) -> tuple[int, ...]:
        kind, number = item
        return (-number, kind.need * kind.count, kind.cpu, kind.memory)

    total, covered, kept = sum(counted.values()), 0, []
    for kind, number in sorted(counted.items(), key=rank):
        kept.append((kind, number))
        covered += number
        if covered >= USUAL * total:
            break
    return tuple(
        Usual(number / covered, kind.cpu, kind.memory, kind.need, kind.count, kind.kind)
        for kind, number in kept
    )


class Workload:
    """The usual requests as arrays, for many nodes at once."""

    def __init__(self, kinds: Sequence[Usual], may_run: Callable[[Hashable], Flags]) -> None:
        """``may_run`` tells for a kind which of the nodes it may use, however full they are."""
        on_devices = [kind for kind in kinds if kind.count]
        self._idle_weight = float(sum(kind.weight for kind in kinds if not kind.count))
        self._weight: Floats = np.array([kind.weight for kind in on_devices], dtype=float)
        self._cpu: Ints = np.array([kind.cpu for kind in on_devices], dtype=np.int64)
        self._memory: Ints = np.array([kind.memory for kind in on_devices], dtype=np.int64)
        self._count: Ints = np.array([kind.count for kind in on_devices], dtype=np.int64)
        need = np.array([kind.need for kind in on_devices], dtype=np.int64)
        self._needs: Ints
        self._needs, self._which = np.unique(need, return_inverse=True)
        columns = [may_run(kind.kind) for kind in on_devices]
        self._may: Flags | None = np.stack(columns, axis=1) if columns else None

    def fragments(self, nodes: Ints, cpu: Ints, memory: Ints, devices: Ints) -> Floats:
        """Fragments of nodes (by number) that have so much free; ``devices`` is nodes by devices."""
        idle = devices.sum(axis=1)
        if self._may is None:
            return np.asarray(idle * self._idle_weight, dtype=float)
        # Nodes by devices by needs: most calls are about a few nodes, where steps cost more than their work.
        enough = devices[:, :, None] >= self._needs
        fitting = enough.sum(axis=1)
        small = idle[:, None] - np.where(enough, devices[:, :, None], 0).sum(axis=1)
        runs = self._may[nodes]
        runs &= cpu[:, None] >= self._cpu
        runs &= memory[:, None] >= self._memory
        runs &= fitting[:, self._which] >= self._count
        lost = np.where(runs, small[:, self._which], idle[:, None])
        # Not a product of matrices: how that rounds depends on the machine and on how many nodes there are.
        result: Floats = (lost * self._weight).sum(axis=1) + idle * self._idle_weight
        return result


def score(before: Floats, after: Floats) -> Floats:
    """How good placements are, as whole steps of `GRAIN`."""
    result: Floats = np.floor(GRAIN / (1.0 + np.exp((after - before) / WHOLE)))
    return result


def fill(devices: Ints, need: int, count: int) -> None:
    """Take ``count`` times ``need`` from each row: the tightest devices that hold it; what none holds is
    taken from the freest ones (a request that is split)."""
    lines = np.arange(len(devices))
    for _ in range(count):
        holding = np.where(devices >= need, devices, _LARGEST)
        chosen = holding.argmin(axis=1)
        none = holding[lines, chosen] == _LARGEST
        if none.any():
            chosen = np.where(none, devices.argmax(axis=1), chosen)
        devices[lines, chosen] = np.maximum(0, devices[lines, chosen] - need)
