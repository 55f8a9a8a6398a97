"""What the relay takes for HTTP, and what it lets pass between browser and app (S11, S31, S34)."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.security.relay_rig import APP, KERNEL, Rig, running

from kernelyard_agent.relay import routes
from kernelyard_agent.relay.bodies import BadBody, Chunks
from kernelyard_agent.relay.heads import BadMessage, read_request, read_response


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    async with running() as relay:
        yield relay


def head(*lines: str) -> bytes:
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


async def seen(rig: Rig, path: str, *fields: str, **more: str) -> list[str]:
    """The lines of the head that the app gets."""
    status, _, body = await rig.ask(path, *fields, **more)
    assert status == 200, body
    lines: list[str] = json.loads(body)["head"].split("\r\n")
    return lines


SMUGGLED = f"GET {APP}/smuggled HTTP/1.1\r\nHost: h\r\n\r\n"


@pytest.mark.parametrize(
    "fields",
    [
        ("Content-Length: 5", "Transfer-Encoding: chunked"),
        ("Transfer-Encoding: chunked", "Content-Length: 5"),
        ("Content-Length: 5", "Content-Length: 6"),
        ("Content-Length: 5", "Content-Length: 5"),
        ("Content-Length: 5, 5",),
        ("Content-Length: +5",),
        ("Content-Length: -1",),
        ("Content-Length: 0x5",),
        ("Content-Length: 5 5",),
        ("Content-Length:",),
        ("Content-Length: 99999999999999999999",),
        ("Transfer-Encoding: chunked, identity",),
        ("Transfer-Encoding: identity, chunked",),
        ("Transfer-Encoding: xchunked",),
        ("Transfer-Encoding: chunked", "Transfer-Encoding: chunked"),
        ("Transfer-Encoding : chunked",),
        (" Transfer-Encoding: chunked",),
        ("X: y\r\n folded: z",),
        ("X: y\r\n\tTransfer-Encoding: chunked",),
        ("Transfer-Encoding:\x0bchunked",),
        ("X: a\nTransfer-Encoding: chunked",),
        ("X: a\rTransfer-Encoding: chunked",),
        ("X: a\0b",),
        ("Host: other",),
        ("no colon",),
        (": no name",),
        ("a b: c",),
        ("Upgrade: websocket", "Connection: Upgrade", "Content-Length: 5"),
    ],
)
async def test_what_has_two_meanings_is_refused(rig: Rig, fields: tuple[str, ...]) -> None:
    request = (
        head(f"POST {APP}/ HTTP/1.1", "Host: h", rig.cookie(), *fields) + b"0\r\n\r\n" + SMUGGLED.encode()
    )
    answer = await rig.raw(request)
    assert answer.startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 501 ")), answer[:100]
    assert answer.count(b"HTTP/1.1 ") == 1
    assert b"Connection: close" in answer
    assert rig.app.heads == []


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("GET /apps HTTP/1.0", 505),
        ("GET /apps HTTP/2.0", 505),
        ("GET /apps", 400),
        ("GET  /apps HTTP/1.1", 400),
        ("GET /a b HTTP/1.1", 400),
        ("GET http://h/ HTTP/1.1", 400),
        ("OPTIONS * HTTP/1.1", 400),
        ("CONNECT h:443 HTTP/1.1", 400),
        ("CONNECT /x HTTP/1.1", 405),
        ("TRACE / HTTP/1.1", 405),
        ("G\x00T / HTTP/1.1", 400),
        ("GET /\xff HTTP/1.1", 400),
        ("GET /a\tb HTTP/1.1", 400),
        ("PRI * HTTP/2.0", 505),
    ],
)
async def test_request_lines(rig: Rig, line: str, status: int) -> None:
    answer = await rig.raw(head(line, "Host: h"))
    assert answer.startswith(f"HTTP/1.1 {status} ".encode()), answer[:60]


@pytest.mark.parametrize(
    "chunks",
    [
        b"5\nhello\r\n0\r\n\r\n",
        b"5\r\nhello0\r\n\r\n",
        b"5\r\nhelloX\r0\r\n\r\n",
        b"-1\r\n\r\n",
        b"0x5\r\nhello\r\n",
        b"5 \r\nhello\r\n0\r\n\r\n",
        b"\r\n",
        b"5;a\nb\r\nhello\r\n",
        b"f" * 20 + b"\r\n",
        b"0\r\nbad\r\n\r\n",
    ],
)
async def test_chunks_are_read_as_strictly(rig: Rig, chunks: bytes) -> None:
    request = head(f"POST {APP}/ HTTP/1.1", "Host: h", rig.cookie(), "Transfer-Encoding: chunked")
    answer = await rig.raw(request + chunks + SMUGGLED.encode())
    assert answer.startswith(b"HTTP/1.1 400 "), answer[:60]
    assert not any(b"smuggled" in each for each in rig.app.heads)


@pytest.mark.parametrize(
    "path",
    ["/../", "/a/../b", "/%2e%2e/", "/%2E%2e/x", "/.%2e/", "/./", "/%2e/", "/..", "/a\\b", "/\\..\\", "/#x"],
)
async def test_paths_that_lead_elsewhere(rig: Rig, path: str) -> None:
    status, _, _ = await rig.ask(APP + path, rig.cookie())
    assert status == 400
    assert rig.app.heads == []


@pytest.mark.parametrize(
    "path",
    [
        f"//apps/{KERNEL}/app/",
        f"/apps//{KERNEL}/app/",
        f"/apps/{KERNEL}//app/",
        f"/apps/{str(KERNEL).upper()}/app/",
        f"/apps/{KERNEL}/%61pp/",
        f"/%61pps/{KERNEL}/app/",
        f"/apps%2f{KERNEL}%2fapp/",
        f"/apps/{KERNEL}/app%2f",
        f"/apps/{KERNEL}/app;x/",
    ],
)
async def test_other_spellings_of_an_app_are_not_there(rig: Rig, path: str) -> None:
    assert (await rig.ask(path, rig.cookie()))[0] == 404
    assert rig.app.heads == []


async def test_a_redirect_stays_here(rig: Rig) -> None:
    """S31: the slash that is missing is added to a path of this site only."""
    status, answer, _ = await rig.ask(f"{APP}?next=//evil.test")
    assert status == 303
    assert f"\r\nLocation: {APP}/?next=//evil.test\r\n" in answer
    assert (await rig.ask(f"//evil.test{APP}"))[0] == 404


@given(st.binary(max_size=300))
def test_no_bytes_are_more_than_refused(data: bytes) -> None:
    for read in (read_request, read_response):
        with contextlib.suppress(BadMessage):
            message = read(b"GET / HTTP/1.1\r\nHost: h\r\n" + data)
            assert all(b"\r" not in part and b"\n" not in part for field in message.fields for part in field)


@given(st.lists(st.binary(min_size=1, max_size=40), max_size=5), st.data())
def test_chunks_end_where_they_end(parts: list[bytes], data: st.DataObject) -> None:
    body = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\nT: v\r\n\r\n"
    stream, counter, taken = body + b"GET /", Chunks(), 0
    while not counter.done:
        step = data.draw(st.integers(1, 9))
        taken += counter.feed(stream[taken : taken + step])
    assert taken == len(body)


@given(st.binary(max_size=60))
def test_no_chunks_are_more_than_refused(data: bytes) -> None:
    counter = Chunks()
    with contextlib.suppress(BadBody):
        assert 0 <= counter.feed(data) <= len(data)


async def test_an_app_sees_no_logins(rig: Rig) -> None:
    cookie = (
        rig.cookie() + "; jupyterhub-session-id=1; service-kernelyard=2; mine=3; __Host-jupyterhub=4; _xsrf=5"
    )
    lines = await seen(
        rig,
        f"{APP}/x%2Fy?z",
        cookie,
        "Authorization: token secret",
        "Connection: close, X-Secret, Host, Content-Length",
        "X-Secret: 1",
        "X-Kernelyard-User: admin",
        "X-Forwarded-Prefix: /evil",
        "X-Forwarded-For: 10.0.0.1",
        "X-Forwarded-Proto: https",
        "TE: trailers",
        "Keep-Alive: 5",
        "Proxy-Authorization: x",
    )
    assert lines[0] == "GET /x%2Fy?z HTTP/1.1"
    assert sorted(lines[1:]) == sorted(
        [
            "Host: site.test",
            "Cookie: mine=3; _xsrf=5",
            "X-Forwarded-For: 10.0.0.1, 127.0.0.1",
            "X-Forwarded-Proto: https",
            "X-Forwarded-Host: site.test",
            f"X-Forwarded-Prefix: {APP}",
            "",
            "",
        ]
    )


async def test_an_app_that_knows_its_prefix_keeps_it(rig: Rig) -> None:
    whole = f"/base/apps/{KERNEL}/whole"
    lines = await seen(rig, f"{whole}/a", rig.cookie("whole"))
    assert lines[0] == f"GET {whole}/a HTTP/1.1"
    assert not any(line.startswith("X-Forwarded-Prefix") for line in lines)


async def answered(rig: Rig, *fields: str, path: str = APP) -> str:
    rig.app.script = [head("HTTP/1.1 200 OK", "Content-Length: 0", *fields)]
    _, answer, _ = await rig.ask(f"{path}/", rig.cookie(path.rpartition("/")[2]))
    return answer


async def test_an_app_sets_cookies_for_itself_only(rig: Rig) -> None:
    answer = await answered(
        rig,
        "Set-Cookie: a=1; Path=/; HttpOnly",
        f"Set-Cookie: b=2; path={APP}/deep",
        "Set-Cookie: c=3; Domain=site.test; Secure",
        "Set-Cookie: d=4",
        "Set-Cookie: jupyterhub-session-id=5; Path=/",
        "Set-Cookie: SERVICE-kernelyard=6",
        "Set-Cookie: kernelyard-app=7",
        "Set-Cookie: __Host-x=8; Path=/",
        "Set-Cookie: nameless",
        "Set-Cookie: =jupyterhub-session-id=9",
        f"Set-Cookie: e=1; Path=/; Path={APP}/deep; Path=/hub/",
    )
    assert [line for line in answer.split("\r\n") if line.startswith("Set-Cookie")] == [
        f"Set-Cookie: a=1; HttpOnly; Path={APP}/",
        f"Set-Cookie: b=2; Path={APP}/deep",
        f"Set-Cookie: c=3; Secure; Path={APP}/",
        f"Set-Cookie: d=4; Path={APP}/",
        f"Set-Cookie: e=1; Path={APP}/deep",
    ]


async def test_an_app_speaks_for_itself_only(rig: Rig) -> None:
    answer = await answered(
        rig,
        "Service-Worker-Allowed: /",
        'Clear-Site-Data: "cookies"',
        "Strict-Transport-Security: max-age=1",
        "Alt-Svc: h3=evil",
        "Connection: X-Hop",
        "X-Hop: 1",
        "X-Own: 2",
        "Content-Security-Policy: default-src *",
    )
    assert "X-Own: 2" in answer
    assert "Content-Security-Policy: default-src *" in answer
    for gone in ("Service-Worker", "Clear-Site", "Strict-Transport", "Alt-Svc", "X-Hop"):
        assert gone not in answer


@pytest.mark.parametrize(
    ("location", "seen_as"),
    [
        ("/login?next=/x", f"{APP}/login?next=/x"),
        (f"{APP}/there", f"{APP}/there"),
        ("there", "there"),
        ("//other.test/x", "//other.test/x"),
        ("http://site.test/x", f"{APP}/x"),
        ("https://other.test/x", "https://other.test/x"),
    ],
)
async def test_redirects_of_apps_that_do_not_know_their_prefix(rig: Rig, location: str, seen_as: str) -> None:
    assert f"\r\nLocation: {seen_as}" in await answered(rig, f"Location: {location}")


@pytest.mark.parametrize(
    "answer",
    [
        head("HTTP/1.1 200 OK", "Content-Length: 5", "Transfer-Encoding: chunked") + b"0\r\n\r\n",
        head("HTTP/1.1 200 OK", "Content-Length: 5", "Content-Length: 6") + b"hello!",
        head("HTTP/1.1 200 OK", "Transfer-Encoding: gzip") + b"x",
        head("HTTP/1.1 200 OK", " X: folded", "Content-Length: 0"),
        head("HTTP/1.1 200 OK", "X: a\nSet-Cookie: jupyterhub=1", "Content-Length: 0"),
        head("HTTP/3 200 OK"),
        head("ICY 200 OK"),
        head("HTTP/1.1 101 Switching Protocols", "Upgrade: x", "Connection: Upgrade"),
        b"x" * 300_000,
    ],
)
async def test_an_answer_with_two_meanings_is_no_answer(rig: Rig, answer: bytes) -> None:
    rig.app.script = [answer]
    status, _, body = await rig.ask(f"{APP}/", rig.cookie())
    assert (status, "cannot be read" in body) == (502, True)


async def test_an_answer_that_is_cut_is_seen_to_be(rig: Rig) -> None:
    async def cut(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(head("HTTP/1.1 200 OK", "Transfer-Encoding: chunked") + b"5\r\nhel")
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(cut, "127.0.0.1", 0)
    rig.ports[0] = rig.ports[0].model_copy(update={"container_port": server.sockets[0].getsockname()[1]})
    answer = await rig.raw(head(f"GET {APP}/ HTTP/1.1", "Host: h", rig.cookie()))
    assert not answer.endswith(b"0\r\n\r\n")
    server.close()
    await server.wait_closed()


async def test_a_switch_to_http2_is_not_passed_on(rig: Rig) -> None:
    """It would end our reading of what goes by."""
    lines = await seen(
        rig,
        f"{APP}/",
        rig.cookie(),
        "Upgrade: h2c",
        "HTTP2-Settings: AAMAAABkAAQAAP__",
        "Connection: Upgrade",
    )
    assert not any("h2c" in line or "HTTP2" in line or "Upgrade" in line for line in lines)


async def test_names_cannot_break_a_page(rig: Rig) -> None:
    """S32, S34: what the page repeats is inert; what it does not know it does not repeat."""
    _, answer, body = await rig.ask("/<svg/onload=alert(1)>")
    assert "<svg" not in body
    assert "Content-Security-Policy: default-src 'none'" in answer


@given(st.text(st.characters(codec="ascii", categories=["L", "N", "P", "S"]), max_size=40))
def test_every_other_path_is_no_app(path: str) -> None:
    found = routes.app_path(b"/" + path.encode())
    assert found is None
