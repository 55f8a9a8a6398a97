"""What ``POST /session`` may carry: one model behind the many spellings that the API has had (T34,
REST-002).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, field_validator

from kernelyard_hub import errors
from kernelyard_hub.callbacks import check_url
from kernelyard_hub.protocol import is_reserved

NAME_PATTERN = r"^(?=.{4,64}$)\w[\w.-]*\w$"
_NAME = re.compile(NAME_PATTERN, re.ASCII)
_VARIABLE = re.compile(r"^[A-Za-z_][A-Za-z0-9_]*$")
_KEYS: dict[str, tuple[str, ...]] = {
    "name": ("session_name", "name", "clientSessionToken", "sessionName"),
    "image": ("image", "lang"),
    "type": ("type", "sessionType"),
    "architecture": ("architecture",),
    "group": ("group", "groupName", "group_name"),
    "domain": ("domain", "domainName", "domain_name"),
    "cluster_size": ("clusterSize", "cluster_size"),
    "cluster_mode": ("clusterMode", "cluster_mode"),
    "tag": ("tag",),
    "enqueue_only": ("enqueueOnly", "enqueue_only"),
    "max_wait": ("maxWaitSeconds", "max_wait_seconds"),
    "starts_at": ("starts_at", "startsAt"),
    "reuse": ("reuseIfExists", "reuse", "reuse_if_exists"),
    "startup_command": ("startupCommand", "startup_command"),
    "bootstrap_script": ("bootstrap_script", "bootstrapScript"),
    "dependencies": ("dependencies",),
    "preemptible": ("preemptible",),
    "requeue": ("requeue",),
    "time_limit": ("timeLimit", "time_limit"),
    "callback_url": ("callback_url", "callbackUrl", "callbackURL"),
    "owner_access_key": ("owner_access_key",),
}
_CONFIG_KEYS: dict[str, tuple[str, ...]] = {
    "mounts": ("mounts",),
    "mount_map": ("mount_map", "mountMap"),
    "mount_options": ("mount_options", "mountOptions"),
    "environ": ("environ",),
    "resources": ("resources",),
    "resource_opts": ("resource_opts", "resourceOpts"),
    "resource_group": ("scaling_group", "scalingGroup"),
    "preopen_ports": ("preopen_ports", "preopenPorts"),
    "agent_list": ("agentList", "agent_list"),
    "cluster_size": ("clusterSize",),
}


SPAN_LENGTH = 64
"""Characters of a span of time at the most."""
_SPAN = re.compile(
    r"\+?(?:(?P<days>\d+)(?:d|days?))?(?:(?P<hours>\d+)(?:h|hours?))?"
    r"(?:(?P<minutes>\d+)(?:m|min|minutes?))?(?:(?P<seconds>\d+)(?:s|sec|seconds?))?"
)


class MountOptions(BaseModel):
    """How one folder is mounted (SES-012): with less than one may, never with more."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["bind"] = "bind"
    permission: Literal["ro", "rw", "wd"] | None = None


class CreateSession(BaseModel):
    """A request for a session; everything in it is still untrusted but well-formed."""

    model_config = ConfigDict(extra="forbid")

    name: str
    image: Annotated[str, StringConstraints(min_length=1, max_length=600)]
    type: Literal["interactive", "batch", "inference", "system"] = "interactive"
    architecture: str | None = Field(default=None, max_length=32)
    group: str = Field(default="default", max_length=64)
    domain: str | None = Field(default=None, max_length=64)
    cluster_size: int = Field(default=1, ge=1, le=1000)
    cluster_mode: Literal["single-node", "multi-node"] = "single-node"
    tag: str | None = Field(default=None, max_length=64)
    enqueue_only: bool = False
    max_wait: int = Field(default=0, ge=0)
    """Seconds to wait for RUNNING before answering TIMEOUT; 0 = as long as it takes."""
    starts_at: datetime | None = None
    reuse: bool = True
    startup_command: str | None = Field(default=None, max_length=65536)
    bootstrap_script: str | None = Field(default=None, max_length=1_048_576)
    dependencies: list[Annotated[str, StringConstraints(min_length=1, max_length=64)]] = Field(
        default_factory=list, max_length=100
    )
    """Ids or names of the owner's sessions that have to succeed first (SES-018)."""
    preemptible: bool = False
    """Whether it may be ended for a session of a higher priority."""
    requeue: bool = True
    """Whether it is queued again when that has happened to it; of batch sessions."""
    time_limit: int | None = Field(default=None, ge=1, le=10 * 365 * 86400)
    """Seconds after its start at which it is ended."""
    callback_url: str | None = Field(default=None, max_length=2048, repr=False)
    owner_access_key: str | None = Field(default=None, max_length=20)
    mounts: list[str] = Field(default_factory=list)
    mount_map: dict[str, str] = Field(default_factory=dict)
    mount_options: dict[str, MountOptions] = Field(default_factory=dict)
    environ: dict[str, str] = Field(default_factory=dict)
    resources: dict[str, Any] = Field(default_factory=dict)
    resource_opts: dict[str, Any] = Field(default_factory=dict)
    resource_group: str | None = Field(default=None, max_length=64)
    preopen_ports: list[int] = Field(default_factory=list, max_length=10)
    agent_list: list[str] = Field(default_factory=list, max_length=100)
    """Nodes that alone may take the session; superadmins only."""

    @field_validator("name")
    @classmethod
    def _well_formed(cls, name: str) -> str:
        if not _NAME.fullmatch(name):
            raise ValueError(f"does not match pattern {NAME_PATTERN}")
        return name

    @field_validator("starts_at", mode="before")
    @classmethod
    def _from_now(cls, at: object) -> object:
        """A span (``5m``, ``1h30m``) counts from now (SES-009)."""
        return in_a_while(at) or at if isinstance(at, str) else at

    @field_validator("time_limit", mode="before")
    @classmethod
    def _seconds(cls, limit: object) -> object:
        """A number of seconds, or a span (``90m``, ``2h``)."""
        span = span_of(limit) if isinstance(limit, str) else None
        return limit if span is None else round(span.total_seconds())

    @field_validator("starts_at")
    @classmethod
    def _in_utc(cls, at: datetime | None) -> datetime | None:
        """A time without a zone is UTC (OBJ-004)."""
        return at.replace(tzinfo=UTC) if at is not None and at.tzinfo is None else at

    @field_validator("environ")
    @classmethod
    def _allowed_variables(cls, environ: dict[str, str]) -> dict[str, str]:
        for name, value in environ.items():
            if not _VARIABLE.fullmatch(name) or "\0" in value:
                raise ValueError(f"{name!r} cannot be an environment variable")
            if is_reserved(name):
                raise ValueError(f"{name} is set by the platform only")
        return environ

    @field_validator("callback_url")
    @classmethod
    def _address(cls, url: str | None) -> str | None:
        return None if not url else check_url(url)

    @field_validator("startup_command", "bootstrap_script")
    @classmethod
    def _text(cls, text: str | None) -> str | None:
        if text is not None and "\0" in text:
            raise ValueError("has to be text")
        return text

    @field_validator("preopen_ports")
    @classmethod
    def _ports(cls, ports: list[int]) -> list[int]:
        if any(not 1024 <= port <= 65535 for port in ports):
            raise ValueError("ports lie between 1024 and 65535")
        return ports


def span_of(text: str) -> timedelta | None:
    """A span of time, when the text is one (``1d``, ``1h30m``)."""
    if len(text) > SPAN_LENGTH:
        return None
    found = _SPAN.fullmatch("".join(text.lower().split()))
    try:
        parts = {unit: int(amount) for unit, amount in found.groupdict().items() if amount} if found else {}
        return timedelta(**parts) if parts else None
    except (OverflowError, ValueError):
        raise ValueError("is too long") from None


def in_a_while(text: str) -> datetime | None:
    """A span of time from now, when the text is one."""
    span = span_of(text)
    try:
        return None if span is None else datetime.now(UTC) + span
    except OverflowError:
        raise ValueError("is too far away") from None


def check_name(name: str, field: str = "name") -> str:
    """A session's name, or `InvalidParameters`."""
    if not _NAME.fullmatch(name):
        raise errors.InvalidParameters(
            "Input validation error", data={field: f"does not match pattern {NAME_PATTERN}"}
        )
    return name


def read_create(body: object) -> CreateSession:
    """Read a request body in any of the spellings. Raises `InvalidParameters`, whose data names every bad
    field.

    Explicit nulls mean "not given"; names of mounts may carry an alias (``data:work/data``, OBJ-018).
    """
    if not isinstance(body, Mapping):
        raise errors.InvalidParameters("The request body has to be a JSON object.")
    problems: dict[str, str] = {}
    if not any(body.get(key) is not None for key in _KEYS["name"]):
        problems["session_name"] = "is required"
    if not any(body.get(key) is not None for key in _KEYS["image"]):
        problems["image"] = "is required"
    allowed = {"config", *(spelling for spellings in _KEYS.values() for spelling in spellings)}
    problems |= {str(key): f"{key} is not allowed key" for key in body if key not in allowed}
    config = body.get("config")
    if config is not None and not isinstance(config, Mapping):
        problems["config"] = "value is not a dict"
    if problems:
        raise errors.InvalidParameters("Input validation error", data=problems)
    sent: dict[str, str] = {}
    values = _gather(config or {}, _CONFIG_KEYS, "config.", sent) | _gather(body, _KEYS, "", sent)
    _split_aliases(values)
    try:
        return CreateSession.model_validate(values)
    except ValidationError as error:
        raise errors.InvalidParameters("Input validation error", data=_problems(error, sent)) from None


def _gather(
    body: Mapping[str, Any], keys: Mapping[str, tuple[str, ...]], prefix: str, sent: dict[str, str]
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for field, spellings in keys.items():
        for spelling in spellings:
            if body.get(spelling) is not None:
                values[field] = body[spelling]
                sent[field] = prefix + spelling
                break
    return values


def _split_aliases(values: dict[str, Any]) -> None:
    mounts = values.get("mounts")
    if not isinstance(mounts, list) or not isinstance(values.get("mount_map", {}), dict):
        return
    names, places = [], dict(values.get("mount_map", {}))
    for mount in mounts:
        name, _, alias = mount.partition(":") if isinstance(mount, str) else (mount, "", "")
        names.append(name)
        if alias:
            places.setdefault(name, alias)
    values["mounts"], values["mount_map"] = names, places


def _problems(error: ValidationError, sent: Mapping[str, str]) -> dict[str, str]:
    problems: dict[str, str] = {}
    for item in error.errors(include_url=False, include_input=False):
        field = ".".join([sent.get(str(item["loc"][0]), str(item["loc"][0])), *map(str, item["loc"][1:])])
        problems[field] = item["msg"].removeprefix("Value error, ")
    return problems
