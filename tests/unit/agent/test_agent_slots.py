"""Slots: exact amounts, whatever the spelling."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernelyard_agent import slots


@pytest.mark.feature("OBJ-019", "SCH-017", "SCH-018")
@pytest.mark.parametrize(
    ("name", "written", "amount"),
    [
        ("cpu", 1, 10_000),
        ("cpu", "0.5", 5_000),
        ("cpu", Decimal("2"), 20_000),
        ("mem", "512m", 512 * 2**20),
        ("mem", "1.5g", 3 * 2**29),
        ("mem", "4GiB", 2**32),
        ("mem", "1y", 2**80),
        ("mem", 1024, 1024),
        ("cuda.shares", "0.25", 2_500),
        ("cuda.mig-1g10gb", "1", 1),
    ],
)
def test_reads_what_people_write(name: str, written: object, amount: int) -> None:
    assert slots.parse(name, written) == amount


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("cpu", "-1"), ("cpu", "nan"), ("cpu", "Infinity"), ("cpu", None), ("cpu", True), ("cpu", "0.00001"),
        ("mem", "lots"), ("mem", "-5m"), ("CPU", "1"), ("cpu\n", "1"), ("cuda.", "1"), ("cpu", "1e99"),
        ("cuda.mig-1g10gb", "0.5"),
    ],
)  # fmt: skip
def test_refuses_what_makes_no_sense_by_name(name: str, written: object) -> None:
    with pytest.raises(slots.SlotError) as caught:
        slots.parse(name, written)
    assert repr(name) in str(caught.value)


@given(st.sampled_from(["cpu", "mem", "cuda.shares", "cuda.device"]), st.integers(0, 2**62))
def test_rendering_and_reading_are_inverse(name: str, amount: int) -> None:
    amount = min(amount, 10**15)
    assert slots.parse(name, slots.render(name, amount)) == amount


amounts = st.dictionaries(st.sampled_from(["cpu", "mem", "cuda.shares"]), st.integers(0, 2**64))


@given(amounts, amounts)
def test_sums_beyond_64_bits_stay_exact(left: dict[str, int], right: dict[str, int]) -> None:
    total = slots.add(left, right)
    back = slots.subtract(total, right)
    assert {name: amount for name, amount in back.items() if amount} == {n: a for n, a in left.items() if a}
    assert slots.fits(left, total)


@given(amounts, amounts)
def test_what_does_not_fit_is_short_of_something(request: dict[str, int], room: dict[str, int]) -> None:
    assert slots.fits(request, room) == (not slots.shortages(request, room))
    assert slots.fits(request, slots.add(room, slots.shortages(request, room)))


def test_root_slots_come_first() -> None:
    assert slots.names(["cuda.shares", "mem"], ["cpu", "atom.device"]) == [
        "cpu",
        "mem",
        "atom.device",
        "cuda.shares",
    ]
