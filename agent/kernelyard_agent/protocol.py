"""The agent's contract: what the hub service may ask of an agent, and what an agent reports.

HTTP with JSON bodies. Every request carries ``Authorization: Bearer <agent secret>`` and
``X-Kernelyard-Protocol: <PROTOCOL>``; a different number is refused with 409: a half-upgraded site says so.

| the hub service calls the agent | body -> answer |
|---|---|
| ``GET  /health`` | -> `Health` |
| ``GET  /kernels`` | -> `KernelList`, the full observed set |
| ``POST /kernels`` | `CreateKernel` -> `KernelStatus` (202; idempotent by kernel id, generation, epoch) |
| ``DELETE /kernels/{id}`` | `DestroyKernel` -> `KernelStatus` (202; unknown kernel: 200 and ``exited``) |
| ``POST /calls`` | `KernelCalls` -> `KernelAnswers`: several of the two above, each answered for itself |
| ``POST /logs`` | `KernelIds` -> `LogsOf`: the logs of several kernels |
| ``POST /kernels/{id}/execute`` | `ExecuteRequest` -> `ExecuteResult` (long poll, `EXECUTE_POLL` seconds) |
| ``POST /kernels/{id}/interrupt`` | -> 204 |
| ``POST /kernels/{id}/complete`` | `CompleteRequest` -> `CompleteResult` |
| ``GET  /kernels/{id}/logs`` | -> `KernelLogs` |
| ``POST /kernels/{id}/commit`` | -> `CommitStatus` (202): its container's files go into an archive here |
| ``GET  /kernels/{id}/commit`` | -> `CommitStatus` |
| ``POST /kernels/{id}/files/upload`` | `FilesUpload` -> 204 |
| ``POST /kernels/{id}/files/list`` | `FilePath` -> `SessionFiles` |
| ``POST /kernels/{id}/files/download`` | `FilePath` -> `PackedFile` |
| ``POST /kernels/{id}/services/{name}/start`` | `StartService` -> `ServicePort` (when it is ready) |
| ``POST /kernels/{id}/services/{name}/stop`` | -> 204 |
| ``GET  /kernels/{id}/services/{name}/connect`` | 101, ``Upgrade: kernelyard-tcp``; then its bytes |
| ``POST /kernels/{id}/services/{name}/tickets`` | -> `Ticket`: opens the service in one browser |
| ``…  /kernels/{id}/mounts…`` | folders that come and go while it runs: `mounting` |
| ``POST /images/pull`` | `PullImage` -> `PullStatus`; asked again until it is there |
| ``POST /images/remove`` | `RemoveImage` -> 204 |
| ``DELETE /kernels/{id}/access`` | -> 204: tickets and cookies end, open connections are cut |

| the agent calls the hub service | body -> answer |
|---|---|
| ``POST <hub>/agent/heartbeat`` | `Heartbeat` -> `HeartbeatReply` (every `HEARTBEAT_INTERVAL` s, on change) |
| ``POST <hub>/agent/events`` | `KernelEvent` -> 204 (a hint: the next heartbeat says the same) |

A node on another machine speaks mutual TLS with certificates of the site's own authority, both ways, and has
a secret of its own. Names in certificates say who somebody is: `HUB_NAME`, `PROXY_NAME`, `node_name`.

| a node calls the hub service's door for nodes | body -> answer (`joining`) |
|---|---|
| ``GET  <door>/agent/authority`` | -> `Authority` (no certificate needed: the fingerprint proves it) |
| ``POST <door>/agent/join`` | `Join` -> `Joined` (no certificate needed; once per token) |
| ``POST <door>/agent/certificate`` | `Renewal` -> `Certificate` |

Errors are problem documents (RFC 7807) with ``type`` ``https://kernelyard.invalid/probs/agent/<code>``.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from kernelyard_storage.protocol import FolderRef

PROTOCOL = 1
HEARTBEAT_INTERVAL = 3.0
"""Seconds between heartbeats. An agent unheard of for five is LOST, its kernels *unknown*, never dead."""
SERVICE_START = 75.0
"""Seconds that a service may take from being asked for to its first answer, its preparations included."""
EXECUTE_POLL = 2.0
"""Seconds after which an execute call answers ``continued`` with what the run has printed so far."""
CONSOLE_CAP = 524_288
"""Characters of console output that one answer carries at the most (EXE-005)."""
UPGRADE = "kernelyard-tcp"
"""What a call to ``connect`` upgrades to: the bytes of the service's connection, in both directions."""
HUB_NOTEBOOK = "hub-notebook"
"""Name of the service port that makes a session a Hub server."""
HUB_NAME = "hub.kernelyard.invalid"
"""Name in the hub service's certificate, whatever its address is."""
PROXY_NAME = "proxy.kernelyard.invalid"
"""Name in the certificate with which the Hub's proxy asks a relay."""
NODE_DOMAIN = "node.kernelyard.invalid"


def node_name(enrolment: UUID) -> str:
    """Name in a node's certificate. It goes with the enrolment: a node that joins again gets another one."""
    return f"{enrolment.hex}.{NODE_DOMAIN}"


LOCAL = "local"
"""Registry in the names of images that have none."""


def split_image(reference: str) -> tuple[str, str, str]:
    """``registry``, ``name`` and ``tag`` of a reference as Docker writes it; the registry is `LOCAL` where
    there is none."""
    path, colon, tag = reference.rpartition(":")
    if not colon or "/" in tag:
        path, tag = reference, "latest"
    first, slash, rest = path.partition("/")
    if slash and ("." in first or ":" in first or first == "localhost"):
        return first, rest, tag
    return LOCAL, path, tag


class Message(BaseModel):
    """A message of this contract: immutable, and unknown keys are an error on the side that reads it."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class KernelState(StrEnum):
    """What an agent can observe of a kernel. There is no state for "no answer": that is *unknown*."""

    PULLING = "pulling"
    PREPARING = "preparing"
    RUNNING = "running"  # the runner is connected
    TERMINATING = "terminating"
    EXITED = "exited"  # ended; exit_code and reason say how
    ERROR = "error"  # never ran; reason says why


class Mount(Message):
    """A virtual folder in a session. ``target`` is relative to the home, or absolute (docker only)."""

    name: str
    folder: FolderRef
    subpath: str = ""
    target: str
    permission: Literal["ro", "rw", "wd"]


class DeviceShare(Message):
    """``amount`` of slot ``slot`` on one device; what the ledger has promised this kernel."""

    device_id: str
    slot: str
    amount: int


class ServiceStart(Message):
    """A service that starts with the kernel. ``argv`` may hold ``{port}``; credentials never stand here."""

    name: str
    protocol: Literal["http", "tcp"] = "http"
    argv: list[str] = []
    environ: dict[str, str] = {}
    """Environment of this service only, from whoever defines it, never a user's; ``{port}`` as in argv."""
    ready_path: str = "/"
    """Path that answers (any status below 500) when the service is up; only for http."""


class Dotfile(Message):
    """A file that every new home of its owner's sessions gets; ``path`` is relative to the home."""

    path: str
    data: str = Field(repr=False)
    mode: str = "644"


class KernelSpec(Message):
    """One kernel of a session as the scheduler decided it. Frozen: a restart is a new generation."""

    kernel_id: UUID
    session_id: UUID
    generation: int = 1
    session_name: str
    session_type: Literal["interactive", "batch", "inference", "system"] = "interactive"
    cluster_role: str = "main"
    cluster_idx: int = 1
    cluster_hostname: str = "main1"
    cluster_size: int = 1
    image: str
    architecture: str = "x86_64"
    owner_username: str
    environ: dict[str, str] = {}
    mounts: list[Mount] = []
    devices: list[DeviceShare] = []
    shared_memory: int = 67_108_864
    services: list[ServiceStart] = []
    preopen_ports: list[int] = []
    startup_command: str | None = None
    """Command of a batch session; its exit code is the session's result (SES-035)."""
    bootstrap_script: str | None = None
    """Shell script that runs as the session's user before anything else of the session (SES-016)."""
    dotfiles: list[Dotfile] = []
    exec_timeout: float | None = None
    """Seconds that one run of code may take; None for no limit (EXE-010)."""
    sudo: bool = False
    """Whether the session's user may become root in the session (docker only)."""
    read_only_root: bool = False
    """Whether the image's own files are read-only (docker only)."""
    auto_pull: Literal["digest", "tag", "none"] = "none"
    """Whether a missing or outdated image is fetched before the start (KRN-036)."""
    image_digest: str = ""
    """What the hub service knows of the image, for ``auto_pull`` digest; empty = unknown."""
    engine_options: dict[str, object] = {}
    """Raw settings of the engine from the Hub's configuration (DockerSpawner's); never a user's, and only
    what this node's own allow-list lets pass.

    ``volumes``: ``{path or name of a volume: {"bind": path in the session, "mode": "rw" | "ro" | "z" | "Z",
    "propagation"?: …}}``. ``mounts``: Docker API ``Mount`` objects (``Target``, ``Source``, ``Type``, …).
    ``extra_host_config``: fields of the Docker API's ``HostConfig`` (``CapAdd``, ``Dns``, ``Ulimits``, …).
    """


class Credentials(Message):
    """Secrets of one kernel, kept out of `KernelSpec`, of logs and of records."""

    environ: dict[str, str] = Field(default_factory=dict, repr=False)
    """Environment of the eager services only (a Hub server's token); nothing else of a session sees it."""
    ssh_private_key: str | None = Field(default=None, repr=False)
    """The owner's key for sshd (OpenSSH form): written as ``id_container``, its public half is let in."""
    bootstrap_environ: dict[str, str] = Field(default_factory=dict, repr=False)
    """Environment of the bootstrap script only (what a template's git clone logs in with)."""
    registry_username: str | None = Field(default=None, repr=False)
    registry_password: str | None = Field(default=None, repr=False)


class CreateKernel(Message):
    epoch: int
    """Lease epoch of the scheduler that asks; the agent refuses one lower than the highest it has seen."""
    spec: KernelSpec
    credentials: Credentials = Credentials()


class DestroyKernel(Message):
    epoch: int
    generation: int
    reason: str = "user-requested"
    grace: float = 5.0
    """Seconds between asking the processes to end and killing them."""


class DestroyCall(Message):
    kernel_id: UUID
    call: DestroyKernel


class KernelCalls(Message):
    """Calls that travel together; each is carried out as if it had come alone."""

    create: list[CreateKernel] = []
    destroy: list[DestroyCall] = []


class ServicePort(Message):
    """A port of a session. ``url`` is where this node reaches it; only hub service and relay see it."""

    name: str
    protocol: Literal["http", "tcp", "pty", "preopen"]
    container_port: int
    """0 until it is known."""
    url: str | None = None
    """None where the node cannot reach the port itself (containers): then only the relay can."""
    kind: Literal["eager", "app", "preopen"] = "eager"
    """Starts with the session; at first use; or is started by whoever has asked for the port."""
    ready: bool = False
    keeps_prefix: bool = False
    """Whether it knows its public prefix, so that the relay leaves paths as they are."""
    url_template: str | None = None
    allowed_arguments: dict[str, str | None] = {}
    allowed_envs: dict[str, str | None] = {}
    is_inference: bool = False
    problem: str | None = None
    """Why the service is not coming up, in one sentence, with the end of what it printed."""


class StartService(Message):
    """How to start an app: what its definition lets callers say (``allowed_arguments``, ``allowed_envs``)."""

    arguments: dict[str, str | list[str] | None] = {}
    environ: dict[str, str] = {}
    port: int | None = None
    site_path: str = "/"
    """Path of the site itself (the Hub's ``base_url``): the prefix of a service begins with it."""


class Ticket(Message):
    """Opens one service in one browser: used once, within ``expires_in`` seconds."""

    ticket: str = Field(repr=False)
    path: str
    """Where the relay serves it, below the site's address: ``/apps/<kernel id>/<name>/``."""
    expires_in: float


class KernelStatus(Message):
    kernel_id: UUID
    session_id: UUID
    generation: int
    state: KernelState
    reason: str = ""
    exit_code: int | None = None
    container_id: str | None = None
    services: list[ServicePort] = Field(default_factory=list)  # a literal would be copied deeply each time
    stats: dict[str, dict[str, str | None]] = Field(default_factory=dict)
    """Live figures by metric: current, capacity, pct, unit_hint, as strings."""
    abuse: dict[str, object] | None = None
    """What a watcher on the node reports of the session (`KernelyardAgent.abuse_reports`)."""
    quiet: float | None = None
    """Seconds since somebody last did something in it that this node has seen: traffic that is more than an
    open page's own, a change in one of its notebooks. None: not since this agent began."""
    busy: bool | None = None
    """Whether code runs in it now, silent or not; None when nobody can tell."""
    changed_at: datetime


class KernelList(Message):
    kernels: list[KernelStatus]


class KernelAnswer(Message):
    """What came of one call: a kernel, or the problem with which it was refused."""

    kernel: KernelStatus | None = None
    status: int = 0
    """Of the problem, as HTTP has them."""
    title: str = ""
    detail: str = ""


class KernelAnswers(Message):
    """To the creates in their order, then to the destroys."""

    answers: list[KernelAnswer]


class KernelIds(Message):
    kernels: list[UUID]


class LogsOf(Message):
    """By kernel; without those that this node does not know."""

    logs: dict[UUID, str]


class Health(Message):
    agent_id: str
    protocol: int = PROTOCOL
    version: str
    boot_id: str


class ExecuteRequest(Message):
    """``mode``: query starts a run; continue polls it; input answers a prompt (either spelling)."""

    run_id: str
    mode: Literal["query", "batch", "continue", "continued", "input", "user-input", "complete"]
    code: str = ""
    options: dict[str, object] = {}


class ExecuteResult(Message):
    """One slice of a run's output (OBJ-014). ``console`` items are ``[kind, text or media]``."""

    run_id: str
    status: Literal[
        "continued", "waiting-input", "finished", "exec-timeout", "clean-finished", "build-finished"
    ]
    exit_code: int | None = None
    console: list[tuple[str, object]] = []
    options: dict[str, object] | None = None
    files: list[dict[str, str]] = []


class CompleteRequest(Message):
    code: str
    row: int = 0
    col: int = 0
    line: str = ""
    post: str = ""


class CompleteResult(Message):
    suggestions: list[str]


class KernelLogs(Message):
    text: str


class CommitStatus(Message):
    """What becomes of a commit; the last one, when none is under way."""

    status: Literal["ready", "ongoing"] = "ready"
    path: str | None = None
    """The archive on this node, once it is whole."""
    problem: str | None = None
    """Why there is none, in one sentence."""


class UploadedFile(Message):
    """``path`` is relative to the session's home, or absolute below ``/home/work``; ``data`` is base64."""

    path: str
    data: str = Field(repr=False)


class FilesUpload(Message):
    files: list[UploadedFile]


class FilePath(Message):
    path: str = "."


class SessionFiles(Message):
    """``files`` have filename, size (bytes), mode (``-rw-r--r--``), ctime, atime, mtime (seconds)."""

    files: list[dict[str, str | int | float]]
    folder_path: str


class PackedFile(Message):
    """A tar archive, in base64."""

    tar: str = Field(repr=False)


class Device(Message):
    """A device and what it offers of one slot. ``capacity`` in the slot's unit (1/10,000, bytes, devices)."""

    device_id: str
    slot: str
    capacity: int
    exclusive: bool = False
    numa_node: int | None = None
    model: str = ""
    enforcement: Literal["enforced", "advisory"] = "advisory"
    """Whether a session that takes more than its share is stopped from doing so on this device."""


class NodeImage(Message):
    """An image that can start on this node without pulling."""

    registry: str
    name: str
    tag: str
    architecture: str
    digest: str
    size_bytes: int
    labels: dict[str, str] = {}


class PullImage(Message):
    """Fetch an image (``registry/name:tag``) that this node does not have, or has in an older version."""

    image: str
    digest: str = ""
    """Exactly this version; empty takes what the tag means now."""
    registry_username: str | None = Field(default=None, repr=False)
    registry_password: str | None = Field(default=None, repr=False)


class PullStatus(Message):
    state: Literal["pulling", "present", "failed"]
    message: str = ""
    """How far it is, or why it has failed, in one sentence."""


class RemoveImage(Message):
    image: str


class Heartbeat(Message):
    """The agent's full state. Whatever the hub service thinks otherwise of this node is wrong."""

    agent_id: str
    boot_id: str
    protocol: int = PROTOCOL
    version: str
    address: str
    """Base URL at which the hub service reaches this agent."""
    relay_url: str = ""
    """Base URL at which the Hub's proxy reaches this agent's relay; empty when it has none."""
    region: str = "local"
    resource_group: str = "default"
    architecture: str
    engine: str
    isolation: Literal["enforced", "advisory"]
    devices: list[Device]
    images: list[NodeImage]
    volumes: list[str]
    """Volumes that are mounted on this node."""
    volume_marks: dict[str, str] = {}
    """What the mark of each of them says: a node's mount is the site's volume when both say the same."""
    kernels: list[KernelStatus]
    epoch: int = Field(default=0, ge=0, lt=2**62)
    """Highest lease epoch that this agent has seen; it outlives the hub service's database."""
    node_stats: dict[str, object] = {}
    """The ``live_stat`` of the API: ``{"node": {metric: {...}}, "devices": {metric: {device: {...}}}}``."""


class HeartbeatReply(Message):
    epoch: int
    """Lease epoch of the scheduler in charge."""
    forget: list[UUID] = []
    """Ended kernels that the hub service has recorded; the agent may drop their journal."""


class KernelEvent(Message):
    agent_id: str
    status: KernelStatus
