"""The states of a session: one table of what may follow what, who is responsible for it, and for how long
(decision 4).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Owner = Literal["scheduler", "agent", "user", "nobody"]


@dataclass(frozen=True, slots=True)
class State:
    """One state of a session."""

    name: str
    then: frozenset[str]
    """States that may follow."""
    owner: Owner
    """Who moves the session on."""
    deadline: float | None = None
    """Seconds after which the owner has failed; transitional states have one. The pending timeout is the
    site's.
    """
    holds: bool = False
    """Whether allocations of the session are open."""
    event: str = ""
    """Name in the API's event streams."""
    shown: str = ""
    """What clients that know only the documented states (SES-004) get to see; the name itself when empty."""

    @property
    def terminal(self) -> bool:
        return not self.then

    @property
    def transitional(self) -> bool:
        return self.deadline is not None


def _state(name: str, then: str, owner: Owner, **more: object) -> State:
    return State(name, frozenset(then.split()), owner, **more)  # type: ignore[arg-type]


TABLE: dict[str, State] = {
    state.name: state
    for state in (
        _state("PENDING", "SCHEDULED CANCELLED", "scheduler", event="session_enqueued"),
        _state(
            "SCHEDULED",
            "PENDING PULLING PREPARING RUNNING TERMINATING TERMINATED ERROR",
            "scheduler",
            deadline=120.0,
            holds=True,
            event="session_scheduled",
        ),
        _state(
            "PULLING",
            "SCHEDULED PREPARING RUNNING TERMINATING TERMINATED ERROR",
            "agent",
            deadline=3600.0,
            holds=True,
            event="session_pulling",
        ),
        _state(
            "PREPARING",
            "SCHEDULED PULLING RUNNING TERMINATING TERMINATED ERROR",
            "agent",
            deadline=300.0,
            holds=True,
            event="session_preparing",
        ),
        _state(
            "RUNNING",
            "RUNNING_DEGRADED RESTARTING TERMINATING TERMINATED ERROR",
            "user",
            holds=True,
            event="session_started",
        ),
        _state(
            "RUNNING_DEGRADED",
            "RUNNING TERMINATING TERMINATED ERROR",
            "user",
            holds=True,
            event="session_degraded",
            shown="RUNNING",
        ),
        _state(
            "RESTARTING",
            "RUNNING TERMINATING TERMINATED ERROR",
            "agent",
            deadline=300.0,
            holds=True,
            event="session_restarting",
        ),
        _state(
            "TERMINATING",
            "PENDING TERMINATED ERROR",
            "scheduler",
            deadline=90.0,
            holds=True,
            event="session_terminating",
        ),
        _state("TERMINATED", "", "nobody", event="session_terminated"),
        _state("CANCELLED", "", "nobody", event="session_cancelled"),
        _state("ERROR", "", "nobody", event="session_failure"),
    )
}

TERMINAL = frozenset(name for name, state in TABLE.items() if state.terminal)
HOLDING = frozenset(name for name, state in TABLE.items() if state.holds)
TRANSITIONAL = frozenset(name for name, state in TABLE.items() if state.transitional)
RUNNING = frozenset({"RUNNING", "RUNNING_DEGRADED"})


class IllegalTransition(Exception):
    """A transition that the table does not have; a fault of the program, never of a request."""


def check(before: str, after: str) -> None:
    """Raise `IllegalTransition` unless ``after`` may follow ``before``."""
    if after not in TABLE[before].then:
        raise IllegalTransition(f"{before} -> {after}")


def shown(name: str) -> str:
    """The nearest state that the documented clients know."""
    return TABLE[name].shown or name
