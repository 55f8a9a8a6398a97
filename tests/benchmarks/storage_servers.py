"""The servers that `storage` measures: the storage proxy, nginx, and a bare aiohttp sink; and curl."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import statistics
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kernelyard_storage.client import StorageClient
from kernelyard_storage.protocol import DownloadRequest, FolderRef, UploadRequest
from tests.running_site import free_port
from tests.storage_rig import folder_ref, write_secret

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

    def memory(self) -> tuple[float, float]:
        """Megabytes in memory now, and the most there ever were."""
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        lines = dict(line.split(":", 1) for line in status.splitlines())
        now, peak = (int(lines[name].split()[0]) * 1024 / MB for name in ("VmRSS", "VmHWM"))
        return now, peak

    def stop(self) -> None:
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(30)


def curl(server: Server, samples: Samples, size: int, *arguments: str) -> None:
    """One transfer; its rate and the server's CPU time go into ``samples``. It begins with a quiet disk:
    what the one before has left to be written takes nobody else's time.
    """
    os.sync()
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
    with contextlib.closing(_Stopping(server)):
        yield server


@contextlib.contextmanager
def sink(base: Path) -> Iterator[Server]:
    """The least that aiohttp needs to put a body on the disk (`storage_sink`)."""
    base.mkdir(parents=True)
    port = free_port()
    command = [sys.executable, "-m", "tests.benchmarks.storage_sink", str(base), str(port)]
    server = Server(command, base / "log", port)
    with contextlib.closing(_Stopping(server)):
        yield server


@dataclass(frozen=True)
class _Stopping:
    server: Server

    def close(self) -> None:
        self.server.stop()


@dataclass(frozen=True)
class Ours:
    """A storage proxy with one folder."""

    server: Server
    manager_url: str
    secret: str
    folder: FolderRef
    path: Path

    def client(self) -> StorageClient:
        return StorageClient(self.manager_url, self.secret, timeout=600.0)

    def address(self, verb: str, size: int, path: str = "big", **wanted: Any) -> str:
        """Where curl sends or fetches ``path``, with the token."""
        return asyncio.run(self._address(verb, size, path, wanted))

    async def _address(self, verb: str, size: int, path: str, wanted: dict[str, Any]) -> str:
        async with self.client() as client:
            if verb == "upload":
                request = UploadRequest(folder=self.folder, path=path, size=size, user="bench")
                transfer = await client.upload(request)
            else:
                transfer = await client.download(
                    DownloadRequest(folder=self.folder, path=path, user="bench", **wanted)
                )
        return f"{transfer.url}?token={transfer.token}"


@contextlib.contextmanager
def storage_proxy(base: Path, *, durable: bool, volume: Mapping[str, str] | None = None) -> Iterator[Ours]:
    """``kernelyard-storage`` with one folder, on a volume of its own or the one given."""
    base.mkdir(parents=True, exist_ok=True)
    if volume is None:
        (base / "volume1").mkdir()
        volume = {"path": str(base / "volume1")}
    secret = write_secret(base / "secret")
    manager, client = free_port(), free_port()
    config = base / "config.py"
    settings = {
        "manager_port": manager,
        "client_port": client,
        "secret_file": str(secret),
        "transfer_key_file": str(write_secret(base / "key")),
        "volumes": {"volume1": dict(volume)},
        "durable": durable,
    }
    config.write_text("".join(f"c.StorageProxy.{name} = {value!r}\n" for name, value in settings.items()))
    script = Path(sysconfig.get_path("scripts")) / "kernelyard-storage"
    server = Server([str(script), "--config", str(config)], base / "log", client)
    with contextlib.closing(_Stopping(server)):
        text, folder, url = secret.read_text().strip(), folder_ref(), f"http://127.0.0.1:{manager}"
        ours = Ours(server, url, text, folder, Path(volume["path"]) / folder.relative_path())
        asyncio.run(_create(ours))
        yield ours


async def _create(ours: Ours) -> None:
    async with ours.client() as client:
        await client.create_folder(ours.folder)
