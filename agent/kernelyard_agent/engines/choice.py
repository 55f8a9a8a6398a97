"""The engine that a node's configuration asks for, with the homes that it needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .. import probe
from ..homes import Homes
from ..protocol import DeviceShare
from . import Engine, NotUsable
from .process import ProcessEngine, SessionUser


@dataclass(frozen=True, slots=True)
class Node:
    """What an engine must know of its node. ``gpus`` says which real GPUs shares are of."""

    agent_id: str
    state_dir: Path
    volumes: Mapping[str, Path]
    user: SessionUser
    gpus: Callable[[list[DeviceShare]], list[str]]


def choose(config: Any, node: Node) -> tuple[Engine, Homes]:
    """The engine of ``config`` (an `Agent`). Raises `probe.Unreachable` where its sessions could not run."""
    return _docker(config, node) if config.engine == "docker" else _process(config, node)


def _process(config: Any, node: Node) -> tuple[Engine, Homes]:
    python = Path(config.session_python).absolute()  # not resolved: a venv's python is a link
    user = node.user
    homes = Homes(node.state_dir, node.volumes, (user.uid, user.gid) if user.drop else None, python)
    found = probe.look(python, user, homes.scratch)
    return ProcessEngine(python, found, user, homes, config.hub_api_url, config.service_url), homes


def _docker(config: Any, node: Node) -> tuple[Engine, Homes]:
    try:
        from .. import bundle
        from .docker.engine import DockerEngine, read_owner
    except ModuleNotFoundError as error:
        raise ValueError(f"engine: docker needs kernelyard[docker] ({error.name} is not installed)") from None
    from .docker.config import Identity
    from .docker.homes import ContainerHomes
    from .docker.settings import DockerSettings

    settings = DockerSettings(parent=config)
    user = node.user
    owner = (user.uid, user.gid)
    homes = ContainerHomes(node.state_dir, node.volumes, owner if user.drop else None, Path())
    python = Path(config.session_python).absolute()

    def make_bundle() -> Path:
        if settings.bundle:
            return Path(settings.bundle).resolve()
        try:
            return bundle.ensure(
                node.state_dir,
                python,
                runner_image=settings.runner_image or None,
                engine_url=f"unix://{settings.socket}",
            )
        except bundle.BundleError as error:
            raise NotUsable(str(error)) from None

    engine = DockerEngine(
        settings,
        Identity(read_owner(node.state_dir / "docker-owner"), node.agent_id),
        homes,
        owner,
        make_bundle,
        lambda used: bundle.prune(node.state_dir, used),
        gpus=node.gpus,
        hub_api_url=config.hub_api_url,
        service_url=config.service_url,
    )
    return engine, homes
