"""Amounts and states in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernelyard_lab import wording


@pytest.mark.parametrize(
    ("amounts", "words"),
    [
        ({"mem": "1073741824", "cpu": "1"}, "1 core · 1 GiB"),
        ({"cuda.shares": "0.5", "cpu": "4", "mem": "1610612736"}, "4 cores · 1.5 GiB · 0.5 fGPU"),
        ({"cuda.device": "1", "cpu": "0"}, "1 GPU"),
        ({"rocm.device": "2"}, "2 rocm.device"),
        ({}, ""),
    ],
)
def test_slots(amounts: dict[str, str], words: str) -> None:
    assert wording.slots(amounts) == words


@given(st.integers(min_value=0, max_value=2**63))
def test_size_never_needs_more_than_seven_characters_and_a_unit(amount: int) -> None:
    number, unit = wording.size(amount).split()
    assert unit in wording.UNITS
    assert float(number) <= 1024 or unit == "PiB"
    exponent = wording.UNITS.index(unit)
    assert abs(float(number) * 1024**exponent - amount) <= 0.051 * 1024**exponent


def test_progress_rises_through_the_states() -> None:
    life = ["PENDING", "SCHEDULED", "PREPARING", "RUNNING"]
    values = [wording.progress(status) for status in life]
    assert values == sorted(values)
    assert wording.progress("ERROR") == 100


def test_why_it_waits() -> None:
    base = {"status": "PENDING", "place": 3, "of": 7, "reason": "No GPU is free."}
    assert wording.waiting(base) == "Pending, 3 of 7 in line: No GPU is free."
    told = {**base, "estimate": {"text": "in about 12 min (5–25)"}}
    assert wording.waiting(told) == "Pending, 3 of 7 in line, starts in about 12 min (5–25): No GPU is free."
    assert wording.waiting({"status": "RUNNING", "place": None, "of": None, "reason": "x"}) == "Running."


def test_when_a_preset_would_start() -> None:
    never = {"when": "never", "text": "never under your policy: at most 1 GPU", "estimate": None}
    assert wording.outlook(never) == "never under your policy: at most 1 GPU"
    assert wording.prospect(never) == "Never under your policy: at most 1 GPU."
    assert wording.outlook({"when": "wait", "text": "No GPU is free.", "estimate": None}) == "No GPU is free."
    assert wording.outlook({"allocatable": False}) == "not now"
