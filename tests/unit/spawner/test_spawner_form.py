"""The spawn page: what is decided, what is shown, and that nobody's words become HTML."""

from __future__ import annotations

import json
from collections.abc import Callable
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spawner_fakes import FakeService

from kernelyard_hub import protocol as p
from kernelyard_hub.client import Refused
from kernelyard_spawner import KernelyardSpawner
from kernelyard_spawner.form import amounts, spawn_form
from kernelyard_spawner.form.page import render
from kernelyard_spawner.form.view import make_view

Make = Callable[..., KernelyardSpawner]
NOW = p.Availability(state="now", text="")
WAIT = p.Availability(state="wait", text="2 people are before you.")
NEVER = p.Availability(state="never", text="Your policy allows 1 GPU.")


def preset(name: str, **availability: p.Availability) -> p.FormPreset:
    return p.FormPreset(
        name=name,
        description=f"about {name}",
        slots={"cpu": "2", "mem": str(4 * 2**30), "cuda.shares": "0.5"},
        shared_memory=64 * 2**20,
        availability=availability,
    )


def group(name: str, **capacity: str) -> p.FormGroup:
    return p.FormGroup(name=name, description="", free=dict.fromkeys(capacity, "1"), capacity=capacity)


def a_form(**changes: Any) -> p.SpawnForm:
    form = p.SpawnForm(
        resource_groups=[
            group("cpus", cpu="8", mem=str(2**35)),
            group("gpus", cpu="4", **{"cuda.shares": "2"}),
        ],
        presets=[preset("big", cpus=NEVER, gpus=NOW), preset("small", cpus=NOW, gpus=WAIT)],
        folders=[
            p.FormFolder(name="home", host="local:v", permission="rw", ownership="user"),
            p.FormFolder(name="data", host="local:v", permission="ro", ownership="project"),
        ],
        images=[p.FormImage(name="local/python:3.11", aliases=["python"], title="Python")],
        default_resource_group="cpus",
        default_preset="big",
    )
    return form.model_copy(update=changes)


class Page(HTMLParser):
    """Tags with their attributes, and the text, as a browser reads them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._raw = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._raw = tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        self._raw = False

    def handle_data(self, data: str) -> None:
        if not self._raw:
            self.text += data

    def inputs(self, name: str) -> dict[str | None, dict[str, str | None]]:
        found = (attrs for tag, attrs in self.tags if tag == "input" and attrs.get("name") == name)
        return {attrs.get("value"): attrs for attrs in found}


def test_the_best_preset_that_can_start_is_chosen() -> None:
    view = make_view(a_form(), p.SpawnOptions())
    assert [(card.name, card.checked, card.disabled) for card in view.cards] == [
        ("big", False, True),
        ("small", True, False),
    ]
    gpus = make_view(a_form(default_resource_group="gpus"), p.SpawnOptions())
    assert [(card.name, card.checked) for card in gpus.cards] == [("big", True), ("small", False)]


def test_what_was_chosen_last_time_is_chosen_again_where_it_exists() -> None:
    last = p.SpawnOptions(resource_group="gpus", preset="small", mounts=["data"], image="python")
    view = make_view(a_form(), last)
    assert [choice.value for choice in view.groups if choice.selected] == ["gpus"]
    assert [card.name for card in view.cards if card.checked] == ["small"]
    assert [folder.checked for folder in view.folders] == [True]
    assert [image.selected for image in view.images] == [True]
    gone = make_view(a_form(), p.SpawnOptions(resource_group="gone", preset="gone", mounts=["gone"]))
    assert [choice.value for choice in gone.groups if choice.selected] == ["cpus"]
    custom = make_view(a_form(), p.SpawnOptions(resources={"cpu": "3"}))
    assert custom.custom_checked
    assert {amount.slot: amount.value for amount in custom.custom}["cpu"] == "3"


def test_where_nothing_can_start_custom_amounts_are_open() -> None:
    view = make_view(a_form(presets=[preset("big", cpus=NEVER)]), p.SpawnOptions())
    assert view.custom_checked
    assert make_view(a_form(presets=[], resource_groups=[]), p.SpawnOptions()).custom_checked


def test_home_is_shown_as_always_there_and_is_no_choice() -> None:
    page = Page(render(a_form(), p.SpawnOptions()))
    assert "home" not in page.inputs("mounts")
    assert "data" in page.inputs("mounts")
    assert "~/home" in page.text
    assert "read only, project" in page.text


def test_cards_say_now_wait_or_never_for_every_group_and_grey_what_never_fits() -> None:
    page = Page(render(a_form(), p.SpawnOptions()))
    radios = page.inputs("choice")
    assert "disabled" in radios["preset:big"]
    assert "checked" in radios["preset:small"]
    told = [attrs["data-availability"] for _, attrs in page.tags if "data-availability" in attrs]
    assert [{name: each["state"] for name, each in json.loads(card or "").items()} for card in told] == [
        {"cpus": "never", "gpus": "now"},
        {"cpus": "now", "gpus": "wait"},
    ]
    assert "Your policy allows 1 GPU." in page.text
    assert "Starts now" in page.text
    later = WAIT.model_copy(update={"estimate": "in about 12 min (5–25)"})
    page = Page(render(a_form(presets=[preset("small", cpus=later)]), p.SpawnOptions()))
    assert "Starts in about 12 min (5–25)" in page.text
    assert "2 people are before you." in page.text


def test_every_field_has_a_label_that_the_keyboard_and_a_reader_find() -> None:
    page = Page(render(a_form(), p.SpawnOptions()))
    labels = {attrs.get("for") for tag, attrs in page.tags if tag == "label"}
    for tag, attrs in page.tags:
        if tag in ("input", "select") and attrs.get("type") != "radio":
            assert attrs.get("id") in labels, attrs
    described = {attrs.get("aria-describedby") for _, attrs in page.tags if attrs.get("aria-describedby")}
    assert described <= {attrs.get("id") for _, attrs in page.tags}


@given(st.text(min_size=1, max_size=40).filter(lambda text: text.strip() == text and "\r" not in text))
def test_nobodys_words_become_html(words: str) -> None:
    evil = f"{words}<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    form = a_form(
        presets=[preset(evil, cpus=p.Availability(state="wait", text=evil))],
        folders=[p.FormFolder(name=evil, host="h", permission="rw", ownership=evil)],
        images=[p.FormImage(name=evil, aliases=[], title=evil)],
        resource_groups=[group("cpus", cpu="1"), group(evil, cpu="1")],
    )
    page = Page(render(form, p.SpawnOptions(resources={"cpu": evil}, shared_memory=evil)))
    assert [tag for tag, _ in page.tags].count("script") == 1
    assert not any(tag == "img" or any(name.startswith("on") for name in attrs) for tag, attrs in page.tags)


async def test_the_page_without_a_service_says_so(make_spawner: Make, service: FakeService) -> None:
    service.down = True
    page = await spawn_form(make_spawner())
    assert "does not answer" in page
    assert "<input" not in page
    service.down, service.refusal = False, Refused(403, "forbidden", "Your account is <closed>.")
    assert "Your account is &lt;closed&gt;." in await spawn_form(make_spawner())


async def test_the_page_of_a_user_comes_from_the_service(make_spawner: Make, service: FakeService) -> None:
    service.form_answer = a_form()
    spawner = make_spawner()
    spawner.orm_spawner = SimpleNamespace(server=None, user_options={"mounts": ["data"]}, name="")
    assert "checked" in Page(await spawner.get_options_form()).inputs("mounts")["data"]
    spawner.orm_spawner.user_options = {"no longer": "understood"}
    assert "checked" not in Page(await spawner.get_options_form()).inputs("mounts")["data"]
    assert service.said("form") == ["ann", "ann"]


@pytest.mark.parametrize(
    ("slot", "amount", "text"),
    [
        ("cpu", "1", "1 core"),
        ("cpu", "2.0", "2 cores"),
        ("mem", str(4 * 2**30), "4 GiB"),
        ("mem", str(1536 * 2**20), "1.5 GiB"),
        ("mem", "0", "0 B"),
        ("cuda.shares", "0.50", "0.5 GPU"),
        ("cuda.device", "2", "2 GPUs"),
        ("tpu.device", "1", "1"),
        ("cpu", "many", "many"),
    ],
)
def test_amounts_are_read_by_people(slot: str, amount: str, text: str) -> None:
    assert amounts.readable(slot, amount) == text


def test_room_says_what_is_free_of_how_much() -> None:
    assert amounts.room("cpu", "1.5", "2") == "1.5 of 2 cores free"
    assert amounts.room("mem", str(2**30), str(2**32)) == "1 of 4 GiB free"
    assert amounts.room("mem", str(2**29), str(2**32)) == "512 MiB of 4 GiB free"


async def test_the_page_makes_the_account_at_first_contact(make_spawner: Make, service: FakeService) -> None:
    """Under another login than Kernelyard's the page is asked for before any server was."""
    service.form_answer = a_form()
    await spawn_form(make_spawner())
    assert [name for name, _ in service.calls] == ["ensure_user", "form"]
