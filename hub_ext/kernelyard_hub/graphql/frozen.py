"""Mutations that go on while the service is frozen for maintenance (REST-062): those that take rights away.
Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

ALWAYS = frozenset(
    {
        "delete_user",
        "delete_keypair",
        "delete_group",
        "delete_domain",
        "disassociate_scaling_group_with_domain",
        "disassociate_scaling_group_with_user_group",
        "disassociate_scaling_group_with_keypair",
        "disassociate_all_scaling_groups_with_domain",
        "disassociate_all_scaling_groups_with_group",
        "modify_agent",  # as `manager.scheduler-operation`: nodes are what many a maintenance is about
    }
)
LESS: dict[str, dict[str, tuple[Any, ...]]] = {
    "modify_user": {"is_active": (False,), "status": ("inactive", "deleted", "before-verification")},
    "modify_keypair": {"is_active": (False,)},
    "modify_group": {"is_active": (False,)},
    "modify_domain": {"is_active": (False,)},
}
"""Field -> values that take rights away."""


def goes_on(name: str, arguments: Mapping[str, Any]) -> bool:
    """Whether the mutation does nothing but take rights away."""
    if name in ALWAYS:
        return True
    props = {field: value for field, value in (arguments.get("props") or {}).items() if value is not None}
    if name == "modify_group" and props.get("user_update_mode") == "remove":
        props = {field: props[field] for field in props if field not in ("user_update_mode", "user_uuids")}
        return _are_less(name, props)
    return bool(props) and _are_less(name, props)


def _are_less(name: str, props: Mapping[str, Any]) -> bool:
    less = LESS.get(name, {})
    return all(value in less.get(field, ()) for field, value in props.items())
