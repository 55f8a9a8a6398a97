"""A session in the words of an older API: one flat row per main kernel, slots and figures as plain
numbers."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from kernelyard_hub.operations.listings.paging import Row

_ORDER_KEYS = {"sess_id": "name", "session_name": "name", "group_id": "group_id", "sess_type": "type"}


def legacy_order(order_key: str | None, order_asc: bool | None) -> str | None:
    """``order_key`` and ``order_asc`` as an order text; without a direction the newest or highest comes
    first."""
    if not order_key:
        return None
    return f"{'+' if order_asc else '-'}{_ORDER_KEYS.get(order_key, order_key)}"


def legacy(session: Row) -> Row:
    """One row of the older API from one of `listings_sessions`."""
    main: Row = next(iter(session["containers"]), {})
    slots: Mapping[str, str] = session["occupied_slots"]
    figures: Mapping[str, Any] = main.get("live_stat") or main.get("last_stat") or {}
    return {
        **session,
        "id": main.get("id"),
        "sess_id": session["name"],
        "session_name": session["name"],
        "sess_type": session["type"],
        "session_type": session["type"],
        "role": session["main_kernel_role"],
        "user_uuid": session["user_id"],
        "agent": main.get("agent"),
        "container_id": main.get("container_id"),
        "live_stat": main.get("live_stat"),
        "last_stat": main.get("last_stat"),
        "occupied_shares": {},
        "mounts": [[name] for name in session["mounts"]],
        "lang": session["image"],
        "mem_slot": int(slots.get("mem", "0")) // 2**20,
        "cpu_slot": float(slots.get("cpu", "0")),
        "gpu_slot": _devices(slots, "cuda", "rocm"),
        "tpu_slot": _devices(slots, "tpu"),
        "cpu_used": _figure(figures, "cpu_used"),
        "cpu_using": float(_decimal(figures, "cpu_util", "pct")),
        "mem_max_bytes": _figure(figures, "mem", "stats.max"),
        "mem_cur_bytes": _figure(figures, "mem"),
        "net_rx_bytes": _figure(figures, "net_rx"),
        "net_tx_bytes": _figure(figures, "net_tx"),
        "io_read_bytes": _figure(figures, "io_read"),
        "io_write_bytes": _figure(figures, "io_write"),
        "io_max_scratch_size": _figure(figures, "io_scratch_size", "stats.max"),
        "io_cur_scratch_size": _figure(figures, "io_scratch_size"),
    }


def _devices(slots: Mapping[str, str], *kinds: str) -> float:
    return float(sum(Decimal(amount) for name, amount in slots.items() if name.partition(".")[0] in kinds))


def _figure(figures: Mapping[str, Any], metric: str, key: str = "current") -> int:
    return int(_decimal(figures, metric, key))


def _decimal(figures: Mapping[str, Any], metric: str, key: str) -> Decimal:
    value = figures.get(metric)
    if not isinstance(value, Mapping):
        return Decimal(0)
    try:
        found = Decimal(str(value.get(key) or 0))
    except ArithmeticError:
        return Decimal(0)
    return found if found.is_finite() else Decimal(0)
