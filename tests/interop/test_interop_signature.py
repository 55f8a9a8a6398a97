"""Wrong keys and wrong clocks, signed by the public client itself: 401, and the same words for all of
them."""

from __future__ import annotations

import os
import subprocess

import pytest
from public_client import COMMAND_SECONDS, Client

# The first test may have to make the client's environment.
pytestmark = [pytest.mark.interop, pytest.mark.timeout(600)]

SHIFTED = """
import sys
from datetime import datetime, timedelta
import ai.backend.client.request as request

class Shifted(datetime):
    @classmethod
    def now(cls, tz=None):
        return datetime.now(tz) + timedelta(seconds=float(sys.argv[1]))

request.datetime = Shifted
from ai.backend.client.session import Session
from ai.backend.client.exceptions import BackendAPIError
with Session() as session:
    try:
        print(session.VFolder.list_hosts()["default"])
    except BackendAPIError as refusal:
        print(refusal.status, refusal.data["type"].rpartition("/")[2], "|", refusal.data["title"])
"""


def said(client: Client, shift: float = 0.0) -> str:
    """What the client's own library gets to hear when its clock is ``shift`` seconds off."""
    done = subprocess.run(
        [str(client.executable.parent / "python"), "-c", SHIFTED, str(shift)],
        cwd=client.home,
        env={
            "PATH": os.defpath,
            "HOME": str(client.home),
            "BACKEND_ENDPOINT": client.endpoint,
            "BACKEND_ENDPOINT_TYPE": "api",
            "BACKEND_ACCESS_KEY": client.access_key,
            "BACKEND_SECRET_KEY": client.secret_key,
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=COMMAND_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.feature("AUTH-003")
@pytest.mark.parametrize("shift", [0, -14 * 60, 14 * 60])
def test_a_clock_that_is_a_little_off_is_accepted(user: Client, shift: float) -> None:
    assert said(user, shift) == "local:volume1"


@pytest.mark.feature("AUTH-003")
@pytest.mark.parametrize("shift", [-16 * 60, 16 * 60, -86400])
def test_a_stale_date_is_refused(user: Client, shift: float) -> None:
    assert said(user, shift).startswith("401 ")


def test_unknown_key_and_wrong_secret_sound_the_same(user: Client) -> None:
    """So that keys cannot be guessed (S09)."""
    heard = {
        said(user.with_keys(user.access_key, "wrong" * 8)),
        said(user.with_keys("AKIANOBODYNOBODYNOBO", user.secret_key)),
        said(user.with_keys("AKIANOBODYNOBODYNOBO", "wrong" * 8)),
    }
    assert len(heard) == 1
    assert heard.pop().startswith("401 auth-failed | ")


def test_what_a_person_sees_with_a_wrong_secret(user: Client) -> None:
    stranger = user.with_keys(user.access_key, "wrong" * 8)
    refused = stranger("vfolder", "list-hosts", code=1)
    assert "BackendAPIError: 401 Unauthorized" in refused.text
    assert stranger.secret_key not in refused.text
    assert stranger("ps", code=1).code == 1
    assert stranger("start", "-t", "never-made", "python", code=1).code == 1
    assert "never-made" not in {row["name"] for row in user.listed("ps", "--all")}
