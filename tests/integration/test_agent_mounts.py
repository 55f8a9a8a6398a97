"""Folders of sessions of the process engine: links that come and go, and folders that are full (S25).

The volume is a file system of a few kilobytes, so that it is full when a test wants it to be.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest
import pytest_asyncio
from agent_rig import Rig, text

from kernelyard_agent import mounting as m
from kernelyard_agent import protocol as p
from kernelyard_agent.client import AgentError
from kernelyard_storage.protocol import FolderRef

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def rig() -> AsyncIterator[Rig]:
    directory = Path(tempfile.mkdtemp(prefix="ky-mounts-"))
    directory.chmod(0o755)
    volume = directory / "volume1"
    volume.mkdir()
    small = os.geteuid() == 0 and _mount(volume)
    try:
        async with Rig(directory) as one:
            yield one
    finally:
        if small:
            subprocess.run(["umount", "--lazy", volume], check=False)
        shutil.rmtree(directory)


def _mount(volume: Path) -> bool:
    command = ["mount", "-t", "tmpfs", "-o", "size=64k,mode=755", "kernelyard-test", volume]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def folder(rig: Rig, name: str, **changes: str) -> tuple[p.Mount, Path]:
    ref = FolderRef(volume="volume1", quota_scope=f"user:{uuid4()}", folder_id=uuid4())
    path = rig.volume / ref.relative_path()
    path.mkdir(parents=True)
    if os.geteuid() == 0:
        os.chown(path, 1000, 1000)
    fields = {"target": name, "permission": "rw", **changes}
    return p.Mount(name=name, folder=ref, **fields), path  # type: ignore[arg-type]


@pytest.mark.feature("STO-006")
async def test_links_come_and_go_and_what_cannot_be_enforced_is_refused(rig: Rig) -> None:
    first, _ = folder(rig, "first")
    late, path = folder(rig, "late", target="in/late")
    (path / "a").write_text("a")
    session = await rig.running(mounts=[first])
    home = rig.state_dir / "scratch" / str(session.kernel_id) / "work"
    answer = await rig.client.add_mount(session.kernel_id, late)
    assert answer.changeable
    assert "links" in answer.reason
    assert text(await rig.run(session, "print(open('in/late/a').read())")) == "a\n"
    assert (home / "in").stat().st_uid == (home / "in" / "late").lstat().st_uid == home.stat().st_uid
    for changes in (
        {"permission": "ro"},
        {"target": "/data/late"},
        {"target": "../up"},
        {"target": "first"},
        {"target": "first/below"},
        {"target": "id_container"},
    ):
        mount, _ = folder(rig, "other", **changes)
        with pytest.raises(AgentError) as problem:
            await rig.client.add_mount(session.kernel_id, mount)
        assert problem.value.status == 422, changes

    # Whoever holds a file of it is named, and ended by force only.
    code = "import subprocess\nheld = subprocess.Popen(['sleep', '300'], stdin=open('in/late/a'))"
    held = await rig.run(session, f"{code}\nprint(held.pid)")
    removal = m.RemoveMount(folder_id=late.folder.folder_id, target="in/late")
    refused = await rig.client.remove_mount(session.kernel_id, removal)
    assert not refused.removed
    assert [(one.pid, one.files) for one in refused.holders] == [(int(text(held)), ["in/late/a"])]
    gone = await rig.client.remove_mount(session.kernel_id, removal.model_copy(update={"held": "end"}))
    assert gone.removed
    assert (gone.holders, "links" in gone.detail) == ([], True)
    assert (path / "a").read_text() == "a"
    assert not (home / "in" / "late").is_symlink()

    # What the session has put in the link's place is not touched.
    (home / "first").unlink()
    (home / "first").write_text("mine")
    removal = m.RemoveMount(folder_id=first.folder.folder_id, target="first")
    assert (await rig.client.remove_mount(session.kernel_id, removal)).removed
    assert (home / "first").read_text() == "mine"
    assert (await rig.client.mounts(session.kernel_id)).mounts == []
    await rig.destroy(session)


@pytest.mark.root
async def test_a_session_starts_with_full_folders_and_can_make_room(rig: Rig) -> None:
    """S25: also where the folder is ``.local``, where Jupyter would keep what it needs to run."""
    home_folder, path = folder(rig, "home")
    local, _ = folder(rig, ".local")
    with (path / "big").open("wb", buffering=0) as file, pytest.raises(OSError, match="No space left"):
        while True:
            file.write(b"x" * 4096)
    os.chown(path / "big", 1000, 1000)
    with pytest.raises(OSError, match="No space left"):
        (path / "more").write_bytes(b"x" * 8192)
    session = await rig.running(mounts=[home_folder, local])
    code = """
try:
    open("home/new", "w").write("x" * 8192)
except OSError as error:
    print(error.strerror)
import os
os.unlink("home/big")
open("home/new", "w").write("x" * 8192)
print(os.environ["JUPYTER_RUNTIME_DIR"].endswith("/.kernelyard/runtime"))
"""
    assert text(await rig.run(session, code)) == "No space left on device\nTrue\n"
    assert not (path / "big").exists()
    await rig.destroy(session)
