"""The database behind one interface: `Store`. Tables are in `models`, statements in one module per noun."""

from .database import DatabaseInUse, SchemaTooNew, Store, StoreError

__all__ = ["DatabaseInUse", "SchemaTooNew", "Store", "StoreError"]
