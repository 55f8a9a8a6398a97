"""Folders in a real Chromium on a real site: made, filled, looked at, fetched, shared, deleted, restored."""

from __future__ import annotations

import asyncio
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import FilePayload, Page, expect
from tests.browser.conftest import PATIENCE, login
from tests.running_site import RunningSite
from tests.signed import Signed

pytestmark = pytest.mark.browser
expect.set_options(timeout=PATIENCE)
NAME = "climate"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6364f8ff1f0003030200ef9f2fb60000000049454e44ae426082"
)
NOTEBOOK = json.dumps(
    {
        "nbformat": 4,
        "cells": [
            {"cell_type": "markdown", "source": "# What was measured"},
            {
                "cell_type": "code",
                "source": "print(6 * 7)",
                "outputs": [
                    {"output_type": "stream", "text": ["42\n"]},
                    {"output_type": "display_data", "data": {"text/html": "<script>alert(1)</script>"}},
                ],
            },
        ],
    }
).encode()


def upload(name: str, content: bytes) -> FilePayload:
    return FilePayload(name=name, mimeType="application/octet-stream", buffer=content)


@pytest.fixture
def admin(site: RunningSite) -> Iterator[Signed]:
    yield Signed(site.service_url, site.admin.access_key, site.admin.secret_key)


@pytest.fixture
def cleared(site: RunningSite, user: Signed) -> Iterator[None]:
    """No folder of the test's name before and after, in the trash neither."""
    clear(user)
    yield
    clear(user)


def clear(user: Signed) -> None:
    for folder in user.call("GET", "/folders").body:
        if folder["name"].startswith(NAME) and folder["is_owner"]:
            assert user.call("DELETE", f"/folders/{folder['id']}").status == 204
    for folder in user.call("GET", "/folders/_/trash").body["items"]:
        if folder["name"].startswith(NAME):
            assert user.call("POST", "/folders/purge", {"id": folder["id"]}).status == 204


async def look_into_files(page: Page) -> None:
    """Texts, notebooks and pictures, none of which is a document of its own."""
    preview = page.get_by_role("dialog", name=re.compile("Preview|run|notes|dot"))
    await page.get_by_role("button", name="notes.txt", exact=True).click()
    await expect(preview.get_by_text("<b>nothing</b> is bold here")).to_be_visible()
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="run.ipynb", exact=True).click()
    await expect(preview.get_by_text("print(6 * 7)")).to_be_visible()
    await expect(preview.get_by_text("An output that is not shown here: text/html")).to_be_visible()
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="dot.png", exact=True).click()
    await expect(preview.get_by_role("img", name="dot.png")).to_have_js_property("naturalWidth", 1)
    await page.keyboard.press("Escape")


async def to_the_trash_and_back(page: Page) -> None:
    """Deleted by typing its name, restored under another."""
    dialog = page.get_by_role("dialog")
    await page.get_by_role("link", name="All folders").click()
    await page.get_by_role("button", name=f"More about {NAME}", exact=True).click()
    await page.get_by_role("menuitem", name="Delete").click()
    await dialog.get_by_label("Name of the folder").fill("something else")
    await dialog.get_by_role("button", name="Move to the trash").click()
    await expect(dialog.get_by_text("That is not its name")).to_be_visible()
    await dialog.get_by_label("Name of the folder").fill(NAME)
    await dialog.get_by_role("button", name="Move to the trash").click()
    await expect(page.get_by_role("link", name=NAME, exact=True)).to_have_count(0)
    await page.get_by_role("tab", name="Trash").click()
    await page.get_by_role("button", name=f"Restore {NAME}").click()
    await dialog.get_by_label("Name").fill(f"{NAME}-again")
    await dialog.get_by_role("button", name="Restore").click()
    await expect(page.get_by_text("The trash is empty.")).to_be_visible()
    await page.get_by_role("tab", name="Folders").click()


@pytest.mark.feature(
    "UIU-030", "UIU-031", "UIU-032", "UIU-033", "UIU-034", "UIU-035", "UIU-036", "UIU-037", "UIU-038"
)
async def test_a_folder_from_its_making_to_the_trash_and_back(
    logged_in: Page, site: RunningSite, user: Signed, cleared: None, picture: Any, tmp_path: Path
) -> None:
    page = logged_in
    for ending, mode, permission in (("models", "model", "ro"), ("stations", "data", "rw")):
        more = {"name": f"{NAME}-{ending}", "usage_mode": mode, "permission": permission}
        assert (await asyncio.to_thread(user.call, "POST", "/folders", more)).status == 201
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    await page.goto(f"{site.proxied_service_url}/console/#/folders")
    await page.get_by_role("button", name="New folder").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Name").fill(NAME)
    await dialog.get_by_role("button", name="Create").click()
    await page.get_by_role("link", name=NAME, exact=True).click()

    await page.get_by_test_id("files").set_input_files(
        [
            upload("notes.txt", b"<b>nothing</b> is bold here"),
            upload("run.ipynb", NOTEBOOK),
            upload("dot.png", PIXEL),
            upload("large.bin", bytes(3 << 20)),
            upload("empty.txt", b""),
        ]
    )
    await expect(page.get_by_text("Uploads: 5 of 5 done")).to_be_visible()
    await page.get_by_role("button", name="New directory").click()
    await dialog.get_by_label("Name").fill("results")
    await dialog.get_by_role("button", name="Create").click()
    rows = page.locator("tbody tr.ant-table-row")
    await expect(rows).to_have_count(6)
    await expect(rows.first).to_contain_text("results")
    await picture(page, "files")
    await page.get_by_role("region", name="Uploads").get_by_role("button", name="Clear").click()

    await look_into_files(page)
    await page.get_by_role("button", name="More about notes.txt").click()
    await page.get_by_role("menuitem", name="Move").click()
    await dialog.get_by_label("To the directory").fill("results")
    await dialog.get_by_role("button", name="Move").click()
    await expect(rows).to_have_count(5)
    await page.get_by_role("button", name="Download all").click()
    async with page.expect_download() as started:
        await page.get_by_text("As zip").click()
    await (await started.value).save_as(tmp_path / "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        assert archive.read(f"{NAME}/results/notes.txt") == b"<b>nothing</b> is bold here"
        assert archive.getinfo(f"{NAME}/large.bin").file_size == 3 << 20
    await page.get_by_role("link", name="results").click()
    await expect(page.get_by_role("button", name="notes.txt", exact=True)).to_be_visible()
    assert page.url.endswith("/results")

    await to_the_trash_and_back(page)
    row = page.get_by_role("row").filter(has_text=f"{NAME}-again")
    await expect(row).to_contain_text("local:volume1")
    await picture(page, "folders")
    await page.get_by_role("tab", name="Automount").click()
    await expect(
        page.get_by_text("Folders starting with a . (dot) are automatically mounted")
    ).to_be_visible()
    assert complaints == []


@pytest.mark.feature("UIU-048", "UIA-042", "UIA-043")
async def test_a_folder_is_shared_and_admins_see_the_storage(
    page: Page, site: RunningSite, user: Signed, admin: Signed, cleared: None, picture: Any
) -> None:
    body = {"emails": [site.admin.email], "perm": "ro"}
    made = await asyncio.to_thread(user.call, "POST", "/folders", {"name": NAME})
    assert made.status == 201, made
    asked = await asyncio.to_thread(user.call, "POST", f"/folders/{made.body['id']}/invite", body)
    assert asked.status == 201, asked

    await login(page, site, site.admin.username, site.admin.password)
    await page.wait_for_url("**/hub/**")
    await page.goto(f"{site.proxied_service_url}/console/#/folders/shared")
    await page.get_by_role("button", name=f"Accept {NAME}").click()
    await page.get_by_role("tab", name="Folders").click()
    row = page.get_by_role("row").filter(has_text=NAME)
    await expect(row).to_contain_text(f"{site.user.email} shared with me")
    await expect(row.get_by_role("img", name="read only")).to_be_visible()
    await row.get_by_role("link", name=NAME).click()
    await expect(page.get_by_text("Nothing is in here.")).to_be_visible()
    await expect(page.get_by_role("button", name="Download all")).to_be_visible()
    await expect(page.get_by_role("button", name="New directory")).to_have_count(0)

    await page.get_by_role("link", name="Storage").click()
    await expect(page.get_by_role("row").filter(has_text="local:volume1")).to_contain_text("vfs")
    await page.get_by_role("tab", name="Quotas of users").click()
    await page.get_by_role("button", name=f"Edit the quota of {site.user.email}").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Hard limit (GiB)").fill("2")
    await dialog.get_by_role("button", name="Save").click()
    quota = page.get_by_role("row").filter(has_text=site.user.email)
    await expect(quota).to_contain_text("2 GiB")
    await picture(page, "storage")
    usage = await asyncio.to_thread(user.call, "GET", "/folders/_/usage")
    assert [item["limit"] for item in usage.body["items"] if item["kind"] == "user"] == [2 << 30]
    await quota.get_by_role("button", name="Unset the quota of").click()
    await page.get_by_role("button", name="Unset", exact=True).last.click()
    await expect(quota).to_contain_text("policy")
    await page.get_by_role("tab", name="Consistency").click()
    await page.get_by_role("button", name="Check now").click()
    await expect(page.get_by_text(re.compile("Disk and database agree|What does not agree"))).to_be_visible()
