"""Ranges, validators and file names of downloads: the parts that need no file."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernelyard_storage.downloads import Validators, content_disposition, parse_range
from kernelyard_storage.errors import RangeNotSatisfiable


@pytest.mark.parametrize(
    ("header", "span"),
    [
        (None, None),
        ("", None),
        ("bytes=0-", (0, 10)),
        ("bytes=1-2", (1, 3)),
        ("bytes=9-", (9, 10)),
        ("bytes=0-99", (0, 10)),
        ("bytes=-3", (7, 10)),
        ("bytes=-99", (0, 10)),
        ("Bytes = 1 - 2", (1, 3)),
        ("bytes=2-1", None),
        ("bytes=-", None),
        ("bytes=a-b", None),
        ("bytes=0-1,3-4", None),
        ("items=0-1", None),
        ("bytes=1--2", None),
        ("bytes=٣-", None),
    ],
)
def test_ranges_of_ten_bytes(header: str | None, span: tuple[int, int] | None) -> None:
    assert parse_range(header, 10) == span


@pytest.mark.parametrize(
    ("header", "size"), [("bytes=10-", 10), ("bytes=11-12", 10), ("bytes=-0", 10), ("bytes=0-", 0)]
)
def test_ranges_beyond_the_end(header: str, size: int) -> None:
    with pytest.raises(RangeNotSatisfiable) as caught:
        parse_range(header, size)
    assert caught.value.headers["Content-Range"] == f"bytes */{size}"


@given(
    st.text(max_size=30) | st.from_regex(r"bytes=\d{0,20}-\d{0,20}", fullmatch=True), st.integers(0, 1 << 50)
)
def test_a_range_is_never_outside_the_file(header: str, size: int) -> None:
    try:
        span = parse_range(header, size)
    except RangeNotSatisfiable:
        return
    if span is not None:
        assert 0 <= span[0] < span[1] <= size


@given(st.text(min_size=1, alphabet=st.characters(exclude_characters="/\0")))
def test_no_name_can_end_the_header_and_every_name_survives(name: str) -> None:
    header = content_disposition(name)
    match = re.fullmatch(r"attachment;filename=\"([ -~]*)\"; filename\*=UTF-8''([!-~]*)", header)
    assert match is not None
    assert '"' not in match[1]
    assert "\\" not in match[1]
    assert unquote(match[2]) == name.encode("utf-8", "replace").decode()


def test_the_original_servers_disposition() -> None:
    assert content_disposition("a.txt") == "attachment;filename=\"a.txt\"; filename*=UTF-8''a.txt"


def test_a_resume_needs_the_same_version() -> None:
    validators = Validators()
    validators.hand_out("f", "Mon", '"1"')
    assert validators.unchanged("f", None, "Mon", '"1"')
    assert validators.unchanged("f", "Mon", "Mon", '"1"')
    assert validators.unchanged("f", '"1"', "Mon", '"1"')
    assert not validators.unchanged("f", '"2"', "Mon", '"1"')
    assert not validators.unchanged("f", "Tue", "Mon", '"1"')
    assert not validators.unchanged("f", 'W/"1"', "Mon", '"1"')


def test_a_date_that_stood_for_two_versions_is_worth_nothing() -> None:
    (st.text(max_size=30) | st.from_regex(r"bytes=\d{0,20}-\d{0,20}", fullmatch=True),)
    (st.integers(0, 1 << 50),)
    validators = Validators()
    validators.hand_out("f", "Mon", '"1"')
    assert not validators.unchanged("f", "Mon", "Mon", '"2"')
    validators.hand_out("f", "Mon", '"2"')
    assert not validators.unchanged("f", "Mon", "Mon", '"2"')
    assert validators.unchanged("f", '"2"', "Mon", '"2"')
    assert validators.unchanged("other", "Mon", "Mon", '"2"')


def test_the_memory_of_versions_is_bounded() -> None:
    validators = Validators(capacity=3)
    for number in range(10):
        validators.hand_out(str(number), "Mon", '"1"')
    assert len(validators._handed_out) == 3
    assert not validators.unchanged("9", "Mon", "Mon", '"2"')
