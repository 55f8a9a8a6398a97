"""Folders of running kernels: a part of the agent's contract (`protocol`).

| the hub service calls the agent | body -> answer |
|---|---|
| ``GET  /kernels/{id}/mounts`` | -> `KernelMounts` |
| ``POST /kernels/{id}/mounts`` | `Mount` -> `KernelMounts`: mounted, or changed where it is (idempotent) |
| ``POST /kernels/{id}/mounts/remove`` | `RemoveMount` -> `Removal` (idempotent) |
| ``POST /kernels/{id}/mounts/holders`` | `FolderHolders` -> `Holders`: who has files of the folder open |
| ``POST /kernels/{id}/mounts/holders/end`` | `EndHolders` -> `Holders`: who still has |
"""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from .protocol import Message, Mount


class KernelMount(Message):
    mount: Mount
    late: bool
    """Whether it came after the start."""


class KernelMounts(Message):
    """What a running kernel has mounted. ``reason``: why nothing of it can be changed, or what to know of
    such changes."""

    mounts: list[KernelMount]
    changeable: bool
    reason: str = ""


class RemoveMount(Message):
    """``held`` decides about processes that hold files of the folder open: with ``refuse`` the folder stays
    mounted; ``leave`` lets those go on that hold nothing but files, and ends who has a directory, from which
    more files could be opened; ``end`` ends them all."""

    folder_id: UUID
    target: str
    held: Literal["refuse", "leave", "end"] = "refuse"


class Holder(Message):
    """``pid`` as the session's own programs see it."""

    pid: int
    command: str
    files: list[str]


class Holders(Message):
    holders: list[Holder]


class Removal(Message):
    """``holders`` are those that hold on, now."""

    removed: bool
    holders: list[Holder]
    detail: str = ""


class FolderHolders(Message):
    folder_id: UUID


class EndHolders(Message):
    folder_id: UUID
    pids: list[int] | None = None
    """None: all of them."""
