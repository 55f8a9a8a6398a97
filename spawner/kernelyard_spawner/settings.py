"""DockerSpawner's settings, one by one: which are honoured and how, and what to do instead of the others.

Pure. `ROWS` is the table that ``docs/migrating-from-dockerspawner.md`` shows; `problems` says what of a
configuration cannot be honoured. Nothing is ever left out silently: what is not in the table is a problem.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kernelyard_hub.protocol import is_reserved

GUIDE = "docs/migrating-from-dockerspawner.md"
OF_THE_HUB = ("JUPYTERHUB_", "JPY_")
START_SCRIPT = re.compile(r"^(GRANT_SUDO|NB_(UID|GID|USER|GROUP)|CHOWN_(HOME|EXTRA)(_OPTS)?)$")
"""Variables for the start script of the Jupyter images, which runs as root; sessions never do."""
_CALLED = "A callable is asked at each start; what it returns is checked then."


@dataclass(frozen=True, slots=True)
class Row:
    """What becomes of one setting: ``honoured`` says how, ``instead`` what to do where it cannot be."""

    honoured: str = ""
    instead: str = ""


def _is(text: str) -> Row:
    return Row(honoured=text)


def _no(text: str) -> Row:
    return Row(instead=text)


_HUB = _is("As before: the Hub itself does it.")
_CONNECTION = _no("Remove it. The Hub does not speak to Docker any more; each node's agent does.")
_ADDRESS = _no("Remove it. The Hub reaches every server through the relay of its node's agent.")
_CERTIFICATES = _no("Remove it, and `c.JupyterHub.internal_ssl`. Between machines the agents use TLS.")
_NAME = _no("Remove it. Containers are named by Kernelyard, so that names cannot collide.")
_TLS = _no("Remove it. It is the agent on each node that speaks to Docker.")
_GROUPS = _no("Remove it. Where a server runs is decided by resource groups.")
_SYSTEM_HOME = _no(
    "Remove it. Mount the homes: `c.DockerSpawner.volumes = {'/home/{raw_username}': '/home/work/mine'}`."
)

ROWS: dict[str, Row] = {
    # Images
    "image": _is("The image that servers run when nothing else was chosen."),
    "container_image": _is("As `image`."),
    "allowed_images": _is("A list, a dictionary, a callable or `'*'`; the spawn page offers these images."),
    "image_whitelist": _is("As `allowed_images`."),
    "pull_policy": _is("The node's agent pulls; `skip` is `never` there."),
    # Files
    "volumes": _is("Mounted by the agent, where the node's own list of allowed volumes lets them pass."),
    "read_only_volumes": _is("As `volumes`, read-only."),
    "mounts": _is("As `volumes`."),
    "format_volume_name": _is("Called in the Hub, as before."),
    "escape": _is("For names of volumes, as before."),
    "prefix": Row(
        "As `{prefix}` in names of volumes.",
        "Remove it: no name of a volume uses it, and containers are named by Kernelyard.",
    ),
    "container_prefix": _no("Remove it, or use `prefix` where names of volumes hold `{prefix}`."),
    "notebook_dir": _is("The notebook's root. Unset: the user's own volume if there is one, else `~`."),
    # Amounts
    "mem_limit": _is("The most that a server gets, and what it gets when nothing was chosen (slot `mem`)."),
    "cpu_limit": _is("The most that a server gets, and what it gets when nothing was chosen (slot `cpu`)."),
    "mem_guarantee": Row(
        "What a server has been given is its own: it is promised and limited by the same amount.",
        "Set `mem_limit` as well: a server's memory is promised and limited by the same amount.",
    ),
    "cpu_guarantee": Row(
        "What a server has been given is its own: it is promised and limited by the same amount.",
        "Set `cpu_limit` as well: a server's cores are promised and limited by the same amount.",
    ),
    # What runs
    "cmd": _is("Started as the session's user. Unset: `jupyterhub-singleuser`, the image's or Kernelyard's."),
    "args": _is("As before."),
    "default_url": _is("As before."),
    "debug": _is("As before."),
    "disable_user_config": _is("As before."),
    "post_start_cmd": _is("Runs as the session's user before the notebook starts; its failure is logged."),
    "environment": Row(
        "In the notebook and in what it starts.",
        "Remove these variables: the platform sets those that decide what a session may reach, and nothing "
        "runs as root that could act on the others.",
    ),
    "env_keep": Row("As `environment`.", "Remove these variables: the platform sets them."),
    "extra_host_config": Row(
        "`shm_size` is the shared memory; the rest goes to the node, whose own list decides. " + _CALLED,
        "Remove what Kernelyard decides itself.",
    ),
    "extra_create_kwargs": Row("Its `environment`. " + _CALLED, "Remove the other keys."),
    "remove": Row(
        "Containers are always removed; what is to stay lies in volumes and folders.",
        "Set it to True, or remove it: what users keep belongs into volumes and folders.",
    ),
    "remove_containers": Row("As `remove`.", "Set `remove` to True, or remove this."),
    # Docker, networks, names
    "client_kwargs": _CONNECTION,
    "use_docker_client_env": _CONNECTION,
    "tls_config": _TLS,
    "tls": _TLS,
    "tls_verify": _TLS,
    "tls_ca": _TLS,
    "tls_cert": _TLS,
    "tls_key": _TLS,
    "tls_assert_hostname": _TLS,
    "network_name": _no(
        "Remove it. Sessions sit in a private network of their own and reach the Hub through their node."
    ),
    "links": _no("Remove it. Sessions reach the Hub through their node, and each other not at all."),
    "use_internal_ip": _ADDRESS,
    "use_internal_hostname": _ADDRESS,
    "host_ip": _ADDRESS,
    "container_ip": _ADDRESS,
    "ip": _ADDRESS,
    "port": _ADDRESS,
    "container_port": _ADDRESS,
    "hub_ip_connect": _no("Remove it. Sessions reach the Hub through their node."),
    "hub_connect_url": _no("Remove it. Sessions reach the Hub through their node."),
    "name_template": _NAME,
    "container_name_template": _NAME,
    "move_certs_image": _CERTIFICATES,
    "certs_volume_name": _CERTIFICATES,
    "ssl_alt_names": _CERTIFICATES,
    "ssl_alt_names_include_local": _CERTIFICATES,
    # The Hub's own
    "apply_user_options": _HUB,
    "auth_state_hook": _HUB,
    "consecutive_failure_limit": _HUB,
    "group_overrides": _HUB,
    "http_timeout": _HUB,
    "oauth_client_allowed_scopes": _HUB,
    "oauth_roles": _HUB,
    "options_form": _HUB,
    "options_from_form": _HUB,
    "poll_interval": _HUB,
    "poll_jitter": _HUB,
    "post_stop_hook": _HUB,
    "pre_spawn_hook": _HUB,
    "progress_ready_hook": _HUB,
    "server_token_scopes": _HUB,
    "start_timeout": _is("As before, with the wait in the queue: better removed (30 days is then set)."),
}
FOREIGN: dict[str, dict[str, Row]] = {
    "SwarmSpawner": {
        "extra_resources_spec": _no("Remove it. Amounts are presets; at the most `mem_limit`, `cpu_limit`."),
        "extra_container_spec": _no("Remove it, or use `c.DockerSpawner.extra_host_config`."),
        "extra_placement_spec": _GROUPS,
        "extra_task_spec": _GROUPS,
        "extra_endpoint_spec": _ADDRESS,
        "volume_driver": _no("Remove it. Create the volumes on the nodes with their driver, or use folders."),
        "volume_driver_options": _no("Remove it. Create the volumes on the nodes, or use folders."),
    },
    "SystemUserSpawner": {
        "host_homedir_format_string": _SYSTEM_HOME,
        "image_homedir_format_string": _SYSTEM_HOME,
        "homedir_bind_propagation": _SYSTEM_HOME,
        "run_as_root": _no("Remove it. No session runs as root."),
    },
}
"""Settings of the classes that have no successor of their own."""
DECIDED: dict[str, str] = {
    "auto_remove": "containers are always removed",
    "binds": "use `volumes`",
    "mounts": "use `mounts` of the spawner",
    "cpu_count": "use `cpu_limit`",
    "cpu_percent": "use `cpu_limit`",
    "cpu_period": "use `cpu_limit`",
    "cpu_quota": "use `cpu_limit`",
    "cpu_rt_period": "use `cpu_limit`",
    "cpu_rt_runtime": "use `cpu_limit`",
    "cpu_shares": "use `cpu_limit`",
    "cpuset_cpus": "use `cpu_limit`",
    "cpuset_mems": "use `cpu_limit`",
    "nano_cpus": "use `cpu_limit`",
    "kernel_memory": "use `mem_limit`",
    "mem_limit": "use `mem_limit` of the spawner",
    "mem_reservation": "use `mem_limit`",
    "mem_swappiness": "use `mem_limit`",
    "memswap_limit": "use `mem_limit`",
    "device_requests": "GPUs are slots: give presets with `cuda.device` or `cuda.shares`",
    "runtime": "GPUs are slots: give presets with `cuda.device` or `cuda.shares`",
    "links": "sessions reach the Hub through their node, and each other not at all",
    "network_mode": "sessions sit in a private network of their own",
    "port_bindings": "the Hub reaches servers through the relay of their node",
    "publish_all_ports": "the Hub reaches servers through the relay of their node",
    "restart_policy": "a session that has ended is not started again by itself",
    "log_config": "the agent keeps the logs of sessions",
    "cgroup_parent": "the agent sets the limits",
    "pids_limit": "the agent sets the limits",
    "oom_kill_disable": "the agent sets the limits",
    "oom_score_adj": "the agent sets the limits",
    "read_only": "it is an option of the resource group",
    "isolation": "sessions run on Linux only",
}
"""Keys of ``extra_host_config`` that are not the node's to decide -> why, or what to use."""


def problems(settings: Mapping[str, Any], name_of: Mapping[str, str] | None = None) -> list[str]:
    """What of these settings (trait -> value) cannot be honoured: a line each, with what to do. Values are
    never shown: some are credentials."""
    named = name_of or {}
    found: list[str] = []
    for trait, value in settings.items():
        why = _problem(trait, value, settings)
        if why is not None:
            found.append(f"{named.get(trait, f'DockerSpawner.{trait}')}: {why}")
    return found


def foreign_problems(section: str, names: Iterable[str]) -> list[str]:
    """The same for a section of a class that this spawner is not."""
    rows = FOREIGN[section]
    rename = Row(instead=f"{section} has no successor: move it to `c.DockerSpawner`, if it is needed.")
    return [f"{section}.{name}: {rows.get(name, rename).instead}" for name in names]


def refusal(found: Iterable[str]) -> str:
    """The one message that lists them all."""
    lines = "".join(f"\n  - {line}" for line in found)
    return f"Kernelyard cannot honour these settings of DockerSpawner ({GUIDE} has the whole table):{lines}"


def _problem(trait: str, value: Any, settings: Mapping[str, Any]) -> str | None:
    row = ROWS.get(trait)
    if row is None:
        return "It is not known to this version of Kernelyard. Remove it."
    if not row.instead:
        return None
    if not row.honoured:
        return None if _says_nothing(trait, value) else row.instead
    detail = _DETAILS[trait](value, settings)
    return None if detail is None else f"{row.instead}{detail}"


def _says_nothing(trait: str, value: Any) -> bool:
    """Whether it is what holds anyhow."""
    return value is None or value in ("", {}, [], False) or (trait == "network_name" and value == "bridge")


def _prefix(value: Any, settings: Mapping[str, Any]) -> str | None:
    places = ("volumes", "read_only_volumes", "mounts", "extra_host_config", "extra_create_kwargs")
    used = any("{prefix}" in str(settings.get(place)) for place in places)
    own = callable(settings.get("format_volume_name"))
    return None if used or own or value == "jupyter" else ""


def _guarantee(limit: str, value: Any, settings: Mapping[str, Any]) -> str | None:
    return "" if value and not settings.get(limit) else None


def _removed(value: Any, settings: Mapping[str, Any]) -> str | None:
    return None if value else ""


def _variables(value: Any, settings: Mapping[str, Any]) -> str | None:
    names = sorted(name for name in (value or ()) if not may_set(str(name)))
    return f" ({', '.join(names)})" if names else None


def may_set(name: str) -> bool:
    """Whether the Hub's configuration may set this variable in its servers."""
    if name.startswith(OF_THE_HUB):
        return True
    return not is_reserved(name) and not START_SCRIPT.match(name)


def _host_config(value: Any, settings: Mapping[str, Any]) -> str | None:
    if callable(value):
        return None
    bad = [f"`{key}`: {DECIDED[key]}" for key in sorted(value or {}) if key in DECIDED]
    return f" ({'; '.join(bad)})" if bad else None


def _create_kwargs(value: Any, settings: Mapping[str, Any]) -> str | None:
    if callable(value):
        return None
    bad = [f"`{key}`" for key in sorted(value or {}) if key != "environment"]
    variables = _variables(_pairs((value or {}).get("environment")), settings)
    return f" ({', '.join(bad)})" if bad else variables


def _pairs(environment: Any) -> dict[str, str]:
    """Docker's two ways to write variables, as one."""
    if isinstance(environment, Mapping):
        return {str(name): str(value) for name, value in environment.items()}
    return dict(text.partition("=")[::2] for text in environment or ())


variables_of = _pairs

_DETAILS = {
    "prefix": _prefix,
    "mem_guarantee": lambda value, settings: _guarantee("mem_limit", value, settings),
    "cpu_guarantee": lambda value, settings: _guarantee("cpu_limit", value, settings),
    "environment": _variables,
    "env_keep": _variables,
    "extra_host_config": _host_config,
    "extra_create_kwargs": _create_kwargs,
    "remove": _removed,
    "remove_containers": _removed,
}
"""For settings that are honoured in part: what of the value cannot be, or None."""
