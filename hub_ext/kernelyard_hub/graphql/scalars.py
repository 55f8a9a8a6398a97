"""The schema's own scalars. What goes out is serialised here and nowhere else (GQL-003)."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from ariadne import ScalarType

MAX_BIGINT = 2**53 - 1
"""The largest integer that JavaScript reads exactly."""

date_time = ScalarType("DateTime")
json_string = ScalarType("JSONString")
uuid = ScalarType("UUID")


@date_time.serializer
def write_date_time(value: datetime) -> str:
    return value.isoformat()


@date_time.value_parser
def read_date_time(value: Any) -> datetime:
    try:
        instant = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValueError(f"DateTime cannot represent value: {value!r}") from None
    if instant.tzinfo is None:
        raise ValueError(f"DateTime needs an offset: {value!r}")
    return instant


@json_string.serializer
def write_json(value: Any) -> str:
    return json.dumps(value, default=str)


@json_string.value_parser
def read_json(value: Any) -> Any:
    try:
        return json.loads(value)
    except (TypeError, ValueError):
        raise ValueError(f"JSONString cannot represent value: {value!r}") from None


@uuid.serializer
def write_uuid(value: UUID) -> str:
    return str(value)


@uuid.value_parser
def read_uuid(value: Any) -> UUID:
    try:
        return UUID(value)
    except (AttributeError, TypeError, ValueError):
        raise ValueError(f"UUID cannot represent value: {value!r}") from None


def _big_int(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > MAX_BIGINT:
        raise ValueError(f"BigInt cannot represent value: {value!r}")
    return value


big_int = ScalarType("BigInt", serializer=_big_int, value_parser=_big_int)
SCALARS = [date_time, json_string, uuid, big_int]
