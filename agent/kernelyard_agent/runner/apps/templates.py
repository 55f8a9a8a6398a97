"""Templates of service definitions: Python's braces, restricted to known variables and their items (KRN-019).

No attribute, conversion or width: what a template can reach is only what `fill` was given.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from typing import Any

LIMIT = 2**20
"""Characters of one filled template."""
URL_FIELDS = frozenset({"protocol", "host", "port"})
"""What a ``url_template`` may hold; the client fills it in (KRN-026)."""

_FORMATTER = string.Formatter()


class TemplateProblem(ValueError):
    """The template cannot be filled; the message is one sentence."""


def fill(template: object, variables: Mapping[str, Any]) -> str:
    """``template`` with ``{name}`` and ``{name[item]}`` replaced. Raises `TemplateProblem`."""
    filled: list[str] = []
    length = 0
    for literal, field in _parts(template):
        value = literal if field is None else literal + str(_value(field, variables))
        length += len(value)
        if length > LIMIT:
            raise TemplateProblem(f"A filled template is longer than {LIMIT} characters.")
        filled.append(value)
    return "".join(filled)


def check_url(template: object) -> str:
    """``template`` when a client can fill it safely. Raises `TemplateProblem`."""
    for _, field in _parts(template):
        if field is not None and field not in URL_FIELDS:
            raise TemplateProblem(f"url_template: {{{field}}} is none of {{protocol}}, {{host}}, {{port}}.")
    assert isinstance(template, str)
    if len(template) > 2000:
        raise TemplateProblem("url_template is longer than 2000 characters.")
    return template


def _parts(template: object) -> list[tuple[str, str | None]]:
    """Literal texts, each with the field behind it."""
    if not isinstance(template, str):
        raise TemplateProblem(f"A template must be a string, not {type(template).__name__}.")
    parts = []
    try:
        for literal, field, width, conversion in _FORMATTER.parse(template):
            if conversion or width:
                raise TemplateProblem(f"{{{field}}}: conversions and formats are not supported.")
            parts.append((literal, field))
    except ValueError as error:
        raise TemplateProblem(f"{template[:80]!r}: {error}.") from None
    return parts


def _value(field: str, variables: Mapping[str, Any]) -> object:
    name, bracket, rest = field.partition("[")
    if name not in variables:
        raise TemplateProblem(f"There is no variable {{{field}}}.")
    value = variables[name]
    if not bracket:
        if not isinstance(value, str | int):
            raise TemplateProblem(f"{{{name}}} has items: say which, as in {{{name}[0]}}.")
        return value
    item = rest.removesuffix("]")
    if not rest.endswith("]") or "[" in item:
        raise TemplateProblem(f"{{{field}}} is not {{name[item]}}.")
    if (
        isinstance(value, list)
        and item.isascii()
        and item.isdigit()
        and len(item) < 4
        and int(item) < len(value)
    ):
        return value[int(item)]
    if isinstance(value, dict) and item in value:
        return value[item]
    raise TemplateProblem(f"There is no variable {{{field}}}.")
