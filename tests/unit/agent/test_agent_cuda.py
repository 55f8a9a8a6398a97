"""GPUs through the real NVML binding, against a library of our own that has no GPU (fgpu.md section 4)."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests import parts

MIB = 2**20
H100 = "GPU-aaaa NVIDIA-H100 81559 551 1000 30"
ASK = """
import json
from kernelyard_agent.devices.cuda import Gpus
gpus = Gpus({mode!r})
print(json.dumps({{
    "devices": [device.model_dump(mode="json") for device in gpus.devices()],
    "stats": gpus.stats(),
    "none": gpus.environ([]),
}}))
"""

Ask = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    compiler = shutil.which("gcc") or shutil.which("cc")
    parts.require("gcc", compiler is not None, "a C compiler, for the NVML without a GPU")
    assert compiler is not None
    directory = tmp_path_factory.mktemp("nvml")
    source = Path(__file__).with_name("fake_nvml.c")
    subprocess.run(
        [
            compiler,
            "-shared",
            "-fPIC",
            "-Wl,-soname,libnvidia-ml.so.1",
            "-o",
            directory / "libnvidia-ml.so.1",
            source,
        ],
        check=True,
    )
    return directory


@pytest.fixture
def ask(library: Path, tmp_path: Path) -> Ask:
    def run(*gpus: str, mode: str = "shares", **environ: str) -> dict[str, Any]:
        config = tmp_path / "gpus"
        config.write_text("".join(f"{line}\n" for line in gpus))
        done = subprocess.run(
            [sys.executable, "-c", ASK.format(mode=mode)],
            env={**os.environ, "LD_LIBRARY_PATH": str(library), "FAKE_NVML_CONFIG": str(config), **environ},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    return run


def test_gpus_in_parts_or_whole(ask: Ask) -> None:
    answer = ask(H100, "GPU-bbbb NVIDIA-T4 15360 0 0 0")
    assert [
        (d["device_id"], d["slot"], d["capacity"], d["exclusive"], d["model"]) for d in answer["devices"]
    ] == [
        ("GPU-aaaa", "cuda.shares", 10_000, False, "NVIDIA-H100"),
        ("GPU-bbbb", "cuda.shares", 10_000, False, "NVIDIA-T4"),
    ]
    assert {device["enforcement"] for device in answer["devices"]} == {"advisory"}
    (whole,) = ask(H100, mode="device")["devices"]
    assert (whole["slot"], whole["exclusive"]) == ("cuda.device", True)


def test_figures_leave_out_what_the_driver_keeps(ask: Ask) -> None:
    figures = ask(H100)["stats"]
    memory = figures["cuda_mem"]["GPU-aaaa"]
    assert (int(memory["current"]), int(memory["capacity"])) == (1000 * MIB, (81559 - 551) * MIB)
    assert figures["cuda_util"]["GPU-aaaa"]["pct"] == "30.00"


def test_what_a_gpu_cannot_say_is_absent_not_zero(ask: Ask) -> None:
    assert set(ask(H100 + " mute")["stats"]) == {"cuda_mem"}
    memory = ask(H100 + " old")["stats"]["cuda_mem"]["GPU-aaaa"]
    assert int(memory["capacity"]) == 81559 * MIB


def test_a_lost_gpu_is_left_out(ask: Ask) -> None:
    assert [d["device_id"] for d in ask(H100 + " lost", "GPU-bbbb T4 15360 0 0 0")["devices"]] == ["GPU-bbbb"]


@pytest.mark.parametrize("code", ["1", "9", "999"])
def test_no_driver_no_gpus(ask: Ask, code: str) -> None:
    answer = ask(H100, FAKE_NVML_INIT=code)
    assert answer == {"devices": [], "stats": {}, "none": {}}


def test_no_library_no_gpus(ask: Ask) -> None:
    assert ask(H100, LD_LIBRARY_PATH="/nowhere")["none"] == {} or shutil.which("nvidia-smi")


def test_a_session_without_a_share_sees_none(ask: Ask) -> None:
    assert ask(H100)["none"] == {"NVIDIA_VISIBLE_DEVICES": "void", "CUDA_VISIBLE_DEVICES": ""}
