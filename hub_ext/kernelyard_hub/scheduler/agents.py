"""`AgentPool`: one client per agent address, with the secret that hub service and agents share."""

from __future__ import annotations

from kernelyard_agent.client import AgentClient


class AgentPool:
    """Clients by address. An agent that moves gets a new client; the old one is closed with the pool."""

    def __init__(self, secret: str, *, timeout: float = 10.0) -> None:
        self._secret = secret
        self._timeout = timeout
        self._clients: dict[str, AgentClient] = {}

    def at(self, address: str) -> AgentClient:
        """The client of the agent at ``address`` (a base URL)."""
        client = self._clients.get(address)
        if client is None:
            client = self._clients[address] = AgentClient(address, self._secret, timeout=self._timeout)
        return client

    async def close(self) -> None:
        clients, self._clients = list(self._clients.values()), {}
        for client in clients:
            await client.close()
