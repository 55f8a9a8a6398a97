"""Creating sessions: resolves a request against the site and enqueues it, in one write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, Literal
from uuid import UUID, uuid4

from sqlalchemy import Connection, Row, insert, select

from kernelyard_agent.protocol import Mount, ServiceStart
from kernelyard_agent.slots import Slots
from kernelyard_hub import errors
from kernelyard_hub.operations import images
from kernelyard_hub.operations.accounts.owners import owner_of
from kernelyard_hub.operations.sessions import admission, container_caps
from kernelyard_hub.operations.sessions.request import CreateSession
from kernelyard_hub.operations.site_settings import pull_rule
from kernelyard_hub.operations.vfolders.mounts import mounts_for
from kernelyard_hub.principal import Principal, Role
from kernelyard_hub.scheduler.carrying.spec import SessionSpec
from kernelyard_hub.scheduler.readers.dependencies import read_dependencies
from kernelyard_hub.scheduler.readers.reading import read_groups
from kernelyard_hub.scheduler.snapshot import SYSTEM, Dependency, Waiting
from kernelyard_hub.secretbox import SecretBox
from kernelyard_hub.store import belongings, sessions, settings
from kernelyard_hub.store.models import (
    agents,
    domains,
    memberships,
    projects,
    resource_group_domains,
    resource_group_keypairs,
    resource_group_projects,
    resource_groups,
    session_dependencies,
)
from kernelyard_hub.store.once import once


@dataclass(frozen=True, slots=True)
class Origin:
    """What a Hub server adds to a session of the API; the defaults are an API session's."""

    hub_user: str | None = None
    hub_server: str | None = None
    services: Sequence[ServiceStart] = ()
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    bootstrap_secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Environment of the bootstrap script alone."""
    credentials_digest: str = field(default="", repr=False)
    hub_options: Mapping[str, Any] = field(default_factory=dict)
    auto_pull: Literal["digest", "tag", "none"] | None = None
    """None is the site's rule."""
    engine_options: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Enqueued:
    """A session that waits, or the one that was reused."""

    id: UUID
    name: str
    status: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class Wish:
    """Somebody wants a session, for himself or for another keypair."""

    box: SecretBox = field(repr=False)
    who: Principal
    owner_access_key: str | None
    request: CreateSession
    origin: Origin = Origin()


def enqueue(
    conn: Connection,
    box: SecretBox,
    who: Principal,
    owner: Principal,
    request: CreateSession,
    origin: Origin = Origin(),
) -> Enqueued:
    """Create a PENDING session, or find the one to reuse (SES-010).

    Raises `ApiError`s that name the field; then nothing is created.
    """
    desk = _Desk(conn, box, [])
    made = desk.take(who, owner, request, origin)
    desk.write()
    return made


def enqueue_all(conn: Connection, wishes: Sequence[Wish]) -> list[Enqueued | Exception]:
    """`enqueue` of many, in their order, by a few statements; a refusal stands in its place."""
    found: list[Enqueued | Exception] = []
    desk = _Desk(conn, wishes[0].box, wishes)
    for wish in wishes:
        try:
            owner = owner_of(conn, wish.who, wish.owner_access_key)
            found.append(desk.take(wish.who, owner, wish.request, wish.origin))
        except errors.ApiError as refusal:
            found.append(refusal)
    desk.write()
    return found


class _Desk:
    """Requests that are checked one after another and written together."""

    def __init__(self, conn: Connection, box: SecretBox, wishes: Sequence[Wish]) -> None:
        self._conn, self._box = conn, box
        self._known = {(wish.who.access_key, wish.request.name) for wish in wishes}
        self._open = sessions.open_by_names(conn, self._known)
        self._new: list[tuple[dict[str, Any], list[dict[str, Any]]]] = []
        self._dependencies: list[dict[str, Any]] = []

    def take(self, who: Principal, owner: Principal, request: CreateSession, origin: Origin) -> Enqueued:
        """Check one request against everything, the ones before it included, and keep it for `write`."""
        conn = self._conn
        policy = once(conn, admission.policy_of, owner.resource_policy)
        if request.dependencies or admission.limits_waiting(policy):
            self.write()  # what comes before it is looked at in the database
        image = once(conn, images.usable, request.image, request.architecture, owner.domain)
        canonical = f"{image.registry}/{image.name}:{image.tag}"
        existing = self._existing(owner.access_key, request.name)
        if existing is not None:
            if not request.reuse or existing.image != canonical:
                raise errors.SessionExists(
                    f"The session {request.name!r} already exists.",
                    data={"existingSessionId": str(existing.id)},
                )
            return Enqueued(existing.id, existing.name, existing.status, False)
        if once(conn, settings.frozen):
            raise errors.ServerFrozen("No new session starts until it is over; those that run go on.")
        made = prepare(conn, who, owner, request, image, origin)
        asked, spec = made.asked, made.spec
        admission.check_totals(conn, owner, asked.project_id, asked)
        admission.check_pending(conn, owner, asked)
        values = {**_row(who, request, origin, asked, spec), "image_id": image.id}
        self._new.append((values, made.kernel_rows))
        self._open[owner.access_key, request.name] = SimpleNamespace(**values)
        if origin.secrets or origin.bootstrap_secrets:
            self.write()
            sessions.put_credentials(
                conn, self._box, asked.session_id, origin.secrets, origin.bootstrap_secrets
            )
        self._dependencies += [
            {"session_id": asked.session_id, "depends_on": other.session_id} for other in asked.dependencies
        ]
        return Enqueued(asked.session_id, request.name, "PENDING", True)

    def _existing(self, access_key: str, name: str) -> Any:
        key = (access_key, name)
        if key not in self._known and key not in self._open:
            return sessions.open_by_name(self._conn, access_key, name)
        return self._open.get(key)

    def write(self) -> None:
        """Write what was kept."""
        sessions.add_all(self._conn, self._new)
        if self._dependencies:
            self._conn.execute(insert(session_dependencies), self._dependencies)
        self._new, self._dependencies = [], []


@dataclass(frozen=True, slots=True)
class Prepared:
    """A request that makes sense here; what limits say to it is another matter."""

    asked: Waiting
    """As the scheduler will see it."""
    spec: SessionSpec
    kernel_rows: list[dict[str, Any]]


def prepare(
    conn: Connection,
    who: Principal,
    owner: Principal,
    request: CreateSession,
    image: Row[Any],
    origin: Origin = Origin(),
) -> Prepared:
    """Resolve a request against the site. Writes nothing. Raises `ApiError`s that name the field."""
    project_id = once(conn, find_project, owner, request.domain, request.group)
    group = once(conn, choose_group, owner, project_id, request.resource_group, request.type)
    if request.type == "batch" and not (request.startup_command or "").strip():
        raise errors.InvalidParameters(
            "A batch session needs a startup command.", data={"startupCommand": "is required"}
        )
    _check_agents(conn, who, group, request.agent_list)
    narrowed = {name: given.permission for name, given in request.mount_options.items()}
    known = once(conn, admission.known_slots)
    per_kernel = admission.resolve(request.resources, image.resource_limits, known)
    shared = admission.shared_memory(request.resource_opts, per_kernel)
    container_caps.check(once(conn, container_caps.read), per_kernel, shared)
    if request.mounts or request.mount_map or narrowed:
        mounts = mounts_for(conn, owner, request.mounts, mount_map=request.mount_map, permissions=narrowed)
    else:
        mounts = once(conn, mounts_for, owner, ())
    admission.check_engine(
        conn,
        group,
        {
            "config.mount_map": any(mount.target.startswith("/") for mount in mounts),
            "config.mount_options": "ro" in narrowed.values(),
        },
    )
    options = once(conn, read_groups)[group]
    spec = _spec(owner, request, origin, per_kernel, shared, mounts, exec_timeout=options.exec_timeout)
    own_script = once(conn, belongings.bootstrap_script, owner.access_key) or None
    spec = spec.model_copy(
        update={
            "bootstrap_script": request.bootstrap_script or own_script,
            "agents": request.agent_list,
            "read_only_root": options.read_only_root,
            "auto_pull": once(conn, pull_rule) if origin.auto_pull is None else origin.auto_pull,
            "image_digest": image.digest if image.scanned_at is not None else "",
            "dependencies": [str(other) for other in find_dependencies(conn, owner, request.dependencies)],
        }
    )
    now = datetime.now(UTC)
    session_id = uuid4()
    kernel_rows = _kernel_rows(session_id, request.cluster_size, now)
    others: tuple[Dependency, ...] = ()
    if spec.dependencies:
        others = read_dependencies(conn, {session_id: spec.dependencies}).get(session_id, ())
    asked = _waiting(session_id, owner, project_id, group, request, image, spec, kernel_rows, now, others)
    return Prepared(asked, spec, kernel_rows)


def _waiting(
    session_id: UUID,
    owner: Principal,
    project_id: UUID,
    group: str,
    request: CreateSession,
    image: Row[Any],
    spec: SessionSpec,
    kernel_rows: list[dict[str, Any]],
    now: datetime,
    dependencies: tuple[Dependency, ...] = (),
) -> Waiting:
    """The new session as the scheduler will see it."""
    return Waiting(
        session_id=session_id,
        sequence=0,
        resource_group=group,
        access_key=owner.access_key,
        user_id=owner.user_id,
        project_id=project_id,
        domain=owner.domain,
        session_type=request.type,
        image=f"{image.registry}/{image.name}:{image.tag}",
        architecture=image.architecture,
        per_kernel=spec.per_kernel,
        kernels=tuple(row["id"] for row in kernel_rows),
        single_node=request.cluster_mode == "single-node",
        volumes=spec.volumes,
        agents=frozenset(spec.agents),
        starts_at=request.starts_at,
        created_at=now,
        fetched=spec.may_be_fetched,
        name=request.name,
        preemptible=request.preemptible,
        time_limit=request.time_limit,
        dependencies=dependencies,
    )


def _row(
    who: Principal, request: CreateSession, origin: Origin, asked: Waiting, spec: SessionSpec
) -> dict[str, Any]:
    """The new session's row, without its image's id and its place in the order of arrival."""
    return {
        "id": asked.session_id,
        "name": request.name,
        "type": request.type,
        "user_id": asked.user_id,
        "access_key": asked.access_key,
        "created_by": who.user_id,
        "domain_name": asked.domain,
        "project_id": asked.project_id,
        "resource_group": asked.resource_group,
        "image": asked.image,
        "architecture": asked.architecture,
        "cluster_mode": request.cluster_mode,
        "cluster_size": request.cluster_size,
        "status": "PENDING",
        "status_changed": asked.created_at,
        "requested_slots": asked.total,
        "spec": spec.model_dump(mode="json"),
        "tag": request.tag,
        "startup_command": request.startup_command,
        "callback_url": request.callback_url,
        "hub_user": origin.hub_user,
        "hub_server": origin.hub_server,
        "preemptible": request.preemptible,
        "time_limit": request.time_limit,
        "starts_at": request.starts_at,
        "created_at": asked.created_at,
    }


def find_dependencies(conn: Connection, owner: Principal, wanted: Sequence[str]) -> list[UUID]:
    """The owner's sessions that are meant by ids or names, each once. They exist before the session that
    waits for them, so nothing can wait for itself.

    Raises `InvalidParameters` for what is no session of his.
    """
    found: dict[UUID, str] = {}
    missing = []
    for ref in wanted:
        row = sessions.find(conn, owner.access_key, ref)
        if row is None:
            missing.append(ref)
        else:
            found[UUID(str(row.id))] = ref
    if missing:
        names = ", ".join(repr(ref) for ref in missing)
        raise errors.InvalidParameters(
            f"It cannot wait for {names}: there is no such session.",
            data={"dependencies": f"no such session: {names}"},
        )
    return list(found)


def find_project(conn: Connection, owner: Principal, domain: str | None, name: str) -> UUID:
    """The project that is charged. The owner has to be a member; superadmins may use every project of the
    domain.
    """
    if domain is not None and domain != owner.domain:
        raise errors.InvalidParameters(f"Unknown domain: {domain!r}", data={"domain": domain})
    query = (
        select(projects.c.id)
        .join(domains, domains.c.name == projects.c.domain_name)
        .where(projects.c.domain_name == owner.domain, projects.c.name == name)
        .where(projects.c.is_active, domains.c.is_active)
    )
    if not owner.is_superadmin:
        query = query.join(memberships, memberships.c.project_id == projects.c.id).where(
            memberships.c.user_id == owner.user_id
        )
    found = conn.execute(query).first()
    if found is None:
        raise errors.InvalidParameters(f"Invalid group: {name!r}", data={"group": name})
    return UUID(str(found.id))


def allowed_groups(
    conn: Connection, owner: Principal, project_id: UUID | None = None, *, hidden: bool = False
) -> list[str]:
    """Resource groups that the owner may use, by domain, project or keypair (SCH-014); ``default`` first.

    Without ``project_id`` those of all his projects. ``hidden``: also groups that are not public, which
    sessions of the type ``system`` may use.
    """
    mine = select(memberships.c.project_id).where(memberships.c.user_id == owner.user_id)
    project = (
        resource_group_projects.c.project_id.in_(mine)
        if project_id is None
        else resource_group_projects.c.project_id == project_id
    )
    ways = (
        select(resource_group_domains.c.resource_group).where(
            resource_group_domains.c.domain_name == owner.domain
        ),
        select(resource_group_projects.c.resource_group).where(project),
        select(resource_group_keypairs.c.resource_group).where(
            resource_group_keypairs.c.access_key == owner.access_key
        ),
    )
    names = {name for way in ways for name in conn.execute(way).scalars()}
    active = select(resource_groups.c.name).where(
        resource_groups.c.name.in_(names), resource_groups.c.is_active
    )
    if not hidden and owner.role not in (Role.ADMIN, Role.SUPERADMIN):
        active = active.where(resource_groups.c.is_public)
    return sorted(conn.execute(active).scalars(), key=lambda name: (name != "default", name))


def choose_group(
    conn: Connection, owner: Principal, project_id: UUID, asked: str | None, session_type: str
) -> str:
    """The resource group that was asked for, if the owner may use it; else the first that takes such
    sessions.
    """
    groups = once(conn, read_groups)
    hidden = session_type == SYSTEM
    # One that was made after those were read is not there yet.
    allowed = [name for name in allowed_groups(conn, owner, project_id, hidden=hidden) if name in groups]
    if asked is not None:
        if asked not in allowed:
            text = f"the scaling group {asked!r}"
            raise errors.ResourceGroupNotFound(
                f"The scaling group {asked!r} does not exist or you do not have access to {text}."
            )
        if session_type not in groups[asked].session_types:
            raise errors.InvalidParameters(
                f"The resource group {asked!r} takes no {session_type} sessions.", data={"type": session_type}
            )
        return asked
    for name in allowed:
        if session_type in groups[name].session_types:
            return name
    raise errors.ResourceGroupNotFound("You have no access to a resource group that takes such sessions.")


def _check_agents(conn: Connection, who: Principal, group: str, wanted: Sequence[str]) -> None:
    """Who runs the site may say on which nodes a session is to run (``assign_agent``)."""
    if not wanted:
        return
    if not who.is_superadmin:
        raise errors.Forbidden(
            "Only superadmins choose nodes.", data={"config.agentList": "is for superadmins only"}
        )
    query = select(agents.c.id).where(agents.c.id.in_(wanted), agents.c.resource_group == group)
    missing = sorted(set(wanted) - set(conn.execute(query).scalars()))
    if missing:
        text = f"no such node in the resource group {group!r}: {', '.join(missing)}"
        raise errors.InvalidParameters("Input validation error", data={"config.agentList": text})


def server_name(conn: Connection, owner: Principal, wished: str) -> str:
    """A free session name for a Hub server: the wished one, with a number when it is taken."""
    name, count = wished, 1
    while sessions.open_by_name(conn, owner.access_key, name) is not None:
        count += 1
        name = f"{wished[:58]}-{count}"
    return name


def _spec(
    owner: Principal,
    request: CreateSession,
    origin: Origin,
    per_kernel: Slots,
    shared: int,
    mounts: list[Mount],
    exec_timeout: float | None,
) -> SessionSpec:
    return SessionSpec(
        owner_username=owner.username,
        environ=request.environ,
        mounts=mounts,
        resource_opts={**request.resource_opts, "shmem": shared},
        shared_memory=shared,
        per_kernel=per_kernel,
        preopen_ports=request.preopen_ports,
        bootstrap_script=request.bootstrap_script,
        exec_timeout=exec_timeout,
        requeue=request.requeue,
        services=list(origin.services),
        hub_options=dict(origin.hub_options),
        credentials_digest=origin.credentials_digest,
        engine_options=dict(origin.engine_options),
    )


def _kernel_rows(session_id: UUID, size: int, now: datetime) -> list[dict[str, Any]]:
    """``main1`` and ``sub1`` … ``subN`` (SES-003)."""
    roles = [("main", 1), *(("sub", index) for index in range(1, size))]
    return [
        {
            # The main kernel carries the session's id (SES-045).
            "id": session_id if role == "main" else uuid4(),
            "session_id": session_id,
            "cluster_role": role,
            "cluster_idx": index,
            "cluster_hostname": f"{role}{index}",
            "status": "PENDING",
            "status_changed": now,
            "created_at": now,
        }
        for role, index in roles
    ]
