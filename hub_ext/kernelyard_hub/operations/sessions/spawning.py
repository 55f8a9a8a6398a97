"""Hub servers as sessions: what the Hub's spawner asks for (`kernelyard_hub.protocol`)."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import re
import time
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select, update

from kernelyard_agent import slots
from kernelyard_agent.protocol import HUB_NOTEBOOK, ServiceStart
from kernelyard_hub import errors
from kernelyard_hub import protocol as p
from kernelyard_hub.events import Change
from kernelyard_hub.line import MOVED, NOT_LOOKED
from kernelyard_hub.operations import resources
from kernelyard_hub.operations.sessions.create import Enqueued, Origin, enqueue, server_name
from kernelyard_hub.operations.sessions.life import begin_end
from kernelyard_hub.operations.sessions.life import end as end_session
from kernelyard_hub.operations.sessions.request import CreateSession
from kernelyard_hub.operations.sessions.spawn_form import account_of, first_preset, project_of
from kernelyard_hub.operations.site_settings import pull_rule
from kernelyard_hub.operations.undivided import followed
from kernelyard_hub.operations.vfolders import life as vfolders
from kernelyard_hub.principal import Principal
from kernelyard_hub.scheduler.carrying.spec import SessionSpec
from kernelyard_hub.scheduler.life import states
from kernelyard_hub.scheduler.life.sweep import LIFETIME, TIME_LIMIT
from kernelyard_hub.scheduler.loop import HUB_STOPPED
from kernelyard_hub.scheduler.readers.places import place_of
from kernelyard_hub.site import Site
from kernelyard_hub.store import sessions, settings
from kernelyard_hub.store.models import resource_presets
from kernelyard_hub.store.models import sessions as table

REPEAT = 10.0
"""Seconds after which `watch` says again what it knows."""
END_WAIT = 50.0
"""Seconds that `end` waits for the slots; below the client's patience."""


async def create(site: Site, request: p.SpawnRequest) -> p.SpawnStatus:
    """The session of a Hub server: a new one, or the one that is there. Idempotent by user and server name.

    Each spawn brings a new Hub token. A session that still waits gets it and keeps its place; one that has
    started
    with another token is of no use to the Hub any more, and is ended and made anew.
    """
    who = await account_of(site, request.username)
    await vfolders.ensure_home(site, who)
    preset = request.options.preset
    if request.default_preset and not _chosen(request):
        # Before the write: it takes as long as a pass of the scheduler, and others want to write.
        preset = await first_preset(site, who, request.options.resource_group)
    work = partial(_ensure, site=site, who=who, request=request, preset=preset)
    while True:
        session_id, stale, _ = await followed(site.store.write(work), partial(_tell, site))
        if not stale:
            return await status(site, session_id)
        await end_session(site, session_id, HUB_STOPPED, wait=END_WAIT)


def _tell(site: Site, written: tuple[UUID, bool, list[Change]]) -> None:
    for change in written[2]:
        site.bus.publish(change)
    site.loop.wake()


def _ensure(
    conn: Connection, *, site: Site, who: Principal, request: p.SpawnRequest, preset: str | None
) -> tuple[UUID, bool, list[Change]]:
    """One try: the session's id, and whether it is a stale one that has to end first."""
    digest = _digest(request.secrets)
    row = sessions.open_by_server(conn, request.username, request.server_name)
    if row is None:
        created = _enqueue(conn, site, who, request, preset, digest)
        return created.id, False, [Change("session_enqueued", created.id)]
    spec = SessionSpec.model_validate(row.spec)
    conn.execute(update(table).where(table.c.id == row.id).values(hub_forgot_at=None))
    if row.status != "PENDING":
        stale = row.status == "TERMINATING" or spec.credentials_digest != digest
        if stale and settings.frozen(conn):
            raise errors.ServerFrozen("The server that runs stays; a new one could not start.")
        return row.id, stale, []
    if spec.hub_options != request.options.model_dump(mode="json"):
        changes = begin_end(conn, row, HUB_STOPPED, datetime.now(UTC))
        created = _enqueue(conn, site, who, request, preset, digest)
        return created.id, False, [*changes, Change("session_enqueued", created.id)]
    environ, service = _notebook(request)
    renewed = spec.model_copy(
        update={
            "credentials_digest": digest,
            "environ": environ,
            "services": [service],
            "auto_pull": request.auto_pull or pull_rule(conn),
            "engine_options": request.engine_options,
        }
    )
    values = {"spec": renewed.model_dump(mode="json")}
    conn.execute(update(table).where(table.c.id == row.id).values(values))
    sessions.put_credentials(conn, site.box, row.id, request.secrets)
    return row.id, False, []


def _enqueue(
    conn: Connection, site: Site, who: Principal, request: p.SpawnRequest, preset: str | None, digest: str
) -> Enqueued:
    options = request.options
    amounts, shared = _amounts(conn, request, preset)
    environ, service = _notebook(request)
    wanted = CreateSession.model_construct(
        name=server_name(conn, who, _wished_name(request)),
        image=options.image or _default_image(conn, who.domain),
        group=project_of(conn, who),
        resource_group=options.resource_group,
        resources=amounts,
        resource_opts={"shmem": shared} if shared else {},
        mounts=list(dict.fromkeys([vfolders.HOME, *options.mounts])),
        environ=environ,
        bootstrap_script=request.bootstrap_script,
        reuse=False,
    )
    origin = Origin(
        hub_user=request.username,
        hub_server=request.server_name,
        services=[service],
        secrets=request.secrets,
        credentials_digest=digest,
        hub_options=options.model_dump(mode="json"),
        auto_pull=request.auto_pull,
        engine_options=request.engine_options,
    )
    return enqueue(conn, site.box, who, who, wanted, origin)


def _default_image(conn: Connection, domain: str) -> str:
    image = resources.default_image(conn, resources.present_images(conn), domain)
    return f"{image.registry}/{image.name}:{image.tag}"


def _chosen(request: p.SpawnRequest) -> bool:
    """Whether somebody has said how much it is to have."""
    options = request.options
    return options.preset is not None or any(amount != "" for amount in options.resources.values())


def _amounts(conn: Connection, request: p.SpawnRequest, name: str | None) -> tuple[dict[str, Any], Any]:
    """Amounts by slot, and the shared memory: what was chosen, within what the Hub's configuration allows.

    Raises `NotFound` for a preset that is not there, `InvalidParameters` for amounts beyond the Hub's limits.
    """
    options = request.options
    amounts: dict[str, Any] = {}
    shared: Any = None
    if name is not None:
        preset = conn.execute(select(resource_presets).where(resource_presets.c.name == name)).first()
        if preset is None:
            raise errors.NotFound(
                f"There is no preset {name!r}.", title="No such preset.", data={"preset": name}
            )
        amounts, shared = slots.render_all(preset.resource_slots), preset.shared_memory
    amounts |= {name: amount for name, amount in options.resources.items() if amount != ""}
    amounts = _within(amounts, request, whole=not _chosen(request))
    memory = amounts.get("mem")
    if shared and memory is not None and shared >= slots.parse("mem", memory):
        shared = None  # a preset's, with less memory than the preset's
    return amounts, options.shared_memory or request.shared_memory or shared


def _within(amounts: Mapping[str, Any], request: p.SpawnRequest, *, whole: bool) -> dict[str, Any]:
    """``amounts`` cut down to the Hub's limits; with ``whole``, the limits themselves."""
    within = dict(amounts)
    for slot, limit in request.limits.items():
        try:
            less = slot in within and slots.parse(slot, within[slot]) <= slots.parse(slot, limit)
        except slots.SlotError as error:
            raise errors.InvalidParameters(f"Invalid resource allocation: {error}") from None
        if whole or slot not in within:
            within[slot] = limit
        elif not less and request.options.resources.get(slot):
            most = f"{int(limit) / 2**20:g} MiB" if slot == "mem" and limit.isdigit() else limit
            raise errors.InvalidParameters(
                f"Invalid resource allocation: this Hub gives a server at most {most} of {slot!r}.",
                data={f"config.resources.{slot}": f"at most {most}"},
            )
        elif not less:
            within[slot] = limit
    return within


def _notebook(request: p.SpawnRequest) -> tuple[dict[str, str], ServiceStart]:
    """The Hub's variables go with the session's spec, where the node keeps them to the notebook; others with
    the
    service alone. The Hub's own PATH or HOME mean nothing on a node."""
    of_hub = {n: v for n, v in request.environ.items() if n.startswith(("JUPYTERHUB_", "JPY_"))}
    others = {n: v for n, v in request.environ.items() if n not in of_hub and not p.is_reserved(n)}
    service = ServiceStart(
        name=HUB_NOTEBOOK, argv=request.argv, environ=others, ready_path=request.ready_path
    )
    return of_hub, service


def _wished_name(request: p.SpawnRequest) -> str:
    """A session name that people recognise; the session belongs to the server by its columns, not by this."""
    parts = [request.username, request.server_name or "server"]
    text = "-".join(re.sub(r"[^A-Za-z0-9_.-]+", "-", part).strip("-.") or "x" for part in parts)
    return f"hub-{text}"[:60].rstrip("-.")


def _digest(secrets: Mapping[str, str]) -> str:
    return hashlib.sha256(json.dumps(dict(secrets), sort_keys=True).encode()).hexdigest()


async def status(site: Site, session_id: UUID) -> p.SpawnStatus:
    """How the session is. Raises `SessionNotFound`."""
    found = await site.store.read(lambda conn: _status(conn, sessions.by_id(conn, session_id)))
    if found is None:
        raise errors.SessionNotFound(f"Session (id={session_id}) does not exist.")
    return found


async def server(site: Site, username: str, server_name: str) -> p.SpawnStatus | None:
    """The open session of a Hub server, or None."""
    return await site.store.read(
        lambda conn: _status(conn, sessions.open_by_server(conn, username, server_name))
    )


async def end(site: Site, session_id: UUID) -> p.SpawnStatus:
    """End the session for the Hub; returns when its slots are free (or, with a silent node, after a
    while).
    """
    await status(site, session_id)
    await end_session(site, session_id, HUB_STOPPED, wait=END_WAIT)
    return await status(site, session_id)


async def forgotten(site: Site, session_id: UUID) -> p.SpawnStatus:
    """A restarted Hub gives a waiting server back: it is asked to spawn it again, and the place is kept.

    Safe to repeat. Raises `SessionNotFound`.
    """

    def note(conn: Connection) -> None:
        row = sessions.by_id(conn, session_id)
        if row is not None and row.hub_user is not None and row.status not in states.TERMINAL:
            values = {"hub_forgot_at": datetime.now(UTC)}
            conn.execute(update(table).where(table.c.id == session_id).values(values))

    await site.store.write(note)
    site.loop.remind_hub()
    return await status(site, session_id)


async def watch(site: Site, session_id: UUID) -> AsyncIterator[p.SpawnStatus]:
    """The session's status now, at every change, and every `REPEAT` seconds; ends when it is ready or has
    ended.
    """
    async with site.bus.subscribe_to(session_id) as hints, site.line.watched(hints):
        last: p.SpawnStatus | None = None
        said = 0.0
        now = await status(site, session_id)
        while True:
            if now != last or time.monotonic() - said >= REPEAT:
                last, said = now, time.monotonic()
                yield now
            if now.ready or now.ended:
                return
            change = None
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(max(0.1, said + REPEAT - time.monotonic())):
                    change = await hints.get()
            if change is None or change.name not in (MOVED, _WAITING):
                now = await status(site, session_id)
                if change is None:
                    now = await _with_estimate(site, now)
            elif now.status == "PENDING" and (wait := site.line.wait_of(session_id)) is not None:
                now = now.model_copy(update={"wait": wait, "message": _waiting(wait)})


async def _with_estimate(site: Site, now: p.SpawnStatus) -> p.SpawnStatus:
    """The status, and when it will start, as far as that can be said."""
    if now.status != "PENDING":
        return now
    view = await site.forecaster.view(knowing=now.session_id)
    estimate = view.estimate(now.session_id, datetime.now(UTC))
    if estimate is None:
        return now
    said = site.forecaster.say(now.session_id, estimate)
    wait = now.wait.model_copy(update={"estimate": said})
    return now.model_copy(update={"wait": wait, "message": _waiting(wait)})


_WAITING = "session_waiting"
"""Another reason to wait; the line tells it."""


def _status(conn: Connection, row: Row[Any] | None) -> p.SpawnStatus | None:
    if row is None:
        return None
    kernel = sessions.main_kernel(conn, row.id)
    ports = kernel.service_ports or [] if kernel is not None else []
    notebook: dict[str, Any] = next((port for port in ports if port["name"] == HUB_NOTEBOOK), {})
    ready = row.status in states.RUNNING and bool(notebook.get("ready"))
    wait = p.Wait()
    if row.status == "PENDING":
        place, length = place_of(conn, row)
        wait = p.Wait(place=place, of=length, reason=row.status_info or NOT_LOOKED)
    return p.SpawnStatus(
        session_id=row.id,
        name=row.name,
        status=states.shown(row.status),
        wait=wait,
        ready=ready,
        url=_address(conn, kernel, notebook) if ready else None,
        ended=row.status in states.TERMINAL,
        exit_code=kernel.exit_code if kernel is not None else None,
        message=_message(row, wait, notebook, ready),
        progress=100 if ready else _PROGRESS.get(row.status, 0),
    )


def _address(conn: Connection, kernel: Row[Any] | None, notebook: Mapping[str, Any]) -> str | None:
    """Where the Hub's proxy reaches the notebook: its port, or its agent's relay, which knows it by its
    path."""
    if notebook.get("url") or kernel is None:
        return notebook.get("url")
    agent = sessions.agent_of(conn, kernel)
    return (agent.relay_url.rstrip("/") or None) if agent is not None else None


_PROGRESS = {"PENDING": 5, "SCHEDULED": 30, "PULLING": 40, "PREPARING": 50, "RUNNING": 80}
_ENDINGS = {
    "user-requested": "It was ended by its owner.",
    "force-terminated": "It was ended by its owner.",
    "self-terminated": "The notebook server ended by itself.",
    "pending-timeout": "It has waited longer than the resource group allows.",
    TIME_LIMIT: "It has run for as long as it was asked to.",
    LIFETIME: "It is as old as your keypair policy allows.",
    HUB_STOPPED: "It was stopped at the Hub.",
}


def _message(row: Row[Any], wait: p.Wait, notebook: Mapping[str, Any], ready: bool) -> str:
    """One sentence for a person who waits."""
    if row.status in states.TERMINAL:
        return _ENDINGS.get(row.status_info, row.status_info) or "The session has ended."
    if row.status == "PENDING":
        return _waiting(wait)
    if ready:
        return "The notebook server is ready."
    return {
        "SCHEDULED": "A place was found; the node is told.",
        "PULLING": f"The node fetches the image: {row.status_info}." if row.status_info else "",
        "PREPARING": "The node prepares the session.",
        "TERMINATING": "The session is ending.",
    }.get(row.status) or str(notebook.get("problem") or "The notebook server is starting.")


def _waiting(wait: p.Wait) -> str:
    when = f" It starts {wait.estimate}." if wait.estimate else ""
    return f"Place {wait.place} of {wait.of} in the queue. {wait.reason}{when}"
