"""`kernelyard-hub` as a program: secrets, ports, start and stop."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import aiohttp
import pytest
from cryptography.fernet import Fernet

from kernelyard_hub.app import HubService, read_secret
from kernelyard_hub.store import DatabaseInUse


def write_secrets(directory: Path) -> Path:
    directory.mkdir(mode=0o700)
    for name in ("service", "hub", "agent", "storage"):
        (directory / f"{name}.token").write_text(f"secret of {name}\n")
    (directory / "encryption.key").write_text(Fernet.generate_key().decode())
    for path in directory.iterdir():
        path.chmod(0o600)
    return directory


def service(tmp_path: Path, secrets: Path, **settings: object) -> HubService:
    return HubService(
        port=0,
        database_url=f"sqlite:///{tmp_path / 'site.sqlite'}",
        secrets_dir=str(secrets),
        storage_proxies={"local": {"manager_url": "http://127.0.0.1:1"}},
        **settings,
    )


async def test_start_and_stop_twice(tmp_path: Path) -> None:
    secrets = write_secrets(tmp_path / "secrets")
    for _ in range(2):
        async with (
            service(tmp_path, secrets).running() as port,
            aiohttp.ClientSession() as http,
            http.get(f"http://127.0.0.1:{port}/services/kernelyard/") as response,
        ):
            assert (await response.json())["version"] == "v7.20230615"
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", port)


async def test_listens_on_loopback_by_default() -> None:
    """D01."""
    assert HubService().listen_ip == "127.0.0.1"


async def test_a_taken_port_is_said(tmp_path: Path) -> None:
    secrets = write_secrets(tmp_path / "secrets")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        program = service(tmp_path, secrets)
        program.port = taken.getsockname()[1]
        with pytest.raises(SystemExit, match=f"cannot listen on 127.0.0.1:{program.port}"):
            async with program.running():
                pass


async def test_one_service_per_database(tmp_path: Path) -> None:
    secrets = write_secrets(tmp_path / "secrets")
    async with service(tmp_path, secrets).running():
        with pytest.raises(DatabaseInUse):
            async with service(tmp_path, secrets).running():
                pass


@pytest.mark.parametrize(
    ("text", "mode", "said"),
    [
        ("x", 0o644, "chmod 600"),
        ("x", 0o620, "chmod 600"),
        ("", 0o600, "is empty"),
        (None, 0o600, "cannot read"),
    ],
)
def test_secrets_that_are_refused(tmp_path: Path, text: str | None, mode: int, said: str) -> None:
    if text is not None:
        (tmp_path / "hub.token").write_text(text)
        (tmp_path / "hub.token").chmod(mode)
    with pytest.raises(SystemExit, match=said) as caught:
        read_secret(tmp_path, "hub.token")
    assert "hub.token" in str(caught.value)


def test_command_line_and_file(tmp_path: Path) -> None:
    config = tmp_path / "hub_config.py"
    config.write_text("c.HubService.prefix = '/base/services/kernelyard'\nc.HubService.port = 1\n")
    program = HubService()
    program.initialize(["--config", str(config), "--HubService.port=2"])
    assert (program.prefix, program.port) == ("/base/services/kernelyard", 2)


def test_proxies_are_read_from_the_command_line() -> None:
    program = HubService()
    program.initialize(['--HubService.storage_proxies={"local": {"manager_url": "http://127.0.0.1:6022"}}'])
    assert program.storage_proxies == {"local": {"manager_url": "http://127.0.0.1:6022"}}
