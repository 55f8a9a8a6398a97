"""Session mode of the public client: login with a password, every kind of call with the cookie, logout."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from public_client import Client
from tests.running_site import RunningSite

# The first test may have to make the client's environment.
pytestmark = [pytest.mark.interop, pytest.mark.timeout(600)]


@pytest.fixture
def visitor(user: Client) -> Client:
    """A client in session mode, without a keypair and not logged in; on both ways in."""
    return replace(user, mode="session", access_key="", secret_key="")


@pytest.fixture
def name(visitor: Client, near_user: Client) -> Iterator[str]:
    """A name for a session; whatever runs under it in the end is ended."""
    name = f"login-{uuid4().hex[:8]}"
    yield name
    near_user("rm", "--forced", name, code=None)


@pytest.fixture
def log_in(site: RunningSite) -> Callable[[Client], None]:
    """Log a client in as the plain user, who types name and password."""

    def typed(client: Client) -> None:
        said = client("login", stdin=f"{site.user.username}\n{site.user.password}\n").text
        assert "Login succeeded." in said

    return typed


@pytest.mark.feature("WEB-022", "WEB-024", "SDK-015")
def test_login_work_logout(visitor: Client, log_in: Callable[[Client], None], name: str) -> None:
    """REST, GraphQL, WebSocket and events all go by the cookie; without it nothing does."""
    assert "Unauthorized" in visitor("vfolder", "list-hosts", code=None).text
    log_in(visitor)
    assert "hi 42" in visitor("run", "-t", name, "-q", "-c", "print('hi', 6 * 7)", "python").out
    assert name in {row["name"] for row in visitor.listed("ps")}
    assert "local:volume1" in visitor("vfolder", "list-hosts").out
    watching = visitor.begin("events", name)
    visitor("rm", name)
    try:
        out, _ = watching.communicate(timeout=60)
    except subprocess.TimeoutExpired:
        watching.kill()
        watching.communicate()
        raise
    assert "session_terminated" in out
    cookies = visitor.home / ".local" / "state" / "backend.ai" / "cookie.dat"
    kept = cookies.read_bytes()
    assert "Logout done." in visitor("logout").text
    # The service has forgotten the cookie, not only the client.
    cookies.write_bytes(kept)
    assert "Unauthorized" in visitor("vfolder", "list-hosts", code=None).text


def test_wrong_passwords(visitor: Client, site: RunningSite) -> None:
    for username in (site.user.username, "nobody"):
        refused = visitor("login", stdin=f"{username}\nwrong\n", code=1).text
        assert "Login failed." in refused
        assert "User credential mismatch." in refused
    assert not Path(visitor.home / ".local" / "state" / "backend.ai" / "cookie.dat").exists()


@pytest.mark.feature("REST-066", "AUTH-017")
def test_password_changes_say_what_is_wrong(
    visitor: Client, log_in: Callable[[Client], None], site: RunningSite
) -> None:
    log_in(visitor)
    good = "another 1 of mine!"
    for old, new, again, said in (
        (site.user.password, "weak", "weak", "at least 8 characters"),
        (site.user.password, good, good + "x", "new password mismatch"),
        ("wrong", good, good, "User credential mismatch."),
    ):
        assert said in visitor("update-password", old, new, again, code=None).text
    expired = visitor(
        "update-password-no-auth", "default", site.user.username, site.user.password, good, code=None
    )
    assert "has not expired" in expired.text
