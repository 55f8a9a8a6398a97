"""Console items: order kept, text capped, nothing lost without saying so."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernelyard_agent import protocol
from kernelyard_agent.runner import console
from kernelyard_agent.runner.console import Console, item_of_bundle

texts = st.tuples(st.sampled_from(["stdout", "stderr"]), st.text(max_size=40))


def test_the_runners_cap_is_the_protocols() -> None:
    assert console.CAP == protocol.CONSOLE_CAP


@pytest.mark.feature("EXE-006")
@given(st.lists(texts, max_size=30))
def test_order_and_text_are_kept_in_contiguous_blocks(written: list[tuple[str, str]]) -> None:
    buffer = Console()
    for kind, text in written:
        buffer.text(kind, text)
    items = buffer.take()
    for kind in ("stdout", "stderr"):
        assert "".join(t for k, t in items if k == kind) == "".join(t for k, t in written if k == kind)
    assert all(first[0] != second[0] for first, second in pairwise(items))
    assert not buffer and buffer.take() == []


@pytest.mark.feature("EXE-005")
def test_each_stream_is_capped_per_answer_and_the_rest_follows() -> None:
    buffer = Console()
    buffer.text("stdout", "o" * (console.CAP + 10))
    buffer.text("stderr", "e" * 5)
    first, second = buffer.take(), buffer.take()
    assert [(kind, len(text)) for kind, text in first] == [("stdout", console.CAP)]
    assert second == [["stdout", "o" * 10], ["stderr", "e" * 5]]


def test_output_that_nobody_fetches_gives_way_and_says_so() -> None:
    buffer = Console()
    for number in range(40):
        buffer.text("stdout", f"{number:02}" * (console.CAP // 2))
    answers = []
    while buffer:
        answers.append(buffer.take())
    kept = "".join(text for answer in answers for kind, text in answer if kind == "stdout")
    assert len(kept) <= console.BUFFER_CAP
    assert kept.endswith("39")
    assert answers[0][0][0] == "stderr" and "dropped" in answers[0][0][1]


@pytest.mark.feature("EXE-007", "EXE-008", "OBJ-015")
@pytest.mark.parametrize(
    ("bundle", "item"),
    [
        ({"text/plain": "42"}, ["stdout", "42\n"]),
        ({"text/plain": "<X>", "text/html": "<b>1</b>"}, ["html", "<b>1</b>"]),
        (
            {"text/plain": "<F>", "image/png": "AAAA\n"},
            ["media", ["image/png", "data:image/png;base64,AAAA"]],
        ),
        ({"image/svg+xml": ["<svg>", "</svg>"]}, ["media", ["image/svg+xml", "<svg></svg>"]]),
        ({"application/vnd.unknown": {}}, None),
    ],
)
def test_the_richest_form_that_the_api_carries(bundle: dict[str, Any], item: list[Any] | None) -> None:
    assert item_of_bundle(bundle) == item


def test_a_huge_picture_is_replaced_by_a_note() -> None:
    buffer = Console()
    buffer.add(["media", ["image/png", "x" * console.ITEM_CAP]])
    ((kind, text),) = buffer.take()
    assert kind == "stderr" and "too long" in text


def test_media_count_towards_an_answers_size_but_always_move_on() -> None:
    buffer = Console()
    huge = "x" * (5 * console.CAP)
    buffer.add(["html", huge])
    buffer.add(["html", huge])
    assert buffer.take() == [["html", huge]]
    assert buffer.take() == [["html", huge]]
