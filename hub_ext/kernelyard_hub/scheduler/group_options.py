"""Options of a resource group's scheduler: how its ``scheduler_opts`` are read and what admins may put there
(SCH-008 to SCH-012, SCH-015).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

SessionType = Literal["interactive", "batch", "inference", "system"]
Seconds = Annotated[float, Field(ge=0, le=10 * 365 * 86400, allow_inf_nan=False)]
M = TypeVar("M", bound=BaseModel)


class Config(BaseModel):
    """What only some orders look at (``config``)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    num_retries_to_skip: int | None = Field(default=None, ge=0, le=1000)
    """Times that the first in line is tried before devices are kept for it; None is the site's setting
    (SCH-011, SCH-012)."""
    reservations: int = Field(default=1, ge=0, le=100)
    """Sessions without room that get nodes kept free for them; 0 lets big ones starve."""
    half_life: Seconds = 7 * 86400.0
    """Seconds after which past use counts half (``fair-share``)."""
    preemption: bool = False
    """Whether sessions that agreed to it are ended for a higher priority (``priority``)."""
    split_devices: bool = True
    """Whether a request for parts of devices may be put together from several of them."""


class Reclaim(BaseModel):
    """Giving back accelerators that nobody uses while others wait for them (``reclaim``)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    idle: Seconds = 2400.0
    """Seconds that the accelerators of a session have to stand idle."""
    threshold: float = Field(default=5.0, ge=0, le=100)
    """Percent of utilization below which they do."""
    waiting: int = Field(default=1, ge=1, le=10000)
    """People who have to wait for accelerators in the group."""
    notice: Seconds = 600.0
    """Seconds between the warning and the end."""


class GroupOptions(BaseModel):
    """``scheduler_opts`` of a resource group."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    allowed_session_types: tuple[SessionType, ...] = Field(
        default=("interactive", "batch", "inference"), min_length=1
    )
    pending_timeout: Seconds = 0.0
    """0 is off (SCH-010)."""
    agent_selection_strategy: str | None = None
    """By name; None is the site's default."""
    agent_selection_by_type: dict[SessionType, str] = {}
    enforce_spreading_endpoint_replica: bool = False
    config: Config = Config()
    reclaim: Reclaim | None = None
    """None is off."""
    exec_timeout: Seconds | None = None
    """Seconds that one run of code may take (EXE-010)."""
    read_only_root: bool = False


def read(stored: Mapping[str, Any] | None) -> GroupOptions:
    """What stands in the database. Options that this version does not know, or no longer accepts, are left
    out: a scheduler must not stop over them."""
    return _lenient(GroupOptions, dict(stored or {}))


def _lenient(model: type[M], values: dict[str, Any]) -> M:
    good: dict[str, Any] = {}
    for name, value in values.items():
        if name not in model.model_fields:
            continue
        if name == "config" and isinstance(value, dict):
            good[name] = _lenient(Config, value)
            continue
        try:
            model.model_validate({name: value})
        except ValueError:
            continue
        good[name] = value
    return model.model_validate(good)
