"""Whether sessions of the presets would start now, would wait, or never can: the scheduler's own dry run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, Row

from kernelyard_agent import slots
from kernelyard_hub import errors
from kernelyard_hub.operations.sessions import admission
from kernelyard_hub.operations.sessions.create import find_project
from kernelyard_hub.principal import Principal
from kernelyard_hub.scheduler.advice.dryrun import DryRuns, Verdict
from kernelyard_hub.scheduler.estimates.forecast import Estimate
from kernelyard_hub.scheduler.snapshot import Snapshot, Waiting
from kernelyard_hub.site import Site
from kernelyard_hub.store.once import once

BEST = ("now", "wait", "never")
"""From good to bad."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A preset in a resource group, as one user would get it."""

    preset: str
    group: str
    verdict: Verdict
    request: Waiting | None = None
    """None where it makes no sense here."""
    estimate: Estimate | None = None
    """Only where it has to wait."""


def requests(
    conn: Connection, who: Principal, rows: Iterable[Row[Any]], image: Row[Any] | str, project: str
) -> list[tuple[str, Waiting | str]]:
    """By preset: a session of it with ``image`` (or the reason why there is none)."""
    known = once(conn, admission.known_slots)
    project_id = once(conn, find_project, who, None, project)
    return [
        (row.name, image if isinstance(image, str) else _request(row, who, project_id, image, known))
        for row in rows
    ]


def offers(
    snapshot: Snapshot, wanted: Iterable[tuple[str, Waiting | str]], groups: Sequence[str], now: datetime
) -> list[Offer]:
    """Every preset in every group. Asks no database, and may take a while where many wait."""
    runs = DryRuns(snapshot, now)
    return [_offer(runs, preset, group, request) for preset, request in wanted for group in groups]


async def with_estimates(site: Site, snapshot: Snapshot, now: datetime, made: Sequence[Offer]) -> list[Offer]:
    """The same, with estimates for those that would have to wait."""
    wanted = [one.request for one in made if one.verdict.when == "wait" and one.request is not None]
    told = await site.forecaster.estimates(snapshot, now, wanted)
    return [
        replace(one, estimate=told.get(one.request.session_id)) if one.request is not None else one
        for one in made
    ]


def best(made: Iterable[Offer]) -> Offer | None:
    """What starts first: now before later, and sooner before later."""

    def rank(one: Offer) -> tuple[int, float]:
        seconds = one.estimate.seconds if one.estimate is not None else float("inf")
        return BEST.index(one.verdict.when), seconds

    return min(made, key=rank, default=None)


def _offer(runs: DryRuns, preset: str, group: str, request: Waiting | str) -> Offer:
    if isinstance(request, str):
        return Offer(preset, group, Verdict("never", request))
    here = replace(request, session_id=uuid4(), resource_group=group)
    return Offer(preset, group, runs.verdict(here), here)


def _request(
    row: Row[Any], who: Principal, project_id: UUID, image: Row[Any], known: Mapping[str, bool]
) -> Waiting | str:
    """A session of the preset; or why there can be none."""
    try:
        per_kernel = admission.resolve(slots.render_all(row.resource_slots), image.resource_limits, known)
    except errors.InvalidParameters as error:
        unknown = sorted(set(row.resource_slots) - set(known))
        return f"No node here has {', '.join(unknown)}." if unknown else str(error)
    return Waiting(
        session_id=uuid4(),
        sequence=0,
        resource_group="",
        access_key=who.access_key,
        user_id=who.user_id,
        project_id=project_id,
        domain=who.domain,
        session_type="interactive",
        image=f"{image.registry}/{image.name}:{image.tag}",
        architecture=image.architecture,
        per_kernel=per_kernel,
        kernels=(uuid4(),),
    )
