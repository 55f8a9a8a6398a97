"""A session from the console: JupyterLab and the terminal by a click, ssh, logs, its whole life."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect
from tests.browser.conftest import PATIENCE, login, watch
from tests.running_site import RunningSite
from tests.signed import Signed

pytestmark = pytest.mark.browser

Picture = Callable[..., Awaitable[None]]
expect.set_options(timeout=PATIENCE)
NAME = "mnist-training"
START = "echo The data are there; env | grep -c . >/dev/null"


@pytest.fixture
async def console(logged_in: Page, site: RunningSite, user: Signed) -> Page:
    """The console, with one running session of the API."""
    image = user.call("POST", "/admin/gql", {"query": "{ images { registry name tag } }"}).body
    first = image["data"]["images"][0]
    made = user.call(
        "POST",
        "/session",
        {
            "name": NAME,
            "image": f"{first['registry']}/{first['name']}:{first['tag']}",
            "startupCommand": START,
            "config": {
                "resources": {"cpu": "1", "mem": "1g"},
                "environ": {"EPOCHS": "20", "WANDB_API_KEY": "hush-hush"},
                "preopen_ports": [9000],
            },
        },
    )
    assert made.status == 201, made
    await logged_in.goto(f"{site.proxied_service_url}/console/")
    await expect(row(logged_in)).to_contain_text("Running")
    return logged_in


def row(page: Page) -> Any:
    return page.get_by_role("row").filter(has_text=NAME)


async def open_app(page: Page, title: str) -> Page:
    """Click on an app's "Open"; the new tab."""
    async with page.expect_popup() as opened:
        await page.get_by_role("button", name=f"Open {title}", exact=True).click()
    return await opened.value


@pytest.mark.feature("UIU-026", "UIU-027", "UIU-039", "APX-010")
async def test_jupyterlab_and_a_terminal_by_a_click(console: Page, picture: Picture) -> None:
    problems = watch(console.context)
    await row(console).get_by_role("button", name=f"Apps of {NAME}").click()
    dialog = console.get_by_role("dialog", name=f"Apps of {NAME}")
    apps = dialog.get_by_role("list", name=f"Apps of {NAME}")
    await expect(apps.get_by_role("listitem").filter(has_text="JupyterLab")).to_contain_text(
        "Starts at first use"
    )
    await expect(apps.get_by_role("listitem").filter(has_text="Port 9000")).to_contain_text(
        "Waits for your program"
    )

    terminal = await open_app(console, "Terminal")
    screen = terminal.locator(".xterm-screen")
    await screen.wait_for()
    await expect(terminal.locator(".xterm-rows")).to_contain_text("$")
    await screen.click()
    await terminal.keyboard.type("echo $((6*7)) is the $EPOCHS answer\n")
    await expect(terminal.locator(".xterm-rows")).to_contain_text("42 is the 20 answer")
    await terminal.close()

    lab = await open_app(console, "JupyterLab")
    await expect(lab.get_by_role("heading", name="Starting JupyterLab")).to_be_visible()
    await lab.wait_for_url("**/apps/*/jupyterlab/**", timeout=PATIENCE * 2)
    await lab.locator("#jp-main-dock-panel").wait_for(timeout=PATIENCE * 2)
    await lab.close()

    running = apps.get_by_role("listitem").filter(has_text="JupyterLab")
    await expect(running).to_contain_text("Running")
    await picture(console, "apps")
    await dialog.get_by_role("button", name="Stop JupyterLab").click()
    await expect(running).to_contain_text("Starts at first use")

    await dialog.get_by_role("button", name="Connect by SSH").click()
    ssh = console.get_by_role("dialog", name=f"SSH to {NAME}")
    await expect(ssh.get_by_text(f"backend.ai ssh {NAME}", exact=True)).to_be_visible()
    async with console.expect_download() as started:
        await ssh.get_by_role("link", name="Download id_container").click()
    key = await started.value
    assert key.suggested_filename == "id_container"
    assert Path(await key.path()).read_text().startswith("-----BEGIN OPENSSH PRIVATE KEY-----")
    refused = [line for line in problems if "Content Security Policy" in line]
    assert refused == []


@pytest.mark.feature("UIU-026")
async def test_an_app_that_does_not_start_says_so(console: Page, user: Signed) -> None:
    await row(console).get_by_role("button", name=f"Apps of {NAME}").click()
    await expect(console.get_by_role("button", name="Open Terminal")).to_be_visible()
    user.end_all()
    late = await open_app(console, "Terminal")
    await expect(late.get_by_text("Terminal did not start.")).to_be_visible()
    await expect(late.get_by_role("button", name="Try again")).to_be_visible()
    await late.get_by_role("link", name="My sessions").click()
    await expect(late.get_by_role("heading", name="My sessions")).to_be_visible()


async def test_an_address_from_elsewhere_starts_nothing(logged_in: Page, site: RunningSite) -> None:
    await logged_in.goto(f"{site.proxied_service_url}/console/#/open/{'0' * 32}")
    await expect(logged_in.get_by_text("This address is over.")).to_be_visible()


@pytest.mark.feature("UIU-025", "UIU-028")
async def test_all_about_a_session_and_after_its_end(console: Page) -> None:
    await row(console).get_by_role("button", name=NAME, exact=True).click()
    drawer = console.get_by_role("dialog", name=NAME)
    await expect(drawer.get_by_text("1 core")).to_be_visible()
    await drawer.get_by_role("tab", name="Environment").click()
    await expect(drawer.get_by_role("row").filter(has_text="EPOCHS")).to_contain_text("20")
    await expect(drawer.get_by_role("row").filter(has_text="WANDB_API_KEY")).to_contain_text("hidden")
    await drawer.get_by_role("tab", name="History").click()
    await expect(drawer.get_by_role("row").filter(has_text="Pending")).to_be_visible()
    await drawer.get_by_role("tab", name="Live figures").click()
    await expect(drawer.get_by_role("row").filter(has_text="Memory")).to_contain_text("1 GiB")
    await drawer.get_by_role("tab", name="Logs").click()
    await expect(drawer.get_by_label("Log", exact=True)).to_contain_text("The data are there")

    await drawer.get_by_role("button", name="Rename").click()
    await console.get_by_label("New name").fill("mnist-done")
    await console.get_by_role("dialog", name=f"Rename {NAME}").get_by_role("button", name="Rename").click()
    await expect(console.get_by_text("It is called mnist-done now.")).to_be_visible()
    await drawer.get_by_role("button", name="End mnist-done").click()
    await console.get_by_role("button", name="End the session").click()
    await expect(drawer.get_by_text("Terminated").first).to_be_visible()
    await drawer.get_by_role("button", name="Close").click()

    await console.get_by_role("link", name="Ended sessions").click()
    ended = console.get_by_role("row").filter(has_text="mnist-done").first
    await ended.get_by_role("button", name="mnist-done").click()
    past = console.get_by_role("dialog", name="mnist-done")
    await past.get_by_role("tab", name="Logs").click()
    await expect(past.get_by_label("Log", exact=True)).to_contain_text("The data are there")


@pytest.mark.feature("UIU-019")
async def test_a_batch_session_from_the_console(logged_in: Page, site: RunningSite) -> None:
    page = logged_in
    await page.goto(f"{site.proxied_service_url}/console/")
    await page.get_by_role("button", name="Start a session").click()
    dialog = page.get_by_role("dialog", name="Start a session")
    await dialog.get_by_role("button", name="Start", exact=True).click()
    await expect(dialog.get_by_text("4 to 64 letters")).to_be_visible()
    await dialog.get_by_label("Name").fill("one-command")
    await dialog.get_by_text("Batch: runs one command").click()
    await dialog.get_by_role("textbox", name="Command").fill("echo done by batch")
    await dialog.get_by_role("button", name="Start", exact=True).click()
    await expect(page.get_by_text("one-command is queued.")).to_be_visible()
    await page.get_by_role("link", name="Ended sessions").click()
    ended = page.get_by_role("row").filter(has_text="one-command").first
    await expect(ended).to_contain_text("success")
    await ended.get_by_role("button", name="one-command").click()
    past = page.get_by_role("dialog", name="one-command")
    await past.get_by_role("tab", name="Logs").click()
    await expect(past.get_by_label("Log", exact=True)).to_contain_text("done by batch")


async def test_nodes_are_the_superadmins(page: Page, site: RunningSite, user: Signed) -> None:
    await login(page, site, site.admin.username, site.admin.password)
    await page.wait_for_url("**/hub/**")
    await page.goto(f"{site.proxied_service_url}/console/#/nodes")
    node = page.get_by_role("row").filter(has_text="Alive")
    await expect(node).to_contain_text("this machine")
    await expect(node.get_by_role("progressbar", name="CPU: ")).to_be_visible()
    await page.get_by_label("Filter Nodes").fill("no such node")
    await expect(page.get_by_text("Nothing matches “no such node”.")).to_be_visible()
