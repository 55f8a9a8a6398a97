"""Schema migrations: alembic, run by the service itself before it does anything else (R20)."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from .database import SchemaTooNew

MIGRATIONS = Path(__file__).parent / "migrations"


def configuration(conn: Connection) -> Config:
    """Alembic's configuration over an open connection; nothing is read from files or the environment."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = conn
    return config


def migrate(conn: Connection, revision: str = "head") -> None:
    """Bring the schema to ``revision`` inside the caller's transaction; refuses a schema that it does not
    know.
    """
    config = configuration(conn)
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    for current in MigrationContext.configure(conn).get_current_heads():
        if current not in known:
            raise SchemaTooNew(
                f"The database has schema {current}, which this version does not know: a newer version of "
                "Kernelyard wrote it. Start that version, or restore the backup made before the upgrade."
            )
    command.upgrade(config, revision)
