"""What passes remember of each other: scores of nodes by what the nodes look like.

A site's nodes are few kinds of machines that go through the same states again and again. What the default
selector says of such a state for a request depends on nothing else, so it is worked out once.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from itertools import count

KEPT = 16
"""Settings (of a resource group: its usual requests, its slots) that are remembered at a time."""
MOST = 50_000
"""Looks and scores under one setting; then it begins anew."""


@dataclass(slots=True)
class Looks:
    """Under one setting. Threads share it: numbers are never given twice."""

    numbers: dict[Hashable, int] = field(default_factory=dict)
    """Of a look its number."""
    scores: dict[Hashable, dict[int, float]] = field(default_factory=dict)
    """By request: scores by the numbers of looks."""
    _next: count[int] = field(default_factory=count)

    def number(self, look: Hashable) -> int:
        """The same for the same look."""
        found = self.numbers.get(look)
        return self.numbers.setdefault(look, next(self._next)) if found is None else found

    def of(self, request: Hashable) -> dict[int, float]:
        """Scores for a request, to look up and to add to."""
        return self.scores.setdefault(request, {})

    @property
    def is_full(self) -> bool:
        return len(self.numbers) + sum(map(len, list(self.scores.values()))) > MOST


def looks_under(setting: Hashable) -> Looks:
    """What is remembered under a setting."""
    with _lock:
        found = _known.pop(setting, None)
        if found is None or found.is_full:
            found = Looks()
        _known[setting] = found
        if len(_known) > KEPT:
            _known.popitem(last=False)
    return found


_lock = threading.Lock()
_known: OrderedDict[Hashable, Looks] = OrderedDict()
