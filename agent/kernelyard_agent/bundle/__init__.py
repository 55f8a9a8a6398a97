"""The bundle: a Python that needs nothing of the image it runs in, mounted read-only at `MOUNT` (KRN-002).

It is a copy of this node's session environment (interpreter, standard library, packages of the extras
``session`` and ``lab``, the runner) with the loader and every shared library that they need. Start reading at
`store.ensure`; ``python -m kernelyard_agent.bundle`` builds one by hand, or the context of a runner image.
"""

from .image import write_context
from .places import MOUNT, BundleError
from .store import ensure, prune

__all__ = ["MOUNT", "BundleError", "ensure", "prune", "write_context"]
