"""``GET /``: which API this is. Browsers go on to the console."""

from __future__ import annotations

from aiohttp import web

from kernelyard_hub import __version__, errors
from kernelyard_hub.http.call import Call, Route, answer
from kernelyard_hub.signature import API_VERSION, OLDEST_MAJOR

MANAGER_VERSION = "23.09.10"
"""The release of the original that clients may take this service for; they switch features on by it."""


async def version(call: Call) -> web.StreamResponse:
    """API version and software version (REST-001). A major revision in the path that is not spoken here is
    404.
    """
    major = call.request.match_info.get("api")
    if major is not None and not OLDEST_MAJOR <= int(major) <= int(API_VERSION[1:].partition(".")[0]):
        raise errors.NotFound(title="Unknown URL path.")
    if major is None and "text/html" in call.request.headers.get("Accept", ""):
        raise web.HTTPFound(f"{call.site.config.prefix}/console/")
    return answer({"version": API_VERSION, "manager": MANAGER_VERSION, "kernelyard": __version__})


ROUTES = [Route("GET", "/", "version.get", version)]
