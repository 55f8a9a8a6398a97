"""``make bench-storage``: large files, many transfers, large directories, many folders, large clones.

- Uploads and downloads of one large file by curl, interleaved: nginx takes it by ``PUT`` (its DAV module) and
  gives it by ``GET``; a bare aiohttp sink takes it by ``PUT``, with the same ``fdatasync`` and ``fsync``; the
  storage proxy takes it in one tus ``PATCH`` and gives it by ``GET``. nginx does not wait for the
  disk, so ``up`` is without that, ``up-durable`` (the default) with it.
- The same file out of the storage proxy as an archive, and how much its memory has grown by all that.
- Parallel transfers by curl, half of them up, and beside them the listing of a directory of 10,000 files.
- Folders created by many clients, and that listing, through the hub service of a whole site.
- The clone of a large folder on BTRFS, where this machine has it.

Prints a table and, as the last line, one JSON object: rates in MB/s, times in milliseconds, ``targets`` with
what is asked for, what there was and whether it is met (None: not measured).
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from kernelyard_storage.protocol import PathRequest

from . import storage_clone, storage_hub
from .storage_servers import MB, TUS, Ours, Samples, curl, nginx, sink, storage_proxy

ORIGINAL = {"up": 364 * (1 << 20) / MB, "down": 1.3 * (1 << 30) / MB}
"""MB/s: the most that the original moved, by the recorded measurements."""
ENTRIES = 10_000


def measure(base: Path, size: int, rounds: int, executable: str | None) -> tuple[dict[str, Samples], float]:
    """All transfers, interleaved, and the megabytes by which the storage proxy has grown."""
    source = base / "source"
    block = os.urandom(1 << 20)
    with source.open("wb") as file:
        for start in range(0, size, len(block)):
            file.write(block[: size - start])
    ways = ("up", "up-durable", "sink-up", "sink-durable", "nginx-up", "down", "nginx-down", "zip", "tar")
    results = {name: Samples() for name in ways}
    with contextlib.ExitStack() as stack:
        quick = stack.enter_context(storage_proxy(base / "quick", durable=False))
        durable = stack.enter_context(storage_proxy(base / "durable", durable=True))
        bare = stack.enter_context(sink(base / "sink"))
        other = stack.enter_context(nginx(executable, base / "nginx")) if executable else None
        before = [each.server.memory()[0] for each in (quick, durable)]
        for number in range(rounds):
            print(f"round {number + 1} of {rounds}", file=sys.stderr)
            # A disk with more on it takes longer to find room: each file goes before the next one comes, and
            # they take turns in being first.
            turns = ("sink-up", "up", "sink-durable", "up-durable")
            for way in turns if number % 2 == 0 else reversed(turns):
                if way.startswith("sink"):
                    query = "?durable" if way == "sink-durable" else ""
                    there = f"http://127.0.0.1:{bare.port}/{way}{query}"
                    curl(bare, results[way], size, "-T", str(source), there)
                    (base / "sink" / way).unlink()
                else:
                    ours = durable if way == "up-durable" else quick
                    address = ours.address("upload", size)
                    curl(ours.server, results[way], size, "-T", str(source), "-X", "PATCH", *TUS, address)
                    (ours.path / "big").unlink()
            if other is not None:
                there = f"http://127.0.0.1:{other.port}/big"
                curl(other, results["nginx-up"], size, "-T", str(source), there)
                curl(other, results["nginx-down"], size, there)
                (base / "nginx" / "files" / "big").unlink()
            there = quick.address("upload", size)
            curl(quick.server, Samples(), size, "-T", str(source), "-X", "PATCH", *TUS, there)
            curl(quick.server, results["down"], size, quick.address("download", size))
            for kind in ("zip", "tar"):
                curl(quick.server, results[kind], size, quick.address("download", size, ".", archive=kind))
            (quick.path / "big").unlink()
        peaks = [each.server.memory()[1] for each in (quick, durable)]
    grown = max(peak - start for peak, start in zip(peaks, before, strict=True))
    return {name: samples for name, samples in results.items() if samples.rates}, grown


def crowd(base: Path, size: int, transfers: int, lists: int) -> dict[str, Any]:
    """Listing alone, and beside so many transfers of ``size`` bytes that are run again until it is over."""
    source = base / "part"
    source.write_bytes(os.urandom(1 << 20) * max(1, size >> 20))
    size = source.stat().st_size
    with storage_proxy(base / "crowd", durable=True) as ours:
        (ours.path / "many").mkdir()
        for number in range(ENTRIES):
            (ours.path / "many" / f"file-{number:05}.dat").touch()
        shutil.copy(source, ours.path / "big")
        before = ours.server.memory()[0]
        return asyncio.run(_crowd(ours, source, size, transfers, lists, before))


async def _crowd(
    ours: Ours, source: Path, size: int, transfers: int, lists: int, before: float
) -> dict[str, Any]:
    alone = await _lists(ours, lists)
    over = asyncio.Event()
    moved = 0
    quiet = ("curl", "-sS", "-f", "-o", "/dev/null", "-H", "Expect:")

    async def move(number: int) -> None:
        nonlocal moved
        while not over.is_set():
            if number % 2:
                address = await ours._address("download", size, "big", {})
                command = [*quiet, address]
            else:
                address = await ours._address("upload", size, f"up-{number}", {})
                command = [*quiet, "-T", str(source), "-X", "PATCH", *TUS, address]
            process = await asyncio.create_subprocess_exec(*command, stderr=subprocess.PIPE)
            _, said = await process.communicate()
            if process.returncode != 0:
                raise RuntimeError(f"curl: {said.decode()}")
            moved += size

    begun = time.perf_counter()
    moving = [asyncio.create_task(move(number)) for number in range(transfers)]
    try:
        beside = await _lists(ours, lists)
    finally:
        over.set()
        await asyncio.gather(*moving)
    taken = time.perf_counter() - begun
    return {
        "transfers": transfers,
        "mb_per_second": round(moved / taken / MB, 1),
        "list_ms": round(statistics.median(alone), 1),
        "list_beside_ms": round(statistics.median(beside), 1),
        "list_beside_ms_most": round(max(beside), 1),
        "memory_mb": round(ours.server.memory()[1] - before, 1),
    }


async def _lists(ours: Ours, lists: int) -> list[float]:
    """Milliseconds of one listing each, from the question to the last byte."""
    request = PathRequest(folder=ours.folder, path="many")
    times = []
    async with ours.client() as client:
        await client.health()
        for _ in range(lists):
            begun = time.perf_counter()
            text = await client.list_files_json(request)
            times.append((time.perf_counter() - begun) * 1000)
            if text.count(b'"modified"') != ENTRIES:
                raise RuntimeError(f"the listing has {len(text)} bytes")
    return times


def targets(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What the work asks for, beside what there was."""
    rates, crowded, hub, clone = (found.get(name) or {} for name in ("rates", "crowd", "hub", "clone"))

    def ratio(way: str, other: str) -> float | None:
        if way not in rates or other not in rates:
            return None
        return round(float(rates[way]["median"]) / float(rates[other]["median"]), 2)

    table: dict[str, tuple[str, float, float | None]] = {
        "upload to sink, same fsync": ("at least", 0.8, ratio("up-durable", "sink-durable")),
        "download to nginx": ("at least", 0.8, ratio("down", "nginx-down")),
        "upload, MB/s (original)": ("at least", ORIGINAL["up"], rates.get("up", {}).get("median")),
        "download, MB/s (original)": ("at least", ORIGINAL["down"], rates.get("down", {}).get("median")),
        "memory grown, MB": ("at most", 100, found.get("memory_mb")),
        "memory grown under a crowd, MB": ("at most", 100, crowded.get("memory_mb")),
        "listing, ms": ("at most", 150, crowded.get("list_ms")),
        "listing through the hub service, ms": ("at most", 150, hub.get("list_ms")),
        "folders per second": ("at least", 200, hub.get("folders_per_second")),
        "folders refused": ("at most", 0, hub.get("refused")),
        "clone, s": ("at most", 1, clone.get("seconds")),
    }
    return {
        name: {
            "target": f"{word} {round(wanted, 1)}",
            "found": there,
            "met": None if there is None else there >= wanted if word == "at least" else there <= wanted,
        }
        for name, (word, wanted, there) in table.items()
    }


def _read(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--size", type=int, default=2_147, help="size of the file in MB (default: 2 GiB)")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--transfers", type=int, default=64)
    parser.add_argument("--part", type=int, default=32, help="MB of one of many transfers")
    parser.add_argument("--lists", type=int, default=20, help="listings to measure")
    parser.add_argument("--folders", type=int, default=1_000)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--clone", type=int, default=10, help="GiB of the folder that is cloned")
    parser.add_argument("--without", default="", help="comma-separated: rates, crowd, hub, clone")
    parser.add_argument("--nginx", default=shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin"))
    parser.add_argument(
        "--directory", help="where to write; the disk that is measured (default: the temporary one)"
    )
    return parser.parse_args(argv)


def main(argv: list[str] | None = None) -> None:
    options = _read(argv)
    without = set(options.without.split(","))
    found: dict[str, Any] = {"size_mb": options.size}
    if options.nginx is None:
        print("no nginx found (Debian: nginx-light); not compared with it", file=sys.stderr)
    with tempfile.TemporaryDirectory(dir=options.directory) as name:
        base = Path(name)
        base.chmod(0o755)
        if "rates" not in without:
            samples, grown = measure(base, options.size * MB, options.rounds, options.nginx)
            found["rates"] = {way: each.summary() for way, each in samples.items()}
            found["memory_mb"] = round(grown, 1)
            (base / "source").unlink()
        if "crowd" not in without:
            found["crowd"] = crowd(base, options.part * MB, options.transfers, options.lists)
        if "clone" not in without:
            found["clone"] = storage_clone.measure(base / "clone", options.clone, options.rounds)
    if "hub" not in without:
        found["hub"] = storage_hub.measure(options.folders, options.clients, options.lists)
    for name, row in found.get("rates", {}).items():
        spread = f"{row['least']} to {row['most']}"
        print(f"{name:14}{row['median']:10} MB/s  ({spread}), {row['cpu_s_per_gb']} CPU s/GB")
    found["targets"] = targets(found)
    for name, row in found["targets"].items():
        print(f"{name:38}{row['target']:>20}{row['found']!s:>12}   {row['met']}")
    print(json.dumps(found))


if __name__ == "__main__":
    main()
