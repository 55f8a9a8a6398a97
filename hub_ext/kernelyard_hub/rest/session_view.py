"""``/console/session/{session}``: one session for the console's page, and its key for ssh."""

from __future__ import annotations

from aiohttp import web

from kernelyard_hub.http.call import Call, Route, answer
from kernelyard_hub.operations.sessions import view as session_view


async def session(call: Call) -> web.StreamResponse:
    return answer(await session_view.view(call.site, call.who, call.path("session")))


async def key(call: Call) -> web.StreamResponse:
    """The private key as a file: always a download."""
    content = await session_view.key(call.site, call.who, call.path("session"))
    headers = {
        "Content-Disposition": f'attachment; filename="{session_view.KEY}"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return web.Response(body=content, content_type="application/octet-stream", headers=headers)


ROUTES = [
    Route("GET", "/console/session/{session}", "console.session", session),
    Route("GET", "/console/session/{session}/id_container", "console.session-key", key),
]
