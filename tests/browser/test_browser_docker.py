"""A person's day with containers: the same pages, JupyterLab in the image of one's choice."""

from __future__ import annotations

import asyncio
import contextlib
import re
import subprocess
from collections.abc import Iterator

import pytest
from playwright.async_api import Page, expect
from tests.browser.conftest import PATIENCE
from tests.browser.test_browser_walk import (
    choose,
    eventually,
    lab,
    occupied,
    press_start,
    run_cell,
    sessions,
    stop_server,
)
from tests.disks_rig import disk, missing
from tests.docker import rig
from tests.parts import require
from tests.running_site import RunningSite
from tests.signed import Signed

pytestmark = [pytest.mark.browser, pytest.mark.docker]

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="module")
def images() -> rig.Images:
    rig.require()
    return rig.ensure()


@pytest.fixture(scope="module")
def site(images: rig.Images) -> Iterator[RunningSite]:
    """A site whose sessions are containers; its volume is on BTRFS where that can be had."""
    running = RunningSite.fresh()
    volumes = running.data / "volumes"
    with contextlib.ExitStack() as stack:
        stack.callback(running.remove)
        if not missing("btrfs"):
            volumes.mkdir(parents=True)
            stack.enter_context(disk("btrfs", volumes, 2 << 30))
        stack.callback(running.kill)
        running.start("--engine", "docker")
        yield running
        assert running.stop() == 0, running.log_tail()
        left = running.leftovers()
        assert not left, "left over after Ctrl-C:\n" + "\n".join(left)


async def start(page: Page, site: RunningSite, image: str) -> None:
    await page.goto(f"{site.hub_url}/hub/spawn")
    await page.locator("#ky-image").select_option(image)
    await choose(page, "cpu01-small")
    await press_start(page)
    await lab(page)
    # The layout of windows lies in the folder home and comes back with it.
    await page.goto(f"{site.hub_url}/user/user/lab?reset")
    await lab(page)


async def in_terminal(page: Page, command: str) -> None:
    """Open a terminal of Lab's and type a line."""
    await page.locator('.lm-TabBar-addButton[title="New Launcher"]').first.click()
    await page.locator(".jp-LauncherCard:visible", has_text=re.compile(r"^\s*Terminal\s*$")).first.click()
    screen = page.locator(".jp-Terminal-body .xterm-screen").first
    await screen.wait_for()
    await screen.click()
    await page.keyboard.type(f"{command}\n", delay=5)


async def test_lab_in_a_container_with_cells_terminal_and_files_that_stay(
    logged_in: Page, site: RunningSite, user: Signed, images: rig.Images
) -> None:
    page = logged_in
    before = occupied(user)
    image = f"local/{images.python}"
    await page.goto(f"{site.hub_url}/hub/spawn")
    offered = await page.locator("#ky-image option").evaluate_all("all => all.map(one => one.value)")
    assert {image, f"local/{images.debian}"} <= set(offered)
    assert not [name for name in offered if name.startswith("local/python:")], "no process engine here"

    await start(page, site, image)
    (session,) = sessions(user)
    assert session["image"] == image
    code = """\
import os, pathlib, pwd
home, here = pathlib.Path.home(), pathlib.Path.cwd()
print(home, here.name, pwd.getpwuid(os.getuid()).pw_name, pathlib.Path("/.dockerenv").exists())
(here / "kept.txt").write_text("still there after Stop")
print(6*7)"""
    await run_cell(page, code, r"/home/work home work True\s+42", kernel="image")
    await page.locator(".jp-DirListing-item", has_text="kept.txt").wait_for()
    await in_terminal(page, "id -un > ~/home/who.txt")
    await page.locator(".jp-DirListing-item", has_text="who.txt").wait_for()

    await stop_server(page, site)
    assert await asyncio.to_thread(eventually, lambda: sessions(user) == [])
    assert occupied(user) == before

    await start(page, site, image)
    await page.locator(".jp-DirListing-item", has_text="kept.txt").wait_for()
    said = await page.request.get(f"{site.hub_url}/user/user/files/home/who.txt")
    assert (said.status, (await said.text()).strip()) == (200, "work")
    await stop_server(page, site)


async def test_an_image_without_python_opens_lab_all_the_same(
    logged_in: Page, site: RunningSite, user: Signed, images: rig.Images
) -> None:
    page = logged_in
    await start(page, site, f"local/{images.debian}")
    await in_terminal(page, "which python3 > ~/home/python.txt; echo done >> ~/home/python.txt")
    await page.locator(".jp-DirListing-item", has_text=re.compile(r"python\.txt")).wait_for()
    await stop_server(page, site)


def inside(session: str, command: str) -> str:
    """What a shell in the session's container says; started in the background with ``&`` at its end."""
    call = ["docker", "exec", "-u", "work", f"kernelyard-{session}-1", "sh", "-c", command]
    return subprocess.run(call, capture_output=True, text=True, check=True).stdout


@pytest.fixture
def working(site: RunningSite, user: Signed, images: rig.Images) -> Iterator[str]:
    """A running session without folders, and a folder ``late``; the session's id."""
    assert user.call("POST", "/folders", {"name": "late"}).status == 201
    body = {
        "clientSessionToken": "mounting",
        "image": f"local/{images.python}",
        "config": {"resources": {"cpu": "1", "mem": "512m"}},
        "maxWaitSeconds": 60,
    }
    made = user.call("POST", "/session", body, timeout=90)
    assert made.body["status"] == "RUNNING", made
    yield str(made.body["sessionId"])
    user.end("mounting")
    assert user.call("DELETE", "/folders/late").status == 204
    assert user.call("POST", "/folders/purge", {"id": "late"}).status == 204


@pytest.mark.feature("STO-006", "STO-007")
async def test_a_folder_is_mounted_late_its_holders_are_ended_and_a_snapshot_brings_a_file_back(
    logged_in: Page, site: RunningSite, working: str
) -> None:
    page = logged_in
    console = f"{site.proxied_service_url}/console/#"
    await page.goto(f"{console}/sessions")
    await page.get_by_role("button", name="mounting", exact=True).click()
    await page.get_by_role("tab", name="Folders").click()
    await page.get_by_role("button", name="Mount a folder").click()
    dialog = page.get_by_role("dialog", name="Mount a folder in mounting")
    await expect(dialog.get_by_label("Folder")).to_be_focused()
    await page.keyboard.type("late")
    await expect(page.locator(".ant-select-item-option", has_text="late")).to_be_visible()
    await page.keyboard.press("Enter")
    await dialog.get_by_role("button", name="Mount", exact=True).click()
    await expect(page.get_by_text("~/late")).to_be_visible()
    begin = "echo one > ~/late/kept.txt; exec 9> ~/late/log; sleep 600 >/dev/null 2>&1 & cat ~/late/kept.txt"
    said = await asyncio.to_thread(inside, working, begin)
    assert said == "one\n"
    log = (await asyncio.to_thread(inside, working, "echo ~/late/log")).strip()
    assert log.startswith("/")
    await page.get_by_role("button", name="Take late away").click()
    held = page.get_by_role("dialog", name="late is in use")
    await expect(held).to_contain_text(f"sleep 600 {log}")
    await held.get_by_role("button", name="End them and take it away").click()
    await expect(page.get_by_text("~/late")).to_have_count(0)
    assert await asyncio.to_thread(inside, working, "ls -A ~/late 2>/dev/null; true") == ""

    await page.keyboard.press("Escape")

    why = missing("btrfs")
    require("btrfs", not why, why)
    await page.goto(f"{console}/folders")
    await page.get_by_role("link", name="late", exact=True).click()
    await page.get_by_role("button", name="Snapshots").click()
    drawer = page.get_by_role("dialog", name="Snapshots of late")
    await drawer.get_by_label("Name of the snapshot").fill("before")
    await drawer.get_by_role("button", name="Make one").click()
    browse = drawer.get_by_role("link", name="Browse before")
    await expect(browse).to_be_visible()
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="More about kept.txt").click()
    await page.get_by_role("menuitem", name="Delete").click()
    await page.get_by_role("button", name="Delete for ever").click()
    await expect(page.get_by_role("button", name="kept.txt", exact=True)).to_have_count(0)
    await page.get_by_role("button", name="Snapshots").click()
    await browse.click()
    await page.get_by_role("button", name="More about kept.txt").click()
    await page.get_by_role("menuitem", name="Copy back").click()
    await expect(page.get_by_text("Copied back.")).to_be_visible()
    await page.get_by_role("link", name="Show it as it is now").click()
    await expect(page.get_by_role("button", name="kept.txt", exact=True)).to_be_visible()
