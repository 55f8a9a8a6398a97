"""A Hub with DockerSpawner and what its users have, before and after the switch to Kernelyard."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

from tests import parts
from tests.docker import jovyan, rig
from tests.own_hub import OwnHub, OwnSite, eventually

pytestmark = pytest.mark.docker

NAME = f"ky-migration-{os.getpid()}"
DOCKER_HUB = f"""
c.JupyterHub.authenticator_class = "dummy"
c.JupyterHub.spawner_class = "docker"
c.JupyterHub.hub_bind_url = "http://0.0.0.0:{{hub}}"
c.JupyterHub.cleanup_servers = False
c.DockerSpawner.image = "{{image}}"
c.DockerSpawner.pull_policy = "never"
c.DockerSpawner.prefix = "{NAME}"
c.DockerSpawner.volumes = {{{{"{{{{prefix}}}}-{{{{username}}}}": "/home/jovyan/work"}}}}
c.DockerSpawner.environment = {{{{"COURSE": "algebra"}}}}
c.DockerSpawner.mem_limit = "1G"
c.DockerSpawner.remove = True
"""
BEFORE = """
c.JupyterHub.hub_connect_ip = "{gateway}"
"""
NETWORK = """
c.DockerSpawner.network_name = "jupyterhub"
c.DockerSpawner.use_internal_ip = True
"""


def docker(*arguments: str) -> str:
    done = subprocess.run(["docker", *arguments], capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture
def image(images: rig.Images) -> Iterator[str]:
    """What the Hub starts; containers and volumes of the test are removed."""
    yield jovyan.ensure()
    for name in docker("ps", "--all", "--quiet", "--filter", f"name={NAME}").split():
        docker("rm", "--force", name)
    for name in docker("volume", "ls", "--quiet", "--filter", f"name={NAME}").split():
        docker("volume", "rm", name)


@pytest.fixture
def site() -> Iterator[OwnSite]:
    made = OwnSite()
    yield made
    made.remove()


def server(hub: OwnHub, user: str) -> dict[str, Any]:
    _, model = hub.call("GET", f"/hub/api/users/{user}")
    found: dict[str, Any] = (model or {}).get("servers", {}).get("", {})
    return found


def start(hub: OwnHub, user: str) -> None:
    hub.call("POST", f"/hub/api/users/{user}")
    # Just after the start of the services, no node has said yet which images it has.
    assert eventually(lambda: hub.call("POST", f"/hub/api/users/{user}/server")[0] in (201, 202))
    assert eventually(lambda: bool(server(hub, user).get("ready"))), server(hub, user)


def stop(hub: OwnHub, user: str) -> None:
    assert hub.call("DELETE", f"/hub/api/users/{user}/server")[0] in (202, 204)
    assert eventually(lambda: server(hub, user) == {}), server(hub, user)


def save(hub: OwnHub, user: str, path: str, content: str) -> None:
    body = {"type": "file", "format": "text", "content": content}
    assert hub.call("PUT", f"/user/{user}/api/contents/{path}", body)[0] in (200, 201)


def test_a_hub_of_dockerspawner_goes_on_with_its_volumes_and_settings(image: str, site: OwnSite) -> None:
    gateway = parts.docker_gateway()
    settings = DOCKER_HUB.replace("{image}", image)
    before = settings + BEFORE.replace("{gateway}", gateway)
    with site.running(before, kernelyard=False) as hub:
        start(hub, "alice")
        save(hub, "alice", "work/notes.txt", "written before")
        stop(hub, "alice")
        start(hub, "bob")  # and stays, when the Hub ends

    said = site.refused(before + NETWORK)
    assert "DockerSpawner.network_name: Remove it." in said
    assert "DockerSpawner.use_internal_ip: Remove it." in said

    agent = [
        "--Agent.engine=docker",
        f"--Agent.hub_api_url=http://127.0.0.1:{site.ports['hub']}/hub/api",
        f"--Agent.relay_port={site.ports['relay']}",
        f"--DockerSettings.unlabelled_images={image}",
        f"--DockerSettings.raw_volumes={NAME}-*",
    ]
    with site.running(settings, agent=agent) as hub:
        # Bob's old container is nobody's now, and the Hub says its name.
        assert eventually(lambda: server(hub, "bob") == {}), server(hub, "bob")
        assert f"DockerSpawner's container {NAME}-bob" in site.log()
        start(hub, "alice")
        status, found = hub.call("GET", "/user/alice/api/contents/notes.txt?content=1")
        assert (status, found["content"]) == (200, "written before")
        save(hub, "alice", "more.txt", "written after")
        stop(hub, "alice")
    seen = docker(
        "run", "--rm", "--volume", f"{NAME}-alice:/mine", "--entrypoint", "/bin/cat", image, "/mine/more.txt"
    )
    assert seen == "written after"
