"""The hub service's contract with the Hub's own process: spawner, authenticator and pages.

HTTP with JSON bodies below the service's prefix. Every request carries ``Authorization: Bearer <hub secret>``
(the principal ``hub``, which may act for any user) and ``X-Kernelyard-Protocol: <PROTOCOL>``.

| call | body -> answer |
|---|---|
| ``POST /hub/authenticate`` | `Login` -> `LoginResult` (401 is for the service's own secret only) |
| ``POST /hub/users`` | `HubUser` -> `UserAccount` (creates the account at first contact; idempotent) |
| ``GET  /hub/form/{username}`` | -> `SpawnForm` |
| ``POST /hub/sessions`` | `SpawnRequest` -> `SpawnStatus` (201; idempotent by user and server name) |
| ``GET  /hub/sessions/{id}`` | -> `SpawnStatus` |
| ``GET  /hub/sessions/{id}/watch`` | -> `SpawnStatus` lines, per change and per 10 s, until ready or ended |
| ``GET  /hub/servers/{username}/{server_name or '-'}`` | -> `SpawnStatus`; 404: no open session |
| ``DELETE /hub/sessions/{id}`` | -> `SpawnStatus`; returns when the slots are free |
"""

from __future__ import annotations

import re
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

PROTOCOL = 1
_RESERVED_VARIABLE = re.compile(
    r"^(CUDA_VISIBLE_DEVICES|GCONV_PATH|GLIBC_TUNABLES|HOME|LOGNAME|PATH|SHELL|USER"
    r"|(BACKENDAI|CUDA_MPS|HUB_GPU|JPY|JUPYTERHUB|KERNELYARD|LD|NVIDIA)_.*)$"
)
"""Variables that decide what a session may reach; only the platform sets them (S14)."""


def is_reserved(name: str) -> bool:
    """Whether only the platform sets this environment variable; the Hub sets its own, too."""
    return _RESERVED_VARIABLE.match(name) is not None


class Message(BaseModel):
    """A message of this contract: immutable, and unknown keys are an error on the side that reads it."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Login(Message):
    username: str
    """Username or e-mail address."""
    password: str = Field(repr=False)


class LoginResult(Message):
    ok: bool
    username: str | None = None
    admin: bool = False


class HubUser(Message):
    username: str
    admin: bool = False
    email: str | None = None


class UserAccount(Message):
    user_id: UUID
    username: str
    email: str
    role: str


class SpawnOptions(Message):
    """What a person chose on the spawn page (or sent as ``user_options``); nothing in it is trusted."""

    resource_group: str | None = None
    preset: str | None = None
    resources: dict[str, str] = {}
    """Custom amounts by slot, as people write them: ``"cpu": "2"``, ``"mem": "4g"``."""
    shared_memory: str | None = None
    image: str | None = None
    mounts: list[str] = []
    """Names of folders to mount at ``~/NAME`` beside ``home``, which is always there."""


class SpawnRequest(Message):
    username: str
    server_name: str = ""
    options: SpawnOptions
    argv: list[str]
    """The notebook server's command; ``{port}`` stands for the port the agent picks."""
    environ: dict[str, str] = {}
    secrets: dict[str, str] = Field(default_factory=dict, repr=False)
    """Environment that holds credentials (the Hub's token)."""
    ready_path: str = "/api"
    limits: dict[str, str] = {}
    """The most that the Hub's configuration lets this server have, by slot; it gets that much when nothing
    was chosen."""
    default_preset: bool = False
    """Whether a server for which nothing was chosen gets the site's default preset, not the image's
    minimum."""
    shared_memory: str | None = None
    """What the Hub's configuration gives where the options are silent."""
    auto_pull: Literal["digest", "tag", "none"] | None = None
    bootstrap_script: str | None = None
    engine_options: dict[str, object] = {}
    """Raw settings of the nodes' engine (`kernelyard_agent.protocol.KernelSpec.engine_options`)."""


class Wait(Message):
    """Why a session is not running yet."""

    place: int | None = None
    """Place in the queue of its resource group, 1 = next."""
    of: int | None = None
    reason: str = ""
    """One plain sentence."""
    estimate: str = ""
    """``in about 12 min (5–25)``; empty where nothing can be said."""


class SpawnStatus(Message):
    session_id: UUID
    name: str
    status: str
    wait: Wait = Wait()
    ready: bool = False
    """The notebook answers at ``url``."""
    url: str | None = None
    ended: bool = False
    exit_code: int | None = None
    message: str = ""
    """What a person reads now, in one sentence."""
    progress: int = 0
    """0 to 100."""
    rejected: Literal["", "policy", "unknown", "invalid"] = ""


class Availability(Message):
    """Answered by the scheduler's own dry run, never by arithmetic of a page."""

    state: Literal["now", "wait", "never"]
    text: str
    estimate: str = ""
    """``in about 12 min (5–25)``, where it has to wait and something can be said."""


class FormPreset(Message):
    name: str
    description: str
    slots: dict[str, str]
    """As the API writes amounts; ``mem`` in bytes."""
    shared_memory: int | None
    availability: dict[str, Availability]
    """By resource group."""


class FormGroup(Message):
    name: str
    description: str
    free: dict[str, str]
    capacity: dict[str, str]


class FormFolder(Message):
    name: str
    host: str
    permission: str
    ownership: str


class FormImage(Message):
    name: str
    aliases: list[str]
    title: str


class SpawnForm(Message):
    resource_groups: list[FormGroup]
    presets: list[FormPreset]
    folders: list[FormFolder]
    images: list[FormImage]
    default_resource_group: str | None
    default_preset: str | None
