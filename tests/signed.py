"""A client of the API for tests: signs as the public client does, written from its contract."""

from __future__ import annotations

import hashlib
import hmac
import json
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

VERSION = "v7.20230615"
EMPTY = hashlib.sha256(b"").hexdigest()


@dataclass(frozen=True, slots=True)
class Answer:
    """Status and decoded body (None when it is empty or no JSON)."""

    status: int
    body: Any


@dataclass(frozen=True, slots=True)
class Signed:
    """Calls below ``endpoint`` with one keypair."""

    endpoint: str
    access_key: str
    secret_key: str = field(repr=False)

    def call(self, method: str, path: str, body: Any = None, *, timeout: float = 60.0) -> Answer:
        """One request; statuses of 400 and above are answers, too. ``path`` begins with a slash."""
        request = urllib.request.Request(
            self.endpoint.rstrip("/") + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers=self.headers(method, path, "text/plain" if body is None else "application/json"),
        )
        try:
            with urllib.request.urlopen(request, timeout=timeout) as answer:
                return Answer(answer.status, _decoded(answer.read()))
        except urllib.error.HTTPError as refusal:
            with refusal:
                return Answer(refusal.code, _decoded(refusal.read()))

    def headers(self, method: str, path: str, kind: str) -> dict[str, str]:
        """The headers of a request whose body is of the media type ``kind``."""
        url = urlsplit(self.endpoint.rstrip("/") + path)
        target = url.path + (f"?{url.query}" if url.query else "")
        date = datetime.now(UTC).isoformat()
        lines = [method, target, date, f"host:{url.netloc}", f"content-type:{kind}"]
        text = "\n".join([*lines, f"x-backendai-version:{VERSION}", EMPTY])
        key = self.secret_key.encode()
        for part in (date[:10].replace("-", ""), url.netloc):
            key = hmac.digest(key, part.encode(), "sha256")
        credential = f"{self.access_key}:{hmac.new(key, text.encode(), 'sha256').hexdigest()}"
        return {
            "Date": date,
            "Content-Type": kind,
            "X-BackendAI-Version": VERSION,
            "Authorization": f"BackendAI signMethod=HMAC-SHA256, credential={credential}",
        }

    def overview(self) -> dict[str, Any]:
        """What the console shows of this account: sessions, resource groups, limits."""
        answer = self.call("GET", "/console/overview")
        assert answer.status == 200, answer
        found: dict[str, Any] = answer.body
        return found

    def end(self, session: str) -> None:
        """End a session, by name or id; returns when its slots are free."""
        answer = self.call("DELETE", f"/session/{session}?forced=true")
        assert answer.status < 500, answer

    def end_all(self) -> None:
        """End every session of this account."""
        for session in self.overview()["sessions"]:
            self.end(session["id"])


def _decoded(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        return None
