"""The Hub that ``kernelyard up`` runs when it is given no configuration of its own."""

import os

import kernelyard_hub

c = get_config()  # type: ignore[name-defined]  # noqa: F821 - JupyterHub defines it
kernelyard_hub.configure(c, data=os.environ["KERNELYARD_DATA"])
