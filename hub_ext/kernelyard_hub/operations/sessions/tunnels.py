"""Raw connections to the apps of sessions, and addresses that open an app in a browser."""

from __future__ import annotations

import asyncio
from uuid import UUID

import aiohttp
from sqlalchemy import Connection, select

from kernelyard_agent.client import AgentClient, AgentError, AgentUnreachable
from kernelyard_hub import errors
from kernelyard_hub.operations.sessions import apps
from kernelyard_hub.operations.sessions.execution import ask, running_kernel
from kernelyard_hub.principal import Principal
from kernelyard_hub.site import Site
from kernelyard_hub.store.models import kernels

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def connect(
    site: Site,
    who: Principal,
    ref: str,
    app: str,
    *,
    arguments: object = None,
    environ: object = None,
    owner_access_key: str | None = None,
) -> Streams:
    """A connection to an app, which is started unless it runs (REST-021, REST-022).

    Raises what `apps.start` does. The caller closes the writer.
    """
    await apps.start(
        site, who, ref, app, arguments=arguments, environ=environ, owner_access_key=owner_access_key
    )
    kernel_id, client = await running_kernel(site, who, ref, owner_access_key)
    return await ask(lambda: client.connect(kernel_id, app))


async def open_url(
    site: Site, who: Principal, ref: str, app: str, *, owner_access_key: str | None = None
) -> str:
    """Start an app, and return the address that opens it in one browser, once."""
    started = await apps.start(site, who, ref, app, owner_access_key=owner_access_key)
    if started.service.protocol == "tcp":
        raise errors.InvalidParameters(f"{app} is not for browsers.", data={"app": app})
    session_id = await apps.known(site, who, ref, app, owner_access_key)
    return await apps.address(site, started.token, str(session_id), app)


async def session_of_kernel(site: Site, ref: str) -> str:
    """The session that a kernel id stands for in older addresses; ``ref`` itself when it is none."""
    try:
        kernel_id = UUID(ref)
    except ValueError:
        return ref

    def read(conn: Connection) -> UUID | None:
        return conn.scalar(select(kernels.c.session_id).where(kernels.c.id == kernel_id))

    found = await site.store.read(read)
    return str(found) if found is not None else ref


class ThroughAgent(aiohttp.BaseConnector):
    """Makes an aiohttp client talk to one service of a kernel; hosts and ports of addresses mean nothing."""

    def __init__(self, client: AgentClient, kernel_id: UUID, service: str) -> None:
        super().__init__()
        self._client, self._kernel_id, self._service = client, kernel_id, service
        self._writers: list[asyncio.StreamWriter] = []

    async def _create_connection(
        self, req: object, traces: object, timeout: object
    ) -> aiohttp.client_proto.ResponseHandler:
        try:
            _, writer = await self._client.connect(self._kernel_id, self._service)
        except (AgentError, AgentUnreachable) as error:
            raise aiohttp.ClientConnectionError(str(error)) from error
        self._writers.append(writer)
        protocol = self._factory()
        transport = writer.transport
        transport.set_protocol(protocol)
        protocol.connection_made(transport)
        return protocol
