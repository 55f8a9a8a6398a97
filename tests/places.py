"""Which tests share a worker when several run: all of the shared site's, else those of one file.

pytest-xdist's own groups do nothing with pytest 9.2: they rename tests in a way that it no longer reads.
"""

from __future__ import annotations

from xdist.scheduler import LoadScopeScheduling

SITE = ("tests/browser/", "tests/interop/", "tests/integration/test_hub_")
"""Where tests use the fixture `site`: one worker runs all of these, so that a run starts one site."""


def place(nodeid: str) -> str:
    """The name of what is given to a worker as a whole."""
    path = nodeid.partition("::")[0]
    return "site" if path.startswith(SITE) else path


class ByPlace(LoadScopeScheduling):  # type: ignore[misc]
    """Hands out places in the order of collection: the site's tests take longest and come first."""

    def _split_scope(self, nodeid: str) -> str:
        return place(nodeid)
