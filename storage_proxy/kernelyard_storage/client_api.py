"""The client API: anybody who holds a transfer token. Reached directly, or below a prefix through the Hub's
proxy.
"""

from __future__ import annotations

from collections.abc import Sequence

from aiohttp import web
from aiohttp.typedefs import Handler

from .downloads import DownloadRoutes
from .middleware import add_safe_headers, problems
from .service import Service
from .tus import CORS, TusRoutes

_DOWNLOAD_CORS = {
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "Range, If-Range",
    "Access-Control-Expose-Headers": (
        "Accept-Ranges, Content-Disposition, Content-Length, Content-Range, ETag, Last-Modified"
    ),
    "Access-Control-Max-Age": "600",
}


def client_app(service: Service, prefixes: Sequence[str]) -> web.Application:
    """The application of the client port; the same routes below every prefix, which the Hub's proxy does not
    strip.
    """

    @web.middleware
    async def count(request: web.Request, handler: Handler) -> web.StreamResponse:
        with service.transfers_under_way.busy():
            return await handler(request)

    async def add_cors(request: web.Request, response: web.StreamResponse) -> None:
        """Pages of other origins upload, because only the token authorises; who may read what users stored is
        the site's to say (`Service.allowed_origins`).
        """
        if request.rel_url.raw_path.endswith("/upload"):
            for name, value in CORS.items():
                response.headers.setdefault(name, value)
        elif request.rel_url.raw_path.endswith("/download"):
            response.headers["Vary"] = "Origin"
            origin = request.headers.get("Origin")
            if origin in service.allowed_origins:
                response.headers.update({"Access-Control-Allow-Origin": origin} | _DOWNLOAD_CORS)

    async def preflight(_: web.Request) -> web.Response:
        return web.Response(status=204)

    app = web.Application(middlewares=[count, problems])
    app.on_response_prepare.append(add_safe_headers)
    app.on_response_prepare.append(add_cors)
    tus, downloads = TusRoutes(service), DownloadRoutes(service)
    for prefix in dict.fromkeys(each.rstrip("/") for each in prefixes):
        app.add_routes(
            [
                web.options(f"{prefix}/upload", tus.options),
                web.head(f"{prefix}/upload", tus.head),
                web.patch(f"{prefix}/upload", tus.patch),
                web.delete(f"{prefix}/upload", tus.delete),
                web.get(f"{prefix}/download", downloads.get, allow_head=True),
                web.options(f"{prefix}/download", preflight),
                web.get(f"{prefix}/handover", downloads.handover, allow_head=False),
            ]
        )
    return app
