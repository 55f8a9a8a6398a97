"""The order in which waiting sessions get their chance: FIFO within each resource group (SCH-003)."""

from __future__ import annotations

from collections.abc import Iterable

from .snapshot import Waiting


def fifo(waiting: Iterable[Waiting]) -> list[Waiting]:
    """By order of arrival; never by clocks. Groups do not compete, so one list over all of them is right."""
    return sorted(waiting, key=lambda session: session.sequence)
