"""Inside JupyterLab of a real site: the side-bar panel, the status-bar items, folders mounted meanwhile,
the warning before an idle session is ended, and the launcher in a cell."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Page, expect
from tests.browser.conftest import PATIENCE
from tests.integration.test_idle_site import impatient, start
from tests.running_site import RunningSite
from tests.signed import Signed

pytestmark = pytest.mark.browser

Picture = Callable[..., Awaitable[None]]
expect.set_options(timeout=PATIENCE)


@pytest.mark.feature("SES-031")
async def test_the_panel_and_the_launcher_in_a_session(
    logged_in: Page, site: RunningSite, user: Signed, picture: Picture
) -> None:
    page = logged_in
    await page.goto(f"{site.hub_url}/hub/spawn")
    await page.locator('input[name="choice"][value="preset:cpu01-small"]').check()
    await page.get_by_role("button", name="Start").click()
    await page.wait_for_url(re.compile(r".*/user/user/lab.*"), timeout=PATIENCE * 2)
    await page.locator("#jupyterlab-splash").wait_for(state="hidden", timeout=PATIENCE * 2)

    status_bar = page.locator("#jp-main-statusbar")
    await expect(status_bar.get_by_text("1 core · 1 GiB")).to_be_visible()
    await expect(status_bar.get_by_text(re.compile(r"^1 of \d+ sessions$"))).to_be_visible()
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
    await expect(panel.get_by_text(name)).to_be_hidden()
    assert name not in [session["name"] for session in user.overview()["sessions"]]

    await keep_an_idle_session(page, site, user)


async def mount_a_folder(page: Page, user: Signed) -> None:
    """From the panel, into the session that the panel runs in; and away again."""
    made = await asyncio.to_thread(user.call, "POST", "/folders", {"name": "panel-data"})
    assert made.status == 201, made
    panel = page.locator("#kernelyard-panel")
    try:
        await panel.get_by_role("button", name="Mount a folder").click()
        dialog = page.get_by_role("dialog", name=re.compile("^Mount a folder in "))
        await dialog.get_by_label("Folder").fill("panel-data")
        await page.get_by_title("panel-data").click()
        await dialog.get_by_role("button", name="Mount", exact=True).click()
        await panel.get_by_role("button", name="Show panel-data").click()
        await expect(page.locator(".jp-BreadCrumbs")).to_contain_text("panel-data")
        await page.locator('[data-id="kernelyard-panel"]').first.click()
        await panel.get_by_role("button", name="Take panel-data away").click()
        await expect(panel.get_by_role("button", name="Show panel-data")).to_have_count(0)
    finally:
        await asyncio.to_thread(user.call, "DELETE", f"/folders/{made.body['id']}")
        await asyncio.to_thread(user.call, "POST", "/folders/purge", {"id": made.body["id"]})


async def keep_an_idle_session(page: Page, site: RunningSite, user: Signed) -> None:
    """JupyterLab and the console warn of it; "Keep it" in the one ends the warning in both. A folder is
    mounted meanwhile.
    """
    console = await page.context.new_page()
    await console.goto(f"{site.proxied_service_url}/console/")
    await expect(console.get_by_text("Live", exact=True)).to_be_visible()
    await page.bring_to_front()
    with impatient(site, 40) as owner:
        try:
            await asyncio.to_thread(start, owner, "idle-one")
            await mount_a_folder(page, user)
            warning = console.get_by_role("alert").filter(has_text="idle-one will be ended in")
            told = page.locator(".Toastify__toast").filter(has_text="idle-one will be ended in")
            await expect(told).to_be_visible()
            await expect(warning).to_contain_text("No sign of use since")
            await told.get_by_role("button", name="Keep it").click()
            await expect(page.get_by_text("idle-one is kept.")).to_be_visible()
            await expect(warning).to_have_count(0)
        finally:
            await asyncio.to_thread(owner.end_all)
