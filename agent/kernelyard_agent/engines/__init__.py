"""Engines start and end what runs a kernel. This is all that the rest of the agent knows of one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol
from uuid import UUID

from ..commits import Exporter
from ..holders import Held
from ..homes import Place, Source
from ..journal import Workload
from ..link import Address
from ..protocol import Credentials, KernelSpec, NodeImage


@dataclass(frozen=True, slots=True)
class Usage:
    """What a session's processes use now. ``cpu_seconds`` since the session began, of those that live.

    What an engine cannot tell is None, never zero.
    """

    cpu_seconds: float
    memory_bytes: int
    processes: int
    memory_peak_bytes: int | None = None
    io_read_bytes: int | None = None
    io_write_bytes: int | None = None
    net_rx_bytes: int | None = None
    net_tx_bytes: int | None = None
    scratch_bytes: int | None = None
    """Of the home on this node, without the folders in it."""
    pids: frozenset[int] | None = None
    """Its processes, as this node numbers them."""


class Puller(Protocol):
    """An engine that fetches images from registries."""

    def lacks(self, spec: KernelSpec) -> bool:
        """Whether the kernel's image must be fetched first, by the rule that it brings (KRN-036)."""

    async def pull(
        self, name: str, digest: str, login: tuple[str, str] | None, say: Callable[[str], None]
    ) -> None:
        """Fetch an image (``registry/name:tag``), in the version ``digest`` if that is not empty. ``login``
        is user and password; ``say`` hears how far it is. Raises OSError with a sentence."""

    async def remove_image(self, name: str) -> None:
        """Remove an image; an absent one is fine. Raises `errors.Refused` for one that is used."""


class Mounter(Protocol):
    """An engine that changes what running sessions have mounted, and keeps `Workload.mount_ids` true, which
    the caller writes down. Raises `errors.Refused` for what it cannot, OSError for what went wrong."""

    caveat: str
    """What users must know of such changes; empty where they are all that they seem."""

    def obstacle(self, workload: Workload) -> str:
        """Why nothing can be changed in this session; empty where it can."""

    def look(self, workload: Workload, source: Source) -> MountSeen | None:
        """What is mounted at the source's target; None when nothing is."""

    async def attach(self, spec: KernelSpec, workload: Workload, source: Source) -> None:
        """Mount a folder."""

    async def change(self, workload: Workload, source: Source) -> None:
        """Make what is mounted there read-only, or writable, as the source is."""

    async def detach(self, workload: Workload, source: Source) -> bool:
        """Take it away: nobody opens anything of it from now on. Nothing there is fine.
        Whether somebody still held something of it."""

    def holding(self, workload: Workload, source: Source, mount_ids: set[int]) -> list[Held]:
        """The session's processes that hold something of the folder, by any of the mounts that it has had.
        May block."""


@dataclass(frozen=True, slots=True)
class MountSeen:
    mount_ids: frozenset[int]
    read_only: bool


class NotUsable(ValueError):
    """Sessions cannot run here; the message says why, for who runs the node."""


class Engine(Protocol):
    """One way to run sessions on a node. ``isolation`` says whether it keeps sessions from each other,
    ``ports`` who reaches a session's ports: the node itself, on its loopback, or only the runner in it."""

    name: str
    isolation: Literal["enforced", "advisory"]
    exporter: Exporter | None
    """What makes archives of its containers; None where there are none."""
    puller: Puller | None
    """What fetches images; None where there are none."""
    mounter: Mounter | None
    """What changes mounts of running sessions; None where nothing does."""
    ports: Literal["node", "runner"]
    outbound: Mapping[str, Address]
    """What sessions reach through their agent, and nothing else: ``hub-api``, ``service``."""

    async def open(self) -> None:
        """Get ready to start sessions. Raises `NotUsable`."""

    async def close(self) -> None:
        """Let go of everything but the sessions."""

    async def keep_only(self, kernel_ids: set[UUID]) -> None:
        """End and remove what an earlier agent left of other kernels than these."""

    def images(self) -> list[NodeImage]:
        """What can start here without pulling."""

    def check(self, spec: KernelSpec) -> None:
        """Raise `errors.Refused` for a kernel that this engine cannot start as asked, naming what it is."""

    async def start(
        self, spec: KernelSpec, credentials: Credentials, place: Place, token: str, devices: Mapping[str, str]
    ) -> Workload:
        """Start the kernel's runner; ``devices`` is their part of the environment. Raises OSError."""

    async def find(self, kernel_id: UUID) -> Workload | None:
        """A runner that was started but not journalled, when it can be found."""

    async def clear(self, kernel_id: UUID) -> None:
        """End what `find` may have overlooked of a start that was cut short."""

    def arrived(self, place: Place) -> None:
        """The session's runner has dialled, and so has read what it was given."""

    def alive(self, workload: Workload) -> bool:
        """Whether it still runs, and is the very one that was started."""

    async def ended(self, workload: Workload) -> int | None:
        """Return when it has ended: its exit code if that is known (negative: signal)."""

    async def obituary(self, workload: Workload) -> str:
        """Why a workload has ended whose runner has not said it: a sentence, empty when nobody knows."""

    def ask_to_end(self, workload: Workload) -> None:
        """Ask it to end in its own time (SIGTERM)."""

    async def end(self, workload: Workload) -> None:
        """End everything of the kernel that still runs, at once. Returns when nothing is left."""

    def usage(self, workloads: list[Workload]) -> dict[UUID, Usage]:
        """Figures of the kernels that live."""
