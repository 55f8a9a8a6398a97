"""A long upload through the Hub's proxy that is cut in the middle, twice, and goes on where it was."""

from __future__ import annotations

import hashlib
import http.client
import os
import signal
import socket
import time
from email.message import Message
from urllib.parse import urlsplit
from uuid import uuid4

import psutil
import pytest
from tests.running_site import RunningSite
from tests.signed import Signed

pytestmark = pytest.mark.timeout(300)

SIZE = 24 * 2**20 + 7
FIRST_CUT = 6 * 2**20
SECOND_CUT = 15 * 2**20
PATIENCE = 60.0
TUS = {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream"}


def ask(
    url: str, method: str, body: bytes | None = None, headers: dict[str, str] | None = None
) -> tuple[int, bytes, Message]:
    """One request; status 0 where nobody answers."""
    at = urlsplit(url)
    connection = http.client.HTTPConnection(at.netloc, timeout=PATIENCE)
    try:
        connection.request(method, f"{at.path}?{at.query}", body, headers or {})
        answer = connection.getresponse()
        return answer.status, answer.read(), answer.headers
    except (OSError, http.client.HTTPException):
        return 0, b"", Message()
    finally:
        connection.close()


def offset(url: str, beyond: int = 0) -> int:
    """What the site has of the upload, as soon as it answers and has more than ``beyond``."""
    deadline = time.monotonic() + PATIENCE
    while True:
        status, _, headers = ask(url, "HEAD", headers={"Tus-Resumable": "1.0.0"})
        found = int(headers.get("Upload-Offset", -1))
        if status == 200 and found > beyond:
            return found
        assert time.monotonic() < deadline, f"last seen: {status}, {found}"
        time.sleep(0.05)


def half_sent(url: str, start: int, content: bytes, until: int) -> socket.socket:
    """A request that promises everything from ``start`` on, and sends no further than ``until``."""
    at = urlsplit(url)
    lines = [f"PATCH {at.path}?{at.query} HTTP/1.1", f"Host: {at.netloc}", f"Upload-Offset: {start}"]
    lines += [f"{name}: {value}" for name, value in TUS.items()]
    lines += [f"Content-Length: {len(content) - start}", "", ""]
    sending = socket.create_connection((at.hostname or "", at.port or 80), timeout=PATIENCE)
    sending.sendall("\r\n".join(lines).encode() + content[start:until])
    return sending


def kill_storage(site: RunningSite) -> None:
    port = site.ports()["storage_client"]
    (found,) = [
        process
        for process in site.processes()
        if any(
            c.laddr.port == port and c.status == psutil.CONN_LISTEN for c in process.net_connections("tcp")
        )
    ]
    os.kill(found.pid, signal.SIGKILL)


@pytest.mark.feature("REST-033")
def test_an_upload_that_is_cut_goes_on(site: RunningSite) -> None:
    user = Signed(site.proxied_service_url, site.user.access_key, site.user.secret_key)
    content, folder = os.urandom(SIZE), f"cut-{uuid4().hex[:8]}"
    made = user.call("POST", "/folders", {"name": folder, "host": "local:volume1"})
    assert made.status == 201, made
    transfer = user.call("POST", f"/folders/{folder}/request-upload", {"path": "in/big.bin", "size": SIZE})
    url = f"{transfer.body['url']}?token={transfer.body['token']}"
    assert url.startswith(site.hub_url), "it goes through the Hub's proxy"

    with half_sent(url, 0, content, FIRST_CUT):
        offset(url)
        kill_storage(site)
    kept = offset(url)
    assert kept <= FIRST_CUT
    with half_sent(url, kept, content, SECOND_CUT):
        offset(url, beyond=kept)
    kept = offset(url, beyond=kept)
    assert kept <= SECOND_CUT

    status = 423
    deadline = time.monotonic() + PATIENCE
    while status != 204:  # until the site has seen that the other request is gone, it keeps this one out
        assert time.monotonic() < deadline, status
        kept = offset(url, beyond=kept - 1)
        status, _, headers = ask(url, "PATCH", content[kept:], {**TUS, "Upload-Offset": str(kept)})
    assert headers["Upload-Offset"] == str(SIZE)
    down = user.call("POST", f"/folders/{folder}/request-download", {"path": "in/big.bin"})
    status, received, _ = ask(f"{down.body['url']}?token={down.body['token']}", "GET")
    assert (status, len(received)) == (200, SIZE)
    assert hashlib.sha256(received).digest() == hashlib.sha256(content).digest()
    assert user.call("DELETE", f"/folders/{folder}").status in (200, 204)


@pytest.mark.feature("STO-023", "REST-035")
def test_a_download_that_breaks_is_broken_for_the_browser_too(site: RunningSite) -> None:
    """The storage proxy hangs up: the Hub's proxy neither ends the answer as if it were whole nor leaves us
    waiting. And a whole archive comes through it.
    """
    user = Signed(site.proxied_service_url, site.user.access_key, site.user.secret_key)
    folder = f"broken-{uuid4().hex[:8]}"
    assert user.call("POST", "/folders", {"name": folder, "host": "local:volume1"}).status == 201
    last = user.call("GET", f"/folders/{folder}").body["id"].replace("-", "")[4:]
    (path,) = (site.data / "volumes" / "volume1").glob(f"*/*/*/{last}")
    asked = {"path": ".", "archive": "tar"}
    for content, whole in ((b"x" * 5_000_000, True), (os.urandom(1 << 20) * 64, False)):
        (path / "file").write_bytes(content)
        transfer = user.call("POST", f"/folders/{folder}/request-download", asked).body
        at = urlsplit(transfer["url"])
        connection = http.client.HTTPConnection(at.netloc, timeout=PATIENCE)
        connection.request("GET", f"{at.path}?token={transfer['token']}")
        answer = connection.getresponse()
        received = len(answer.read(1000))
        if whole:
            received += len(answer.read())
            assert received > len(content)
        else:
            os.truncate(path / "file", 10)
            with pytest.raises((http.client.IncompleteRead, ConnectionError)):
                answer.read()
        connection.close()
    assert user.call("DELETE", f"/folders/{folder}").status == 204
