"""The agent's second listener: what browsers send to the apps of sessions, and to Hub servers in containers.

`listener` opens the port, `front` and `back` are the two connections of a request, `routes` says where a path
leads and what headers may pass, `access` who is let in. `heads` and `bodies` read HTTP/1.1, strictly: what
two programs could read in two ways is refused, so that nobody can hide one request inside another.

Bodies are handed on as they come, byte for byte, by protocols instead of tasks: a proxy written with aiohttp
moves half as much (`make bench-proxy`), and h11 decodes and encodes again what only has to be counted.
"""

from .access import Access
from .listener import Relay

__all__ = ["Access", "Relay"]
