"""Start-up checks: secrets, owner, volumes, configuration, ports. Each refusal says what to do."""

from __future__ import annotations

import os
import socket
import tempfile
from pathlib import Path
from typing import Any

import pytest
from tests.descriptors import descriptors, opened
from tests.storage_rig import OURSELVES, running, write_secret

from kernelyard_storage.app import StorageProxy
from kernelyard_storage.paths import Owner
from kernelyard_storage.secretfile import BadSecretFile, read_secret
from kernelyard_storage.startup import StartupError, check_volume, find_owner
from kernelyard_storage.volumes import BadVolume, open_volume


def test_a_secret_is_read_without_the_newline(tmp_path: Path) -> None:
    assert read_secret(str(write_secret(tmp_path / "s", "x" * 20)), "secret") == "x" * 20


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666])
def test_a_secret_that_others_can_reach_is_refused(tmp_path: Path, mode: int) -> None:
    path = write_secret(tmp_path / "s")
    path.chmod(mode)
    with pytest.raises(BadSecretFile, match=r"chmod 600"):
        read_secret(str(path), "secret")


def test_other_bad_secrets(tmp_path: Path) -> None:
    short = write_secret(tmp_path / "short", "abc")
    with pytest.raises(BadSecretFile, match="at least 32 bytes"):
        read_secret(str(short), "key", least=32)
    with pytest.raises(BadSecretFile, match="No such file"):
        read_secret(str(tmp_path / "none"), "key")
    with pytest.raises(BadSecretFile, match="No file is configured"):
        read_secret("", "key")
    with pytest.raises(BadSecretFile, match="not a regular file"):
        read_secret(str(tmp_path), "key")
    if os.geteuid() == 0:
        foreign = write_secret(tmp_path / "foreign")
        os.chown(foreign, 1234, 1234)
        with pytest.raises(BadSecretFile, match="belongs to uid 1234"):
            read_secret(str(foreign), "key")


def test_the_owner_as_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert find_owner(None, None) == find_owner(1000, 1000)
    assert find_owner(1500, 1600).uid == 1500
    assert find_owner(None, None).change
    with pytest.raises(StartupError, match="root"):
        find_owner(0, None)


def test_the_owner_as_a_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1234)
    monkeypatch.setattr(os, "getegid", lambda: 1235)
    found = find_owner(None, None)
    assert (found.uid, found.gid, found.change) == (1234, 1235, False)
    with pytest.raises(StartupError, match="Only root"):
        find_owner(1000, None)


def test_a_volume_below_a_closed_directory_is_warned_about(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    volume = tmp_path / "v"
    volume.mkdir(mode=0o755)
    stranger = Owner(54321, 54321, change=True)
    assert any(f"chmod o+x {tmp_path}" in warning for warning in check_volume(str(volume), stranger))
    assert check_volume(str(volume), OURSELVES) == []


def test_a_volume_that_sessions_own_is_warned_about(tmp_path: Path) -> None:
    owner = Owner(os.geteuid(), os.getegid(), change=True)
    assert any("rename other people's folders" in warning for warning in check_volume(str(tmp_path), owner))


def test_a_volume_that_cannot_be_written() -> None:
    """Root may write everywhere, so it steps down for this."""
    with tempfile.TemporaryDirectory() as volume:  # below no directory that is root's alone
        os.chmod(volume, 0o500)
        root = os.geteuid() == 0
        if root:
            os.chown(volume, 1000, 1000)
            os.seteuid(1000)
        try:
            assert os.listdir(volume) == []
            with pytest.raises(BadVolume, match="Permission denied"):
                open_volume("volume1", {"path": volume}, OURSELVES)
        finally:
            if root:
                os.seteuid(0)


@pytest.mark.root
def test_a_volume_in_which_somebody_planted_a_directory(tmp_path: Path) -> None:
    (tmp_path / ".trash").mkdir()
    os.chown(tmp_path / ".trash", 1000, 1000)
    with pytest.raises(BadVolume, match="belongs to somebody else"):
        open_volume("volume1", {"path": str(tmp_path)}, OURSELVES)


def test_a_volume_in_which_somebody_planted_a_link(tmp_path: Path) -> None:
    (tmp_path / ".uploads").symlink_to("/tmp")
    with pytest.raises(BadVolume, match="symbolic links"):
        open_volume("volume1", {"path": str(tmp_path)}, OURSELVES)
    assert opened(tmp_path) == []


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"path": "/nonexistent/volume"}, "mkdir -p /nonexistent/volume"),
        ({"path": "relative"}, "absolute"),
        ({}, "absolute"),
        ({"path": "/dev/null"}, "not a directory"),
        ({"path": "/tmp", "backend": "zfs"}, "there are: auto, btrfs, cephfs, vfs, xfs"),
        ({"path": "/tmp", "size": 1}, "unknown setting 'size'"),
    ],
)
def test_a_bad_volume_says_what_to_do(settings: dict[str, Any], words: str) -> None:
    with pytest.raises(BadVolume, match=words):
        open_volume("volume1", settings, OURSELVES)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"volumes": {}}, "No volume"),
        ({"volumes": {"v": "/srv"}}, "must be a dictionary"),
        ({"client_url": "hub.example.org"}, "absolute http"),
        ({"client_url": "http://h/x?token=1"}, "absolute http"),
        ({"secret_file": "/nonexistent"}, "No such file"),
        ({"listen_ip": "192.0.2.1"}, "Cannot listen on 192.0.2.1"),
    ],
)
async def test_a_proxy_that_cannot_start_leaves_nothing_open(
    tmp_path: Path, settings: dict[str, Any], words: str
) -> None:
    (tmp_path / "v").mkdir()
    usual: dict[str, Any] = {
        "manager_port": 0,
        "client_port": 0,
        "secret_file": str(write_secret(tmp_path / "secret")),
        "transfer_key_file": str(write_secret(tmp_path / "key")),
        "volumes": {"v": {"path": str(tmp_path / "v")}},
        "state_dir": str(tmp_path / "state"),
    }
    before = descriptors()
    with pytest.raises((StartupError, BadSecretFile, BadVolume), match=words):
        await StorageProxy(**(usual | settings)).open()
    left = descriptors() - before
    assert not [each for each in left if each[1].startswith("socket:")]
    assert opened(tmp_path) == []


async def test_a_taken_port_and_a_second_proxy_are_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(StartupError, match=f"127.0.0.1:{port}: Address already in use"):
            async with running(tmp_path, client_port=port):
                pass
    state = str(tmp_path / "state")
    async with running(tmp_path, state_dir=state):
        with pytest.raises(StartupError, match="Another storage proxy"):
            async with running(tmp_path, state_dir=state):
                pass
    async with running(tmp_path, state_dir=state):
        pass


def test_a_volume_belongs_to_one_proxy(tmp_path: Path) -> None:
    """Whatever state directories there are."""
    first = open_volume("volume1", {"path": str(tmp_path)}, OURSELVES)
    for backend in ("vfs", "auto"):
        with pytest.raises(BadVolume, match="another storage proxy"):
            open_volume("other", {"backend": backend, "path": str(tmp_path)}, OURSELVES)
    assert opened(tmp_path)
    first.close()
    for _ in range(2):  # a lock that is let go stays, and does not hinder
        open_volume("volume1", {"path": str(tmp_path)}, OURSELVES).close()
    assert opened(tmp_path) == []


async def test_both_ports_are_on_the_loopback_address_only(tmp_path: Path) -> None:
    async with running(tmp_path) as rig:
        assert rig.proxy.listen_ip == "127.0.0.1"
        for listening in rig.proxy._sockets:
            assert listening.getsockname()[0] == "127.0.0.1"


def test_the_config_file_and_arguments(tmp_path: Path) -> None:
    config = tmp_path / "config.py"
    config.write_text("c.StorageProxy.manager_port = 1111\nc.StorageProxy.client_port = 2222\n")
    proxy = StorageProxy()
    proxy.initialize(["--config", str(config), "--client-port=3333"])
    assert (proxy.manager_port, proxy.client_port) == (1111, 3333)


def test_generate_config_writes_all_settings_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "made.py"
    proxy = StorageProxy()
    proxy.initialize(["--generate-config", "-f", str(path)])
    proxy.start()
    assert "c.StorageProxy.client_url" in path.read_text()
    with pytest.raises(SystemExit):
        proxy.start()
    assert "File exists" in capsys.readouterr().err


def test_a_missing_config_file_ends_the_program(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        StorageProxy().initialize(["-f", "/nonexistent.py"])
    assert "/nonexistent.py" in capsys.readouterr().err
