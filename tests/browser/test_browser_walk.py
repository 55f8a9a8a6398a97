"""What a person does in a browser, from the login to the end of the session."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from playwright.async_api import Page, expect
from tests.browser.conftest import PATIENCE, login
from tests.running_site import RunningSite
from tests.signed import Signed

pytestmark = pytest.mark.browser

Picture = Callable[..., Awaitable[None]]
expect.set_options(timeout=PATIENCE)


@pytest.fixture
def folder(user: Signed) -> Any:
    """A folder of the user's own, named for the pictures."""
    name = "datasets"
    user.call("DELETE", f"/folders/{name}")
    made = user.call("POST", "/folders", {"name": name, "host": "local:volume1"})
    assert made.status in (200, 201), made
    yield name
    user.end_all()
    user.call("DELETE", f"/folders/{name}")


def occupied(user: Signed) -> dict[str, float]:
    """What is taken of the default resource group, by slot."""
    group = next(one for one in user.overview()["resource_groups"] if one["name"] == "default")
    return {slot["slot"]: float(slot["occupied"]) for slot in group["slots"]}


def capacity(user: Signed) -> dict[str, int]:
    """What the default resource group has, by slot."""
    group = next(one for one in user.overview()["resource_groups"] if one["name"] == "default")
    return {slot["slot"]: int(float(slot["capacity"])) for slot in group["slots"]}


def sessions(user: Signed) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = user.overview()["sessions"]
    return found


def eventually(what: Callable[[], bool], seconds: float = 30.0) -> bool:
    """Whether it becomes true; asked again and again, because a stop is seen by several programs."""
    deadline = time.monotonic() + seconds
    while not what():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


async def choose(page: Page, preset: str, *folders: str) -> None:
    """Choose a preset's card and folders on the spawn page."""
    await page.locator(f'input[name="choice"][value="preset:{preset}"]').check()
    for name in folders:
        await page.get_by_label(f"~/{name}").check()


async def press_start(page: Page) -> None:
    await page.get_by_role("button", name="Start").click()


async def lab(page: Page, name: str = "") -> None:
    """Wait until JupyterLab of the server ``name`` is there, and its launcher or a notebook in it."""
    path = f"/user/user/{name}/" if name else "/user/user/"
    await page.wait_for_url(re.compile(re.escape(path) + r"lab.*"), timeout=PATIENCE * 2)
    await page.locator("#jp-main-dock-panel").wait_for(timeout=PATIENCE * 2)
    await page.locator("#jupyterlab-splash").wait_for(state="hidden", timeout=PATIENCE * 2)


async def run_cell(page: Page, code: str, answer: str, kernel: str = "ipykernel") -> None:
    """Open a new notebook, run one cell, and see what it prints."""
    await page.locator('.jp-LauncherCard[data-category="Notebook"]').first.click()
    # The kernel takes the focus away once, when it is ready.
    await page.get_by_role("button", name=re.compile(rf"{kernel}\) \| Idle")).wait_for()
    cell = page.locator(".jp-Notebook .jp-CodeCell .cm-content").first
    await cell.click()
    await page.keyboard.insert_text(code)
    await page.keyboard.press("Shift+Enter")
    printed = page.locator(".jp-OutputArea-output", has_text=re.compile(answer)).first
    await expect(printed).to_be_visible()


async def stop_server(page: Page, site: RunningSite) -> None:
    """Stop the default server on the Hub's home page."""
    await page.goto(f"{site.hub_url}/hub/home")
    await page.locator("a#stop").click()
    await expect(page.locator("a#start")).to_have_text(re.compile("Start My Server"))


async def test_a_wrong_password_is_refused_and_the_right_one_works(
    page: Page, site: RunningSite, user: Signed, picture: Picture
) -> None:
    await login(page, site, site.user.username, "not the password")
    await expect(page.get_by_text("Invalid username or password")).to_be_visible()
    assert "/hub/login" in page.url
    await login(page, site, site.user.username, site.user.password)
    await page.wait_for_url("**/hub/home")
    await expect(page.locator("#kernelyard-link")).to_be_visible()


@pytest.mark.feature("UIU-021", "UIU-023")
async def test_presets_are_cards_that_say_whether_they_can_start(
    logged_in: Page, site: RunningSite, folder: str, picture: Picture
) -> None:
    page = logged_in
    await page.goto(f"{site.hub_url}/hub/spawn")
    cards = page.locator(".ky-card[data-availability]")
    await expect(cards.first).to_be_visible()
    assert await cards.count() >= 2
    small = page.locator(".ky-card", has=page.locator('input[value="preset:cpu01-small"]'))
    await expect(small.locator(".ky-state")).to_have_attribute("data-state", "now")
    await expect(small).to_contain_text("1 GiB")
    await expect(small.locator(".ky-fact", has_text="Shared memory")).to_contain_text("64 MiB")
    half = page.locator(".ky-card", has=page.locator('input[value="preset:gpu-half"]'))
    await expect(half.locator(".ky-fact", has_text="fGPU")).to_contain_text("0.5")
    await expect(page.locator("#ky-group")).to_have_value("default")
    await expect(page.get_by_label(f"~/{folder}")).not_to_be_checked()
    await expect(page.locator("#ky-home")).to_be_disabled()
    await page.get_by_label(f"~/{folder}").check()
    await picture(page, "spawn", whole=True)
    # Custom amounts appear when they are chosen.
    amount = page.locator('input[name="resource.cpu"]')
    await expect(amount).to_be_hidden()
    await page.locator("#ky-custom-choice").check()
    await expect(amount).to_be_visible()


async def test_work_survives_stop(
    logged_in: Page, site: RunningSite, user: Signed, folder: str, picture: Picture
) -> None:
    page = logged_in
    before = occupied(user)
    await page.goto(f"{site.hub_url}/hub/spawn")
    await choose(page, "cpu01-small", folder)
    await press_start(page)
    await expect(page.locator("#progress-message, #jp-main-dock-panel").first).to_be_visible()
    await lab(page)
    # The layout of windows lives in the folder home, too: another test's is not this one's.
    await page.goto(f"{site.hub_url}/user/user/lab?reset")
    await lab(page)
    assert len(sessions(user)) == 1
    assert occupied(user)["cpu"] == before["cpu"] + 1

    code = f"""\
import os, pathlib
home, here = pathlib.Path.home(), pathlib.Path.cwd()
print("in ~/home:", here.samefile(home / "home"), "  as root:", os.getuid() == 0)
(here / "kept.txt").write_text("still there after Stop")
(home / "{folder}" / "also.txt").write_text("in another folder")
print(6*7)"""
    await run_cell(page, code, r"in ~/home: True\s+as root: False\s+42")
    await page.locator(".jp-DirListing-item", has_text="kept.txt").wait_for()
    await picture(page, "lab")
    listed = user.call("GET", f"/folders/{folder}/files?path=")
    assert listed.status == 200, listed
    assert "also.txt" in str(listed.body)

    await stop_server(page, site)
    assert eventually(lambda: sessions(user) == []), sessions(user)
    assert occupied(user) == before

    await page.goto(f"{site.hub_url}/hub/spawn")
    await choose(page, "cpu01-small")
    await press_start(page)
    await lab(page)
    await page.locator(".jp-DirListing-item", has_text="kept.txt").wait_for()
    await stop_server(page, site)
    assert eventually(lambda: occupied(user) == before), occupied(user)


async def test_waiting_shows_place_and_reason_and_ends_by_itself(
    logged_in: Page, site: RunningSite, user: Signed, picture: Picture
) -> None:
    page = logged_in
    await submit(user, "everything", {"cpu": str(capacity(user)["cpu"]), "mem": "1g"})
    assert await asyncio.to_thread(eventually, lambda: sessions(user)[0]["status"] == "RUNNING")
    await page.goto(f"{site.hub_url}/hub/spawn")
    small = page.locator(".ky-card", has=page.locator('input[value="preset:cpu01-small"]'))
    await expect(small.locator(".ky-state")).to_have_attribute("data-state", "wait")
    await choose(page, "cpu01-small")
    await press_start(page)
    told = page.locator("#progress-message")
    await expect(told).to_contain_text("place 1 of 1")
    await expect(told).to_contain_text("It waits for 1 cpu")
    await picture(page, "waiting")
    await asyncio.to_thread(user.end, "everything")
    await lab(page)


async def test_named_servers_are_sessions_of_their_own(
    logged_in: Page, site: RunningSite, user: Signed
) -> None:
    page = logged_in
    await page.goto(f"{site.hub_url}/hub/spawn/user/second")
    await choose(page, "cpu01-small")
    await press_start(page)
    await lab(page, "second")
    (session,) = sessions(user)
    assert session["hub_server"] == "second"
    assert session["status"] == "RUNNING"
    await page.goto(f"{site.hub_url}/hub/home")
    row = page.locator("tr.home-server-row", has_text="second")
    await row.get_by_role("button", name="stop").click()
    assert eventually(lambda: sessions(user) == []), sessions(user)


@pytest.mark.feature("UIU-013")
async def test_the_console_shows_sessions_live_and_ends_them(
    logged_in: Page, site: RunningSite, user: Signed, picture: Picture
) -> None:
    page = logged_in
    await page.goto(f"{site.hub_url}/hub/home")
    await page.locator("#kernelyard-link").click()
    await page.wait_for_url("**/services/kernelyard/console/**")
    await expect(page.get_by_text("You have no sessions.")).to_be_visible()

    # Started elsewhere, seen here without a reload; the second one has to wait for the first.
    await submit(user, "trainer", {"cpu": "1", "mem": "2g", "cuda.shares": "0.5"})
    first = page.get_by_role("row", name=re.compile("trainer"))
    await expect(first).to_contain_text("Running")
    await submit(user, "sweep", {"cpu": str(capacity(user)["cpu"]), "mem": "4g"})
    second = page.get_by_role("row", name=re.compile("sweep"))
    await expect(second).to_contain_text("Pending")
    await expect(second).to_contain_text("next in line")
    await expect(second).to_contain_text("It waits for")
    await expect(page.locator(".ky-figure", has_text="Running")).to_contain_text("1")
    await expect(page.locator(".ky-figure", has_text="Waiting")).to_contain_text("1")
    await picture(page, "console")

    await page.get_by_role("link", name="Free resources").click()
    await expect(page.get_by_role("heading", name="Free resources")).to_be_visible()
    await expect(page.locator(".ky-slotbar").first).to_contain_text("free of")
    await picture(page, "resources")

    await page.get_by_role("link", name="My sessions").first.click()
    await end(page, "trainer")
    await expect(first).to_be_hidden()
    await expect(second).to_contain_text("Running")
    await end(page, "sweep")
    await expect(page.get_by_text("You have no sessions.")).to_be_visible()
    assert sessions(user) == []


async def submit(user: Signed, name: str, resources: dict[str, str]) -> None:
    """Put a session into the queue, as a client does."""
    config = {"resources": resources, "scaling_group": "default"}
    wanted = {"image": "python", "clientSessionToken": name, "enqueueOnly": True, "config": config}
    made = await asyncio.to_thread(user.call, "POST", "/session", wanted)
    assert made.status == 201, made


async def end(page: Page, name: str) -> None:
    """End a session in the console's table."""
    row = page.get_by_role("row", name=re.compile(name))
    await row.get_by_role("button", name=re.compile(f"(End|Cancel) {name}")).click()
    agree = page.get_by_role("button", name="End the session")
    await agree.click()
    await expect(agree).to_be_hidden()
