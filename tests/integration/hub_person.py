"""A person at the Hub: logs in with a password, fills the spawn page, calls the API as the pages do."""

from __future__ import annotations

import re
import time
from html.parser import HTMLParser
from types import TracebackType
from typing import Any, Self

import aiohttp
from yarl import URL

PATIENCE = 120.0
"""Seconds for a server to start or stop on a loaded machine."""


class Form(HTMLParser):
    """The fields of one form of a page, as a browser would submit them."""

    def __init__(self, page: str, form_id: str) -> None:
        super().__init__()
        self.action = ""
        self.fields: list[tuple[str, str]] = []
        self.radios: dict[str, dict[str, bool]] = {}
        """Name -> value -> whether it can be chosen."""
        self._id = form_id
        self._inside = False
        self._select: str | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        have = dict(attrs)
        if tag == "form":
            self._inside = have.get("id") == self._id
            if self._inside:
                self.action = have.get("action") or ""
        if not self._inside:
            return
        name = have.get("name")
        if tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in have:
            self.fields.append((self._select, have.get("value") or ""))
        elif tag == "input" and name:
            self._input(name, have)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "select":
            self._select = None

    def _input(self, name: str, have: dict[str, str | None]) -> None:
        value, kind = have.get("value") or "", have.get("type") or "text"
        if kind == "radio":
            self.radios.setdefault(name, {})[value] = "disabled" not in have
        if "disabled" in have or (kind in ("radio", "checkbox") and "checked" not in have):
            return
        self.fields.append((name, value))


class Person:
    """One browser's cookies at one Hub."""

    def __init__(self, hub_url: str) -> None:
        self.url = hub_url.rstrip("/")
        self.http = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
        self.name = ""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.http.close()

    async def log_in(self, username: str, password: str) -> int:
        """Through the login page; returns the status of the page that follows (403: wrong password)."""
        async with self.http.get(f"{self.url}/hub/login") as page:
            text = await page.text()
        token = re.search(r'name="_xsrf"\s+value="([^"]+)"', text)
        assert token, text[:2000]
        fields = {"username": username, "password": password, "_xsrf": token.group(1)}
        async with self.http.post(f"{self.url}/hub/login", data=fields) as answer:
            await answer.read()
            self.name = username
            return answer.status

    async def api(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """A call of the Hub's REST API as a page makes it: status, and JSON or None."""
        headers = {"X-XSRFToken": self.xsrf(), "Referer": f"{self.url}/hub/home"}
        async with self.http.request(
            method, f"{self.url}/hub/api{path}", json=body, headers=headers
        ) as answer:
            text = await answer.text()
            is_json = answer.content_type == "application/json" and text
            return answer.status, (await answer.json() if is_json else None)

    def xsrf(self) -> str:
        return self.http.cookie_jar.filter_cookies(URL(f"{self.url}/hub/"))["_xsrf"].value

    async def spawn_page(self, server: str = "") -> tuple[str, Form]:
        async with self.http.get(f"{self.url}/hub/spawn/{self.name}/{server}".rstrip("/")) as page:
            text = await page.text()
            assert page.status == 200, text[:2000]
        return text, Form(text, "spawn_form")

    async def submit(self, form: Form, **changes: str | list[str]) -> tuple[int, str]:
        """Post the form with some fields changed; returns status and text of the page that follows."""
        fields = [(name, value) for name, value in form.fields if name not in changes]
        for name, value in changes.items():
            fields += [(name, each) for each in ([value] if isinstance(value, str) else value)]
        data = aiohttp.FormData()
        for name, text in fields:
            data.add_field(name, text)
        url = str(URL(self.url).join(URL(form.action, encoded=True)))
        async with self.http.post(url, data=data) as answer:
            return answer.status, await answer.text()

    async def server(self, name: str = "") -> dict[str, Any] | None:
        """The Hub's model of one of my servers; None when there is none."""
        status, user = await self.api("GET", f"/users/{self.name}")
        assert status == 200, user
        found: dict[str, Any] | None = user["servers"].get(name)
        return found

    async def until_ready(self, name: str = "") -> dict[str, Any]:
        return await self._until(name, lambda server: server is not None and server["ready"], "is not ready")

    async def until_gone(self, name: str = "") -> None:
        await self._until(name, lambda server: server is None or server["stopped"], "has not stopped")

    async def _until(self, name: str, done: Any, what: str) -> dict[str, Any]:
        import asyncio

        deadline = time.monotonic() + PATIENCE
        while True:
            server = await self.server(name)
            if done(server):
                return server or {}
            assert time.monotonic() < deadline, f"server {name!r} {what}: {server}"
            await asyncio.sleep(0.2)
