"""What every change has in common that admins make: its fields are read strictly, it is one write, it is
noted with who made it, the scheduler looks at the queue again, and limits of folders are told anew.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import Connection

from kernelyard_hub import audit, errors
from kernelyard_hub.principal import Principal
from kernelyard_hub.site import Site

from .undivided import undivided

T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)

NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,62}[A-Za-z0-9])?")


def _printable(text: str) -> str:
    if any((character < " " and character not in "\n\t") or character == "\x7f" for character in text):
        raise ValueError("has to be text without control characters")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("has to be text") from None
    return text


Text = Annotated[str, AfterValidator(_printable)]
"""What people write, fit for every database."""
Description = Annotated[Text, Field(max_length=2000)]


class Fields(BaseModel):
    """Fields as they are given. `given` leaves out what was not."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    def given(self, *clearable: str) -> dict[str, Any]:
        """What is to change: null leaves a field alone (client contract T31), but takes away what stands in
        ``clearable``.
        """
        found = {name: getattr(self, name) for name in self.model_fields_set}
        return {name: value for name, value in found.items() if value is not None or name in clearable}


def read(model: type[M], fields: Mapping[str, Any]) -> M:
    """Validate. Raises `InvalidParameters` that says for each field what is wrong and what the limit is."""
    try:
        return model.model_validate(dict(fields))
    except ValidationError as error:
        faults: dict[str, str] = {}
        for fault in error.errors(include_url=False, include_input=False, include_context=False):
            field = ".".join(str(part) for part in fault["loc"]) or "props"
            faults.setdefault(field, fault["msg"].removeprefix("Value error, "))
        raise bad(**faults) from None


def bad(**faults: str) -> errors.InvalidParameters:
    """The refusal of fields, as text and by field. Values are shortened: they may be anything."""
    told = {field: text[:300] for field, text in faults.items()}
    return errors.InvalidParameters("; ".join(f"{field}: {text}" for field, text in told.items()), data=told)


def name(text: str, field: str = "name") -> str:
    """A name that admins give: letters, digits, ``.``, ``_`` and ``-``. Raises `InvalidParameters`."""
    if not NAME.fullmatch(text):
        raise bad(**{field: "has to be 1 to 64 letters, digits, '.', '_' and '-', not at its ends"})
    return text


async def change(
    site: Site,
    who: Principal,
    operation: str,
    target: str,
    work: Callable[[Connection], T],
    details: Mapping[str, Any] | None = None,
    then: Callable[[T], Awaitable[None]] | None = None,
) -> T:
    """Carry out ``work`` as one write. ``operation`` and ``target`` are what the audit line calls it.
    ``then`` is done afterwards, whether or not the client that asked for it is still there.
    """

    async def carry_out() -> T:
        result = await site.store.write(work)
        audit.note(who, operation, target, details)
        site.loop.wake()
        site.quotas.wake()
        if then is not None:
            await then(result)
        return result

    return await undivided(carry_out())
