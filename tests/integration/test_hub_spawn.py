"""A person at a real Hub: log in, choose, start, work, stop; the service, the agent and the storage proxy
are real."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from typing import Any

import psutil
import pytest
from tests.integration.hub_person import Person
from tests.running_site import RunningSite

from kernelyard_hub.client import HubServiceClient

pytestmark = pytest.mark.timeout(300)


@pytest.fixture
async def person(site: RunningSite) -> AsyncIterator[Person]:
    """The first user, logged in; whatever runs of theirs at the end is stopped."""
    async with Person(site.hub_url) as one:
        assert await one.log_in(site.user.username, site.user.password) == 200
        try:
            yield one
        finally:
            for name in ("", "two"):
                if await one.server(name):
                    await one.api("DELETE", f"/users/{one.name}/{f'servers/{name}' if name else 'server'}")
                    await one.until_gone(name)


@pytest.fixture
async def service(site: RunningSite) -> AsyncIterator[HubServiceClient]:
    """The hub service, asked as the Hub asks it."""
    secret = (site.data / "secrets" / "hub.token").read_text().strip()
    client = HubServiceClient(f"{site.service_url}/services/kernelyard", secret)
    try:
        yield client
    finally:
        await client.close()


async def free(service: HubServiceClient) -> dict[str, str]:
    form = await service.form("user")
    return form.resource_groups[0].free


async def contents(person: Person, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    """The notebook server's contents API, as JupyterLab uses it."""
    url = f"{person.url}/user/{person.name}/api/contents/{path}"
    async with person.http.get(f"{person.url}/user/{person.name}/lab") as lab:
        assert lab.status == 200
    cookies = person.http.cookie_jar.filter_cookies(lab.url)
    headers = {"X-XSRFToken": cookies["_xsrf"].value, "Referer": str(lab.url)}
    async with person.http.request(method, url, json=body, headers=headers) as answer:
        return answer.status, (await answer.json() if answer.status != 204 else None)


async def test_a_wrong_password_opens_nothing(site: RunningSite) -> None:
    async with Person(site.hub_url) as nobody:
        assert await nobody.log_in("user", "user") == 403
        assert await nobody.log_in("nobody", site.user.password) == 403
        assert await nobody.log_in("admin", "admin") == 403
        status, _ = await nobody.api("GET", "/user")
        assert status == 403


async def test_the_address_of_mail_is_a_name_too_and_the_admin_is_one(site: RunningSite) -> None:
    async with Person(site.hub_url) as admin:
        assert await admin.log_in(site.admin.email, site.admin.password) == 200
        status, me = await admin.api("GET", "/user")
        assert (status, me["name"], me["admin"]) == (200, "admin", True)


async def test_start_from_the_page_work_in_home_stop_and_the_slots_are_free(
    person: Person, service: HubServiceClient
) -> None:
    before = await free(service)
    page, form = await person.spawn_page()
    assert "kernelyard-form" in page
    assert "Starts now" in page
    assert form.radios["choice"]["preset:cpu01-small"]
    status, _ = await person.submit(form, choice="preset:cpu01-small")
    assert status == 200
    await person.until_ready()
    assert await free(service) != before
    note = {"type": "file", "format": "text", "content": "kept"}
    status, _ = await contents(person, "PUT", "home/note.txt", note)
    assert status == 201
    status, _ = await person.api("DELETE", f"/users/{person.name}/server")
    assert status in (202, 204)
    await person.until_gone()
    assert await free(service) == before, "the slots are free as soon as the Hub says that it has stopped"

    status, _ = await person.api("POST", f"/users/{person.name}/server", {"user_options": {}})
    assert status in (201, 202)
    await person.until_ready()
    status, file = await contents(person, "GET", "home/note.txt")
    assert (status, file["content"]) == (200, "kept")
    await contents(person, "DELETE", "home/note.txt")


async def test_other_folders_are_mounted_beside_home(site: RunningSite, person: Person) -> None:
    headers = await api_headers(person)
    folder = {"name": "pictures", "host": "local:volume1"}
    async with person.http.post(f"{site.proxied_service_url}/folders", json=folder, headers=headers) as made:
        assert made.status == 201, await made.text()
    try:
        page, form = await person.spawn_page()
        assert "~/pictures" in page
        await person.submit(form, mounts=["pictures"])
        await person.until_ready()
        note = {"type": "file", "format": "text", "content": "a picture"}
        status, _ = await contents(person, "PUT", "pictures/one.txt", note)
        assert status == 201
        files = list((site.data / "volumes").rglob("one.txt"))
        assert [file.read_text() for file in files] == ["a picture"]
        await person.api("DELETE", f"/users/{person.name}/server")
        await person.until_gone()
    finally:
        async with person.http.delete(
            f"{site.proxied_service_url}/folders/pictures", headers=headers
        ) as gone:
            assert gone.status < 300, await gone.text()


async def test_a_session_that_is_ended_through_the_api_is_a_stopped_server(
    site: RunningSite, person: Person, service: HubServiceClient
) -> None:
    await person.api("POST", f"/users/{person.name}/server", {"user_options": {}})
    await person.until_ready()
    session = await service.server(person.name, "")
    assert session is not None
    headers = await api_headers(person)
    async with person.http.delete(f"{site.service_url}/session/{session.name}", headers=headers) as ended:
        assert ended.status == 200, await ended.text()
    await person.until_gone()
    assert await service.server(person.name, "") is None


async def api_headers(person: Person) -> dict[str, str]:
    """Headers that prove to the service, with a Hub token, who is asking."""
    status, token = await person.api("POST", f"/users/{person.name}/tokens", {"note": "test"})
    assert status == 201
    return {"Authorization": f"token {token['token']}"}


async def test_named_servers_run_beside_the_default_one(person: Person) -> None:
    small = {"user_options": {"resources": {"cpu": "1", "mem": "512m"}}}
    for path in ("server", "servers/two"):
        status, _ = await person.api("POST", f"/users/{person.name}/{path}", small)
        assert status in (201, 202)
    assert (await person.until_ready(""))["url"] == f"/user/{person.name}/"
    assert (await person.until_ready("two"))["url"] == f"/user/{person.name}/two/"
    async with person.http.get(f"{person.url}/user/{person.name}/two/api/") as api:
        assert (await api.json())["version"]


@pytest.mark.parametrize(
    ("options", "status", "says"),
    [
        ({"preset": "no-such-preset"}, 404, "no-such-preset"),
        ({"image": "no-such-image"}, 404, "no-such-image"),
        ({"mounts": ["no-such-folder"]}, 404, "no-such-folder"),
        ({"resource_group": "no-such-group"}, 404, "no-such-group"),
        ({"resources": {"cpu": "100000", "mem": "1g"}}, 400, "cpu"),
        ({"resources": {"cpu": "many"}}, 400, "many"),
        ({"volumes": {"/": "/host"}}, 400, "volumes"),
    ],
)
async def test_what_cannot_be_is_refused_at_once_with_the_reason(
    person: Person, service: HubServiceClient, options: dict[str, Any], status: int, says: str
) -> None:
    before = await free(service)
    answered, problem = await person.api("POST", f"/users/{person.name}/server", {"user_options": options})
    assert (answered, says in problem["message"]) == (status, True), problem
    assert await person.server() is None
    assert await service.server(person.name, "") is None
    assert await free(service) == before


async def test_sessions_never_run_as_root_and_nothing_listens_beyond_this_machine(
    site: RunningSite, person: Person
) -> None:
    await person.api("POST", f"/users/{person.name}/server", {"user_options": {}})
    await person.until_ready()
    sessions = [
        process
        for process in site.processes()
        if "singleuser" in " ".join(process.cmdline()) or "runner" in " ".join(process.cmdline())
    ]
    assert sessions
    assert all(process.uids().real != 0 for process in sessions)
    if os.geteuid() == 0:
        assert {process.uids().real for process in sessions} == {1000}
    listening = {
        connection.laddr.ip
        for process in site.processes()
        for connection in process.net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    }
    assert listening == {"127.0.0.1"}


async def test_a_waiting_server_tells_place_and_reason_and_can_be_cancelled(
    site: RunningSite, person: Person, service: HubServiceClient
) -> None:
    room = await free(service)
    whole = {"user_options": {"resources": {"cpu": room["cpu"], "mem": "512m"}}}
    await person.api("POST", f"/users/{person.name}/server", whole)
    await person.until_ready()
    status, _ = await person.api("POST", f"/users/{person.name}/servers/two", whole)
    assert status == 202
    url = f"{person.url}/hub/api/users/{person.name}/servers/two/progress"
    headers = {"X-XSRFToken": person.xsrf(), "Referer": f"{person.url}/hub/home"}
    async with asyncio.timeout(60), person.http.get(url, headers=headers) as events:
        async for line in events.content:
            if b"place 1 of 1" in line and b"cpu" in line.lower():
                break
        else:
            pytest.fail("the progress ended without the reason")
    status, _ = await person.api("DELETE", f"/users/{person.name}/servers/two")
    assert status in (202, 204)
    await person.until_gone("two")
    assert await service.server(person.name, "two") is None
