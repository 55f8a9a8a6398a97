"""First placement: which devices of which node a session gets. Pure; amounts are exact integers.

Rules by kind of slot (`spec/fgpu.md` 2.2, with the quirks that it lists left out):

* whole devices (``exclusive``) go to one kernel each, unused ones only;
* fractions of devices (``*.shares``) take the tightest device that holds them, else the fewest devices
evenly;
* ``cpu`` takes the least used cores; ``mem`` the node's memory, from as few banks as possible.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from kernelyard_agent.slots import COUNT_SCALE, Slots, SlotType, slot_type

from ..decisions import KernelPlacement, Share
from ..snapshot import AgentView, DeviceKey, DeviceView, Waiting

CENT = COUNT_SCALE // 100
"""Fractions are split in hundredths of a device."""
REMEMBERED = 20_000
"""Layouts that are remembered between passes."""


@dataclass(frozen=True, slots=True)
class Start:
    """What is free of a node by what its snapshot says is held. Whoever makes snapshots makes new mappings
    instead of changing old ones."""

    held: Mapping[DeviceKey, int]
    taken: frozenset[str]
    left: Mapping[str, tuple[int, ...]]
    free: Mapping[str, int]
    notes: dict[Hashable, list[int]] = field(default_factory=dict)
    """What others have worked out of this, by whatever it depends on beside."""


@dataclass(frozen=True)
class Layout:
    """The devices of a node, by slot and in the order of their ids: what does not change during a pass."""

    devices: tuple[DeviceView, ...]
    ids: Mapping[str, tuple[str, ...]]
    full: Mapping[str, tuple[int, ...]]
    """Capacities."""
    exclusive: frozenset[str]
    """Slots whose devices are handed out whole."""
    capacity: Slots
    coupled: bool
    """Whether some device offers several slots."""
    last: list[Start | None] = field(default_factory=lambda: [None], compare=False)
    """What was free when a pass last looked; most nodes have not changed since."""

    @cached_property
    def places(self) -> Mapping[str, tuple[tuple[str, int, DeviceView], ...]]:
        """By device: where it stands."""
        found: dict[str, list[tuple[str, int, DeviceView]]] = {}
        by_key = {(device.device_id, device.slot): device for device in self.devices}
        for slot, ids in self.ids.items():
            for position, device_id in enumerate(ids):
                found.setdefault(device_id, []).append((slot, position, by_key[device_id, slot]))
        return {device_id: tuple(where) for device_id, where in found.items()}

    def without(self, held: Mapping[DeviceKey, int], taken: frozenset[str]) -> dict[str, tuple[int, ...]]:
        """What is left of each device, where none offers several slots."""
        left = {slot: list(full) for slot, full in self.full.items()}
        position = self.position
        for key, amount in held.items():
            at = position.get(key)
            if at is not None:
                mine = left[key[1]]
                mine[at] = 0 if key[1] in self.exclusive and amount > 0 else max(0, mine[at] - amount)
        for key, at in position.items() if taken else ():
            if key[0] in taken:
                left[key[1]][at] = 0
        return {slot: tuple(numbers) for slot, numbers in left.items()}

    @cached_property
    def empty(self) -> Start:
        """Nothing is held."""
        return Start({}, frozenset(), self.full, self.capacity)

    @cached_property
    def looks(self) -> tuple[object, ...]:
        """The same for nodes with as many devices of each slot and as much in total."""
        return tuple((slot, len(full), self.capacity[slot]) for slot, full in self.full.items())

    @cached_property
    def position(self) -> Mapping[DeviceKey, int]:
        return {(name, slot): n for slot, ids in self.ids.items() for n, name in enumerate(ids)}


def layout_of(devices: tuple[DeviceView, ...]) -> Layout:
    """The layout of these devices; the same object for the same tuple, for a pass looks at thousands."""
    known = _LAYOUTS.get(id(devices))
    if known is not None and known.devices is devices:
        return known
    by_slot: dict[str, list[DeviceView]] = {}
    for device in devices:
        by_slot.setdefault(device.slot, []).append(device)
    for group in by_slot.values():
        group.sort(key=lambda device: device.device_id)
    made = Layout(
        devices,
        {slot: tuple(d.device_id for d in group) for slot, group in by_slot.items()},
        {slot: tuple(d.capacity for d in group) for slot, group in by_slot.items()},
        frozenset(slot for slot, group in by_slot.items() if any(d.exclusive for d in group)),
        {slot: sum(d.capacity for d in group) for slot, group in by_slot.items()},
        len({device.device_id for device in devices}) < len(devices),
    )
    if len(_LAYOUTS) >= REMEMBERED:
        _LAYOUTS.clear()
    _LAYOUTS[id(devices)] = made
    return made


_LAYOUTS: dict[int, Layout] = {}
"""By the identity of the devices, which the layout itself keeps alive."""


@dataclass(slots=True)
class _Books:
    """Who holds what on a node, device by device."""

    held: dict[DeviceKey, int]
    taken: set[str]
    """Devices that somebody has to himself."""
    touched: set[str]
    """Devices of which anything is held."""


class Room:
    """What is free on one node while a pass hands it out."""

    def __init__(self, agent: AgentView, *, empty: bool = False) -> None:
        """``empty`` asks what would fit if nobody held anything."""
        self.agent = agent
        self.layout = layout_of(agent.devices)
        self._empty = empty
        self._log: list[Share] = []
        self._books: _Books | None = None
        self.left: dict[str, tuple[int, ...]]
        """What is free of each device, by slot; of devices that nobody may share, nothing."""
        self._free_slots: dict[str, int] | None
        self._kept: Mapping[DeviceKey, int] = {}
        self._shut: frozenset[str] = frozenset()
        self.start: Start | None = self._begin(empty)
        """What was free in the beginning; None as soon as anything has changed."""

    def _begin(self, empty: bool) -> Start:
        held, taken, layout = self.agent.held, self.agent.taken, self.layout
        start = layout.last[0]
        if empty or not (held or taken):
            start = layout.empty
        elif start is None or start.held is not held or start.taken != taken:
            if layout.coupled:
                self.left, self._free_slots = dict(layout.full), None
                books = self._open_books()
                self._count(books.touched | books.taken)
            else:
                self.left = layout.without(held, taken)
            left = dict(self.left)
            start = layout.last[0] = Start(held, taken, left, {slot: sum(a) for slot, a in left.items()})
        self.left, self._free_slots = dict(start.left), dict(start.free)
        return start

    @property
    def capacity(self) -> Slots:
        return self.layout.capacity

    def copy(self) -> Room:
        """The node as it is now, with nothing kept for anybody: for what might be."""
        other = Room.__new__(Room)
        books = self._open_books()
        other.agent, other.layout, other._empty, other._log = self.agent, self.layout, self._empty, []
        other._books = _Books(dict(books.held), set(books.taken), set(books.touched))
        other._kept, other._shut, other._free_slots, other.start = {}, frozenset(), None, None
        other.left = dict(self.left)
        other._count({device for device, _ in self._kept} | self._shut)
        return other

    def free(self, device: DeviceView) -> int:
        """What a further kernel could get of this device; 0 while somebody has the device to himself."""
        return self.left[device.slot][self.layout.position[device.device_id, device.slot]]

    def keep(self, amounts: Mapping[DeviceKey, int], shut: frozenset[str]) -> None:
        """From now on keep these amounts, and the devices ``shut`` as a whole, for others than those who
        ask. Replaces what was kept before."""
        before = {device for device, _ in self._kept} | self._shut
        self._kept, self._shut = amounts, shut
        self._count(before | {device for device, _ in amounts} | shut)

    def free_slots(self) -> dict[str, int]:
        """What is free in total, by slot; kept until something changes, for a pass asks for it all the
        time.
        """
        if self._free_slots is None:
            self._free_slots = {slot: sum(left) for slot, left in self.left.items()}
        return self._free_slots

    def take(self, shares: Iterable[Share]) -> None:
        self.start = None
        mine = tuple(shares)
        if self._books is not None:
            self._enter(self._books, mine)
        else:
            self._log += mine
        if self.layout.coupled or self._kept:
            self._count({share.device_id for share in mine})
            return
        position = self.layout.position
        changed: dict[str, list[int]] = {}
        for share in mine:
            slot = share.slot
            left = changed.get(slot)
            if left is None:
                left = changed[slot] = list(self.left[slot])
            at = position[share.device_id, slot]
            left[at] = 0 if share.exclusive else max(0, left[at] - share.amount)
        for slot, numbers in changed.items():
            self.left[slot] = tuple(numbers)
            if self._free_slots is not None:
                self._free_slots[slot] = sum(numbers)

    def give_back(self, shares: Iterable[Share]) -> None:
        books = self._open_books()
        changed = set()
        for share in shares:
            key = (share.device_id, share.slot)
            changed.add(share.device_id)
            books.held[key] = books.held.get(key, 0) - share.amount
            if share.exclusive:
                books.taken.discard(share.device_id)
            where = self.layout.places.get(share.device_id, ())
            if all(books.held.get((share.device_id, slot), 0) <= 0 for slot, *_ in where):
                books.touched.discard(share.device_id)
        self._count(changed)

    def fit(self, request: Mapping[str, int], *, split: bool = True) -> tuple[Share, ...] | None:
        """Devices that hold ``request``, or None. Takes nothing.

        Without ``split``, a part of a device comes from one device, and more than one means whole devices.
        """
        free = self.free_slots()
        for slot, amount in request.items():
            if amount > free.get(slot, 0):
                return None
        layout = self.layout
        shares: list[Share] = []
        # Scarce devices first, so that they do not lose to cores on a device that offers both.
        for slot in _in_turn(tuple(request)) if len(request) > 1 else request:
            amount = request[slot]
            if amount <= 0:
                continue
            left = self.left[slot]
            if layout.coupled and shares:
                used = {share.device_id for share in shares}
                left = tuple(
                    0 if name in used else one for name, one in zip(layout.ids[slot], left, strict=True)
                )
            exclusive = slot in layout.exclusive
            found = choose(slot, amount, left, layout.full[slot], exclusive, split)
            if found is None:
                return None
            ids = layout.ids[slot]
            alone = exclusive or slot_type(slot) is SlotType.UNIQUE
            shares += [share_of(ids[position], slot, part, alone) for position, part in found]
        return tuple(shares)

    def _open_books(self) -> _Books:
        if self._books is None:
            held = {} if self._empty else dict(self.agent.held)
            taken = set() if self._empty else set(self.agent.taken)
            touched = {device for (device, _), amount in held.items() if amount > 0}
            self._books = _Books(held, taken, touched)
            self._enter(self._books, self._log)
            self._log = []
        return self._books

    @staticmethod
    def _enter(books: _Books, shares: Iterable[Share]) -> None:
        for share in shares:
            key = (share.device_id, share.slot)
            books.held[key] = books.held.get(key, 0) + share.amount
            books.touched.add(share.device_id)
            if share.exclusive:
                books.taken.add(share.device_id)

    def _count(self, devices: Iterable[str]) -> None:
        """Count anew what is free of these devices."""
        self._free_slots, self.start = None, None
        books = self._open_books()
        kept = {device for device, _ in self._kept}
        changed: dict[str, list[int]] = {}
        for name in devices:
            for slot, position, device in self.layout.places.get(name, ()):
                left = changed.setdefault(slot, list(self.left[slot]))
                if (
                    name in books.taken
                    or name in self._shut
                    or (device.exclusive and (name in books.touched or name in kept))
                ):
                    left[position] = 0
                else:
                    key = (name, slot)
                    gone = books.held.get(key, 0) + self._kept.get(key, 0)
                    left[position] = max(0, device.capacity - gone)
        for slot, numbers in changed.items():
            self.left[slot] = tuple(numbers)


def _scarce_first(slot: str) -> tuple[bool, str]:
    return slot in ("cpu", "mem"), slot


@lru_cache(maxsize=1000)
def _in_turn(slots: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(slots, key=_scarce_first))


share_of = lru_cache(maxsize=50_000)(Share)
"""The same object for the same share: nodes are filled with the same ones again and again."""


Kind = tuple[str, str, frozenset[str], frozenset[str], bool]
"""Architecture, image, volumes and chosen nodes of a request, and whether nodes may fetch its image: what a
node must be, however empty."""


def kind_of(session: Waiting) -> Kind:
    return session.architecture, session.image, session.volumes, session.agents, session.fetched


def suits(kind: Kind, agent: AgentView) -> bool:
    """Whether the node is up and has what such requests need."""
    architecture, image, volumes, chosen, fetched = kind
    return (
        agent.alive
        and agent.schedulable
        and agent.architecture == architecture
        and (image in agent.images or (fetched and agent.fetches))
        and volumes <= agent.volumes
        and (not chosen or agent.agent_id in chosen)
    )


def eligible(session: Waiting, agent: AgentView) -> bool:
    """Whether the node may hold the session at all, however full it is."""
    return agent.resource_group == session.resource_group and suits(kind_of(session), agent)


def fits(session: Waiting, rooms: Iterable[Room], *, split: bool = True) -> bool:
    """Whether these eligible nodes hold all of the session. Nothing is taken."""
    if session.single_node:
        return any(place_on(session, [room], split=split) is not None for room in rooms)
    return place_on(session, list(rooms), split=split) is not None


def place_on(
    session: Waiting, rooms: Sequence[Room], *, split: bool = True
) -> tuple[KernelPlacement, ...] | None:
    """Kernel by kernel on the first of the nodes that has room; all or nothing (R16). Takes nothing."""
    placed: list[tuple[Room, KernelPlacement]] = []
    for kernel_id in session.kernels:
        for room in rooms:
            shares = room.fit(session.per_kernel, split=split)
            if shares is not None:
                room.take(shares)
                placed.append((room, KernelPlacement(kernel_id, room.agent.agent_id, shares)))
                break
        else:
            break
    for room, kernel in placed:
        room.give_back(kernel.shares)
    return tuple(kernel for _, kernel in placed) if len(placed) == len(session.kernels) else None


Offer = tuple[int, int, int]
"""Position of a device in the order of ids, what is free of it, and its capacity."""
Picks = list[tuple[int, int]]
"""Positions of devices and amounts."""


@lru_cache(maxsize=50_000)
def choose(
    slot: str, amount: int, left: tuple[int, ...], full: tuple[int, ...], exclusive: bool, split: bool
) -> Picks | None:
    """Which devices give ``amount`` of a slot, of which so much is ``left``. Remembered: nodes look alike."""
    offers = [(position, free, full[position]) for position, free in enumerate(left) if free > 0]
    if exclusive or slot_type(slot) is SlotType.UNIQUE:
        return _whole(amount, offers)
    if slot == "cpu" or slot_type(slot) is SlotType.BYTES:
        return _fill(amount, offers)
    return _evenly(amount, offers) if split else _unsplit(amount, offers)


def _unsplit(amount: int, offers: Sequence[Offer]) -> Picks | None:
    """The tightest device that holds all of it; of more than one, devices that nobody uses, and whole."""
    largest = max((capacity for *_, capacity in offers), default=0)
    if amount <= largest:
        tightest = min(((free, position) for position, free, _ in offers if free >= amount), default=None)
        return None if tightest is None else [(tightest[1], amount)]
    whole = [position for position, free, capacity in offers if free == capacity == largest]
    count = -(-amount // largest) if largest else 0
    if not largest or amount % largest or len(whole) < count:
        return None
    return [(position, largest) for position in whole[:count]]


def _whole(amount: int, offers: Sequence[Offer]) -> Picks | None:
    """Unused devices, one after the other; an amount that is no sum of whole devices does not fit."""
    picks: Picks = []
    for position, free, capacity in offers:
        if amount >= capacity and free >= capacity:
            picks.append((position, capacity))
            amount -= capacity
        if amount == 0:
            return picks
    return None


def _fill(amount: int, offers: Sequence[Offer]) -> Picks | None:
    """The freest devices first, each as far as it goes."""
    picks: Picks = []
    for position, free, _ in sorted(offers, key=lambda offer: -offer[1]):
        part = min(free, amount)
        picks.append((position, part))
        amount -= part
        if amount == 0:
            return picks
    return None


def _evenly(amount: int, offers: Sequence[Offer]) -> Picks | None:
    """EVENLY: the tightest device that holds all of it, else equal parts of the fewest devices.

    Sources: SCH-021 and `spec/fgpu.md` 2.2. Devices with less than a hundredth free do not take part in a
    split.
    """
    ordered = sorted(offers, key=lambda offer: -offer[1])
    for position, free, _ in reversed(ordered):
        if free >= amount:
            return [(position, amount)]
    parts = [offer for offer in ordered if offer[1] >= CENT]
    candidates: list[tuple[int, int, int, int, Picks]] = []
    for count in range(2, len(parts) + 1):
        for start in range(len(parts) - count + 1):
            window = parts[start : start + count]
            divided = _split(amount, window)
            if divided is not None:
                amounts = [part for _, part in divided]
                unusable = sum(
                    1 for (_, free, _), part in zip(window, amounts, strict=True) if 0 < free - part < CENT
                )
                candidates.append((max(amounts) - min(amounts), count, unusable, -start, divided))
    if not candidates:
        return None
    return min(candidates, key=lambda found: found[:4])[4]


def _split(amount: int, window: Sequence[Offer]) -> Picks | None:
    """``amount`` in even hundredths over the window; a device that cannot hold an even part is filled up."""
    if sum(free for _, free, _ in window) < amount:
        return None
    rest = amount
    shares: dict[int, int] = {}
    # The fullest devices decide first: what they cannot hold, the others share.
    ascending = sorted(window, key=lambda offer: offer[1])
    for index, (position, free, _) in enumerate(ascending):
        remaining = len(ascending) - index
        even = rest // remaining // CENT * CENT
        part = min(free, even if remaining > 1 else rest)
        shares[position] = part
        rest -= part
    if rest:
        return None
    return _odd_cents([(position, free) for position, free, _ in window], shares)


def _odd_cents(order: Sequence[tuple[int, int]], shares: dict[int, int]) -> Picks:
    """Level out what the last device got too much, a hundredth at a time, to the first devices of the
    window.
    """
    while True:
        most = max(shares.values())
        giver = next(position for position, _ in reversed(order) if shares[position] == most)
        taker = next(
            (at for at, free in order if shares[at] + CENT <= free and shares[at] + CENT < most), None
        )
        if taker is None:
            break
        shares[giver] -= CENT
        shares[taker] += CENT
    ranked = sorted(shares.values(), reverse=True)
    if all(amount <= free for amount, (_, free) in zip(ranked, order, strict=True)):
        return [(at, amount) for (at, _), amount in zip(order, ranked, strict=True) if amount]
    return [(at, shares[at]) for at, _ in order if shares[at]]
