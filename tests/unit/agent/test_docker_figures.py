"""Figures of containers, from recorded files of both versions of control groups."""

from __future__ import annotations

import os
import time
from pathlib import Path
from uuid import uuid4

import pytest

from kernelyard_agent.engines import Usage
from kernelyard_agent.engines.docker import cgroups
from kernelyard_agent.engines.docker.scratch import Scratch, measure
from kernelyard_agent.stats import SessionStats

PID = 4711
DOCKER = "docker/0c1f"
NET = """\
Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo:    5000      50    0    0    0     0          0         0     5000      50    0    0    0     0       0          0
  eth0: 1234567     900    0    0    0     0          0         0    76543     800    0    0    0     0       0          0
"""  # noqa: E501 -- as recorded


def tree(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)


@pytest.fixture
def version1(tmp_path: Path) -> tuple[Path, Path]:
    proc, root = tmp_path / "proc", tmp_path / "cgroup"
    names = ["blkio", "cpu", "cpuacct", "memory", "pids", "name=systemd"]
    lines = [f"{12 - at}:{name}:/{DOCKER}" for at, name in enumerate(names)]
    tree(proc / str(PID), {"cgroup": "\n".join([*lines, f"0::/{DOCKER}"]) + "\n", "net/dev": NET})
    tree(
        root,
        {
            f"cpuacct/{DOCKER}/cpuacct.usage": "455708123\n",
            f"memory/{DOCKER}/memory.usage_in_bytes": "79695872\n",
            f"memory/{DOCKER}/memory.max_usage_in_bytes": "88995456\n",
            f"memory/{DOCKER}/memory.stat": "cache 1000\ninactive_file 5\ntotal_inactive_file 4096000\n",
            f"pids/{DOCKER}/pids.current": "14\n",
            f"blkio/{DOCKER}/blkio.throttle.io_service_bytes": "252:0 Read 0\nTotal 0\n",
            f"blkio/{DOCKER}/blkio.throttle.io_service_bytes_recursive": (
                "252:0 Read 8192\n252:0 Write 4096\n252:0 Sync 12288\n252:0 Async 0\n252:0 Total 12288\n"
                "252:16 Read 100\n252:16 Write 1\nTotal 12389\n"
            ),
        },
    )
    return proc, root


@pytest.fixture
def version2(tmp_path: Path) -> tuple[Path, Path]:
    proc, root = tmp_path / "proc", tmp_path / "cgroup"
    scope = "system.slice/docker-0c1f.scope"
    tree(proc / str(PID), {"cgroup": f"0::/{scope}\n", "net/dev": NET})
    tree(
        root / scope,
        {
            "cpu.stat": "usage_usec 455708\nuser_usec 400000\nsystem_usec 55708\nnr_periods 0\n",
            "memory.current": "79695872\n",
            "memory.peak": "88995456\n",
            "memory.stat": "anon 70000000\nfile 5000000\ninactive_file 4096000\n",
            "pids.current": "14\n",
            "io.stat": (
                "252:0 rbytes=8192 wbytes=4096 rios=2 wios=1 dbytes=0 dios=0\n"
                "252:16 rbytes=100 wbytes=1 rios=1 wios=1 dbytes=0 dios=0\n"
            ),
        },
    )
    return proc, root


@pytest.mark.feature("OBJ-017", "SES-044")
@pytest.mark.parametrize("version", ["version1", "version2"])
def test_both_versions_say_the_same(version: str, request: pytest.FixtureRequest) -> None:
    proc, root = request.getfixturevalue(version)
    found = cgroups.usage(PID, proc=proc, root=root)
    assert found is not None
    assert found.cpu_seconds == pytest.approx(0.4557, abs=1e-4)
    assert found.memory_bytes == 79695872 - 4096000
    assert found.memory_peak_bytes == 88995456
    assert found.processes == 14
    assert (found.io_read_bytes, found.io_write_bytes) == (8292, 4097)
    assert (found.net_rx_bytes, found.net_tx_bytes) == (1234567, 76543)


def test_controllers_that_share_a_mount_are_found(version1: tuple[Path, Path]) -> None:
    proc, root = version1
    text = (proc / str(PID) / "cgroup").read_text()
    joined = "\n".join(line for line in text.splitlines() if ":cpu:" not in line)
    (proc / str(PID) / "cgroup").write_text(joined.replace(":cpuacct:", ":cpu,cpuacct:"))
    (root / "cpuacct").rename(root / "cpu,cpuacct")
    found = cgroups.usage(PID, proc=proc, root=root)
    assert found is not None and found.cpu_seconds > 0


def test_an_older_linux_knows_no_peak(version2: tuple[Path, Path]) -> None:
    proc, root = version2
    next(root.rglob("memory.peak")).unlink()
    next(root.rglob("io.stat")).unlink()
    found = cgroups.usage(PID, proc=proc, root=root)
    assert found is not None and found.memory_peak_bytes is None and found.io_read_bytes == 0


def test_a_container_that_ends_meanwhile_has_no_figures(version1: tuple[Path, Path]) -> None:
    proc, root = version1
    assert cgroups.usage(PID + 1, proc=proc, root=root) is None
    next(root.rglob("cpuacct.usage")).unlink()
    assert cgroups.usage(PID, proc=proc, root=root) is None


def test_what_cannot_be_read_is_missing_and_not_zero(version1: tuple[Path, Path]) -> None:
    proc, root = version1
    (proc / str(PID) / "net" / "dev").unlink()
    found = cgroups.usage(PID, proc=proc, root=root)
    assert found is not None and found.net_rx_bytes is None
    figures = SessionStats().read(uuid4(), found, [])
    assert "net_rx" not in figures and "io_read" in figures


@pytest.mark.feature("SES-044")
def test_sums_and_rates_in_the_apis_form() -> None:
    stats, kernel = SessionStats(), uuid4()
    stats.read(kernel, Usage(1.0, 10, 1, net_rx_bytes=1000, io_write_bytes=5, scratch_bytes=4096), [])
    figures = stats.read(
        kernel, Usage(1.0, 10, 1, memory_peak_bytes=99, net_rx_bytes=3000, scratch_bytes=1), []
    )
    assert figures["net_rx"]["current"] == "3000" and figures["net_rx"]["unit_hint"] == "bytes"
    assert float(figures["net_rx"]["stats.rate"] or 0) > 0
    assert figures["mem"]["stats.max"] == "99"
    assert figures["io_scratch_size"]["current"] == "1"
    assert "io_write" not in figures
    stats.keep(set())
    assert stats.read(kernel, Usage(1.0, 10, 1, net_rx_bytes=1), [])["net_rx"]["stats.rate"] == "0"


def test_what_a_home_takes(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "file").write_bytes(b"x" * 100_000)
    os.link(tmp_path / "a" / "file", tmp_path / "again")
    (tmp_path / "link").symlink_to("/usr")
    size = measure(tmp_path, time.monotonic() + 10)
    assert size is not None and 100_000 <= size < 130_000
    assert measure(tmp_path, time.monotonic() - 1) is None
    assert measure(tmp_path / "missing", time.monotonic() + 1) in (None, 0)


def test_homes_are_looked_at_now_and_then(tmp_path: Path) -> None:
    sizes, kernel = Scratch(), uuid4()
    first = sizes.size(kernel, tmp_path)
    (tmp_path / "file").write_bytes(b"x" * 100_000)
    assert sizes.size(kernel, tmp_path) == first
    sizes.keep(set())
    assert (sizes.size(kernel, tmp_path) or 0) > (first or 0)
