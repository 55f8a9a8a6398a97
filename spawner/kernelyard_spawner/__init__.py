"""A class inside JupyterHub: "this user pressed Start" becomes a compute session, and the way to its
notebook."""

from .spawner import KernelyardSpawner

__all__ = ["KernelyardSpawner"]
