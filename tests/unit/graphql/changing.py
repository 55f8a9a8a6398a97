"""Mutations as tests write them: a field of the root, its arguments as variables."""

from __future__ import annotations

import json
from typing import Any

from kernelyard_hub.graphql.engine import build_schema

SCHEMA = build_schema()


async def change(ask: Any, who: str, field: str, select: str = "", /, **arguments: Any) -> dict[str, Any]:
    """What the mutation ``field`` answers ``who``; ``props`` may hold objects, which travel as JSON."""
    assert SCHEMA.mutation_type is not None
    known = SCHEMA.mutation_type.fields[field].args
    declared = ", ".join(f"${key}: {known[key].type}" for key in arguments)
    passed = ", ".join(f"{key}: ${key}" for key in arguments)
    text = f"mutation({declared}) {{ {field}({passed}) {{ ok msg {select} }} }}"
    if "props" in arguments:
        arguments["props"] = {
            key: json.dumps(value) if isinstance(value, dict) else value
            for key, value in arguments["props"].items()
        }
    outcome = await ask(who, text, **arguments)
    if outcome.errors:
        return {"ok": None, "msg": outcome.errors[0]["message"]}
    found: dict[str, Any] = outcome.data[field]
    return found
