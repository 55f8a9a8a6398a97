"""Which tests share a worker when several run: the shared site's, the docker engine's, else one file's.

pytest-xdist's own groups do nothing with pytest 9.2: they rename tests in a way that it no longer reads.
"""

from __future__ import annotations

from xdist.scheduler import LoadScopeScheduling

SITE = ("tests/browser/", "tests/integration/test_hub_")
"""Where tests use the fixture `site`: one worker runs all of these, so that a run starts one site."""
CLIENT = "tests/interop/"
"""The public client's tests share a site, too, but take so long that they are a place of their own."""
DOCKER = "tests/docker/"
"""One engine and one set of images: one worker, so that measured times are not those of another's start."""


def place(nodeid: str) -> str:
    """The name of what is given to a worker as a whole."""
    path = nodeid.partition("::")[0]
    if path.startswith(SITE):
        return "site"
    if path.startswith(CLIENT):
        return "client"
    return "docker" if path.startswith(DOCKER) else path


FIRST = ("site", "docker", "client")
"""Places that take minutes; files of seconds fill what is left of the workers' time."""


def rank(nodeid: str) -> int:
    """Where in the order a test's place comes."""
    name = place(nodeid)
    return FIRST.index(name) if name in FIRST else len(FIRST)


class ByPlace(LoadScopeScheduling):  # type: ignore[misc]
    """Hands out places in the order of collection, which `rank` has put right."""

    def _split_scope(self, nodeid: str) -> str:
        return place(nodeid)
