"""The most that one container may have, whoever asks for it (SCH-054): settings of the site, by slot, at
``config/resources/max_per_container/<slot>``; ``shmem`` is shared memory.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from kernelyard_agent import slots
from kernelyard_agent.slots import COUNT_SCALE, SlotError, Slots
from kernelyard_hub import errors
from kernelyard_hub.store import settings

TREE = "config/resources/max_per_container/"
"""Path of the settings."""
ROOT = "config/"
"""What settings by path are called in the table of all settings (`site_settings.ROOT`)."""
SHARED = "shmem"
USUAL: Slots = {
    "cpu": 255 * COUNT_SCALE,
    "mem": 1000 * 2**30,
    "cuda.device": 8 * COUNT_SCALE,
    "cuda.shares": 8 * COUNT_SCALE,
    SHARED: 256 * 2**30,
}
"""What holds where no setting says anything else."""


def read(conn: Connection) -> Slots:
    """The caps by slot; those without a limit are left out."""
    found = dict(USUAL)
    for key, value in settings.below(conn, ROOT + TREE).items():
        name = key.removeprefix(ROOT + TREE)
        try:
            found[name] = slots.parse_limit(_slot(name), value)
        except SlotError:
            continue  # a setting of another version must stop nobody
    return {name: most for name, most in found.items() if most < slots.UNLIMITED}


def check(caps: Mapping[str, int], per_kernel: Mapping[str, int], shared: int) -> None:
    """Raise `InvalidParameters` for a container that is larger than the site allows."""
    for name, amount in {**per_kernel, SHARED: shared}.items():
        most = caps.get(name)
        if most is not None and amount > most:
            limit = slots.render(_slot(name), most)
            where = "config.resource_opts.shmem" if name == SHARED else f"config.resources.{name}"
            raise errors.InvalidParameters(
                f"Invalid resource allocation: this site allows at most {limit} of {name!r} per container.",
                data={where: f"at most {limit}"},
            )


def parse(path: str, value: Any) -> str | None:
    """The setting as it is kept, for a path of this tree; None for another path. Raises
    `InvalidParameters`.
    """
    if not path.startswith(TREE):
        return None
    name = path.removeprefix(TREE)
    try:
        return slots.render(_slot(name), slots.parse_limit(_slot(name), value))
    except SlotError as error:
        raise errors.InvalidParameters(str(error), data={"key": path}) from None


def _slot(name: str) -> str:
    return "mem" if name == SHARED else name
