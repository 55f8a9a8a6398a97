"""A real site, and clients of its two first accounts: directly and through the Hub's proxy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from client_environment import prepared
from public_client import Client, Names
from tests import parts
from tests.running_site import RunningSite


@pytest.fixture(scope="session")
def client_executable() -> Path:
    """The public client, in its own environment."""
    python = parts.python311()
    parts.require_marked("interop")
    assert python is not None
    return prepared(python)


def _direct(site: RunningSite) -> str:
    return f"http://127.0.0.1:{site.ports()['service']}"


@pytest.fixture(scope="session", params=["direct", "proxied"])
def endpoint(request: pytest.FixtureRequest, site: RunningSite) -> str:
    """The service's own address, and its path behind the Hub's proxy."""
    if request.param == "direct":
        return _direct(site)
    return f"{site.hub_url.rstrip('/')}/services/kernelyard"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Where the client is run."""
    return tmp_path


@pytest.fixture
def near_user(client_executable: Path, site: RunningSite, home: Path) -> Client:
    """The plain user's client at the service's own address, for what the proxy has no part in."""
    account = site.user
    return Client(client_executable, home, _direct(site), account.access_key, account.secret_key)


@pytest.fixture
def near_admin(client_executable: Path, site: RunningSite, home: Path) -> Client:
    """The superadmin's client at the service's own address."""
    account = site.admin
    return Client(client_executable, home, _direct(site), account.access_key, account.secret_key)


@pytest.fixture
def user(client_executable: Path, endpoint: str, site: RunningSite, home: Path) -> Client:
    """The client of the site's plain user."""
    return Client(client_executable, home, endpoint, site.user.access_key, site.user.secret_key)


@pytest.fixture
def admin(client_executable: Path, endpoint: str, site: RunningSite, home: Path) -> Client:
    """The client of the site's superadmin."""
    return Client(client_executable, home, endpoint, site.admin.access_key, site.admin.secret_key)


@pytest.fixture
def session_name(near_user: Client) -> Iterator[str]:
    """A name for a session; whatever runs under it in the end is ended."""
    name = f"interop-{uuid4().hex[:8]}"
    yield name
    near_user("rm", "--forced", name, code=None)


@pytest.fixture
def folder(near_user: Client) -> Iterator[str]:
    """A new folder on the default host, deleted afterwards."""
    name = f"folder-{uuid4().hex[:8]}"
    near_user("vfolder", "create", name, "local:volume1")
    yield name
    near_user("vfolder", "delete", name, code=None)


@pytest.fixture
def open_sessions() -> Names:
    """The names of a client's sessions that have not ended."""
    return lambda client: {row["name"] for row in client.listed("ps")}
