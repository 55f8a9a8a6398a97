"""Fixtures of the spawner's tests."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import pytest
from jupyterhub import orm
from spawner_fakes import URL, FakeService, FakeUser
from traitlets.config import Config

from kernelyard_spawner import KernelyardSpawner

ADDRESS = {"proto": "http", "ip": "127.0.0.1", "port": urlsplit(URL).port, "cookie_name": "c"}


@pytest.fixture
def service() -> FakeService:
    return FakeService()


@pytest.fixture
def make_spawner(service: FakeService) -> Callable[..., KernelyardSpawner]:
    """Spawners as the Hub makes them.

    ``hub_knows_it``: the server is being started, or ran when the Hub was restarted.
    """

    def make(
        name: str = "", *, user: FakeUser | None = None, hub_knows_it: bool = True, **config: Any
    ) -> KernelyardSpawner:
        user = user or FakeUser()
        path = f"/user/{user.name}/{name}/" if name else f"/user/{user.name}/"
        spawner = KernelyardSpawner(
            config=Config({"KernelyardSpawner": config}) if config else Config(),
            user=user,
            hub=SimpleNamespace(public_host="", api_url="http://127.0.0.1:8081/hub/api", base_url="/hub/"),
            client=service,
            patience=0.0,
        )
        row = orm.Server(**ADDRESS, base_url=path) if hub_knows_it else None
        spawner.orm_spawner = SimpleNamespace(name=name, server=row, user_options=None)
        spawner.api_token = "the-token"
        return spawner

    return make
