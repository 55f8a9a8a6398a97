"""The built console page by itself: what a live site cannot be made to show at will."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, expect
from tests.console_rig import ConsoleService, console_service, session

pytestmark = pytest.mark.browser


@pytest.fixture
async def console() -> AsyncIterator[ConsoleService]:
    async with console_service() as service:
        service.sessions = [
            session("ada-notebook", hub_server="", url="/some/base/user/ada/"),
            session("sweep-17", type="batch"),
            session(
                "=waiting",
                status="PENDING",
                place=2,
                of=3,
                reason="0.5 of 2 fGPU are free.",
                started_at=None,
            ),
        ]
        yield service


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser complains about: script errors and what the security policy refused."""
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    return said


@pytest.mark.feature("UIU-013", "UIU-016")
async def test_it_counts_what_i_hold_against_my_limits(page: Page, console: ConsoleService) -> None:
    await page.goto(console.url)
    figures = page.locator(".ky-figure")
    await expect(figures).to_have_text(
        ["Running2of 5", "Waiting1", "CPU held2 coresof 24 cores", "Memory held2 GiB"]
    )


@pytest.mark.feature("UIU-028")
async def test_it_shows_lives_and_ends(page: Page, console: ConsoleService, complaints: list[str]) -> None:
    await page.goto(console.url)
    waiting = page.get_by_role("row").filter(has_text="=waiting")
    await expect(waiting).to_contain_text("2 of 3 in line")
    await expect(waiting).to_contain_text("0.5 of 2 fGPU are free.")
    await expect(page.get_by_text("Live", exact=True)).to_be_visible()
    await expect(page.get_by_role("link", name="Open")).to_have_attribute("href", "/some/base/user/ada/")
    await expect(page.get_by_role("link", name="Hub home")).to_have_attribute("href", "/some/base/hub/home")

    console.sessions[2] |= {"status": "RUNNING", "place": None, "reason": ""}
    console.publish()
    await expect(waiting).to_contain_text("Running")

    await page.get_by_role("button", name="End sweep-17").click()
    assert console.ended == []
    await page.get_by_role("button", name="End the session").click()
    await expect(page.get_by_role("row").filter(has_text="sweep-17")).to_have_count(0)
    assert len(console.ended) == 1

    console.sessions = []
    console.publish()
    await expect(page.get_by_text("You have no sessions.")).to_be_visible()
    assert complaints == []


async def test_it_filters_chooses_columns_and_exports(
    page: Page, console: ConsoleService, tmp_path: Path
) -> None:
    await page.goto(console.url)
    rows = page.locator("tbody tr.ant-table-row")
    await expect(rows).to_have_count(3)
    await page.get_by_role("button", name="Choose columns").click()
    await page.get_by_role("checkbox", name="Image").uncheck()
    await expect(page.get_by_role("columnheader", name="Image")).to_have_count(0)
    await page.keyboard.press("Escape")
    await page.get_by_label("Filter My sessions").fill("default waiting")
    await expect(rows).to_have_count(1)
    async with page.expect_download() as started:
        await page.get_by_role("button", name="CSV").click()
    download = await started.value
    await download.save_as(tmp_path / "sessions.csv")
    header, row, rest = (tmp_path / "sessions.csv").read_bytes().decode("utf-8-sig").split("\r\n")
    assert header == "Name,Type,Status,Slots,Resource group,Running for"
    assert row.startswith("'=waiting,Interactive,Pending,1 core · 1 GiB,default,"), (
        "no formula for a spreadsheet"
    )
    assert rest == ""

    await page.reload()
    await expect(rows).to_have_count(3)
    await expect(page.get_by_role("columnheader", name="Image")).to_have_count(0)


async def test_it_says_since_when_it_is_cut_off_and_comes_back(page: Page, console: ConsoleService) -> None:
    await page.goto(console.url)
    await expect(page.get_by_text("Live", exact=True)).to_be_visible()
    console.refuse = 503
    console.publish()
    await expect(page.get_by_text("Reconnecting since")).to_be_visible()
    await expect(page.get_by_text("what you see may be out of date")).to_be_visible()
    await expect(page.get_by_role("row").filter(has_text="ada-notebook")).to_be_visible()
    console.refuse = 0
    await expect(page.get_by_text("Live", exact=True)).to_be_visible()


async def test_a_lost_login_goes_through_the_login_once(page: Page, console: ConsoleService) -> None:
    await page.goto(console.url + "#/resources")
    await expect(page.get_by_text("48 GiB free of 64 GiB")).to_be_visible()
    console.refuse = 401
    console.publish()
    await expect(page.get_by_text("logging in again did not help")).to_be_visible()
    assert console.visits == 2, "one reload, not an endless loop"
    assert page.url.endswith("#/resources")


async def test_it_follows_the_systems_dark_mode_and_works_on_a_phone(
    page: Page, console: ConsoleService
) -> None:
    await page.emulate_media(color_scheme="dark")
    await page.set_viewport_size({"width": 390, "height": 800})
    await page.goto(console.url)
    await expect(page.locator("html")).to_have_attribute("data-appearance", "dark")
    await expect(page.get_by_text("ada-notebook")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") <= 390
    await page.emulate_media(color_scheme="light")
    await expect(page.locator("html")).to_have_attribute("data-appearance", "light")


async def test_it_works_by_keyboard_alone(page: Page, console: ConsoleService) -> None:
    await page.goto(console.url)
    await expect(page.get_by_role("button", name="End sweep-17")).to_be_visible()
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    await page.get_by_role("button", name="End sweep-17").focus()
    await page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    await expect(dialog.get_by_role("button", name="Keep it")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(dialog).to_have_count(0)
    assert console.ended == []
