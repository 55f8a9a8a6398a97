"""S11: apps open with the ticket and the cookie of that very app of that very session, and nothing else."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator

import pytest
from tests.security.relay_rig import APP, HUB_PREFIX, KERNEL, OTHER, Rig, running

from kernelyard_agent.relay import access as module


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    async with running() as relay:
        yield relay


async def test_a_ticket_becomes_a_cookie_once(rig: Rig) -> None:
    ticket = rig.access.ticket(KERNEL, "app")
    status, head, _ = await rig.ask(f"{APP}/lab/tree?a=1&ticket={ticket}&b=%2F")
    assert status == 303
    assert f"Location: {APP}/lab/tree?a=1&b=%2F\r\n" in head
    assert "Referrer-Policy: no-referrer" in head
    cookie = head.split("Set-Cookie: ")[1].split("\r\n")[0]
    assert cookie.endswith(f"; Path={APP}/; HttpOnly; SameSite=Lax")
    assert ticket not in head
    assert (await rig.ask(f"{APP}/", f"Cookie: {cookie.partition(';')[0]}"))[0] == 200
    assert (await rig.ask(f"{APP}/?ticket={ticket}"))[0] == 403
    assert all(ticket.encode() not in seen for seen in rig.app.heads)


async def test_behind_https_the_cookie_is_secure(rig: Rig) -> None:
    ticket = rig.access.ticket(KERNEL, "app")
    _, head, _ = await rig.ask(f"{APP}/?ticket={ticket}", "X-Forwarded-Proto: https")
    assert "SameSite=Lax; Secure" in head


@pytest.mark.parametrize("place", [f"/apps/{KERNEL}/whole/", f"/apps/{OTHER}/app/"])
async def test_a_ticket_is_for_one_app_of_one_session(rig: Rig, place: str) -> None:
    ticket = rig.access.ticket(KERNEL, "app")
    assert (await rig.ask(f"{place}?ticket={ticket}"))[0] == 403
    used_up = (await rig.ask(f"{APP}/?ticket={ticket}"))[0] != 303
    assert used_up is (place != f"/apps/{OTHER}/app/")


async def test_a_ticket_ends(rig: Rig) -> None:
    ticket = rig.access.ticket(KERNEL, "app")
    rig.now += module.TICKET_LIFE + 1
    assert (await rig.ask(f"{APP}/?ticket={ticket}"))[0] == 403


async def test_a_ticket_is_no_form(rig: Rig) -> None:
    ticket = rig.access.ticket(KERNEL, "app")
    assert (await rig.ask(f"{APP}/?ticket={ticket}", "Content-Length: 0", method="POST"))[0] == 403


async def test_an_apps_own_ticket_parameter_is_the_apps(rig: Rig) -> None:
    status, _, body = await rig.ask(f"{APP}/?ticket=ST-42", rig.cookie())
    assert status == 200
    assert json.loads(body)["head"].startswith("GET /?ticket=ST-42 HTTP/1.1\r\n")


async def test_without_a_cookie_the_page_says_what_to_do(rig: Rig) -> None:
    status, head, body = await rig.ask(f"{APP}/")
    assert status == 403
    assert "Open this app from Kernelyard" in body
    assert "Content-Security-Policy: default-src 'none'" in head
    assert rig.app.heads == []


async def test_a_cookie_is_for_one_app_of_one_session(rig: Rig) -> None:
    for wrong in (
        rig.cookie("whole"),
        rig.cookie(kernel_id=OTHER),
        rig.cookie(key="guessed"),
        "Cookie: kernelyard-app=",
        "Cookie: kernelyard-app=9999999999.00",
        "Cookie: kernelyard-app=" + "9" * 30 + ".00",
        "Cookie: kernelyard-app=\xb2.00",
        rig.cookie().replace("kernelyard-app", "Kernelyard-App"),
        f"Authorization: Bearer {rig.cookie().partition('=')[2]}",
    ):
        assert (await rig.ask(f"{APP}/", wrong))[0] == 403
    assert rig.app.heads == []
    assert (await rig.ask(f"{APP}/", rig.cookie()))[0] == 200


async def test_a_cookie_cannot_be_prolonged(rig: Rig) -> None:
    until, _, signature = rig.cookie().partition("=")[2].partition(".")
    longer = f"Cookie: kernelyard-app={int(until) + 1000}.{signature}"
    assert (await rig.ask(f"{APP}/", longer))[0] == 403


async def test_a_cookie_in_use_is_renewed_and_one_that_is_not_ends(rig: Rig) -> None:
    cookie = rig.cookie()
    rig.now += module.RENEW + 1
    _, head, _ = await rig.ask(f"{APP}/", cookie)
    assert "Set-Cookie: kernelyard-app=" in head
    rig.now += module.COOKIE_LIFE
    assert (await rig.ask(f"{APP}/", cookie))[0] == 403


async def test_another_cookie_of_that_name_does_not_shut_out(rig: Rig) -> None:
    """A cookie that some page has planted on a path above comes along with the real one."""
    both = rig.cookie().replace("Cookie: ", "Cookie: kernelyard-app=planted; ")
    assert (await rig.ask(f"{APP}/", both))[0] == 200


async def test_revoking_cuts_what_is_open(rig: Rig) -> None:
    """S08: cookies, tickets and connections, of this session only."""
    reader, writer = await rig.connect()
    lines = [
        f"GET {APP}/ws HTTP/1.1",
        "Host: h",
        "Connection: Upgrade",
        "Upgrade: websocket",
        rig.cookie(),
        "",
        "",
    ]
    rig.app.script = [
        b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
    ]
    writer.write("\r\n".join(lines).encode())
    async with asyncio.timeout(20):
        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 101 ")
        writer.write(b"ping")
        assert await reader.readexactly(4) == b"ping"
        ticket, other = rig.access.ticket(KERNEL, "app"), rig.access.ticket(OTHER, "app")
        rig.keys[KERNEL] = "another"
        rig.access.revoke(KERNEL)
        with contextlib.suppress(ConnectionError):
            assert await reader.read() == b""
        await rig.app.closed.wait()
    writer.close()
    assert (await rig.ask(f"{APP}/", rig.cookie()))[0] == 403
    assert (await rig.ask(f"{APP}/?ticket={ticket}"))[0] == 403
    assert (await rig.ask(f"/apps/{OTHER}/app/?ticket={other}"))[0] == 303


async def test_a_session_that_has_ended_is_not_there(rig: Rig) -> None:
    del rig.keys[KERNEL]
    assert (await rig.ask(f"{APP}/", rig.cookie()))[0] == 404


@pytest.mark.parametrize("name", ["raw", "hub-notebook", "nothing"])
async def test_what_is_no_app_is_not_there(rig: Rig, name: str) -> None:
    assert (await rig.ask(f"/apps/{KERNEL}/{name}/", rig.cookie(name)))[0] == 404


async def test_apps_that_do_not_answer_say_so(rig: Rig) -> None:
    status, _, body = await rig.ask(f"/apps/{KERNEL}/dead/", rig.cookie("dead"))
    assert (status, "The app dead does not answer." in body) == (502, True)
    status, _, body = await rig.ask(f"/apps/{KERNEL}/asleep/", rig.cookie("asleep"))
    assert (status, "The app asleep is not running." in body) == (502, True)


@pytest.mark.parametrize(
    ("origin", "more", "status"),
    [
        ("http://site.test", "", 200),
        ("http://SITE.test", "", 200),
        ("http://evil.test", "", 403),
        ("http://sub.site.test", "", 403),
        ("http://site.test.evil.test", "", 403),
        ("null", "", 403),
        ("", "", 403),
        ("https://public.test", "X-Forwarded-Host: public.test", 200),
    ],
)
@pytest.mark.parametrize("kind", ["post", "websocket"])
async def test_other_origins_change_nothing(rig: Rig, kind: str, origin: str, more: str, status: int) -> None:
    """S30: SameSite knows no difference between an origin and its siblings, so we look ourselves."""
    fields = [rig.cookie(), f"Origin: {origin}", *([more] if more else [])]
    if kind == "post":
        seen, _, _ = await rig.ask(f"{APP}/", *fields, "Content-Length: 0", method="POST")
    else:
        text = "\r\n".join(
            [
                f"GET {APP}/ws HTTP/1.1",
                "Host: site.test",
                "Connection: Upgrade",
                "Upgrade: websocket",
                *fields,
            ]
        )
        reader, writer = await rig.connect()
        writer.write((text + "\r\n\r\n").encode())
        async with asyncio.timeout(20):
            seen = int((await reader.readline()).split()[1])
        writer.close()
        await writer.wait_closed()
    assert seen == status


async def test_reading_is_for_browsers_to_judge(rig: Rig) -> None:
    assert (await rig.ask(f"{APP}/", rig.cookie(), "Origin: http://evil.test"))[0] == 200


async def test_a_hub_server_judges_for_itself(rig: Rig) -> None:
    """Its own path, unchanged, with the cookies and the token by which it knows its users."""
    status, _, body = await rig.ask(
        f"{HUB_PREFIX}api/status?x=1", "Cookie: jupyterhub-session-id=7", "Authorization: token t"
    )
    assert status == 200
    head = json.loads(body)["head"]
    assert head.startswith(f"GET {HUB_PREFIX}api/status?x=1 HTTP/1.1\r\n")
    assert "jupyterhub-session-id=7" in head
    assert "Authorization: token t" in head


async def test_nothing_else_is_there(rig: Rig) -> None:
    for path in ("/", "/hub/", "/user/", "/apps/", f"/apps/{KERNEL}", f"/apps/{KERNEL}/", "/apps//app/"):
        assert (await rig.ask(path, rig.cookie()))[0] == 404
    assert rig.app.heads == []
