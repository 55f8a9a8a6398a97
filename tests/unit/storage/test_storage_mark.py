"""The mark by which nodes know a volume."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests import storage_rig

from kernelyard_storage.protocol import VOLUME_MARK
from kernelyard_storage.volumes.mark import mark


@pytest.fixture
def root(tmp_path: Path) -> Iterator[int]:
    fd = os.open(tmp_path, os.O_RDONLY | os.O_DIRECTORY)
    yield fd
    os.close(fd)


def test_a_volume_keeps_its_mark(root: int, tmp_path: Path) -> None:
    first = mark(root, "volume1")
    assert mark(root, "volume1") == first
    assert json.loads((tmp_path / VOLUME_MARK).read_text()) == {"name": "volume1", "id": first}
    assert stat.S_IMODE((tmp_path / VOLUME_MARK).stat().st_mode) == 0o644
    assert mark(root, "renamed") == first, "the name follows the configuration, the id stays"
    assert json.loads((tmp_path / VOLUME_MARK).read_text())["name"] == "renamed"


def test_a_damaged_mark_is_made_anew(root: int, tmp_path: Path) -> None:
    for text in ("", "[]", '{"id": 1}'):
        (tmp_path / VOLUME_MARK).write_text(text)
        assert len(mark(root, "volume1")) == 32
        (tmp_path / VOLUME_MARK).unlink()


def test_a_mark_that_leads_elsewhere_is_refused(root: int, tmp_path: Path) -> None:
    (tmp_path / VOLUME_MARK).symlink_to("/etc/hostname")
    with pytest.raises(OSError, match="symbolic"):
        mark(root, "volume1")


async def test_the_storage_proxy_tells_its_marks(tmp_path: Path) -> None:
    async with storage_rig.running(tmp_path) as storage:
        (volume,) = (await storage.manager.volumes()).volumes
        assert volume.mark == json.loads((storage.root / VOLUME_MARK).read_text())["id"]
