"""A person's day with containers: the same pages, JupyterLab in the image of one's choice."""

from __future__ import annotations

import asyncio
import re
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
from tests.docker import rig
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
    """A site whose sessions are containers."""
    running = RunningSite.fresh()
    try:
        running.start("--engine", "docker")
        yield running
        assert running.stop() == 0, running.log_tail()
        left = running.leftovers()
        assert not left, "left over after Ctrl-C:\n" + "\n".join(left)
    finally:
        running.kill()
        running.remove()


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
