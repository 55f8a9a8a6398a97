"""The console's pages: the build in ``static/``, behind the Hub's login."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from aiohttp import web

from kernelyard_hub import errors
from kernelyard_hub.http.call import Call, Route
from kernelyard_hub.oauth import LOGIN
from kernelyard_hub.principal import Principal

CONSOLE_DIR: web.AppKey[Path] = web.AppKey("console_dir", Path)
BUILT = Path(__file__).parent / "static"
"""Where the front end's build puts the pages."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
"""Scripts come from files of this site only. Styles may be inline: the component library writes them at
run time.
"""
PAGE_HEADERS = {"Content-Security-Policy": POLICY, "Cache-Control": "no-cache"}
FOREVER = "private, max-age=31536000, immutable"

NOT_BUILT = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Kernelyard</title>
<h1>The console is not built yet</h1>
<p>Run <code>make console</code> in the checkout, or install a release. The API works without it.</p></html>
"""
NO_HUB = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Kernelyard</title>
<h1>This service runs without a JupyterHub</h1>
<p>The console needs the Hub's login. The API works without it.</p></html>
"""


def origins(urls: Iterable[str]) -> tuple[str, ...]:
    """Scheme, host and port of those that are given."""
    parts = [urlsplit(url) for url in urls if url]
    return tuple(sorted({f"{each.scheme}://{each.netloc}" for each in parts}))


def policy(storage: Iterable[str]) -> str:
    """`POLICY`; transfers may also go to these origins."""
    return POLICY.replace("connect-src 'self'", " ".join(["connect-src 'self'", *storage]))


async def page(call: Call) -> web.StreamResponse:
    """A file of the build; for every other path the front end's own router gets ``index.html``."""
    request, prefix = call.request, call.site.config.prefix
    login = request.app[LOGIN]
    root = request.app[CONSOLE_DIR]
    asked = request.match_info.get("path", "")
    asset = _asset(root, asked)
    if asset is not None:
        headers = {"Content-Security-Policy": POLICY, "Cache-Control": FOREVER}
        kind = mimetypes.guess_type(asset.name)[0] or "application/octet-stream"
        return web.FileResponse(asset, headers={**headers, "Content-Type": kind})
    if PurePosixPath(asked).suffix:
        raise errors.NotFound(title="Unknown URL path.")
    if login is None:
        return _html(NO_HUB, 503)
    if await login.user_of(request) is None:
        wanted = request.raw_path if request.path.startswith(prefix + "/") else f"{prefix}/console/"
        public = call.site.config.public_url
        if public and "X-Forwarded-For" not in request.headers and request.host != urlsplit(public).netloc:
            raise web.HTTPFound(public + wanted)  # asked directly: the Hub's login is behind the proxy
        return login.begin(request, wanted)
    index = root / "index.html"
    if not index.is_file():
        return _html(NOT_BUILT, 503)
    headers = {**PAGE_HEADERS, "Content-Security-Policy": policy(call.site.config.storage_origins)}
    return web.FileResponse(index, headers={**headers, "Content-Type": "text/html; charset=utf-8"})


async def without_slash(call: Call) -> web.StreamResponse:
    raise web.HTTPFound(f"{call.site.config.prefix}/console/")


async def callback(call: Call) -> web.StreamResponse:
    """Where the Hub sends the browser back to."""
    login = call.request.app[LOGIN]
    if login is None:
        raise errors.NotFound(title="Unknown URL path.")
    return await login.finish(call.request)


async def logout(call: Call) -> web.StreamResponse:
    """Forget the console's login in this browser. The Hub's own login stays."""
    login = call.request.app[LOGIN]
    if login is None or not isinstance(call.principal, Principal):
        raise errors.NotFound(title="Unknown URL path.")
    return login.leave()


def _asset(root: Path, asked: str) -> Path | None:
    """A file of the build's hashed assets, or of its top level; nothing above it, hidden, or a directory."""
    parts = PurePosixPath(asked).parts
    if not parts or any(part.startswith(".") or "\0" in part or "\\" in part for part in parts):
        return None
    path = root.joinpath(*parts)
    if path.name == "index.html" or PurePosixPath(asked).is_absolute():
        return None
    if not path.is_file() or not path.resolve().is_relative_to(root.resolve()):
        return None
    return path


def _html(text: str, status: int) -> web.Response:
    return web.Response(text=text, status=status, content_type="text/html", headers=PAGE_HEADERS)


ROUTES = [
    Route("GET", "/console", "console.page", without_slash),
    Route("GET", "/console/", "console.page", page),
    Route("GET", "/console/{path:.+}", "console.page", page),
    Route("GET", "/oauth_callback", "console.callback", callback),
    Route("POST", "/console/logout", "console.logout", logout),
]
"""After the routes of ``rest.overview``, which share the path."""
