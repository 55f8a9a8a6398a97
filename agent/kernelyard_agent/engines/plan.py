"""The runner's plan: what an engine hands to it, a JSON object.

| key | |
|---|---|
| ``token`` | what it shows to the agent |
| ``log_fd``, ``status_fd``, ``socket_dir_fd`` | descriptors: the log, the exit status, the socket's place |
| ``services`` | `ServiceStart` objects |
| ``environ`` | what only services may know (credentials, the Hub's variables) |
| ``main_service`` | the service whose end is the session's end, or null |
| ``outbound`` | (optional) ``hub-api`` or ``service`` -> port: where the session reaches them by its agent |
| ``warm`` | whether to start the kernel before it is needed |
| ``session_type``, ``startup_command``, ``bootstrap_script`` | the spec's |
| ``dotfiles``, ``exec_timeout`` | the spec's |
| ``preopen_ports``, ``ssh_private_key``, ``bootstrap_environ`` | the spec's and `Credentials`' |
| ``runtime_path``, ``runtime_type``, ``service_ports``, ``endpoint_ports`` | the image's labels |

A container's entry (`runner.entry`) is told more, see there.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from ..protocol import HUB_NOTEBOOK, Credentials, KernelSpec, ServiceStart

NOTEBOOKS = ("jupyterhub-singleuser", "jupyter-labhub", "start-singleuser.sh", "start-singleuser.py")
"""Programs that take a notebook server's arguments."""


def build(
    spec: KernelSpec,
    credentials: Credentials,
    token: str,
    *,
    notebook: Mapping[str, str],
    hub_api_url: str,
    service_url: str,
    labels: Mapping[str, str],
    home: PurePath,
    has_home_folder: bool,
) -> dict[str, Any]:
    """Everything but the descriptors. ``notebook`` is what only the Hub's notebook may know (beside the
    credentials); ``hub_api_url`` and ``service_url`` are where the session reaches those, empty for where the
    Hub says; ``has_home_folder`` tells whether a folder ``home`` is mounted."""
    is_hub_server = any(s.name == HUB_NOTEBOOK for s in spec.services)
    own = _kept_settings(home) if is_hub_server and has_home_folder else {}
    own |= {**notebook, **credentials.environ}
    if hub_api_url and (known := own.get("JUPYTERHUB_API_URL")):
        own["JUPYTERHUB_API_URL"] = hub_api_url
        activity = own.get("JUPYTERHUB_ACTIVITY_URL", "")
        if activity.startswith(f"{known}/"):
            own["JUPYTERHUB_ACTIVITY_URL"] = hub_api_url.rstrip("/") + activity.removeprefix(known)
    if service_url and "JUPYTERHUB_API_TOKEN" in own:
        # Where the panel and the launcher of `kernelyard_lab` ask; the token is theirs to use.
        own["KERNELYARD_SERVICE_URL"] = service_url
    root = own.get("JUPYTERHUB_ROOT_DIR")
    return {
        "token": token,
        "services": [_service(service, home, has_home_folder, root) for service in spec.services],
        "environ": own,
        "main_service": HUB_NOTEBOOK if is_hub_server else None,
        # A Hub server's notebook starts its own kernels.
        "warm": not spec.services,
        "session_type": spec.session_type,
        "startup_command": spec.startup_command,
        "bootstrap_script": spec.bootstrap_script,
        "bootstrap_environ": credentials.bootstrap_environ,
        "dotfiles": [dotfile.model_dump() for dotfile in spec.dotfiles],
        "exec_timeout": spec.exec_timeout,
        "preopen_ports": spec.preopen_ports,
        "ssh_private_key": credentials.ssh_private_key,
        "runtime_path": labels.get("ai.backend.runtime-path", ""),
        "runtime_type": labels.get("ai.backend.runtime-type", ""),
        "service_ports": labels.get("ai.backend.service-ports", ""),
        "endpoint_ports": labels.get("ai.backend.endpoint-ports", ""),
    }


def _kept_settings(home: PurePath) -> dict[str, str]:
    """Where a Hub server's Lab keeps its settings and workspaces: in the folder ``home``, to survive Stop."""
    kept = home / "home" / ".jupyter" / "lab"
    return {
        "JUPYTERLAB_SETTINGS_DIR": str(kept / "user-settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(kept / "workspaces"),
    }


def _service(
    service: ServiceStart, home: PurePath, has_home_folder: bool, root: str | None
) -> dict[str, Any]:
    """A service as the runner starts it. The Hub's notebook opens in the folder ``home`` and shows the others
    beside it: its root is the session's home, its preferred directory the folder. Where the Hub's
    configuration has its own ``root``, or another program than a notebook, it is left alone."""
    found = service.model_dump()
    notebook = service.argv and PurePath(service.argv[0]).name in NOTEBOOKS
    if service.name == HUB_NOTEBOOK and notebook and root is None:
        found["argv"] = [*service.argv, f"--ServerApp.root_dir={home}"]
        if has_home_folder:
            found["argv"].append(f"--FileContentsManager.preferred_dir={home / 'home'}")
    return found
