"""Inside JupyterLab of a real site: the side-bar panel, the status-bar item, and the launcher in a cell."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Page, expect
from tests.browser.conftest import PATIENCE
from tests.running_site import RunningSite
from tests.signed import Signed

pytestmark = pytest.mark.browser

Picture = Callable[..., Awaitable[None]]
expect.set_options(timeout=PATIENCE)


async def test_the_panel_and_the_launcher_in_a_session(
    logged_in: Page, site: RunningSite, user: Signed, picture: Picture
) -> None:
    page = logged_in
    await page.goto(f"{site.hub_url}/hub/spawn")
    await page.locator('input[name="choice"][value="preset:cpu01-small"]').check()
    await page.get_by_role("button", name="Start").click()
    await page.wait_for_url(re.compile(r".*/user/user/lab.*"), timeout=PATIENCE * 2)
    await page.locator("#jupyterlab-splash").wait_for(state="hidden", timeout=PATIENCE * 2)

    await expect(page.locator("#jp-main-statusbar").get_by_text("1 core · 1 GiB")).to_be_visible()
    await page.locator('[data-id="kernelyard-panel"]').first.click()
    panel = page.locator("#kernelyard-panel")
    await expect(panel.get_by_text("this one")).to_be_visible()
    await expect(panel.get_by_label(re.compile(r"CPU: \d+ cores? free of"))).to_be_visible()

    await panel.get_by_role("button", name=re.compile("^Apps of ")).click()
    dialog = page.get_by_role("dialog", name=re.compile("^Apps of "))
    async with page.expect_popup() as opened:
        await dialog.get_by_role("button", name="Open Terminal").click()
    terminal = await opened.value
    await terminal.wait_for_url("**/apps/*/ttyd/**")
    await expect(terminal.locator(".xterm-rows")).to_contain_text("$")
    await terminal.close()
    await dialog.get_by_role("button", name="Close").click()
    await expect(dialog).to_have_count(0)

    await page.locator('.jp-LauncherCard[data-category="Notebook"]').first.click()
    await page.get_by_role("button", name=re.compile(r"ipykernel\) \| Idle")).wait_for()
    await page.locator(".jp-Notebook .jp-CodeCell .cm-content").first.click()
    await page.keyboard.insert_text("from kernelyard_lab import Launcher\nLauncher()")
    await page.keyboard.press("Shift+Enter")
    form = page.locator(".jp-OutputArea")
    await expect(form.get_by_label("Preset").locator("option").first).to_contain_text("cpu01-small: 1 core")
    name = await form.get_by_label("Name").input_value()
    await form.get_by_role("button", name="Start").click()
    await expect(form.get_by_text("Running.", exact=True)).to_be_visible()
    assert name in [session["name"] for session in user.overview()["sessions"]]
    await expect(panel.get_by_text(name)).to_be_visible()
    await picture(page, "panel")

    await form.get_by_role("button", name="End").click()
    await expect(form.get_by_text("its slots are free")).to_be_visible()
    assert name not in [session["name"] for session in user.overview()["sessions"]]
    await expect(panel.get_by_text(name)).to_be_hidden()
