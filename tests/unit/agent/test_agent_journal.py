"""The journal: private, atomic, honest about what it cannot read."""

from __future__ import annotations

import logging
import stat
from pathlib import Path
from uuid import uuid4

import pytest

from kernelyard_agent.journal import Entry, Journal, Workload
from kernelyard_agent.protocol import KernelSpec, KernelState


def _entry() -> Entry:
    spec = KernelSpec(
        kernel_id=uuid4(),
        session_id=uuid4(),
        session_name="s",
        image="local/python:3.11",
        owner_username="ada",
    )
    workload = Workload(kernel_id=spec.kernel_id, pid=4, started=5, boot_id="b", container_id="process-4")
    return Entry(spec=spec, epoch=3, token="t0ken", state=KernelState.RUNNING, workload=workload)


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    journal, entries = Journal(tmp_path / "journal"), [_entry(), _entry()]
    for entry in entries:
        journal.save(entry)
    entries[0].state = KernelState.EXITED
    entries[0].exit_code = 3
    journal.save(entries[0])
    loaded = {entry.spec.kernel_id: entry for entry in Journal(tmp_path / "journal").load()}
    assert loaded == {entry.spec.kernel_id: entry for entry in entries}
    journal.drop(entries[0].spec.kernel_id)
    journal.drop(entries[0].spec.kernel_id)
    assert [entry.spec.kernel_id for entry in journal.load()] == [entries[1].spec.kernel_id]


def test_files_are_private_and_the_token_is_in_no_repr(tmp_path: Path) -> None:
    journal, entry = Journal(tmp_path / "journal"), _entry()
    journal.save(entry)
    (path,) = (tmp_path / "journal").iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert "t0ken" not in repr(entry)


def test_a_broken_file_is_put_aside_and_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    journal, entry = Journal(tmp_path), _entry()
    journal.save(entry)
    (tmp_path / "deadbeef.json").write_text('{"spec": ')
    with caplog.at_level(logging.ERROR):
        assert [found.spec.kernel_id for found in journal.load()] == [entry.spec.kernel_id]
    assert "deadbeef" in caplog.text
    assert (tmp_path / "deadbeef.broken").exists()


def test_a_crash_while_writing_leaves_the_old_entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal, entry = Journal(tmp_path), _entry()
    journal.save(entry)

    def crash(self: Path, target: Path) -> Path:
        raise OSError("crash")

    monkeypatch.setattr(Path, "replace", crash)
    changed = entry.model_copy(update={"reason": "new"})
    with pytest.raises(OSError, match="crash"):
        journal.save(changed)
    assert journal.load() == [entry]
    assert [path.name for path in tmp_path.iterdir()] == [f"{entry.spec.kernel_id}.json"]


def test_the_epoch_is_remembered(tmp_path: Path) -> None:
    assert Journal(tmp_path).epoch() == 0
    Journal(tmp_path).save_epoch(12)
    assert Journal(tmp_path).epoch() == 12
