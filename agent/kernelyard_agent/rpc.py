"""The agent's HTTP side: `protocol`'s table, one handler per row."""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import logging
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar
from uuid import UUID

from aiohttp import web
from pydantic import BaseModel, ValidationError

from . import mounting as m
from . import protocol as p
from .errors import AgentProblem, BadRequest, NoSuchKernel, Unauthorized, WrongProtocol
from .journal import ENDED
from .kernels import Kernels
from .mounts import Mounts
from .ports import Ports
from .preloads import Preloads
from .relay.use import Tunnel
from .runner.streams import Pipe, adopt, couple

log = logging.getLogger(__name__)

CALLER_LOOK = 0.1
"""Seconds between two looks whether somebody still waits for a run's output."""
BODY_LIMIT = 40 * 2**20
"""Bytes of a request. Uploaded files (20 of 1 MiB, in base64) are the longest thing that comes."""

T = TypeVar("T", bound=BaseModel)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Rpc:
    """Builds the web application. Every route wants the secret and the right protocol number."""

    def __init__(
        self,
        kernels: Kernels,
        ports: Ports,
        preloads: Preloads,
        mounts: Mounts,
        secret: str,
        health: p.Health,
    ) -> None:
        self._kernels = kernels
        self._mounts = mounts
        self._ports = ports
        self._preloads = preloads
        self._secret = secret.encode()
        self._health = health

    def app(self) -> web.Application:
        app = web.Application(middlewares=[self._guard], client_max_size=BODY_LIMIT)
        kernel = "/kernels/{kernel_id}"
        app.add_routes(
            [
                web.get("/health", self.health),
                web.get("/kernels", self.list),
                web.post("/kernels", self.create),
                web.delete(kernel, self.destroy),
                web.post("/calls", self.calls),
                web.post("/logs", self.logs_of),
                web.post(kernel + "/execute", self.execute),
                web.post(kernel + "/interrupt", self.interrupt),
                web.post(kernel + "/complete", self.complete),
                web.get(kernel + "/logs", self.logs),
                web.post(kernel + "/commit", self.commit),
                web.get(kernel + "/commit", self.commit_status),
                web.post(kernel + "/services/{name}/start", self.start_service),
                web.post(kernel + "/services/{name}/stop", self.stop_service),
                web.get(kernel + "/services/{name}/connect", self.connect),
                web.post(kernel + "/services/{name}/tickets", self.ticket),
                web.delete(kernel + "/access", self.revoke),
                web.get(kernel + "/mounts", self.mounts),
                web.post(kernel + "/mounts", self.add_mount),
                web.post(kernel + "/mounts/remove", self.remove_mount),
                web.post(kernel + "/mounts/holders", self.holders),
                web.post(kernel + "/mounts/holders/end", self.end_holders),
                web.post("/images/pull", self.pull_image),
                web.post("/images/remove", self.remove_image),
                web.post(kernel + "/files/upload", self.upload),
                web.post(kernel + "/files/list", self.list_files),
                web.post(kernel + "/files/download", self.download),
            ]
        )
        return app

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            given = request.headers.get("Authorization", "").encode()
            if not hmac.compare_digest(given, b"Bearer " + self._secret):
                raise Unauthorized()
            if request.headers.get("X-Kernelyard-Protocol") != str(p.PROTOCOL):
                raise WrongProtocol(f"This agent speaks {p.PROTOCOL}.")
            return await handler(request)
        except AgentProblem as problem:
            return _problem(problem.status, problem.problem())
        except web.HTTPException as error:
            return _problem(
                error.status, {"type": "about:blank", "title": error.reason, "status": error.status}
            )
        except Exception:
            # The outermost frame: whatever it was, the caller gets a problem document and we keep serving.
            log.exception("%s %s failed", request.method, request.path)
            return _problem(500, AgentProblem().problem())

    async def health(self, request: web.Request) -> web.Response:
        return _answer(self._health)

    async def list(self, request: web.Request) -> web.Response:
        return _answer(p.KernelList(kernels=self._kernels.statuses()))

    async def create(self, request: web.Request) -> web.Response:
        status = await self._kernels.create(await _body(request, p.CreateKernel))
        return _answer(status, 202)

    async def destroy(self, request: web.Request) -> web.Response:
        status = await self._kernels.destroy(_kernel_id(request), await _body(request, p.DestroyKernel))
        return _answer(status, 200 if status.state in ENDED else 202)

    async def calls(self, request: web.Request) -> web.Response:
        """One that fails says so for itself; the others are carried out."""
        asked = await _body(request, p.KernelCalls)
        made = [await _answered(self._kernels.create(call)) for call in asked.create]
        ended = [await _answered(self._kernels.destroy(one.kernel_id, one.call)) for one in asked.destroy]
        return _answer(p.KernelAnswers(answers=made + ended))

    async def logs_of(self, request: web.Request) -> web.Response:
        found: dict[UUID, str] = {}
        for kernel_id in (await _body(request, p.KernelIds)).kernels:
            with contextlib.suppress(NoSuchKernel):
                found[kernel_id] = (await self._kernels.logs(kernel_id)).text
        return _answer(p.LogsOf(logs=found))

    async def execute(self, request: web.Request) -> web.Response:
        asked = await _body(request, p.ExecuteRequest)
        poll = asyncio.ensure_future(self._kernels.execute(_kernel_id(request), asked))
        try:
            while not (await asyncio.wait([poll], timeout=CALLER_LOOK))[0]:
                if request.transport is None:
                    # The caller has gone, and the output must not go to nobody.
                    poll.cancel()
        finally:
            poll.cancel()
        return _answer(await poll)

    async def interrupt(self, request: web.Request) -> web.Response:
        await self._kernels.interrupt(_kernel_id(request))
        return web.Response(status=204)

    async def complete(self, request: web.Request) -> web.Response:
        return _answer(
            await self._kernels.complete(_kernel_id(request), await _body(request, p.CompleteRequest))
        )

    async def logs(self, request: web.Request) -> web.Response:
        return _answer(await self._kernels.logs(_kernel_id(request)))

    async def start_service(self, request: web.Request) -> web.Response:
        asked = await _body(request, p.StartService)
        name = request.match_info["name"]
        return _answer(await self._kernels.start_service(_kernel_id(request), name, asked))

    async def stop_service(self, request: web.Request) -> web.Response:
        await self._kernels.stop_service(_kernel_id(request), request.match_info["name"])
        return web.Response(status=204)

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """Become a raw connection to the service; errors are answers, as anywhere."""
        wanted = request.headers.get("Upgrade", "")
        if wanted != p.UPGRADE or "upgrade" not in request.headers.get("Connection", "").lower():
            raise BadRequest(f"Upgrade: {p.UPGRADE} is what this call is for.")
        kernel_id, access = _kernel_id(request), self._ports.access
        _, inner = await self._ports.open(kernel_id, request.match_info["name"], Pipe)
        self._ports.touch(kernel_id)
        if request.transport is None:
            inner.abort()
            return web.Response(status=499)
        use = Tunnel(kernel_id, self._ports.requests)
        outer = _Upgraded(request.transport, request.protocol, use, lambda: self._ports.touch(kernel_id))
        access.enter(kernel_id, outer, outer.abort)
        try:
            outer.begin(inner)
            await outer.gone.wait()
        finally:
            outer.abort()
            access.leave(kernel_id, outer)
        return web.Response(status=101)

    async def ticket(self, request: web.Request) -> web.Response:
        return _answer(self._ports.ticket(_kernel_id(request), request.match_info["name"]))

    async def revoke(self, request: web.Request) -> web.Response:
        self._ports.revoke(_kernel_id(request))
        return web.Response(status=204)

    async def commit(self, request: web.Request) -> web.Response:
        return _answer(await self._kernels.commit(_kernel_id(request)), 202)

    async def commit_status(self, request: web.Request) -> web.Response:
        return _answer(self._kernels.commit_status(_kernel_id(request)))

    async def mounts(self, request: web.Request) -> web.Response:
        return _answer(await self._mounts.listed(_kernel_id(request)))

    async def add_mount(self, request: web.Request) -> web.Response:
        return _answer(await self._mounts.add(_kernel_id(request), await _body(request, p.Mount)))

    async def remove_mount(self, request: web.Request) -> web.Response:
        return _answer(await self._mounts.remove(_kernel_id(request), await _body(request, m.RemoveMount)))

    async def holders(self, request: web.Request) -> web.Response:
        asked = await _body(request, m.FolderHolders)
        return _answer(await self._mounts.holders(_kernel_id(request), asked))

    async def end_holders(self, request: web.Request) -> web.Response:
        asked = await _body(request, m.EndHolders)
        return _answer(await self._mounts.end_holders(_kernel_id(request), asked))

    async def pull_image(self, request: web.Request) -> web.Response:
        return _answer(self._preloads.pull(await _body(request, p.PullImage)))

    async def remove_image(self, request: web.Request) -> web.Response:
        await self._preloads.remove(await _body(request, p.RemoveImage))
        return web.Response(status=204)

    async def upload(self, request: web.Request) -> web.Response:
        await self._kernels.upload(_kernel_id(request), await _body(request, p.FilesUpload))
        return web.Response(status=204)

    async def list_files(self, request: web.Request) -> web.Response:
        return _answer(await self._kernels.list_files(_kernel_id(request), await _body(request, p.FilePath)))

    async def download(self, request: web.Request) -> web.Response:
        return _answer(await self._kernels.download(_kernel_id(request), await _body(request, p.FilePath)))


class _Upgraded(Pipe):
    """A connection of aiohttp's that has become raw; its end is aiohttp's business again."""

    def __init__(
        self, transport: asyncio.Transport, http: asyncio.Protocol, use: Tunnel, touch: Callable[[], None]
    ) -> None:
        """``touch`` is called when somebody uses what is at the other end."""
        super().__init__()
        self._use, self._touch = use, touch
        self.gone = asyncio.Event()
        self._raw, self._http = transport, http

    def begin(self, inner: Pipe) -> None:
        fields = f"Connection: Upgrade\r\nUpgrade: {p.UPGRADE}\r\n\r\n"
        self._raw.write(b"HTTP/1.1 101 Switching Protocols\r\n" + fields.encode())
        adopt(self._raw, self)
        couple(self, inner)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._use.feed(data, time.monotonic()):
            self._touch()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._http.connection_lost(exc)
        self.gone.set()


async def _answered(call: Awaitable[p.KernelStatus]) -> p.KernelAnswer:
    try:
        return p.KernelAnswer(kernel=await call)
    except AgentProblem as problem:
        return p.KernelAnswer(status=problem.status, title=problem.title, detail=problem.detail)
    except Exception:
        # One of several calls: the others have to get their answers.
        log.exception("a call failed")
        unknown = AgentProblem()
        return p.KernelAnswer(status=unknown.status, title=unknown.title)


def _answer(message: BaseModel, status: int = 200) -> web.Response:
    return web.Response(text=message.model_dump_json(), status=status, content_type="application/json")


def _problem(status: int, document: dict[str, object]) -> web.Response:
    return web.json_response(document, status=status, content_type="application/problem+json")


async def _body(request: web.Request, kind: type[T]) -> T:
    try:
        return kind.model_validate_json(await request.read())
    except ValidationError as error:
        # The input is left out of the message: a create request holds credentials.
        faults = [f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors()]
        raise BadRequest("; ".join(faults[:5])) from None


def _kernel_id(request: web.Request) -> UUID:
    text = request.match_info["kernel_id"]
    try:
        return UUID(text)
    except ValueError:
        raise BadRequest(f"kernel_id: {text[:64]!r} is no UUID") from None
