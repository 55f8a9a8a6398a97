"""An image, and two sessions of it, for tests of what keeps sessions apart."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from kernelyard_agent import protocol as p
from tests.docker import rig
from tests.docker.engine_rig import ContainerRig, docker, folder

MIB = 2**20
PIDS = 256
QUOTA = 0.4
"""Of one core."""
SHARED = 16 * MIB
RECIPE = """
FROM {base}
LABEL ai.backend.envs.corecount="LD_PRELOAD,NVIDIA_VISIBLE_DEVICES,CUDA_VISIBLE_DEVICES,MY_CORES"
ENV CUDA_VISIBLE_DEVICES=0,1 NVIDIA_VISIBLE_DEVICES=all NVIDIA_DRIVER_CAPABILITIES=all \
    LD_LIBRARY_PATH=/data GCONV_PATH=/data KERNELYARD_X=1 BACKENDAI_X=1 JUPYTERHUB_API_TOKEN=of-the-image
RUN cp /bin/bash /usr/local/bin/rootsh && chmod 4755 /usr/local/bin/rootsh && mkdir /opt/container \
 && ln -s /opt/container /data \
 && printf '#!/bin/bash\\nenv > /root-environ; pwd >> /root-environ\\n' > /opt/container/bootstrap.sh \
 && chmod 755 /opt/container/bootstrap.sh
"""
"""An image with a shell that becomes root, and a startup script that root runs."""
ASROOT = "/usr/local/bin/rootsh -p -c"
LISTEN = """
import http.server, threading
class Page(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_): pass
page = http.server.ThreadingHTTPServer(("127.0.0.1", 9300), Page)
threading.Thread(target=page.serve_forever, daemon=True).start()
"""


@dataclass(frozen=True, slots=True)
class Secrets:
    """What no session may find out."""

    registry: str = uuid4().hex
    hub: str = uuid4().hex
    script: str = uuid4().hex
    variable: str = uuid4().hex
    own: str = uuid4().hex
    """What the curious one knows himself."""
    name: str = uuid4().hex
    email: str = f"{uuid4().hex}@example.com"


SECRETS = Secrets()


def devices(memory: int = 512 * MIB) -> list[p.DeviceShare]:
    return [
        p.DeviceShare(device_id="cpu0", slot="cpu", amount=int(QUOTA * 10_000)),
        p.DeviceShare(device_id="mem", slot="mem", amount=memory),
    ]


@contextlib.contextmanager
def built(images: rig.Images) -> Iterator[str]:
    """The image's reference."""
    reference = f"kernelyard-test/ky-isolation-{os.getpid()}:1"
    docker("build", "--quiet", "--force-rm", "--tag", reference, "-", text=RECIPE.format(base=images.python))
    yield reference
    docker("image", "rm", "--force", reference, check=False)


@contextlib.asynccontextmanager
async def started() -> AsyncIterator[ContainerRig]:
    """An agent that lets a session have few processes."""
    directory = Path(tempfile.mkdtemp(prefix="ky-isolation-", dir="/var/tmp"))
    directory.chmod(0o711)
    try:
        async with ContainerRig(directory / "a", **{"DockerSettings.pids_limit": str(PIDS)}) as one:
            yield one
    finally:
        shutil.rmtree(directory, ignore_errors=True)


async def curious(agent: ContainerRig, image: str) -> p.KernelSpec:
    """A session whose owner tries what there is to try; its program listens on 9300."""
    mount, path = folder(agent, "mine")
    (path / "evil.sh").write_text("id -u >> /home/work/mine/who\n")
    spec = agent.spec(
        image=f"local/{image}",
        devices=devices(),
        shared_memory=SHARED,
        preopen_ports=[9300],
        mounts=[mount],
        owner_username=SECRETS.email,
        session_name=SECRETS.name,
        environ={
            "BASH_ENV": "/home/work/mine/evil.sh",
            "ENV": "/home/work/mine/evil.sh",
            "OWN": SECRETS.own,
        },
    )
    credentials = p.Credentials(
        environ={"JUPYTERHUB_API_TOKEN": SECRETS.hub},
        bootstrap_environ={"GIT_PASSWORD": SECRETS.script},
        registry_password=SECRETS.registry,
    )
    await agent.client.create_kernel(p.CreateKernel(epoch=1, spec=spec, credentials=credentials))
    await agent.state(spec, p.KernelState.RUNNING)
    await agent.run(spec, LISTEN)
    return spec


async def privileged(agent: ContainerRig, image: str) -> p.KernelSpec:
    """Somebody else's, whose owner may become root in it."""
    spec = await agent.running(
        image=f"local/{image}",
        sudo=True,
        preopen_ports=[9300],
        environ={"MINE": SECRETS.variable},
    )
    await agent.run(spec, LISTEN)
    return spec


def pid_of(agent: ContainerRig, spec: p.KernelSpec) -> int:
    return int(agent.container(spec.kernel_id)["State"]["Pid"])
