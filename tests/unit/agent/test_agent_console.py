"""Console items: order kept, text capped, nothing lost without saying so."""

from __future__ import annotations

import json
from datetime import datetime
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernelyard_agent import protocol
from kernelyard_agent.runner import console, kernel
from kernelyard_agent.runner.console import LOG_MIME, Console, item_of_bundle, sound

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
    assert len(buffer) == 0
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
        ({"application/x-sorna-drawing": {"a": 1}}, ["media", ["application/x-sorna-drawing", '{"a": 1}']]),
        ({"text/plain": 7}, ["stdout", "7\n"]),
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


@pytest.mark.feature("EXE-009")
@pytest.mark.parametrize(
    ("record", "level", "logger", "message"),
    [
        ({"level": "ERROR", "logger": "a.b", "message": "m"}, "error", "a.b", "m"),
        ({"level": "CRITICAL", "message": "m"}, "fatal", "root", "m"),
        ({"level": "warn", "message": ["a", "b"]}, "warning", "root", "ab"),
        ({"level": 40, "message": {"a": 1}}, "info", "root", '{"a": 1}'),
        ({}, "info", "root", ""),
    ],
)
def test_log_items_are_four_strings(record: dict[str, Any], level: str, logger: str, message: str) -> None:
    kind, (found, when, name, text) = item_of_bundle({LOG_MIME: record, "text/plain": "x"}) or ["", []]
    assert (kind, found, name, text) == ("log", level, logger, message)
    assert datetime.fromisoformat(when).tzinfo is not None


def test_a_log_item_keeps_its_own_time() -> None:
    item = item_of_bundle({LOG_MIME: {"time": "2026-01-02T03:04:05Z", "message": "m"}})
    assert item is not None and item[1][1] == "2026-01-02T03:04:05Z"


@given(st.text(alphabet=st.characters(), max_size=20))
def test_text_that_no_encoding_can_carry_becomes_sound(text: str) -> None:
    clean = sound(text)
    clean.encode()
    if text.isprintable():
        assert clean == text


def test_halves_of_pairs_in_every_kind_of_item() -> None:
    buffer = Console()
    buffer.text("stdout", "a\ud800b\ud83d\ude00")
    buffer.add(["html", "\udfff"])
    buffer.add(["media", ["text/x", "\ud800"]])
    items = buffer.take()
    json.dumps(items, ensure_ascii=False).encode()
    assert items[0] == ["stdout", "a\ufffdb\U0001f600"]
    assert len(buffer) == 0


pieces = st.tuples(st.sampled_from(["stdout", "stderr", "html"]), st.text(alphabet="abc", max_size=60))


@given(st.lists(st.lists(pieces, max_size=20), max_size=5))
def test_what_gives_way_is_the_oldest_and_is_counted(bursts: list[list[tuple[str, str]]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(console, "BUFFER_CAP", 100)
        patch.setattr(console, "CAP", 30)
        patch.setattr(console, "PIECE", 7)
        buffer, written, taken, dropped = Console(), "", "", 0
        for burst in bursts:
            for kind, text in burst:
                buffer.add([kind, text])
                written += text
                assert len(buffer) <= 100
            while buffer:
                for kind, text in buffer.take():
                    if kind == "stderr" and text.startswith("["):
                        dropped += int(text[1:].split()[0])
                    else:
                        taken += text
        assert len(taken) + dropped == len(written)
        if not dropped:
            assert taken == written


def test_many_small_pieces_cost_no_more_than_their_text() -> None:
    buffer = Console()
    for _ in range(200_000):
        buffer.text("stdout", "x\n")
    ((_, text),) = buffer.take()
    assert len(text) == 400_000


def test_changes_of_kind_give_way_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console, "ENTRIES", 10)
    buffer = Console()
    for _ in range(50):
        buffer.text("stdout", "o")
        buffer.text("stderr", "e")
    assert buffer.take()[0] == ["stderr", "[90 characters of earlier output were dropped]\n"]


def test_the_end_of_a_long_message_is_found_without_reading_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernel, "MESSAGE_CAP", 1000)
    text = 'é\n"\\\U0001f600' * 1000
    for ascii_only in (True, False):
        content = json.dumps({"name": "stderr", "text": text}, ensure_ascii=ascii_only).encode()
        name, end = kernel.end_of_stream(memoryview(content)) or ("", "")
        assert name == "stderr"
        assert 100 < len(end) <= 1000
        assert text.endswith(end[8:])
    for other in (b'{"data": {"text/plain": "x"}}', b'{"name":"stdin","text":"x"}', b"{}", b""):
        assert kernel.end_of_stream(memoryview(other)) is None
