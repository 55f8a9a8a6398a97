"""First placement: which devices of which node a session gets. Pure; amounts are exact integers.

Rules by kind of slot (`spec/fgpu.md` 2.2, with the quirks that it lists left out):

* whole devices (``exclusive``) go to one kernel each, unused ones only;
* fractions of devices (``*.shares``) take the tightest device that holds them, else the fewest devices
evenly;
* ``cpu`` takes the least used cores; ``mem`` the node's memory, from as few banks as possible.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from kernelyard_agent.slots import COUNT_SCALE, SlotType, slot_type

from .decisions import KernelPlacement, Share
from .snapshot import AgentView, DeviceKey, DeviceView, Waiting

CENT = COUNT_SCALE // 100
"""Fractions are split in hundredths of a device."""


class Room:
    """What is free on one node while a pass hands it out."""

    def __init__(self, agent: AgentView, *, empty: bool = False) -> None:
        """``empty`` asks what would fit if nobody held anything."""
        self.agent = agent
        self._held: dict[DeviceKey, int] = {} if empty else dict(agent.held)
        self._taken: set[str] = set() if empty else set(agent.taken)
        self._touched: set[str] = {device for (device, _), amount in self._held.items() if amount > 0}
        self._kept: Mapping[DeviceKey, int] = {}
        self._shut: frozenset[str] = frozenset()
        self.capacity = agent.capacity
        self._free_slots: dict[str, int] | None = None

    def copy(self) -> Room:
        """The node as it is now, with nothing kept for anybody: for what might be."""
        other = Room.__new__(Room)
        other.agent, other.capacity = self.agent, self.capacity
        other._held, other._taken, other._touched = dict(self._held), set(self._taken), set(self._touched)
        other._kept, other._shut, other._free_slots = {}, frozenset(), None
        return other

    def free(self, device: DeviceView) -> int:
        """What a further kernel could get of this device; 0 while somebody has the device to himself."""
        name = device.device_id
        if name in self._taken or name in self._shut:
            return 0
        if device.exclusive and (name in self._touched or (self._kept and self._is_kept(name))):
            return 0
        key = (name, device.slot)
        left = device.capacity - self._held.get(key, 0)
        if self._kept:
            left -= self._kept.get(key, 0)
        return max(0, left)

    def _is_kept(self, device_id: str) -> bool:
        return any(device == device_id for device, _ in self._kept)

    def keep(self, amounts: Mapping[DeviceKey, int], shut: frozenset[str]) -> None:
        """From now on keep these amounts, and the devices ``shut`` as a whole, for others than those who
        ask. Replaces what was kept before."""
        self._kept, self._shut, self._free_slots = amounts, shut, None

    def free_slots(self) -> dict[str, int]:
        """What is free in total, by slot; kept until something changes, for a pass asks for it all the
        time.
        """
        if self._free_slots is None:
            total: dict[str, int] = {}
            for device in self.agent.devices:
                total[device.slot] = total.get(device.slot, 0) + self.free(device)
            self._free_slots = total
        return self._free_slots

    def take(self, shares: Iterable[Share]) -> None:
        self._free_slots = None
        for share in shares:
            key = (share.device_id, share.slot)
            self._held[key] = self._held.get(key, 0) + share.amount
            self._touched.add(share.device_id)
            if share.exclusive:
                self._taken.add(share.device_id)

    def give_back(self, shares: Iterable[Share]) -> None:
        self._free_slots = None
        for share in shares:
            key = (share.device_id, share.slot)
            self._held[key] = self._held.get(key, 0) - share.amount
            if share.exclusive:
                self._taken.discard(share.device_id)
            if all(self._held.get((d.device_id, d.slot), 0) <= 0 for d in self._of(share.device_id)):
                self._touched.discard(share.device_id)

    def _of(self, device_id: str) -> list[DeviceView]:
        return [device for device in self.agent.devices if device.device_id == device_id]

    def fit(self, request: Mapping[str, int], *, split: bool = True) -> tuple[Share, ...] | None:
        """Devices that hold ``request``, or None. Takes nothing.

        Without ``split``, a part of a device comes from one device, and more than one means whole devices.
        """
        free = self.free_slots()
        if any(amount > free.get(slot, 0) for slot, amount in request.items()):
            return None
        shares: list[Share] = []
        used: set[str] = set()
        # Scarce devices first, so that they do not lose to cores on a device that offers both.
        for slot in sorted(request, key=lambda name: (name in ("cpu", "mem"), name)):
            amount = request[slot]
            if amount <= 0:
                continue
            offers = [
                (device, left)
                for device in self.agent.devices
                if device.slot == slot and (left := self.free(device)) > 0 and device.device_id not in used
            ]
            found = _choose(slot, amount, offers, split=split)
            if found is None:
                return None
            shares.extend(found)
            used |= {share.device_id for share in found}
        return tuple(shares)


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


Offers = Sequence[tuple[DeviceView, int]]


def _choose(slot: str, amount: int, offers: Offers, *, split: bool) -> list[Share] | None:
    if any(device.exclusive for device, _ in offers) or slot_type(slot) is SlotType.UNIQUE:
        return _whole(slot, amount, offers)
    if slot == "cpu" or slot_type(slot) is SlotType.BYTES:
        return _fill(slot, amount, offers)
    return _evenly(slot, amount, offers) if split else _unsplit(slot, amount, offers)


def _unsplit(slot: str, amount: int, offers: Offers) -> list[Share] | None:
    """The tightest device that holds all of it; of more than one, devices that nobody uses, and whole."""
    ordered = sorted(offers, key=lambda offer: (offer[1], offer[0].device_id))
    largest = max((device.capacity for device, _ in offers), default=0)
    if amount <= largest:
        return next(
            ([Share(device.device_id, slot, amount)] for device, free in ordered if free >= amount), None
        )
    whole = sorted(
        (device for device, free in offers if free == device.capacity == largest),
        key=lambda device: device.device_id,
    )
    count = -(-amount // largest)
    if amount % largest or len(whole) < count:
        return None
    return [Share(device.device_id, slot, largest) for device in whole[:count]]


def _whole(slot: str, amount: int, offers: Offers) -> list[Share] | None:
    """Unused devices, one after the other; an amount that is no sum of whole devices does not fit."""
    shares: list[Share] = []
    for device, free in sorted(offers, key=lambda offer: offer[0].device_id):
        if amount >= device.capacity and free >= device.capacity:
            shares.append(Share(device.device_id, slot, device.capacity, exclusive=True))
            amount -= device.capacity
        if amount == 0:
            return shares
    return None


def _fill(slot: str, amount: int, offers: Offers) -> list[Share] | None:
    """The freest devices first, each as far as it goes."""
    shares: list[Share] = []
    for device, free in sorted(offers, key=lambda offer: (-offer[1], offer[0].device_id)):
        part = min(free, amount)
        shares.append(Share(device.device_id, slot, part))
        amount -= part
        if amount == 0:
            return shares
    return None


def _evenly(slot: str, amount: int, offers: Offers) -> list[Share] | None:
    """EVENLY: the tightest device that holds all of it, else equal parts of the fewest devices.

    Sources: SCH-021 and `spec/fgpu.md` 2.2. Devices with less than a hundredth free do not take part in a
    split.
    """
    ordered = sorted(offers, key=lambda offer: (-offer[1], offer[0].device_id))
    for device, free in reversed(ordered):
        if free >= amount:
            return [Share(device.device_id, slot, amount)]
    parts = [offer for offer in ordered if offer[1] >= CENT]
    candidates: list[tuple[int, int, int, int, list[Share]]] = []
    for count in range(2, len(parts) + 1):
        for start in range(len(parts) - count + 1):
            window = parts[start : start + count]
            split = _split(slot, amount, window)
            if split is not None:
                amounts = [share.amount for share in split]
                unusable = sum(
                    1 for (_, free), part in zip(window, amounts, strict=True) if 0 < free - part < CENT
                )
                candidates.append((max(amounts) - min(amounts), count, unusable, -start, split))
    if not candidates:
        return None
    return min(candidates, key=lambda found: found[:4])[4]


def _split(slot: str, amount: int, window: Offers) -> list[Share] | None:
    """``amount`` in even hundredths over the window; a device that cannot hold an even part is filled up."""
    if sum(free for _, free in window) < amount:
        return None
    rest = amount
    shares: dict[str, int] = {}
    # The fullest devices decide first: what they cannot hold, the others share.
    ascending = sorted(window, key=lambda offer: offer[1])
    for index, (device, free) in enumerate(ascending):
        left = len(ascending) - index
        even = rest // left // CENT * CENT
        part = min(free, even if left > 1 else rest)
        shares[device.device_id] = part
        rest -= part
    if rest:
        return None
    return _odd_cents([(device, free) for device, free in window], shares, slot)


def _odd_cents(window: Offers, shares: dict[str, int], slot: str) -> list[Share]:
    """Level out what the last device got too much, a hundredth at a time, to the first devices of the
    window.
    """
    order = [(device.device_id, free) for device, free in window]
    while True:
        most = max(shares.values())
        giver = next(name for name, _ in reversed(order) if shares[name] == most)
        taker = next(
            (name for name, free in order if shares[name] + CENT <= free and shares[name] + CENT < most), None
        )
        if taker is None:
            break
        shares[giver] -= CENT
        shares[taker] += CENT
    ranked = sorted(shares.values(), reverse=True)
    if all(amount <= free for amount, (_, free) in zip(ranked, order, strict=True)):
        return [Share(name, slot, amount) for (name, _), amount in zip(order, ranked, strict=True) if amount]
    return [Share(name, slot, shares[name]) for name, _ in order if shares[name]]
