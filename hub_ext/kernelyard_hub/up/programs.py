"""What a site consists of: the command, environment and readiness probe of each program."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kernelyard_agent.protocol import LOCAL, split_image

from . import keys
from .layout import Layout
from .ports import LISTEN_IP

PREFIX = "/services/kernelyard"
STORAGE_PREFIX = "/services/kernelyard-storage"
BROKEN_ANSWERS = Path(__file__).with_name("broken_answers.cjs")
"""With it, the proxy breaks off towards browsers what servers break off."""
KEPT = ("HOME", "LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "TZ", "USER", "LOGNAME", "TMPDIR", "SSL_CERT_FILE")
"""What programs inherit of the supervisor's environment; everything else is set for each of them."""


@dataclass(frozen=True, slots=True)
class Program:
    """One process of the site."""

    name: str
    argv: list[str]
    probe: str
    """URL that answers (any status below 500) when the program is up; asked on its own port, past the
    proxy."""
    probe_headers: dict[str, str] = field(default_factory=dict, repr=False)
    environ: dict[str, str] = field(default_factory=dict, repr=False)
    stop_grace: float = 10.0
    """Seconds between asking it to end and killing it."""


@dataclass(frozen=True, slots=True)
class Setup:
    """One start of a site, decided: what the commands are made of."""

    layout: Layout
    ports: Mapping[str, int]
    public_port: int
    database_url: str
    node: Path
    proxy_script: Path
    hub_config: Path
    session_uid: int
    session_gid: int
    mock_gpus: int = 0
    resource_group: str = "default"
    engine: str = "process"
    images: tuple[str, ...] = ()
    """Patterns of images without labels that sessions may use all the same (docker)."""
    agent_listen: str = ""
    """ADDRESS:PORT for nodes on other machines; empty when there are none."""
    log_level: str = "INFO"

    @property
    def public_url(self) -> str:
        return f"http://{LISTEN_IP}:{self.public_port}"

    @property
    def service_url(self) -> str:
        """The hub service on this machine, past the proxy, with its prefix."""
        return self.direct_url + PREFIX

    @property
    def direct_url(self) -> str:
        """The hub service past the proxy; it answers with and without the prefix."""
        return f"http://{LISTEN_IP}:{self.ports['service']}"

    @property
    def hub_api_url(self) -> str:
        return f"http://{LISTEN_IP}:{self.ports['hub']}/hub/api"


def waves(setup: Setup) -> list[list[Program]]:
    """All programs in the order of their start; those of one wave start together, the next wave when they
    answer.

    They are stopped in the reverse order, the Hub first. The agent comes after the hub service and so is
    stopped before it: what it reports last still arrives.
    """
    return [[_storage(setup), _service(setup), _proxy(setup)], [_agent(setup), _hub(setup)]]


def _storage(setup: Setup) -> Program:
    layout, ports = setup.layout, setup.ports
    return Program(
        "storage",
        _traits(
            "kernelyard-storage",
            "StorageProxy",
            listen_ip=LISTEN_IP,
            manager_port=ports["storage_manager"],
            client_port=ports["storage_client"],
            client_url=setup.public_url + STORAGE_PREFIX,
            secret_file=layout.secrets / "storage.token",
            transfer_key_file=layout.secrets / "transfer.key",
            volumes={"volume1": {"backend": "auto", "path": str(layout.volume)}},
            state_dir=layout.storage,
            owner_uid=setup.session_uid,
            owner_gid=setup.session_gid,
            log_level=setup.log_level,
        ),
        f"http://{LISTEN_IP}:{ports['storage_client']}/",
        environ=clean_environ(),
    )


def _service(setup: Setup) -> Program:
    layout, ports = setup.layout, setup.ports
    manager_url = f"http://{LISTEN_IP}:{ports['storage_manager']}"
    arguments: dict[str, object] = {
        "listen_ip": LISTEN_IP,
        "port": ports["service"],
        "prefix": PREFIX,
        "config_file": layout.service_config,
        "secrets_dir": layout.secrets,
        "hub_api_url": setup.hub_api_url,
        "public_url": setup.public_url,
        "proxy_api_url": f"http://{LISTEN_IP}:{ports['proxy_api']}",
        "storage_proxies": {"local": {"manager_url": manager_url}},
        "log_level": setup.log_level,
    }
    if setup.agent_listen:
        arguments["agent_listen"] = setup.agent_listen
    if layout.console.is_dir():
        arguments["console_dir"] = layout.console
    return Program(
        "service",
        _traits("kernelyard-hub", "HubService", **arguments)
        # Whoever lets images of a registry run on the node means them to be used.
        + [f"--HubService.allowed_registries={name}" for name in registries_of(setup.images)],
        setup.service_url + "/",
        environ=clean_environ(),
    )


def _agent(setup: Setup) -> Program:
    layout, ports = setup.layout, setup.ports
    return Program(
        "agent",
        _traits(
            "kernelyard-agent",
            "Agent",
            listen_ip=LISTEN_IP,
            port=ports["agent"],
            relay_port=ports["relay"],
            service_url=setup.service_url,
            secret_file=layout.secrets / "agent.token",
            state_dir=layout.agent,
            volumes={"volume1": str(layout.volume)},
            resource_group=setup.resource_group,
            session_uid=setup.session_uid,
            session_gid=setup.session_gid,
            session_python=sys.executable,
            engine=setup.engine,
            **({"hub_api_url": setup.hub_api_url} if setup.engine == "docker" else {}),
            **({"mock_devices": {"cuda.shares": setup.mock_gpus}} if setup.mock_gpus else {}),
            end_kernels_on_stop=True,
            log_level=setup.log_level,
        )
        + [f"--DockerSettings.unlabelled_images={pattern}" for pattern in setup.images],
        f"http://{LISTEN_IP}:{ports['agent']}/health",
        environ=clean_environ(),
        stop_grace=20.0,
    )


def _proxy(setup: Setup) -> Program:
    api_port = setup.ports["proxy_api"]
    token = keys.read_key(setup.layout.secrets, "proxy.token")
    return Program(
        "proxy",
        [
            *(str(setup.node), "--require", str(BROKEN_ANSWERS), str(setup.proxy_script)),
            *("--ip", LISTEN_IP, "--port", str(setup.public_port)),
            *("--api-ip", LISTEN_IP, "--api-port", str(api_port)),
            *("--error-target", f"http://{LISTEN_IP}:{setup.ports['hub']}/hub/error"),
            *("--log-level", "warn"),
            *_relay_certificates(setup),
        ],
        f"http://{LISTEN_IP}:{api_port}/api/routes",
        {"Authorization": f"token {token}"},
        # The proxy takes its secret from the environment and from nowhere else.
        environ=clean_environ(CONFIGPROXY_AUTH_TOKEN=token),
        stop_grace=5.0,
    )


def _relay_certificates(setup: Setup) -> list[str]:
    """By what the proxy and the relays of nodes on other machines know each other."""
    if not setup.agent_listen:
        return []
    own, authority = str(setup.layout.nodes / "proxy.pem"), str(setup.layout.nodes / "authority.crt")
    return ["--client-ssl-key", own, "--client-ssl-cert", own, "--client-ssl-ca", authority]


def _hub(setup: Setup) -> Program:
    return Program(
        "hub",
        [_script("jupyterhub"), "-f", str(setup.hub_config), f"--JupyterHub.log_level={setup.log_level}"],
        setup.hub_api_url,
        environ=clean_environ(KERNELYARD_DATA=str(setup.layout.data)),
    )


def clean_environ(**more: str) -> dict[str, str]:
    """An environment with this installation's programs first on PATH, and nothing that happened to be
    exported."""
    environ = {name: os.environ[name] for name in KEPT if name in os.environ}
    path = os.environ.get("PATH", os.defpath)
    environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), path])
    environ["PYTHONUNBUFFERED"] = "1"
    return environ | more


def registries_of(patterns: Iterable[str]) -> list[str]:
    """The registries of patterns of images (``quay.io/jupyter/*``), those without a wildcard."""
    found = {split_image(pattern)[0] for pattern in patterns}
    return sorted(name for name in found if name != LOCAL and not set(name) & set("*?["))


def _traits(script: str, application: str, **values: object) -> list[str]:
    """The command line of a traitlets application. Values are never secrets: every user can read command
    lines."""
    argv = [_script(script)]
    for name, value in values.items():
        trait = "Application.log_level" if name == "log_level" else f"{application}.{name}"
        argv.append(f"--{trait}={json.dumps(value) if isinstance(value, dict) else value}")
    return argv


def _script(name: str) -> str:
    return str(Path(sys.executable).with_name(name))
