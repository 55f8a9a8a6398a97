"""What the hub services of one database tell each other: changes that one of them has committed, and what the
one that schedules is to look at. Hints, as all events are: the database is the truth, and whoever missed one
finds out by its own clock.
"""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
from collections.abc import Callable, Iterator
from uuid import UUID

from .events import Bus, Change
from .store.channel import LONGEST, Channel, ChannelLost, Line

log = logging.getLogger(__name__)
CHECK = 20.0
"""Seconds of silence after which the connection is tried: one that died without a word would be waited on."""
RETRY = 1.0
"""Seconds until a lost connection is made anew."""


class Peers:
    """One service's ear and mouth. Says nothing while it is alone."""

    def __init__(
        self, channel: Channel, bus: Bus, *, wake: Callable[[], None], attend: Callable[[UUID], None]
    ) -> None:
        """``wake`` and ``attend`` are what to do when another service asks for it."""
        self._channel, self._bus, self._on_wake, self._on_attend = channel, bus, wake, attend
        self._me = secrets.token_hex(8)
        self._others: set[str] = set()
        self._said: dict[str, None] = {}
        self._awake = asyncio.Event()
        self.listening = asyncio.Event()
        """Set while nothing that others say is missed."""

    def tell(self, change: Change) -> None:
        """Something has changed here."""
        session = str(change.session_id) if change.session_id else None
        self._say("change", change.name, session, change.agent_id)

    def wake(self) -> None:
        """Whoever schedules is to run a pass."""
        self._say("wake")

    def attend(self, session_id: UUID) -> None:
        """Whoever schedules is to call the agents of this session."""
        self._say("attend", str(session_id))

    async def run(self) -> None:
        """Until it is cancelled."""
        while True:
            try:
                async with self._channel.open(self._hear) as line:
                    self.listening.set()
                    # Something may have been said while nobody listened.
                    self._on_wake()
                    await line.send(self._text([["hello", self._me]]))
                    await self._talk(line)
            except ChannelLost as error:
                log.warning("other hub services are not heard: %s", error)
            finally:
                self.listening.clear()
            await asyncio.sleep(RETRY)

    async def _talk(self, line: Line) -> None:
        lost = asyncio.ensure_future(line.lost.wait())
        awake = lost
        try:
            while not lost.done():
                awake = asyncio.ensure_future(self._awake.wait())
                done, _ = await asyncio.wait(
                    [lost, awake], timeout=CHECK, return_when=asyncio.FIRST_COMPLETED
                )
                awake.cancel()
                if not done:
                    await line.check()
                self._awake.clear()
                said, self._said = self._said, {}
                for text in self._texts(said):
                    await line.send(text)
        finally:
            lost.cancel()
            awake.cancel()
        raise ChannelLost("the connection has broken")

    def _say(self, *words: str | None) -> None:
        if self._others:
            # What is said again before it was sent is said once.
            self._said[json.dumps(words)] = None
            self._awake.set()

    def _texts(self, said: dict[str, None]) -> Iterator[str]:
        room = LONGEST - 64
        batch: list[str] = []
        for words in said:
            if sum(len(one) + 1 for one in batch) + len(words) > room:
                yield f'{{"from": "{self._me}", "said": [{",".join(batch)}]}}'
                batch = []
            batch.append(words)
        if batch:
            yield f'{{"from": "{self._me}", "said": [{",".join(batch)}]}}'

    def _text(self, said: list[list[str]]) -> str:
        return json.dumps({"from": self._me, "said": said})

    def _hear(self, text: str) -> None:
        try:
            heard = json.loads(text)
            sender, said = str(heard["from"]), list(heard["said"])
        except (ValueError, KeyError, TypeError):
            log.warning("a message that is none of ours was ignored")
            return
        if sender not in self._others:
            self._others.add(sender)
            # So that it knows of us as well.
            self._say("hello", self._me)
        for words in said:
            self._take(*words)

    def _take(self, what: str, *rest: str | None) -> None:
        if what in ("wake", "hello"):
            self._on_wake()
        elif what == "attend" and rest[0]:
            self._on_attend(UUID(rest[0]))
        elif what == "change" and rest[0]:
            name, session, agent = rest
            change = Change(rest[0], UUID(session) if session else None, agent)
            self._bus.hear(change)
            if change.session_id and name in ("session_terminating", "session_scheduled"):
                self._on_attend(change.session_id)
