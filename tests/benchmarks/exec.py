"""``make bench-exec``: one line of code in a warm kernel, through the API and by the ways around it.

The same ``1`` is run, one after the other and interleaved, in kernels of one and the same Python:

- through Kernelyard's API: a signed POST to the service, answered with the run's end;
- the same through the Hub's proxy;
- through jupyter_server's WebSocket of a kernel, until the kernel is idle again;
- by jupyter_client alone, which is what both of them stand on.

Prints a table and, as the last line, one JSON object; times in milliseconds.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import secrets
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp
from jupyter_client.manager import AsyncKernelManager

from tests.running_site import RunningSite, free_port
from tests.signed import Signed

CODE = "1"
TARGET = 15.0
"""Milliseconds: the median through the API on loopback."""
PATIENCE = 60.0
WARM_UP = 20

Once = Callable[[], Awaitable[None]]


@contextlib.asynccontextmanager
async def kernelyard() -> AsyncIterator[dict[str, Once]]:
    """A site with one session, asked past the Hub's proxy and through it."""
    site = RunningSite.fresh()
    await asyncio.to_thread(site.start)
    try:
        names = {
            "Kernelyard, API": site.service_url,
            "Kernelyard, API through the Hub's proxy": site.proxied_service_url,
        }
        account = site.user
        direct = Signed(site.service_url, account.access_key, account.secret_key)
        body = {"clientSessionToken": "bench-exec", "image": "python", "config": {}}
        made = await asyncio.to_thread(direct.call, "POST", "/session", body)
        if made.status != 201 or made.body["status"] != "RUNNING":
            raise RuntimeError(f"no session: {made}")
        async with aiohttp.ClientSession() as http:
            yield {
                name: _execute(http, Signed(url, account.access_key, account.secret_key))
                for name, url in names.items()
            }
    finally:
        await asyncio.to_thread(site.stop)
        shutil.rmtree(site.data.parent, ignore_errors=True)


def _execute(http: aiohttp.ClientSession, client: Signed) -> Once:
    async def once() -> None:
        path, mode = "/session/bench-exec", "query"
        run_id = secrets.token_hex(8)
        items: list[list[str]] = []
        while True:
            body = {"mode": mode, "code": CODE if mode == "query" else "", "runId": run_id}
            headers = client.headers("POST", path, "application/json")
            async with http.post(client.endpoint + path, json=body, headers=headers) as reply:
                answer = await reply.json()
                if reply.status != 200:
                    raise RuntimeError(f"execute answers {reply.status}: {answer}")
            items += answer["result"]["console"]
            if answer["result"]["status"] == "finished":
                break
            mode = "continue"
        if items != [["stdout", "1\n"]]:
            raise RuntimeError(f"unexpected output: {items}")

    return once


@contextlib.asynccontextmanager
async def jupyter_server() -> AsyncIterator[dict[str, Once]]:
    """jupyter_server as it comes, with one kernel and its WebSocket."""
    home = Path(tempfile.mkdtemp(prefix="ky-bench-jupyter-"))
    port, token = free_port(), secrets.token_hex(16)
    base = f"http://127.0.0.1:{port}"
    with (home / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "jupyter_server", "--no-browser", "--allow-root"),
                *(f"--port={port}", f"--ServerApp.root_dir={home}", f"--IdentityProvider.token={token}"),
            ],
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=home,
            env={**os.environ, "HOME": str(home)},
        )
    try:
        async with aiohttp.ClientSession(headers={"Authorization": f"token {token}"}) as http:
            await _until_up(http, f"{base}/api/status", home / "server.log", process)
            async with http.post(f"{base}/api/kernels", json={"name": "python3"}) as reply:
                kernel = (await reply.json())["id"]
            async with http.ws_connect(f"{base}/api/kernels/{kernel}/channels", max_msg_size=0) as socket:
                yield {"jupyter_server, kernel's WebSocket": _over(socket)}
            async with http.delete(f"{base}/api/kernels/{kernel}"):
                pass
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(20)
        process.kill()
        shutil.rmtree(home, ignore_errors=True)


def _over(socket: aiohttp.ClientWebSocketResponse) -> Once:
    async def once() -> None:
        number = uuid4().hex
        header = {
            "msg_id": number,
            "msg_type": "execute_request",
            "username": "bench",
            "session": "bench",
            "version": "5.3",
            "date": "",
        }
        content = {"code": CODE, "silent": False, "store_history": True, "allow_stdin": False}
        request: dict[str, Any] = {"header": header, "parent_header": {}, "metadata": {}, "content": content}
        await socket.send_json({**request, "channel": "shell", "buffers": []})
        waiting = {"execute_reply", "idle"}
        while waiting:
            message = json.loads((await socket.receive()).data)
            if message["parent_header"].get("msg_id") == number:
                kind = message["msg_type"]
                waiting.discard(message["content"]["execution_state"] if kind == "status" else kind)

    return once


@contextlib.asynccontextmanager
async def jupyter_client() -> AsyncIterator[dict[str, Once]]:
    """A kernel on TCP sockets of loopback, and nothing else."""
    manager = AsyncKernelManager(kernel_name="python3")
    await manager.start_kernel()
    client = manager.client()
    client.start_channels()
    await client.wait_for_ready(timeout=PATIENCE)

    async def once() -> None:
        number = client.execute(CODE)
        reply = client.get_shell_msg(timeout=PATIENCE)
        while True:
            message = await client.get_iopub_msg(timeout=PATIENCE)
            idle = message["msg_type"] == "status" and message["content"]["execution_state"] == "idle"
            if idle and message["parent_header"].get("msg_id") == number:
                break
        await reply

    try:
        yield {"jupyter_client": once}
    finally:
        client.stop_channels()
        await manager.shutdown_kernel(now=True)


async def _until_up(
    http: aiohttp.ClientSession, url: str, log: Path, process: subprocess.Popen[bytes]
) -> None:
    deadline = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(aiohttp.ClientError):
            async with http.get(url) as answer:
                if answer.status == 200:
                    return
        await asyncio.sleep(0.1)
    raise RuntimeError(f"jupyter_server does not come up:\n{log.read_text()[-2000:]}")


async def measure(runs: int) -> dict[str, list[float]]:
    """Milliseconds per run, by way."""
    times: dict[str, list[float]] = {}
    async with kernelyard() as ours, jupyter_server() as server, jupyter_client() as client:
        ways = {**ours, **server, **client}
        for run in range(runs + WARM_UP):
            for name, once in ways.items():
                begun = time.perf_counter()
                await asyncio.wait_for(once(), PATIENCE)
                if run >= WARM_UP:
                    times.setdefault(name, []).append((time.perf_counter() - begun) * 1000)
    return times


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=300)
    runs = parser.parse_args().runs
    times = asyncio.run(measure(runs))
    result: dict[str, object] = {"bench": "exec", "runs": runs, "target_p50_ms": TARGET}
    print(f"{'p50':>8} {'p95':>8} {'max':>8}   ms, {runs} runs of {CODE!r}")
    for name, taken in times.items():
        p50, p95 = statistics.median(taken), statistics.quantiles(taken, n=20)[-1]
        print(f"{p50:8.1f} {p95:8.1f} {max(taken):8.1f}   {name}")
        key = "".join(letter if letter.isalnum() else "_" for letter in name.lower()).replace("__", "_")
        result[f"{key}_p50_ms"] = round(p50, 2)
        result[f"{key}_p95_ms"] = round(p95, 2)
    result["met"] = bool(result["kernelyard_api_p50_ms"] <= TARGET)  # type: ignore[operator]
    print(json.dumps(result))


if __name__ == "__main__":
    main()
