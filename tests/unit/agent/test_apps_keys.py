"""The session's SSH key, against the vectors of RFC 8032 and the real ssh-keygen."""

from __future__ import annotations

import shutil
import stat
import subprocess
from pathlib import Path

import asyncssh
import pytest
from tests.parts import require

from kernelyard_agent.runner.apps import keys

VECTORS = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
    ),
]


@pytest.mark.parametrize(("seed", "public"), VECTORS)
def test_vectors(seed: str, public: str) -> None:
    assert keys.public_key(bytes.fromhex(seed)).hex() == public


@pytest.mark.feature("SES-042")
def test_a_home_gets_a_key_that_ssh_reads(tmp_path: Path) -> None:
    keys.ensure(tmp_path, None)
    path = tmp_path / "id_container"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    read = asyncssh.read_private_key(path)
    signed = read.sign(b"data", b"ssh-ed25519")
    assert read.convert_to_public().verify(b"data", signed)
    first = path.read_bytes()
    keys.ensure(tmp_path, None)
    assert path.read_bytes() == first  # a restart keeps it
    require("ssh", shutil.which("ssh-keygen") is not None, "install openssh-client")
    shown = subprocess.run(["ssh-keygen", "-y", "-f", path], capture_output=True, text=True, check=True)
    assert shown.stdout.split()[:2] == read.export_public_key().decode().split()[:2]


@pytest.mark.feature("SES-042")
def test_the_owner_s_key_replaces_it_and_follows_no_link(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_text("mine")
    home = tmp_path / "home"
    home.mkdir()
    (home / "id_container").symlink_to(outside)
    (home / ".id_container.new").symlink_to(outside)
    keys.ensure(home, "KEY")
    assert (home / "id_container").read_text() == "KEY\n"
    assert not (home / "id_container").is_symlink()
    assert outside.read_text() == "mine"


@pytest.mark.feature("STO-018")
def test_ssh_folder_gets_the_permissions_that_ssh_wants(tmp_path: Path) -> None:
    ssh = tmp_path / ".ssh"
    ssh.mkdir(mode=0o777)
    for name in ("authorized_keys", "id_ed25519", "id_ed25519.pub"):
        (ssh / name).write_text("x")
        (ssh / name).chmod(0o666)
    keys.tighten(ssh)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in [ssh, *ssh.iterdir()]}
    assert modes == {".ssh": 0o700, "authorized_keys": 0o600, "id_ed25519": 0o600, "id_ed25519.pub": 0o644}
    keys.tighten(tmp_path / "missing")
