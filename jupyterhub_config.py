# The Hub of a Kernelyard site. `make run` uses this file; see hub_ext/README.md for adding Kernelyard to a
# Hub you have.
import os

import kernelyard_hub

c = get_config()  # noqa: F821 - JupyterHub defines it

# Service, roles, spawner, login, proxy and limits. Everything set below this line wins.
kernelyard_hub.configure(c, data=os.environ.get("KERNELYARD_DATA", ".run"))
