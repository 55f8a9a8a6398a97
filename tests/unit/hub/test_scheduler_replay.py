"""Files of records: written beside the scheduler, bounded, and replayed to the same bytes."""

from __future__ import annotations

import errno
import gzip
import json
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from kernelyard_hub import cli
from kernelyard_hub.scheduler.decisions import Placed
from kernelyard_hub.scheduler.passes.decide import decide
from kernelyard_hub.scheduler.records import recorder, replay
from kernelyard_hub.scheduler.records.record import VERSION, Damaged, seal
from kernelyard_hub.scheduler.records.recorder import Recorder, Room, files
from kernelyard_hub.scheduler.snapshot import AgentView, DeviceView, GroupView, Snapshot, Waiting

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
PLENTY = Room(2**20, 86400.0)
BIG = UUID(int=1)


def node(name: str, held: int) -> AgentView:
    devices = (DeviceView("cores", "cpu", 40_000),)
    return AgentView(
        name, "default", "x", images=frozenset({"i"}), devices=devices, held={("cores", "cpu"): held}
    )


def asks(number: int, cores: int) -> Waiting:
    return Waiting(
        UUID(int=number), number, "default", "K", UUID(int=8), UUID(int=9), "default", "batch", "i", "x",
        per_kernel={"cpu": cores * 10_000}, kernels=(UUID(int=100 + number),),
    )  # fmt: skip


def passes(count: int) -> Iterator[tuple[Snapshot, datetime]]:
    """A big session waits until the nodes are free; small ones come and go."""
    for number in range(count):
        held = max(0, 40_000 - number * 10_000)
        waiting = (asks(1, 4), asks(2 + number, 1))
        agents = (node("a", held), node("b", 40_000))
        snapshot = Snapshot(agents, {"default": GroupView("default")}, waiting, {}, {})
        yield snapshot, NOW + timedelta(seconds=number)


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Callable[..., Recorder]]:
    """Makes recorders whose threads end with the test."""
    made: list[Recorder] = []

    def make(room: Room = PLENTY, **options: object) -> Recorder:
        made.append(Recorder(tmp_path / "records", room, "1.2", **options))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for one in made:
        one._end()


async def written(one: Recorder, count: int) -> list[int]:
    """Record so many passes and end; how many each decided to place."""
    placed = []
    for snapshot, now in passes(count):
        decisions = decide(snapshot, now)
        placed.append(sum(isinstance(found, Placed) for found in decisions))
        one._passes.put((snapshot, now, decisions))  # as `note` does, and waits where that would drop
    await one.close()
    return placed


async def test_the_same_bytes_come_out(
    record: Callable[..., Recorder], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """R13, and what may be asked of a record."""
    one = record()
    placed = await written(one, 5)
    assert (one.written, one.dropped, sum(placed) > 0) == (5, 0, True)
    (path,) = files(tmp_path / "records")
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert cli.main(["replay", str(path)]) == 0
    assert f"5 passes decided {sum(placed)} placed" in capsys.readouterr().out
    assert cli.main(["replay", str(tmp_path / "records"), "--session", str(BIG)]) == 0
    story = capsys.readouterr().out.splitlines()
    assert "waits (" in story[0]
    assert "gets a (4 cpu on cores)" in story[-1]
    assert cli.main(["replay", str(path), "--what-if", "tries=0", "--what-if", "reservations=0"]) == 0
    assert "would have been otherwise" in capsys.readouterr().out


def changed(path: Path, change: Callable[[list[str]], list[str]], *, sealed: bool) -> Path:
    """A copy with other lines; ``sealed`` as if the service had written them."""
    lines = [line.partition(" ")[2] for line in gzip.decompress(path.read_bytes()).decode().splitlines()]
    before, out = "", []
    marks = [line.partition(" ")[0] for line in gzip.decompress(path.read_bytes()).decode().splitlines()]
    for number, line in enumerate(change(lines)):
        before = seal(before, line) if sealed else marks[min(number, len(marks) - 1)]
        out.append(f"{before} {line}\n")
    copy = path.with_name("copy.gz")
    copy.write_bytes(gzip.compress("".join(out).encode()))
    return copy


async def test_what_was_changed_is_found(
    record: Callable[..., Recorder], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await written(record(), 6)
    (path,) = files(tmp_path / "records")

    def other(lines: list[str]) -> list[str]:
        return [
            line.replace('"held":[[["cores","cpu"],20000]]', '"held":[[["cores","cpu"],0]]') for line in lines
        ]

    assert cli.main(["replay", str(changed(path, other, sealed=False))]) == 1
    assert "was changed after it was written" in capsys.readouterr().out
    # Whoever seals his lie as well is told that something else comes out.
    assert cli.main(["replay", str(changed(path, other, sealed=True))]) == 1
    out = capsys.readouterr().out
    assert "recorded: waits (" in out and "computed: gets a" in out
    assert cli.main(["replay", str(changed(path, lambda lines: [*lines[:2], *lines[3:]], sealed=False))]) == 1
    assert cli.main(["replay", str(changed(path, lambda lines: [*lines, "[]"], sealed=True))]) == 1

    def newer(lines: list[str]) -> list[str]:
        return [json.dumps({**json.loads(lines[0]), "version": VERSION + 1}), *lines[1:]]

    capsys.readouterr()
    assert cli.main(["replay", str(changed(path, newer, sealed=True))]) == 2
    assert f"has version {VERSION + 1} of the format" in capsys.readouterr().err


async def test_records_that_are_made_to_harm(
    record: Callable[..., Recorder],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Orders to the terminal, nesting without end, a line that grows when it is unpacked."""
    await written(record(), 3)
    (path,) = files(tmp_path / "records")

    def painted(lines: list[str]) -> list[str]:
        return [line.replace('"text":"', '"text":"\\u001b[2J\\u009b1m') for line in lines]

    cli.main(["replay", str(changed(path, painted, sealed=True))])
    out = capsys.readouterr().out
    assert "\\x1b[2J\\x9b1m" in out
    assert not {"\x1b", "\x9b"} & set(out)
    for deep in ("[" * 100_000, '{"saw":' + '{"a":' * 900 + "1" + "}" * 901):
        copy = changed(path, lambda lines, deep=deep: [*lines, deep], sealed=True)  # type: ignore[misc]
        assert cli.main(["replay", str(copy)]) == 1
        assert "pass 4 cannot be read (" in capsys.readouterr().out
    monkeypatch.setattr(replay, "LONGEST", 3 << 20)
    copy = changed(path, lambda lines: [*lines, " " * (64 << 20)], sealed=True)
    with pytest.raises(Damaged, match="longer than 3 MiB"):
        list(replay.File(copy)._raw())
    assert max(map(len, replay.File(copy)._unpacked())) <= replay.STEP
    assert cli.main(["replay", str(copy)]) == 1
    assert "3 passes decided" in capsys.readouterr().out


@pytest.mark.parametrize(
    "content",
    [b"", b"text\n", gzip.compress(b"text\n"), gzip.compress(b"x" * 10)[:-9]],
    ids=["nothing", "text", "lines", "cut"],
)
def test_files_that_are_no_records(
    content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    assert cli.main(["replay", str(path)]) == 2
    assert str(path) in capsys.readouterr().err


@pytest.mark.parametrize("change", ["selector", "colour=red", "tries=many", "preemption=1"])
def test_changes_that_make_no_sense(change: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["replay", str(tmp_path / "x"), "--what-if", change]) == 2
    assert change.split("=")[0] in capsys.readouterr().err
    assert cli.main(["replay", str(tmp_path)]) == 2
    assert cli.main(["replay", str(tmp_path / "missing")]) == 2


async def test_a_killed_service_leaves_what_it_had_written(
    record: Callable[..., Recorder], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await written(record(), 4)
    (path,) = files(tmp_path / "records")
    path.write_bytes(path.read_bytes()[:-12])
    assert cli.main(["replay", str(path)]) == 0
    assert "its end is missing" in capsys.readouterr().out


async def test_old_records_make_room(
    record: Callable[..., Recorder], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recorder, "LINES", 2)  # a header and a pass
    await written(record(Room(5000, 86400.0)), 20)
    kept = files(tmp_path / "records")
    assert 2 <= len(kept) < 20
    assert sum(path.stat().st_size for path in kept) <= 5000
    assert all(cli.main(["replay", str(path)]) == 0 for path in kept)
    old = NOW.timestamp()
    for path in kept:
        os.utime(path, (old, old))
    await written(record(Room(2**20, 3600.0)), 1)
    assert len(files(tmp_path / "records")) == 1


async def test_a_full_disk_costs_records_and_nothing_else(
    record: Callable[..., Recorder],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    real, left = recorder._File._put, [0, 2]

    def nearly_full(self: recorder._File, data: bytes) -> None:
        """Room for a file's beginning, the second time."""
        if not left[0]:
            left.pop(0)
            raise OSError(errno.ENOSPC, "No space left on device")
        left[0] -= 1
        real(self, data)

    monkeypatch.setattr(recorder._File, "_put", nearly_full)
    one = record()
    await written(one, 3)
    assert (one.written, one.dropped) == (0, 3), "after a failure it waits for a while"
    assert caplog.text.count("No space left on device") == 1
    assert files(tmp_path / "records") == []
    monkeypatch.setattr(recorder, "PATIENCE", 0.0)
    left[:] = [0, 50]
    again = record()
    await written(again, 3)
    assert (again.written, again.dropped) == (2, 1)
    (path,) = files(tmp_path / "records")
    assert cli.main(["replay", str(path)]) == 0


async def test_a_slow_disk_never_holds_the_scheduler_up(
    record: Callable[..., Recorder], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its passes go on at once; what does not fit beside it is dropped and counted."""
    going = threading.Event()
    real = recorder._File._put

    def slow(self: recorder._File, data: bytes) -> None:
        going.wait(30)
        real(self, data)

    monkeypatch.setattr(recorder._File, "_put", slow)
    one = record()
    count = recorder.WAITING + 20
    ((snapshot, now),) = passes(1)
    for number in range(count):
        one.note(replace(snapshot, waiting=(asks(number, 1),)), now, decide(snapshot, now), 0.0)
    assert one.dropped >= 19
    going.set()
    await one.close()
    assert one.written >= 1
