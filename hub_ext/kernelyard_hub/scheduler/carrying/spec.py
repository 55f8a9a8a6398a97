"""`SessionSpec`: what a session asked for, frozen when it was created. Secrets never stand in it (decision
1).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Row

from kernelyard_agent.protocol import DeviceShare, Dotfile, KernelSpec, Mount, ServiceStart
from kernelyard_agent.slots import Slots

from ...store.ledger import Allocation

SHARED_MEMORY = 64 * 2**20
"""Bytes of shared memory where neither request nor preset says otherwise."""


class SessionSpec(BaseModel):
    """The column ``sessions.spec``."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    owner_username: str
    environ: dict[str, str] = Field(default_factory=dict)
    mounts: list[Mount] = Field(default_factory=list)
    resource_opts: dict[str, Any] = Field(default_factory=dict)
    shared_memory: int = SHARED_MEMORY
    per_kernel: Slots = {}
    """Exact amounts for each kernel."""
    preopen_ports: list[int] = Field(default_factory=list)
    bootstrap_script: str | None = None
    exec_timeout: float | None = None
    """Seconds that one run of code may take (EXE-010)."""
    agents: list[str] = Field(default_factory=list)
    """Nodes that alone may take it; empty = any."""
    read_only_root: bool = False
    services: list[ServiceStart] = Field(default_factory=list)
    dependencies: list[str] = Field(default_factory=list)
    """Ids of the sessions that have to succeed first (SES-018)."""
    requeue: bool = True
    """Whether a batch session that made room for another one waits again."""
    endpoint: str | None = None
    """What it is a replica of, for sessions that serve a model."""
    hub_options: dict[str, Any] = Field(default_factory=dict)
    """What was chosen on the spawn page, for a Hub server."""
    credentials_digest: str = Field(default="", repr=False)
    """SHA-256 of the Hub's token that the session was made for; tells whether a new spawn brings another
    one.
    """

    auto_pull: Literal["digest", "tag", "none"] = "none"
    image_digest: str = ""
    """Of the image in its registry; empty for one that no registry has told of."""
    engine_options: dict[str, object] = Field(default_factory=dict)
    """Raw settings of the nodes' engine, from the Hub's configuration; no user's."""

    @property
    def may_be_fetched(self) -> bool:
        """Whether nodes without the image may take the session."""
        return self.auto_pull != "none" and bool(self.image_digest)

    @property
    def volumes(self) -> frozenset[str]:
        return frozenset(mount.folder.volume for mount in self.mounts)


def kernel_spec(
    session: Row[Any],
    kernel: Row[Any],
    promised: list[Allocation],
    *,
    dotfiles: Sequence[Dotfile] = (),
    sudo: bool = False,
    mounts: list[Mount] | None = None,
) -> KernelSpec:
    """What the agent is told about one kernel; ``dotfiles`` and ``sudo`` are its owner's now, ``mounts`` what
    has become of the session's (None: nothing has changed).
    """
    spec = SessionSpec.model_validate(session.spec)
    return KernelSpec(
        kernel_id=kernel.id,
        session_id=session.id,
        generation=kernel.generation,
        session_name=session.name,
        session_type=session.type,
        cluster_role=kernel.cluster_role,
        cluster_idx=kernel.cluster_idx,
        cluster_hostname=kernel.cluster_hostname,
        cluster_size=session.cluster_size,
        image=session.image,
        architecture=session.architecture,
        owner_username=spec.owner_username,
        environ=spec.environ,
        mounts=spec.mounts if mounts is None else mounts,
        devices=[DeviceShare(device_id=a.device_id, slot=a.slot, amount=a.amount) for a in promised],
        shared_memory=spec.shared_memory,
        services=spec.services if kernel.cluster_role == "main" else [],
        preopen_ports=spec.preopen_ports,
        startup_command=session.startup_command if kernel.cluster_role == "main" else None,
        bootstrap_script=spec.bootstrap_script,
        exec_timeout=spec.exec_timeout,
        dotfiles=list(dotfiles),
        sudo=sudo,
        read_only_root=spec.read_only_root,
        auto_pull=spec.auto_pull if spec.image_digest else "none",
        image_digest=spec.image_digest,
        engine_options=spec.engine_options,
    )
