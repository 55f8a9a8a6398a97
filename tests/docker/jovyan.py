"""An image as the Jupyter project's are: a user ``jovyan`` of its own, and a directory for a volume."""

from __future__ import annotations

import subprocess

from tests.docker import rig

DOCKERFILE = """
FROM {python}
RUN useradd --create-home --uid 1000 jovyan && mkdir /home/jovyan/work && chown 1000:1000 /home/jovyan/work
USER jovyan
WORKDIR /home/jovyan
CMD ["jupyterhub-singleuser"]
"""


def ensure() -> str:
    """Its reference; built from the rig's ``python`` when it is missing, in a second or two."""
    text = DOCKERFILE.format(python=rig.ensure().python)
    reference = f"kernelyard-test/jovyan:{rig.tag()}"
    command = ["docker", "build", "--quiet", "--force-rm", "--tag", reference, "-"]
    subprocess.run(command, input=text, text=True, capture_output=True, check=True)
    return reference
