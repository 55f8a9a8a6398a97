"""Whose Hub server a path belongs to."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

import pytest

from kernelyard_agent.kernels import Kernels
from kernelyard_agent.ports import PREFIX, Ports
from kernelyard_agent.protocol import KernelState
from kernelyard_agent.relay.access import Access


class Known:
    """Kernels by prefix, in the order of their start."""

    def __init__(self, *prefixes: str, state: KernelState = KernelState.RUNNING) -> None:
        self.ids = {prefix: UUID(int=number) for number, prefix in enumerate(prefixes, 1)}
        self._kernels = {
            id_: SimpleNamespace(
                id=id_,
                link=object(),
                entry=SimpleNamespace(spec=SimpleNamespace(environ={PREFIX: prefix}), state=state),
            )
            for prefix, id_ in self.ids.items()
        }

    def all(self) -> list[Any]:
        return list(self._kernels.values())

    def get(self, kernel_id: UUID) -> Any:
        return self._kernels.get(kernel_id)


def ports(known: Known) -> Ports:
    return Ports(cast(Kernels, known), cast(Access, None))


@pytest.mark.parametrize("reverse", [False, True])
def test_a_named_server_is_not_its_users_default_server(reverse: bool) -> None:
    prefixes = ["/user/ada/", "/user/ada/second/", "/user/adalbert/"]
    known = Known(*(reversed(prefixes) if reverse else prefixes))
    found = ports(known).hub_server
    assert found("/user/ada/second/lab") == found("/user/ada/second") == known.ids["/user/ada/second/"]
    assert found("/user/ada/lab") == found("/user/ada") == known.ids["/user/ada/"]
    assert found("/user/ada/secondary/lab") == known.ids["/user/ada/"]
    assert found("/user/adalbert/lab") == known.ids["/user/adalbert/"]
    assert found("/user/bob/lab") is found("/") is None


def test_a_server_that_has_ended_is_nobodys() -> None:
    known = Known("/user/ada/", "", "/", state=KernelState.TERMINATING)
    assert ports(known).hub_server("/user/ada/lab") is None
