"""What a session's container is made of: pure, from the kernel's spec to the body of Docker's create call.

No secret stands in it, for everybody who may ask the Docker engine can read it: the session's environment and
its credentials travel in the plan, a file that only root in the container reads.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...protocol import KernelSpec
from .. import environment
from . import raw
from .homes import HOME
from .images import Image
from .limits import limits
from .settings import DockerSettings

BUNDLE = "/opt/kernelyard"
"""Where the node's bundle is in a session."""
RUN = "/run/kernelyard"
"""Where the session meets its agent: the socket, the plan; read-only."""
LOG, STATUS = f"{RUN}/session.log", f"{RUN}/status.json"
PYTHON = f"{BUNDLE}/bin/python3"
ENTRY = ["-I", "-m", "kernelyard_agent.runner.entry"]

KERNEL, OWNER, AGENT = "kernelyard.kernel-id", "kernelyard.owner", "kernelyard.agent-id"
SESSION, GENERATION = "kernelyard.session-id", "kernelyard.generation"

DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


@dataclass(frozen=True, slots=True)
class Bind:
    """A directory or file of this node in the container."""

    source: str
    target: str
    read_only: bool = False

    def mount(self) -> dict[str, Any]:
        return {
            "Type": "bind",
            "Source": self.source,
            "Target": self.target,
            "ReadOnly": self.read_only,
            # What is mounted below the directory on the node would stay writable in a read-only mount.
            "BindOptions": {"Propagation": "rprivate", "NonRecursive": self.read_only},
        }


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose containers these are. ``owner`` is this agent's alone, whatever name it was given."""

    owner: str
    agent_id: str


def container(
    spec: KernelSpec,
    image: Image,
    settings: DockerSettings,
    identity: Identity,
    binds: Sequence[Bind],
    gpus: Sequence[str] = (),
) -> dict[str, Any]:
    """The body of Docker's create call. Raises `Refused` for raw options that this node does not let pass."""
    own = {
        **limits(spec, settings),
        **_isolation(spec, settings),
        **_temporary(spec, settings),
        **_gpus(gpus),
        "NetworkMode": settings.network,
        "LogConfig": _log(settings),
        "RestartPolicy": {"Name": "no"},
    }
    extra = raw.host_config(spec.engine_options, settings.extra_host_config)
    extra["CapAdd"] = [*own["CapAdd"], *(extra.get("CapAdd") or [])]
    return {
        "Image": image.id,
        "Hostname": spec.cluster_hostname,
        "User": "0:0",
        "WorkingDir": "/",
        "Entrypoint": [PYTHON],
        "Cmd": ENTRY,
        "Env": early_environ(image.env, gpus),
        "Labels": {
            KERNEL: str(spec.kernel_id),
            SESSION: str(spec.session_id),
            GENERATION: str(spec.generation),
            OWNER: identity.owner,
            AGENT: identity.agent_id,
        },
        # Whatever an image wants to run beside us, it would run as root.
        "Healthcheck": {"Test": ["NONE"]},
        "StopSignal": "SIGTERM",
        "HostConfig": {
            **own,
            **extra,
            "Mounts": [
                *(bind.mount() for bind in binds),
                *raw.mounts(spec.engine_options, settings.raw_volumes),
            ],
        },
    }


def own_binds(bundle: Path, place_own: Path, socket_directory: Path, home: Path) -> list[Bind]:
    """What every session has: its home, the bundle, and what connects it to its agent."""
    return [
        Bind(str(bundle), BUNDLE, read_only=True),
        Bind(str(socket_directory), RUN, read_only=True),
        Bind(str(place_own / "session.log"), LOG),
        Bind(str(place_own / "status.json"), STATUS),
        Bind(str(home), str(HOME)),
    ]


def early_environ(image: Mapping[str, str], gpus: Sequence[str]) -> list[str]:
    """The environment that the engine, its hooks and the first process see: the image's, without what is the
    platform's or the loader's (S14). A name without a value takes the image's away."""
    taken = sorted(name for name in image if not _may_stay(name))
    visible = [] if gpus else ["NVIDIA_VISIBLE_DEVICES=void"]
    return [*(name for name in taken if not (visible and name == "NVIDIA_VISIBLE_DEVICES")), *visible]


def image_environ(image: Mapping[str, str]) -> dict[str, str]:
    """What a session keeps of its image's environment, PATH apart."""
    return {name: value for name, value in image.items() if name != "PATH" and _may_stay(name)}


def _may_stay(name: str) -> bool:
    return name == "PATH" or environment.is_free(name)


def _log(settings: DockerSettings) -> dict[str, Any]:
    """What is printed before the session's own log is open."""
    options = {"max-size": str(settings.log_size), "max-file": "1", "compress": "false"}
    return {"Type": "local", "Config": options}


def _isolation(spec: KernelSpec, settings: DockerSettings) -> dict[str, Any]:
    capabilities = list(settings.capabilities)
    found: dict[str, Any] = {
        "Privileged": False,
        "CapDrop": ["ALL"],
        "IpcMode": "private",
        "CgroupnsMode": "private",
        "PublishAllPorts": False,
        "ReadonlyRootfs": spec.read_only_root,
    }
    if spec.sudo:
        capabilities += [name for name in settings.sudo_capabilities if name not in capabilities]
    else:
        found["SecurityOpt"] = ["no-new-privileges:true"]
    if settings.runtime:
        found["Runtime"] = settings.runtime
    return {**found, "CapAdd": capabilities}


def _temporary(spec: KernelSpec, settings: DockerSettings) -> dict[str, Any]:
    if not spec.read_only_root:
        return {}
    size = f"size={settings.temporary_size}"
    return {
        "Tmpfs": {
            "/tmp": f"rw,nosuid,nodev,exec,mode=1777,{size}",  # noqa: S108 -- the session's own
            "/var/tmp": f"rw,nosuid,nodev,exec,mode=1777,{size}",  # noqa: S108
            "/run": f"rw,nosuid,nodev,mode=755,{size}",
        }
    }


def _gpus(gpus: Sequence[str]) -> dict[str, Any]:
    if not gpus:
        return {}
    return {
        "DeviceRequests": [
            {
                "Driver": "nvidia",
                "DeviceIDs": list(gpus),
                "Capabilities": [["gpu", "compute", "utility"]],
            }
        ]
    }


def name(spec: KernelSpec) -> str:
    """The container's name: ids only, so that no two sessions can want the same (S17)."""
    return f"kernelyard-{spec.kernel_id}-{spec.generation}"


def selector(identity: Identity, kernel_id: object = None) -> dict[str, list[str]]:
    """Filters that find this agent's containers, or those of one kernel."""
    labels: Iterable[str] = [f"{OWNER}={identity.owner}"]
    if kernel_id is not None:
        labels = [*labels, f"{KERNEL}={kernel_id}"]
    return {"label": list(labels)}
