"""From the service's `SpawnForm` to what the template shows. Pure; the page's only decisions are made
here."""

from __future__ import annotations

from dataclasses import dataclass

from kernelyard_hub.protocol import Availability, FormFolder, FormPreset, SpawnForm, SpawnOptions

from . import amounts

STATE_WORDS = {"now": "Starts now", "wait": "Has to wait", "never": "Not possible"}
NOT_OFFERED = Availability(state="never", text="Not offered in this resource group.")


@dataclass(frozen=True, slots=True)
class Card:
    """A preset as a card."""

    name: str
    description: str
    facts: list[tuple[str, str]]
    """Label and amount."""
    availability: dict[str, dict[str, str]]
    """By resource group: ``state``, ``word``, ``text``."""
    shown: dict[str, str]
    """The availability in the chosen group."""
    checked: bool

    @property
    def disabled(self) -> bool:
        return self.shown["state"] == "never"


@dataclass(frozen=True, slots=True)
class Amount:
    """A field for a custom amount."""

    slot: str
    label: str
    hint: str
    value: str
    rooms: dict[str, str]
    """By resource group: what is free of how much."""
    room: str


@dataclass(frozen=True, slots=True)
class Folder:
    name: str
    detail: str
    checked: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """An entry of a selection."""

    value: str
    text: str
    selected: bool


@dataclass(frozen=True, slots=True)
class View:
    """Everything that the template shows."""

    groups: list[Choice]
    cards: list[Card]
    custom: list[Amount]
    custom_checked: bool
    shared_memory: str
    folders: list[Folder]
    images: list[Choice]


def make_view(form: SpawnForm, last: SpawnOptions) -> View:
    """``last`` are the options of the last spawn; they are chosen again where they still exist."""
    names = [group.name for group in form.resource_groups]
    group = _first_of([last.resource_group, form.default_resource_group, *names], names) or ""
    custom = bool(last.resources)
    chosen = "" if custom else _chosen_preset(form, last, group)
    slots = {slot: amount for entry in form.resource_groups for slot, amount in entry.capacity.items()}
    return View(
        groups=[
            Choice(entry.name, _with_description(entry.name, entry.description), entry.name == group)
            for entry in form.resource_groups
        ],
        cards=[_card(preset, names, group, preset.name == chosen) for preset in form.presets],
        custom=[_amount(form, slot, group, last) for slot in amounts.ordered(slots)],
        custom_checked=custom or not chosen,
        shared_memory=last.shared_memory or "",
        folders=[_folder(folder, last) for folder in form.folders if folder.name != "home"],
        images=[
            Choice(image.name, image.title or image.name, last.image in (image.name, *image.aliases))
            for image in form.images
        ],
    )


def _chosen_preset(form: SpawnForm, last: SpawnOptions, group: str) -> str:
    """The preset that is marked: the last one, the default, else the best one that can start at all."""
    by_state: dict[str, list[str]] = {"now": [], "wait": [], "never": []}
    for preset in form.presets:
        by_state[preset.availability.get(group, NOT_OFFERED).state].append(preset.name)
    possible = [*by_state["now"], *by_state["wait"]]
    return _first_of([last.preset, form.default_preset, *possible], possible) or ""


def _first_of(wanted: list[str | None], existing: list[str]) -> str | None:
    return next((name for name in wanted if name is not None and name in existing), None)


def _card(preset: FormPreset, groups: list[str], group: str, checked: bool) -> Card:
    facts = [
        (amounts.label(slot), amounts.readable(slot, preset.slots[slot]))
        for slot in amounts.ordered(preset.slots)
    ]
    if preset.shared_memory:
        facts.append(("Shared memory", amounts.size(preset.shared_memory)))
    availability = {name: _shown(preset.availability.get(name, NOT_OFFERED)) for name in groups}
    shown = availability.get(group, _shown(NOT_OFFERED))
    return Card(preset.name, preset.description, facts, availability, shown, checked)


def _shown(availability: Availability) -> dict[str, str]:
    estimate = availability.estimate
    word = f"Starts {estimate}" if estimate else STATE_WORDS[availability.state]
    said = availability.text.rstrip(".") == word
    return {"state": availability.state, "word": word, "text": "" if said else availability.text}


def _amount(form: SpawnForm, slot: str, group: str, last: SpawnOptions) -> Amount:
    rooms = {}
    for entry in form.resource_groups:
        if slot in entry.capacity:
            free, capacity = entry.free.get(slot, "0"), entry.capacity[slot]
            rooms[entry.name] = amounts.room(slot, free, capacity)
        else:
            rooms[entry.name] = "none in this resource group"
    default = {"cpu": "1", "mem": "1g"}.get(slot, "")
    value = last.resources.get(slot, "") if last.resources else default
    return Amount(slot, amounts.label(slot), amounts.hint(slot), value, rooms, rooms.get(group, ""))


def _with_description(name: str, description: str) -> str:
    return f"{name} · {description}" if description else name


def _folder(folder: FormFolder, last: SpawnOptions) -> Folder:
    access = "read only" if folder.permission == "ro" else "read and write"
    detail = access if folder.ownership in ("", "user") else f"{access}, {folder.ownership}"
    return Folder(folder.name, detail, folder.name in last.mounts)
