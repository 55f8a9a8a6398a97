"""A stand-in for the hub service: a real HTTP server in a thread, with answers that the test sets."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PREFIX = "/hub-prefix/services/kernelyard"


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    token: str | None
    body: Any


@dataclass
class FakeService:
    url: str
    answers: dict[tuple[str, str], tuple[int, Any]] = field(default_factory=dict)
    """By method and path below the prefix; bytes are sent as they are, anything else as JSON."""
    asked: list[Asked] = field(default_factory=list)

    def answer(self, method: str, path: str, status: int, body: Any) -> None:
        self.answers[method, path] = (status, body)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _reply(self) -> None:
        service: FakeService = self.server.service  # type: ignore[attr-defined]
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        path = self.path.removeprefix(PREFIX)
        service.asked.append(
            Asked(self.command, path, self.headers.get("Authorization"), json.loads(body) if body else None)
        )
        problem = {"type": "https://api.backend.ai/probs/object-not-found", "title": "No such thing."}
        status, answer = service.answers.get((self.command, path), (404, problem))
        data = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.send_response(status)
        if 300 <= status < 400:
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST = do_DELETE = _reply

    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextmanager
def fake_service() -> Iterator[FakeService]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    fake = FakeService(f"http://127.0.0.1:{server.server_port}{PREFIX}")
    server.service = fake  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
