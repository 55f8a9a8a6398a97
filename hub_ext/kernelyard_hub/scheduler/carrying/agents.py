"""`AgentPool`: one client per agent address, and who is to be found there."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from kernelyard_agent.client import AgentClient


@dataclass(frozen=True, slots=True)
class _Node:
    """A node on another machine: its own secret, and the name in its certificate."""

    secret: str = field(repr=False)
    name: str


class AgentPool:
    """Clients by address. An agent that moves gets a new client; the old one is closed with the pool.

    ``secret`` is that of the agent on this machine. It goes to loopback only; agents on other machines are
    asked by https, once they were introduced.
    """

    def __init__(self, secret: str, *, timeout: float = 10.0, tls: ssl.SSLContext | None = None) -> None:
        self._secret, self._timeout, self.tls = secret, timeout, tls
        self._clients: dict[str, AgentClient] = {}
        self._nodes: dict[str, _Node] = {}
        self._old: list[AgentClient] = []

    def at(self, address: str) -> AgentClient:
        """The client of the agent at ``address`` (a base URL). One that nobody knows refuses every call."""
        client = self._clients.get(address)
        if client is None:
            client = self._clients[address] = self._client(address)
        return client

    def knows(self, address: str, name: str) -> bool:
        """Whether the node with this name in its certificate was introduced at ``address``."""
        node = self._nodes.get(address)
        return node is not None and node.name == name

    def addresses(self) -> set[str]:
        """Where nodes on other machines are."""
        return set(self._nodes)

    def introduce(self, address: str, secret: str, name: str) -> None:
        """At ``address`` is a node on another machine."""
        self._nodes[address] = _Node(secret, name)
        old = self._clients.pop(address, None)
        if old is not None:
            self._old.append(old)

    async def forget(self, address: str) -> None:
        """Nobody is at ``address`` any more; calls that are under way fail."""
        self._nodes.pop(address, None)
        client = self._clients.pop(address, None)
        if client is not None:
            await client.close()

    async def close(self) -> None:
        clients = [*self._clients.values(), *self._old]
        self._clients, self._old = {}, []
        for client in clients:
            await client.close()

    def _client(self, address: str) -> AgentClient:
        node = self._nodes.get(address)
        if node is not None and self.tls is not None:
            return AgentClient(address, node.secret, timeout=self._timeout, tls=self.tls, name=node.name)
        if urlsplit(address).scheme == "http":
            return AgentClient(address, self._secret, timeout=self._timeout)
        return AgentClient(address, "", refusal="no node that has joined is there")
