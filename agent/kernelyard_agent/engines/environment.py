"""The environment of a session, built from nothing: never the agent's own, and never what a user may not set
(S14)."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import PurePath

from ..errors import Refused
from ..protocol import HUB_NOTEBOOK, KernelSpec

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_RESERVED = frozenset(
    {
        "CUDA_VISIBLE_DEVICES",
        "GCONV_PATH",
        "GLIBC_TUNABLES",
        "HOME",
        "LOGNAME",
        "PATH",
        "SHELL",
        "USER",
    }
)
_RESERVED_PREFIXES = (
    "BACKENDAI_",
    "CUDA_MPS_",
    "HUB_GPU_",
    "JPY_",
    "JUPYTERHUB_",
    "KERNELYARD_",
    "LD_",
    "NVIDIA_",
)
_OF_THE_HUB = ("JPY_", "JUPYTERHUB_")
USER = "work"
"""Name of a session's user, as in the original's images (OBJ-013); a uid without passwd entry needs one."""
CORE_COUNTS = ("NPROC", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMEXPR_NUM_THREADS", "JULIA_CPU_CORES")
"""Set to the number of allocated cores, unless the user has set them (KRN-014)."""


def check_name(name: str) -> None:
    """Raise `Refused` for a variable that users must not set: loader, devices, Hub and platform."""
    if not _NAME.fullmatch(name):
        raise Refused(f"environ: {name!r} is not a name of a variable.")
    if name in _RESERVED or name.startswith(_RESERVED_PREFIXES):
        raise Refused(f"environ: {name} is reserved and cannot be set by a session's owner.")


def is_free(name: str) -> bool:
    """Whether a user, or an image, may set the variable."""
    return bool(_NAME.fullmatch(name)) and name not in _RESERVED and not name.startswith(_RESERVED_PREFIXES)


def check_value(name: str, value: str) -> None:
    """Raise `Refused` for what no process can have in its environment."""
    if "\0" in value:
        raise Refused(f"environ: the value of {name} holds a NUL character.")


def split(spec: KernelSpec) -> tuple[dict[str, str], dict[str, str]]:
    """The spec's variables as (for all processes, for the notebook service only). Raises `Refused`.

    Only a Hub server's spec may hold variables of the Hub's (it comes from the Hub's spawner, no user writes
    it), and only its notebook server gets them.
    """
    is_hub_server = any(service.name == HUB_NOTEBOOK for service in spec.services)
    everybody: dict[str, str] = {}
    notebook: dict[str, str] = {}
    for name, value in spec.environ.items():
        check_value(name, value)
        if is_hub_server and _NAME.fullmatch(name) and name.startswith(_OF_THE_HUB):
            notebook[name] = value
        else:
            check_name(name)
            everybody[name] = value
    return everybody, notebook


def build(
    spec: KernelSpec,
    user: Mapping[str, str],
    devices: Mapping[str, str],
    *,
    home: PurePath,
    path: str,
    image: Mapping[str, str] | None = None,
    core_counts: tuple[str, ...] = CORE_COUNTS,
) -> dict[str, str]:
    """What every process of the session starts with; SHELL is missing. Later sources win over the user's,
    and the user's over the image's."""
    cores = sum(share.amount for share in spec.devices if share.slot == "cpu")
    environ = {
        "LANG": "C.UTF-8",
        **(image or {}),
        "TERM": "xterm-256color",
        **({name: str(max(1, cores // 10_000)) for name in core_counts} if cores else {}),
        **user,
        **devices,
        **cluster(spec),
        "HOME": str(home),
        "USER": USER,
        "LOGNAME": USER,
        "PATH": path,
    }
    # The notebook's terminals and kernels look for their data below HOME, and nowhere that other sessions
    # share: a folder ".local" is mounted in all of them, and may be full (S25).
    environ["JUPYTER_RUNTIME_DIR"] = str(home / ".kernelyard" / "runtime")
    return environ


def host_shell() -> str:
    """The shell of sessions that are processes of this machine."""
    return next(path for path in ("/bin/bash", "/bin/sh") if os.access(path, os.X_OK) or path == "/bin/sh")


def cluster(spec: KernelSpec) -> dict[str, str]:
    """What a session's processes may know about their session and cluster (SES-022)."""
    subs = spec.cluster_size - 1
    hosts = ["main1", *(f"sub{number}" for number in range(1, subs + 1))]
    rank = 0 if spec.cluster_role == "main" else spec.cluster_idx
    return {
        "BACKENDAI_SESSION_ID": str(spec.session_id),
        "BACKENDAI_SESSION_NAME": spec.session_name,
        "BACKENDAI_KERNEL_ID": str(spec.kernel_id),
        "BACKENDAI_KERNEL_IMAGE": spec.image,
        "BACKENDAI_CLUSTER_SIZE": str(spec.cluster_size),
        "BACKENDAI_CLUSTER_HOSTS": ",".join(hosts),
        "BACKENDAI_CLUSTER_REPLICAS": f"main:1,sub:{subs}" if subs else "main:1",
        "BACKENDAI_CLUSTER_HOST": spec.cluster_hostname,
        "BACKENDAI_CLUSTER_IDX": str(spec.cluster_idx),
        "BACKENDAI_CLUSTER_ROLE": spec.cluster_role,
        "BACKENDAI_CLUSTER_LOCAL_RANK": str(rank),
    }
