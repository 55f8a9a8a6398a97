"""Options from form, query, REST and the Hub's database."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernelyard_hub.protocol import SpawnOptions
from kernelyard_spawner import options
from kernelyard_spawner.options import OptionError, from_fields, parse_options

words = st.text("abcdefghij-0123456789", min_size=1, max_size=20)
slots = st.sampled_from(["cpu", "mem", "cuda.shares", "cuda.device"])
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
good = st.fixed_dictionaries(
    {},
    optional={
        "resource_group": words,
        "resources": st.dictionaries(slots, words, max_size=4),
        "shared_memory": words,
        "image": words,
        "mounts": st.lists(words, max_size=5, unique=True),
    },
)


@given(good)
def test_good_options_keep_their_values_and_survive_the_hubs_database(raw: dict[str, Any]) -> None:
    parsed = parse_options(raw)
    stored = json.loads(json.dumps(raw))
    assert parse_options(stored) == parsed
    for name, value in raw.items():
        assert getattr(parsed, name) == value


@given(json_values)
def test_whatever_arrives_is_options_or_a_named_error(raw: Any) -> None:
    try:
        parsed = parse_options(raw)
    except OptionError as problem:
        assert problem.field
        assert str(problem).startswith(problem.field)
        assert str(problem).isprintable()
    else:
        assert isinstance(parsed, SpawnOptions)


@given(st.dictionaries(st.text(max_size=20), st.lists(st.text(max_size=20), max_size=3), max_size=8))
def test_any_form_becomes_options_or_a_named_error(fields: dict[str, list[str]]) -> None:
    try:
        parse_options(from_fields(fields))
    except OptionError as problem:
        assert problem.field


def test_nothing_asks_for_the_sites_defaults() -> None:
    assert parse_options({}) == parse_options(None) == SpawnOptions()


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        ({"volumes": {"/": "/host"}}, "volumes"),
        ({"preset": ["a"]}, "preset"),
        ({"preset": True}, "preset"),
        ({"image": "x" * 257}, "image"),
        ({"image": "a\x00b"}, "image"),
        ({"resources": ["cpu"]}, "resources"),
        ({"resources": {"CPU; rm": "1"}}, "resources"),
        ({"resources": {"cpu": {"a": 1}}}, "resources.cpu"),
        ({"resources": {f"slot{n}": "1" for n in range(65)}}, "resources"),
        ({"mounts": "data"}, "mounts"),
        ({"mounts": [["a"]]}, "mounts"),
        ({"mounts": ["a"] * 65}, "mounts"),
        ({"preset": "small", "resources": {"cpu": "1"}}, "resources"),
        ("small", "user_options"),
    ],
)
def test_bad_input_names_the_field(raw: Any, field: str) -> None:
    with pytest.raises(OptionError) as caught:
        parse_options(raw)
    assert caught.value.field == field


def test_numbers_are_amounts_too() -> None:
    assert parse_options({"resources": {"cpu": 2, "cuda.shares": 0.5}}).resources == {
        "cpu": "2",
        "cuda.shares": "0.5",
    }


def test_a_chosen_preset_wins_over_amounts_left_in_the_form() -> None:
    fields = {
        "resource_group": ["default"],
        "choice": ["preset:gpu-half"],
        "resource.cpu": ["8"],
        "shared_memory": ["1g"],
        "image": [""],
        "mounts": ["data", "models"],
        "_xsrf": ["x"],
    }
    assert from_fields(fields) == {
        "resource_group": "default",
        "preset": "gpu-half",
        "mounts": ["data", "models"],
    }


def test_custom_amounts_come_without_a_preset() -> None:
    fields = {
        "choice": [options.CUSTOM],
        "resource.cpu": ["2"],
        "resource.cuda.shares": [""],
        "shared_memory": ["64m"],
    }
    assert from_fields(fields) == {"resources": {"cpu": "2"}, "shared_memory": "64m"}


def test_a_query_says_the_same_without_the_forms_radio_button() -> None:
    assert from_fields({"preset": ["small"], "mounts": ["data"]}) == {"preset": "small", "mounts": ["data"]}
    assert from_fields({"resource.cpu": ["2"]}) == {"resources": {"cpu": "2"}}
