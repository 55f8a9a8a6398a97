"""Alembic's environment: always over a connection that `kernelyard_hub.store.migrate` has opened."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context

from kernelyard_hub.store.models import metadata
from kernelyard_hub.store.models.base import UtcDateTime


def render_item(kind: str, item: Any, _autogen: Any) -> str | Literal[False]:
    """Revisions name plain types, so that they do not change when our classes do."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_item=render_item,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
