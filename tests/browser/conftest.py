"""A Chromium per test, and somebody who is logged in."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import BrowserContext, Page, Response, async_playwright
from tests.parts import ROOT, chromium
from tests.running_site import RunningSite
from tests.signed import Signed

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 60_000
"""Milliseconds that anything may take to appear, on two cores that have other things to do."""


@pytest.fixture
def user(site: RunningSite) -> Iterator[Signed]:
    """The site's ordinary user, with no session before and after."""
    who = Signed(site.service_url, site.user.access_key, site.user.secret_key)
    who.end_all()
    yield who
    who.end_all()


@pytest.fixture
async def page(request: pytest.FixtureRequest) -> AsyncIterator[Page]:
    """An empty page of a browser of its own. What a failed test saw lies in ``test-results/``."""
    executable = chromium()
    assert executable is not None
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable, args=FLAGS)
        # Nothing moves under the pointer: a click into a dialog that is still growing can miss its button.
        context = await browser.new_context(
            viewport={"width": 1280, "height": 800}, locale="en-GB", reduced_motion="reduce"
        )
        context.set_default_timeout(PATIENCE)
        shown = await context.new_page()
        problems = request.node.stash[SAID] = watch(context)
        yield shown
        report = request.node.stash.get(CALL_REPORT, None)
        if report is None or report.failed:
            await shown.screenshot(path=results() / f"{request.node.name}.png")
            (results() / f"{request.node.name}.txt").write_text("\n".join([shown.url, *problems]))
        await browser.close()


CALL_REPORT = pytest.StashKey[pytest.TestReport]()
SAID = pytest.StashKey[list[str]]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[Any]) -> Any:
    report = yield
    if report.when == "call":
        item.stash[CALL_REPORT] = report
        if report.failed and SAID in item.stash:
            report.sections.append(("what the page said and changed", "\n".join(item.stash[SAID][-60:])))
    return report


def watch(context: BrowserContext) -> list[str]:
    """Collects what the pages complain about, and the calls by which they change something.

    Complaints are errors of scripts, failed calls, and what the pages' security policy refused.
    """
    problems: list[str] = []

    def answered(response: Response) -> None:
        method = response.request.method
        if method not in ("GET", "HEAD", "OPTIONS"):
            problems.append(f"{method} {response.url.partition('?')[0]}: {response.status}")

    context.on("weberror", lambda error: problems.append(f"error: {error.error}"))
    context.on("response", answered)
    context.on("requestfailed", lambda failed: problems.append(f"{failed.method} failed: {failed.failure}"))
    context.on("console", lambda said: problems.append(f"{said.type}: {said.text}"))
    return problems


def results() -> Path:
    """Where screenshots of failures go; git does not see it."""
    path = ROOT / "test-results"
    path.mkdir(exist_ok=True)
    return path


@pytest.fixture
def picture() -> Any:
    """``await picture(page, name)`` saves a screenshot.

    For the documentation with ``KERNELYARD_SCREENSHOTS=1``, else into ``test-results/``, so that a run
    changes no file of the checkout.
    """
    keep = os.environ.get("KERNELYARD_SCREENSHOTS") == "1"
    directory = ROOT / "docs" / "images" if keep else results()

    async def save(page: Page, name: str, *, whole: bool = False) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        await page.evaluate("window.scrollTo(0, 0)")
        await page.mouse.move(0, 0)
        if await page.locator(".ant-app").count():
            await page.add_style_tag(content=".ant-message { display: none }")
        await page.screenshot(path=directory / f"{name}.png", animations="disabled", full_page=whole)

    return save


@pytest.fixture
async def logged_in(page: Page, site: RunningSite, user: Signed) -> Page:
    """The page after the user's login with the generated password."""
    await login(page, site, site.user.username, site.user.password)
    await page.wait_for_url("**/hub/**")
    return page


async def login(page: Page, site: RunningSite, username: str, password: str) -> None:
    """Fill in the Hub's login page and send it."""
    await page.goto(f"{site.hub_url}/hub/login?next=/hub/home")
    await page.get_by_label("Username").fill(username)
    await page.get_by_label("Password").fill(password)
    await page.get_by_role("button", name="Sign in").click()
