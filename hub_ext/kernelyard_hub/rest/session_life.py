"""``/session/{session}/…``: what is told of a session's life: logs, reports, dependencies; and its commit."""

from __future__ import annotations

from aiohttp import web

from kernelyard_hub import errors
from kernelyard_hub.http.call import Call, Route, answer
from kernelyard_hub.operations.sessions import commit as session_commit
from kernelyard_hub.operations.sessions import logs as session_logs
from kernelyard_hub.operations.sessions import reports as session_reports

from .sessions import owner


async def logs(call: Call) -> web.StreamResponse:
    """Golden 129; also after the end of the session. ``run``: of one that has run more than once, one run."""
    run = call.query("run")
    if run is not None and not (run.isascii() and run.isdecimal() and len(run) < 10):
        raise errors.InvalidParameters("Input validation error", data={"run": "has to be a number"})
    text = await session_logs.of_session(
        call.site,
        call.who,
        call.path("session"),
        owner_access_key=owner(call),
        kernel_id=call.query("kernel_id") or call.query("kernelId"),
        run=None if run is None else int(run),
    )
    return answer({"result": {"logs": text}})


async def task_logs(call: Call) -> web.StreamResponse:
    """The log of a task, as it is; a task's id is that of its kernel."""
    task_id = call.query("taskId") or call.query("kernel_id") or call.query("task_id")
    if not task_id:
        raise errors.InvalidParameters("Input validation error", data={"taskId": "is required"})
    text = await session_logs.of_task(call.site, call.who, task_id)
    return web.Response(text=text, content_type="text/plain")


async def abusing_report(call: Call) -> web.StreamResponse:
    report = await session_reports.abusing(
        call.site, call.who, call.path("session"), owner_access_key=owner(call)
    )
    return answer(report)


async def dependency_graph(call: Call) -> web.StreamResponse:
    graph = await session_reports.dependency_graph(
        call.site, call.who, call.path("session"), owner_access_key=owner(call)
    )
    return answer(graph)


async def commit(call: Call) -> web.StreamResponse:
    begun = await session_commit.begin(
        call.site, call.who, call.path("session"), owner_access_key=owner(call)
    )
    return answer(begun)


async def commit_status(call: Call) -> web.StreamResponse:
    """Golden 136."""
    found = await session_commit.status(
        call.site, call.who, call.path("session"), owner_access_key=owner(call)
    )
    return answer(found)


ROUTES = [
    Route("GET", "/session/_/logs", "session.task-logs", task_logs),
    Route("GET", "/session/{session}/logs", "session.logs", logs),
    Route("GET", "/session/{session}/abusing-report", "session.abusing-report", abusing_report),
    Route("GET", "/session/{session}/dependency-graph", "session.dependency-graph", dependency_graph),
    Route("POST", "/session/{session}/commit", "session.commit", commit),
    Route("GET", "/session/{session}/commit", "session.commit-status", commit_status),
]
