"""The queue as people see it: why somebody waits and until when, what admins do about it, what was used."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect
from tests.browser.conftest import login
from tests.running_site import RunningSite
from tests.signed import Signed

pytestmark = pytest.mark.browser
GPUS = 2
POLICY = "browser-policy"
MUTATION = """mutation($name: String!, $props: ModifyScalingGroupInput!)
{ modify_scaling_group(name: $name, props: $props) { ok msg } }"""


@pytest.fixture
def admin(site: RunningSite) -> Iterator[Signed]:
    """The site's admin, with no session before and after; the policy that is made here goes, too."""
    who = Signed(site.service_url, site.admin.access_key, site.admin.secret_key)
    who.end_all()
    yield who
    who.end_all()
    gql(who, f'mutation {{ delete_keypair_resource_policy(name: "{POLICY}") {{ ok }} }}')
    order(who, "fifo")


def gql(who: Signed, text: str, variables: dict[str, Any] | None = None) -> Any:
    return who.call("POST", "/admin/gql", {"query": text, "variables": variables or {}}).body


def order(admin: Signed, scheduler: str) -> None:
    told = gql(admin, MUTATION, {"name": "default", "props": {"scheduler": scheduler}})
    assert told["data"]["modify_scaling_group"]["ok"], told


def submit(who: Signed, name: str, gpus: str, **more: Any) -> None:
    body = {
        "name": name,
        "image": "python",
        "type": "interactive",
        "enqueueOnly": True,
        "config": {
            "resources": {"cpu": "1", "mem": "512m", "cuda.shares": gpus},
            "scaling_group": "default",
        },
    }
    answer = who.call("POST", "/session", body | more)
    assert answer.status == 201, answer


@pytest.mark.feature("UIU-020", "UIU-025", "UIU-013")
async def test_a_waiting_session_says_why_and_until_when(
    logged_in: Page, site: RunningSite, user: Signed, admin: Signed, picture: Any
) -> None:
    page = logged_in
    await asyncio.to_thread(submit, admin, "fills-the-gpus", str(GPUS), timeLimit="20m")
    await page.goto(f"{site.proxied_service_url}/console/")
    await page.get_by_role("button", name="Start a session").click()
    dialog = page.get_by_role("dialog")
    # The dry run follows what is chosen: some of it fits beside what runs, one GPU does not.
    await expect(dialog.get_by_text("It would start")).to_be_visible()
    await expect(dialog.get_by_text("what the session writes is lost when it ends")).to_be_visible()
    await dialog.get_by_label("Resources").focus()
    await page.keyboard.press("ArrowDown")
    await page.get_by_title("Another amount").click()
    await dialog.get_by_label("fGPU", exact=True).fill("1")
    await expect(dialog.locator(".ky-prospect")).to_contain_text("in about ")
    await expect(dialog.locator(".ky-prospect")).to_contain_text("It waits for 1 cuda.shares")
    await dialog.get_by_label("Name", exact=True).fill("waits-for-one")
    await dialog.get_by_role("button", name="Start", exact=True).click()

    row = page.get_by_role("row").filter(has_text="waits-for-one")
    await expect(row).to_contain_text("next in line")
    await expect(row).to_contain_text("starts in about ")
    await row.get_by_role("button", name="waits-for-one", exact=True).click()
    drawer = page.get_by_role("dialog", name="waits-for-one")
    await expect(drawer.get_by_label("Who holds it back")).to_contain_text("2 fGPU")
    await expect(drawer.get_by_label("Who holds it back")).not_to_contain_text("fills-the-gpus")
    await expect(drawer.get_by_label("What was checked")).to_contain_text("It waits for 1 cuda.shares")
    await expect(drawer).to_contain_text("It would start now")
    await picture(page, "why")
    await drawer.get_by_role("button", name="Start one like that").click()
    anew = page.get_by_role("dialog", name="Start a session")
    await expect(anew.get_by_label("Name", exact=True)).to_have_value("waits-for-one-now")
    await anew.get_by_role("button", name="Start", exact=True).click()
    other = page.get_by_role("row").filter(has_text="waits-for-one-now")
    await expect(other).to_contain_text("Running")

    await page.get_by_role("link", name="My usage").click()
    await expect(page.get_by_text("of 30 sessions")).to_be_visible()


@pytest.mark.feature("UIA-001", "UIA-017", "UIA-018", "UIA-023", "UIA-024", "UIA-028", "UIA-040")
async def test_admins_run_the_queue(
    page: Page, site: RunningSite, user: Signed, admin: Signed, picture: Any, tmp_path: Path
) -> None:
    for who, name, gpus in ((user, "fills-the-gpus", "2"), (user, "came-first", "1"), (admin, "urgent", "1")):
        await asyncio.to_thread(submit, who, name, gpus, timeLimit="20m")
    await login(page, site, site.admin.username, site.admin.password)
    await page.wait_for_url("**/hub/**")
    await page.goto(f"{site.proxied_service_url}/console/#/groups")
    await page.get_by_role("button", name="Edit default").click()
    group = page.get_by_role("dialog", name="Resource group default")
    await group.get_by_label("Scheduler", exact=True).focus()
    await page.keyboard.press("ArrowDown")
    await page.get_by_title("priority: ").click()
    await group.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("row").filter(has_text="priority")).to_be_visible()

    await page.get_by_role("link", name="Queue").click()
    rows = page.locator("tbody tr.ant-table-row")
    await expect(rows).to_have_count(2)
    await expect(rows.first).to_contain_text("came-first")
    await page.get_by_role("button", name="Change the priority of urgent").click()
    await page.get_by_label("Priority of urgent", exact=True).fill("10")
    await page.keyboard.press("Enter")
    await expect(rows.first).to_contain_text("urgent")
    await expect(page.get_by_text("priority · fragmentation")).to_be_visible()
    await picture(page, "queue")
    async with page.expect_download() as started:
        await page.get_by_role("button", name="CSV").click()
    await (await started.value).save_as(tmp_path / "queue.csv")
    header, first, _, _ = (tmp_path / "queue.csv").read_bytes().decode("utf-8-sig").split("\r\n")
    assert header.startswith("Place,Name,Resource group,Owner,Asks for,Priority")
    assert first.startswith("1,urgent,default,admin,1 core · 512 MiB · 1 fGPU,10,")
    await page.get_by_role("button", name="Why came-first waits").click()
    await expect(page.get_by_label("Who holds it back")).to_contain_text("fills-the-gpus")
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Cancel came-first").click()
    await page.get_by_role("button", name="Cancel the session").click()
    await expect(rows).to_have_count(1)

    await page.get_by_role("link", name="Policies").click()
    await page.get_by_role("button", name="New policy").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Name").fill(POLICY)
    await dialog.get_by_label("CPU (cores)", exact=True).fill("4")
    await dialog.get_by_label("Sessions at once", exact=True).fill("3")
    await dialog.get_by_role("button", name="Create").click()
    made = page.get_by_role("row").filter(has_text=POLICY)
    await expect(made).to_contain_text("4 cores")
    await picture(page, "policies")
    await made.get_by_role("button", name="Delete").click()
    await page.get_by_role("button", name="Delete", exact=True).last.click()
    await expect(made).to_have_count(0)

    await page.get_by_role("link", name="Usage", exact=True).click()
    await expect(page.get_by_role("row").filter(has_text="fGPU-hours").first).to_be_visible()
    await expect(page.get_by_label("fGPU-hours in 8 steps of a day")).to_be_visible()
    await picture(page, "usage")
    async with page.expect_download() as started:
        await page.get_by_role("link", name="All as CSV").click()
    await (await started.value).save_as(tmp_path / "usage.csv")
    assert (tmp_path / "usage.csv").read_text().startswith("at,key,name,slot,hours")
