"""Folders in a real Chromium: a reload in an upload, several files at once, two people, keys alone."""

from __future__ import annotations

import asyncio
import zipfile
from pathlib import Path

import pytest
from playwright.async_api import Page, Route, expect
from tests.browser.conftest import PATIENCE, login
from tests.browser.test_browser_folders import NAME, admin, cleared, upload
from tests.running_site import RunningSite
from tests.signed import Signed

__all__ = ["admin", "cleared"]
pytestmark = pytest.mark.browser
expect.set_options(timeout=PATIENCE)


async def made(user: Signed) -> str:
    """A folder of the test's name; its id."""
    answer = await asyncio.to_thread(user.call, "POST", "/folders", {"name": NAME})
    assert answer.status == 201, answer
    return str(answer.body["id"])


async def opened(page: Page, site: RunningSite) -> None:
    await page.goto(f"{site.proxied_service_url}/console/#/folders")
    await page.get_by_role("link", name=NAME, exact=True).click()


async def shares(page: Page) -> None:
    """Ask who is in the folder."""
    await page.get_by_role("button", name=f"More about {NAME}", exact=True).click()
    await page.get_by_role("menuitem", name="Share").click()


@pytest.mark.feature("UIU-032", "UIU-033", "STO-018")
async def test_an_upload_goes_on_after_a_reload_and_several_files_are_one_archive(
    logged_in: Page, site: RunningSite, user: Signed, cleared: None, tmp_path: Path
) -> None:
    page = logged_in
    await made(user)
    await opened(page, site)
    directory = tmp_path / "tree"
    (directory / "below" / "deep").mkdir(parents=True)
    (directory / "top.txt").write_text("top")
    (directory / "below" / "deep" / "low.txt").write_text("low")
    await page.get_by_test_id("directory").set_input_files(directory)
    await expect(page.get_by_text("Uploads: 2 of 2 done")).to_be_visible()
    await page.get_by_role("region", name="Uploads").get_by_role("button", name="Clear").click()

    # Its bytes never arrive: until the page is loaded anew.
    stuck: list[Route] = []
    await page.route("**/kernelyard-storage/upload*", lambda route: hold(route, stuck))
    file = tmp_path / "large.bin"
    file.write_bytes(b"kernelyard" * 1000)
    async with page.expect_request(lambda request: request.method == "PATCH"):
        await page.get_by_test_id("files").set_input_files(file)
    await expect(page.get_by_role("progressbar", name="Upload of large.bin")).to_be_visible()
    page.on("dialog", lambda dialog: asyncio.ensure_future(dialog.accept()))
    await page.reload()
    await page.unroute("**/kernelyard-storage/upload*")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(f"{request.method} {request.url.rpartition('/')[2]}"))
    again = page.get_by_label("File of large.bin", exact=True)
    other = tmp_path / "other.bin"
    other.write_bytes(file.read_bytes())
    await again.set_input_files(other)
    await expect(page.get_by_text("That is not the same file")).to_be_visible()
    await again.set_input_files(file)
    await expect(page.get_by_text("Uploads: 1 of 1 done")).to_be_visible()
    assert "POST request-upload" not in asked, "it goes on at the address that it had"

    for name in ("tree", "large.bin"):
        await page.get_by_label(f"Choose {name}", exact=True).check()
    async with page.expect_download() as started:
        await page.get_by_role("button", name="download Download", exact=True).click()
    await (await started.value).save_as(tmp_path / "both.zip")
    with zipfile.ZipFile(tmp_path / "both.zip") as archive:
        names = {name.partition("/")[2] if name.startswith(NAME) else name for name in archive.namelist()}
        assert {"large.bin", "tree/top.txt", "tree/below/deep/low.txt"} <= names, names
        (large,) = (name for name in archive.namelist() if name.endswith("large.bin"))
        assert archive.read(large) == file.read_bytes()


async def hold(route: Route, stuck: list[Route]) -> None:
    if route.request.method == "PATCH":
        stuck.append(route)
    else:
        await route.continue_()


@pytest.mark.feature("UIU-048", "STO-011")
async def test_what_one_person_changes_the_other_sees_with_the_next_request(
    logged_in: Page, site: RunningSite, user: Signed, admin: Signed, cleared: None
) -> None:
    page = logged_in
    await made(user)
    assert page.context.browser is not None
    async with await page.context.browser.new_context(reduced_motion="reduce", locale="en-GB") as second:
        second.set_default_timeout(PATIENCE)
        guest = await second.new_page()
        await login(guest, site, site.admin.username, site.admin.password)
        await guest.wait_for_url("**/hub/**")

        await page.goto(f"{site.proxied_service_url}/console/#/folders")
        await shares(page)
        dialog = page.get_by_role("dialog")
        await dialog.get_by_label("E-mail addresses").fill(f"{site.admin.email}, nobody@example.org")
        await dialog.get_by_role("button", name="Invite").click()
        await expect(page.get_by_text("Not invited: nobody@example.org")).to_be_visible()
        await expect(dialog.get_by_text("has not answered")).to_be_visible()

        await guest.goto(f"{site.proxied_service_url}/console/#/folders/shared")
        await guest.get_by_role("button", name=f"Accept {NAME}").click()
        await expect(guest.get_by_role("button", name=f"Leave {NAME}")).to_be_visible()
        await page.keyboard.press("Escape")
        await shares(page)
        await expect(dialog.get_by_text(site.admin.email)).to_be_visible()
        await expect(dialog.get_by_text("has not answered")).to_have_count(0)
        permission = dialog.get_by_role("combobox", name=f"Permission of {site.admin.email}")
        await permission.focus()
        for key in ("Enter", "ArrowDown", "Enter"):
            await page.keyboard.press(key)
        await expect(page.get_by_text(f"Changed for {site.admin.email}.")).to_be_visible()
        await guest.get_by_role("tab", name="Folders").click()
        await guest.reload()
        await guest.get_by_role("link", name=NAME, exact=True).click()
        await guest.get_by_test_id("files").set_input_files([upload("guest.txt", b"hello")])
        await expect(guest.get_by_text("Uploads: 1 of 1 done")).to_be_visible()

        await dialog.get_by_role("button", name=f"Remove {site.admin.email}").click()
        await expect(dialog.get_by_text("Nobody else is in it.")).to_be_visible()
        # The button that was pressed is gone with the focus, and the dialog hears the key all the same.
        await page.keyboard.press("Escape")
        await expect(dialog).to_have_count(0)
        await guest.get_by_test_id("files").set_input_files([upload("late.txt", b"too late")])
        await expect(guest.get_by_text("There is no such folder, or it is no longer shared")).to_be_visible()


@pytest.mark.feature("UIU-030", "UIU-038")
async def test_keys_alone_and_a_phone_are_enough(
    logged_in: Page, site: RunningSite, user: Signed, cleared: None
) -> None:
    page = logged_in
    await page.set_viewport_size({"width": 390, "height": 844})
    await page.goto(f"{site.proxied_service_url}/console/#/folders")
    new = page.get_by_role("button", name="New folder")
    await new.focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog").get_by_label("Name")).to_be_focused()
    await page.keyboard.type(NAME)
    await page.keyboard.press("Enter")
    link = page.get_by_role("link", name=NAME, exact=True)
    await expect(link).to_be_visible()
    await expect(new).to_be_focused()
    await page.get_by_role("button", name=f"More about {NAME}", exact=True).focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("menuitem", name="Share")).to_be_focused()
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog").get_by_label("Name of the folder")).to_be_focused()
    await page.keyboard.type(NAME)
    await page.keyboard.press("Enter")
    await expect(link).to_have_count(0)
    wide = "document.documentElement.scrollWidth - window.innerWidth"
    assert await page.evaluate(wide) <= 0, "the page is wider than a phone"
