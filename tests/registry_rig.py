"""A real registry (Debian's ``docker-registry``) on a port of this machine, and small images in it."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests import parts

USER, PASSWORD = "reader", "correct-horse-battery"
HASHED = "$2b$04$abcdefghijklmnopqrstuupOWRSKKNe562z1DsLEArFuJDHVyRIMa"
"""Its bcrypt hash."""
INDEX = "application/vnd.oci.image.index.v1+json"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
LABELS = {
    "ai.backend.kernelspec": "1",
    "ai.backend.role": "COMPUTE",
    "ai.backend.features": "batch query uid-match user-input",
    "ai.backend.base-distro": "ubuntu16.04",
    "ai.backend.runtime-type": "app",
    "ai.backend.runtime-path": "/bin/sh",
    "ai.backend.resource.min.cpu": "1",
    "ai.backend.resource.min.mem": "96m",
    "ai.backend.service-ports": "web:http:8080",
}
PROGRAMS = ("docker-registry", "registry")


@dataclass(frozen=True, slots=True)
class Registry:
    host: str
    """``127.0.0.1:port``, also the first part of its images' names."""
    login: bool

    @property
    def url(self) -> str:
        return f"http://{self.host}"

    def put(
        self,
        name: str,
        tag: str,
        labels: Mapping[str, str] | None,
        architectures: tuple[str, ...] = ("amd64",),
    ) -> str:
        """An image with one small layer, as an index where there are several architectures; its digest."""
        made = [self._image(name, labels, architecture) for architecture in architectures]
        if len(made) == 1:
            return self._manifest(name, tag, MANIFEST, made[0])
        entries = []
        for architecture, manifest in zip(architectures, made, strict=True):
            digest = self._manifest(name, None, MANIFEST, manifest)
            size = len(json.dumps(manifest).encode())
            platform = {"os": "linux", "architecture": architecture}
            entries.append({"mediaType": MANIFEST, "digest": digest, "size": size, "platform": platform})
        index = {"schemaVersion": 2, "mediaType": INDEX, "manifests": entries}
        return self._manifest(name, tag, INDEX, index)

    def _image(self, name: str, labels: Mapping[str, str] | None, architecture: str) -> dict[str, Any]:
        layer = f"{name} {architecture}".encode()
        config = {
            "os": "linux",
            "architecture": architecture,
            "config": {"Labels": dict(labels)} if labels is not None else {},
            "rootfs": {"type": "layers", "diff_ids": []},
        }
        parts_of = [
            ("application/vnd.oci.image.config.v1+json", json.dumps(config).encode()),
            ("application/vnd.oci.image.layer.v1.tar", layer),
        ]
        told = [
            {"mediaType": kind, "digest": self._blob(name, data), "size": len(data)}
            for kind, data in parts_of
        ]
        return {"schemaVersion": 2, "mediaType": MANIFEST, "config": told[0], "layers": told[1:]}

    def _blob(self, name: str, data: bytes) -> str:
        digest = "sha256:" + hashlib.sha256(data).hexdigest()
        with self._ask("POST", f"/v2/{name}/blobs/uploads/") as response:
            place = response.headers["Location"]
        mark = "&" if "?" in place else "?"
        path = place.removeprefix(self.url) + f"{mark}digest={digest}"
        self._ask("PUT", path, data, "application/octet-stream").close()
        return digest

    def _manifest(self, name: str, tag: str | None, kind: str, manifest: Mapping[str, Any]) -> str:
        data = json.dumps(manifest).encode()
        digest = "sha256:" + hashlib.sha256(data).hexdigest()
        self._ask("PUT", f"/v2/{name}/manifests/{tag or digest}", data, kind).close()
        return digest

    def _ask(self, method: str, path: str, data: bytes = b"", kind: str = "") -> Any:
        request = urllib.request.Request(self.url + path, data=data or None, method=method)
        if kind:
            request.add_header("Content-Type", kind)
        if self.login:
            pair = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
            request.add_header("Authorization", f"Basic {pair}")
        return urllib.request.urlopen(request, timeout=10)


@contextlib.contextmanager
def registry(directory: Path, *, login: bool = False) -> Iterator[Registry]:
    """A registry that ends with the block; with ``login`` it lets in `USER` only. Skips without a program."""
    program = next((found for name in PROGRAMS if (found := shutil.which(name))), None)
    parts.require("registry", program is not None, "no program docker-registry (package docker-registry)")
    assert program is not None
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{probe.getsockname()[1]}"
    config: dict[str, Any] = {
        "version": 0.1,
        "log": {"level": "error", "accesslog": {"disabled": True}},
        "storage": {"filesystem": {"rootdirectory": str(directory / "blobs")}, "delete": {"enabled": True}},
        "http": {"addr": host},
    }
    directory.mkdir(parents=True, exist_ok=True)
    if login:
        (directory / "htpasswd").write_text(f"{USER}:{HASHED}\n")
        config["auth"] = {"htpasswd": {"realm": "test", "path": str(directory / "htpasswd")}}
    (directory / "config.yml").write_text(json.dumps(config))
    with (directory / "log").open("wb") as log:
        process = subprocess.Popen(
            [program, "serve", str(directory / "config.yml")], stdout=log, stderr=subprocess.STDOUT
        )
    try:
        one = Registry(host, login)
        deadline = time.monotonic() + 30
        while True:
            try:
                one._ask("GET", "/v2/").close()
                break
            except (urllib.error.URLError, ConnectionError):
                assert process.poll() is None, (directory / "log").read_text()[-2000:]
                assert time.monotonic() < deadline, (directory / "log").read_text()[-2000:]
                time.sleep(0.05)
        yield one
    finally:
        process.terminate()
        process.wait(10)
