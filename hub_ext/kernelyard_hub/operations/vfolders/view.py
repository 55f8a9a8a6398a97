"""Folders as lists show them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kernelyard_hub.operations.vfolders.rules import is_owner, may_manage, shared_by, shown_permission
from kernelyard_hub.principal import Principal


def status_info(row: Mapping[str, Any]) -> str | None:
    """Why the folder is not as it should be, in one sentence. While it is copied, its row has a number there.

    >>> status_info({"status": "cloning", "status_info": "0f"}), status_info({"status": "ready"})
    (None, None)
    """
    return None if row["status"] == "cloning" else row.get("status_info")


def item(who: Principal, row: Mapping[str, Any]) -> dict[str, Any]:
    """One folder, read by `store.vfolders.listed` for ``who`` (golden 086, 094). Sizes are as last counted,
    None where nobody has counted yet.
    """
    return {
        "name": row["name"],
        "id": row["id"].hex,
        "quota_scope_id": row["quota_scope"],
        "host": row["host"],
        "status": row["status"],
        "usage_mode": row["usage_mode"],
        "created_at": str(row["created_at"]),
        "is_owner": is_owner(who, row),
        "permission": shown_permission(who, row),
        "user": str(row["user_id"]) if row["user_id"] else None,
        "group": str(row["project_id"]) if row["project_id"] else None,
        "creator": row["creator"],
        "user_email": row["user_email"],
        "group_name": row["group_name"],
        "ownership_type": row["ownership_type"],
        "type": row["ownership_type"],
        "cloneable": row["cloneable"],
        "max_files": 0,
        "max_size": row["max_size"],
        "cur_size": row["used_bytes"] or 0,
        # Not the original's:
        "status_info": status_info(row),
        "manage": may_manage(who, row),
        "shared_by": shared_by(who, row),
        "unmanaged_path": row["unmanaged_path"],
        "used_bytes": row["used_bytes"],
        "num_files": row["files"],
        "counted_at": None if row["counted_at"] is None else row["counted_at"].isoformat(),
        "source_id": None if row["source_id"] is None else row["source_id"].hex,
    }
