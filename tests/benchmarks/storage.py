"""``make bench-storage``: uploads and downloads of one large file by curl, against nginx on the same disk.

nginx takes the file by ``PUT`` (its DAV module) and gives it by ``GET``; the storage proxy takes it in one
tus ``PATCH`` and gives it by ``GET``, each with a transfer token. Rounds are interleaved; what is written is
removed after each. nginx does not wait for the disk, so the storage proxy is measured without (``up``) and
with that (``up-durable``, its default). Prints a table and, as the last line, one JSON object: rates in MB/s,
server CPU in seconds per GB, ``ratio`` to nginx. Without nginx (``--nginx PATH``) only the storage proxy is
measured.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kernelyard_storage.client import StorageClient
from kernelyard_storage.protocol import DownloadRequest, FolderRef, UploadRequest
from tests.running_site import free_port
from tests.storage_rig import folder_ref, write_secret

TARGET = 0.8
MB = 1_000_000
TUS = (
    "-H",
    "Tus-Resumable: 1.0.0",
    "-H",
    "Upload-Offset: 0",
    "-H",
    "Content-Type: application/offset+octet-stream",
)


@dataclass
class Samples:
    """What one way of moving the file took: MB/s, and CPU seconds of the server per GB."""

    rates: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def summary(self) -> dict[str, float]:
        return {
            "median": round(statistics.median(self.rates), 1),
            "least": round(min(self.rates), 1),
            "most": round(max(self.rates), 1),
            "cpu_s_per_gb": round(statistics.median(self.cpu), 2),
        }


class Server:
    """A server process below a directory of its own."""

    def __init__(self, command: list[str], log: Path, port: int) -> None:
        self.port = port
        with log.open("wb") as file:
            self._process = subprocess.Popen(command, stdout=file, stderr=file)
        deadline = time.monotonic() + 60
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{command[0]} does not answer:\n{log.read_text()}")
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), 1).close()
        except OSError:
            return False
        return True

    def cpu(self) -> float:
        """CPU seconds of the process so far."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self) -> None:
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(30)


def curl(server: Server, samples: Samples, size: int, *arguments: str) -> None:
    """One transfer; its rate and the server's CPU time go into ``samples``."""
    before = server.cpu()
    done = subprocess.run(
        ["curl", "-sS", "-o", "/dev/null", "-w", "%{http_code} %{time_total}", "-H", "Expect:", *arguments],
        capture_output=True,
        text=True,
        check=True,
    )
    status, seconds = done.stdout.split()
    if not status.startswith("20"):
        raise RuntimeError(f"curl {arguments[-1].partition('?')[0]}: {status}")
    samples.rates.append(size / float(seconds) / MB)
    samples.cpu.append((server.cpu() - before) / (size / 1e9))


@contextlib.contextmanager
def nginx(executable: str, base: Path) -> Iterator[Server]:
    """nginx with one worker, as the storage proxy is one process."""
    (base / "files").mkdir(parents=True)
    port = free_port()
    config = base / "nginx.conf"
    config.write_text(
        f"daemon off; master_process off; pid {base}/pid; error_log {base}/errors;\n"
        "events {}\n"
        "http {\n"
        f"  access_log off; client_max_body_size 0; client_body_temp_path {base}/body; sendfile on;\n"
        f"  proxy_temp_path {base}/p; fastcgi_temp_path {base}/f;\n"
        f"  uwsgi_temp_path {base}/u; scgi_temp_path {base}/s;\n"
        f"  server {{ listen 127.0.0.1:{port}; root {base}/files; dav_methods PUT; }}\n"
        "}\n"
    )
    server = Server([executable, "-c", str(config), "-e", str(base / "errors")], base / "log", port)
    try:
        yield server
    finally:
        server.stop()


@dataclass(frozen=True)
class Ours:
    """A storage proxy with one folder."""

    server: Server
    manager_url: str
    secret: str
    folder: FolderRef
    path: Path

    def address(self, verb: str, size: int) -> str:
        """Where curl sends or fetches ``big``, with the token."""
        return asyncio.run(self._address(verb, size))

    async def _address(self, verb: str, size: int) -> str:
        async with StorageClient(self.manager_url, self.secret) as client:
            if verb == "upload":
                request = UploadRequest(folder=self.folder, path="big", size=size, user="bench")
                transfer = await client.upload(request)
            else:
                transfer = await client.download(
                    DownloadRequest(folder=self.folder, path="big", user="bench")
                )
        return f"{transfer.url}?token={transfer.token}"


@contextlib.contextmanager
def storage_proxy(base: Path, *, durable: bool) -> Iterator[Ours]:
    """``kernelyard-storage`` with one folder."""
    volume = base / "volume1"
    volume.mkdir(parents=True)
    secret = write_secret(base / "secret")
    manager, client = free_port(), free_port()
    config = base / "config.py"
    settings = {
        "manager_port": manager,
        "client_port": client,
        "secret_file": str(secret),
        "transfer_key_file": str(write_secret(base / "key")),
        "volumes": {"volume1": {"path": str(volume)}},
        "durable": durable,
    }
    config.write_text("".join(f"c.StorageProxy.{name} = {value!r}\n" for name, value in settings.items()))
    script = Path(sysconfig.get_path("scripts")) / "kernelyard-storage"
    server = Server([str(script), "--config", str(config)], base / "log", client)
    try:
        text, folder, url = secret.read_text().strip(), folder_ref(), f"http://127.0.0.1:{manager}"
        asyncio.run(_create(url, text, folder))
        yield Ours(server, url, text, folder, volume / folder.relative_path() / "big")
    finally:
        server.stop()


async def _create(url: str, secret: str, folder: FolderRef) -> None:
    async with StorageClient(url, secret) as client:
        await client.create_folder(folder)


def measure(base: Path, size: int, rounds: int, executable: str | None) -> dict[str, Samples]:
    """All transfers, interleaved."""
    source = base / "source"
    block = os.urandom(1 << 20)
    with source.open("wb") as file:
        for start in range(0, size, len(block)):
            file.write(block[: size - start])
    results = {name: Samples() for name in ("up", "up-durable", "down", "nginx-up", "nginx-down")}
    with contextlib.ExitStack() as stack:
        quick = stack.enter_context(storage_proxy(base / "quick", durable=False))
        durable = stack.enter_context(storage_proxy(base / "durable", durable=True))
        other = stack.enter_context(nginx(executable, base / "nginx")) if executable else None
        for number in range(rounds):
            print(f"round {number + 1} of {rounds}", file=sys.stderr)
            for ours, name in ((quick, "up"), (durable, "up-durable")):
                address = ours.address("upload", size)
                curl(ours.server, results[name], size, "-T", str(source), "-X", "PATCH", *TUS, address)
            curl(quick.server, results["down"], size, quick.address("download", size))
            quick.path.unlink()
            durable.path.unlink()
            if other is not None:
                there = f"http://127.0.0.1:{other.port}/big"
                curl(other, results["nginx-up"], size, "-T", str(source), there)
                curl(other, results["nginx-down"], size, there)
                (base / "nginx" / "files" / "big").unlink()
    return {name: samples for name, samples in results.items() if samples.rates}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--size", type=int, default=1_000, help="size of the file in MB (default: 1000)")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--nginx", default=shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin"))
    parser.add_argument(
        "--directory", help="where to write; the disk that is measured (default: the temporary one)"
    )
    options = parser.parse_args()
    if options.nginx is None:
        print("no nginx found (Debian: nginx-light); measuring the storage proxy alone", file=sys.stderr)
    with tempfile.TemporaryDirectory(dir=options.directory) as name:
        samples = measure(Path(name), options.size * MB, options.rounds, options.nginx)
    table = {name: each.summary() for name, each in samples.items()}
    print(f"{'':12}{'median MB/s':>12}{'least':>9}{'most':>9}{'CPU s/GB':>10}")
    for name, row in table.items():
        print(f"{name:12}{row['median']:12}{row['least']:9}{row['most']:9}{row['cpu_s_per_gb']:10}")
    ratio = {
        way: round(table[way]["median"] / table[f"nginx-{way}"]["median"], 2)
        for way in ("up", "down")
        if f"nginx-{way}" in table
    }
    print(json.dumps({"size_mb": options.size, "rates": table, "ratio": ratio or None, "target": TARGET}))


if __name__ == "__main__":
    main()
