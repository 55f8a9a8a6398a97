"""`configure`: makes any JupyterHub configuration a Kernelyard one.

Two ways to use it. On a site that ``kernelyard up`` runs, ``data`` says everything. In somebody else's Hub,
whose proxy, database and login stay as they are, ``service_url`` and ``secrets_dir`` say where the hub
service is.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from traitlets.config import Config
from traitlets.config.loader import DeferredConfig

from . import hub_database

SERVICE = "kernelyard"
ACCESS_SCOPE = f"access:services!service={SERVICE}"
SERVICE_SCOPES = ["list:users", "read:users:name", "read:servers", "start:servers", "delete:servers"]
"""What the hub service may do with the Hub's API: know who is there, and end and start their servers."""
LONGEST_WAIT = 30 * 24 * 3600
"""Seconds a server may stay pending in the Hub: never reached, the scheduler owns the pending timeout."""
TEMPLATES = Path(__file__).with_name("templates")
DOCKER_SPAWNER = "kernelyard-docker"
DOCKER_SPAWNERS = ("docker", "docker-swarm", "docker-system-user", "dockerspawner.")
"""How a configuration names DockerSpawner and its kin."""


class CheckedSpawner(DeferredConfig):
    """The name of the successor of DockerSpawner, given to the Hub when its whole configuration is read.

    Settings that cannot be honoured then end the start, whether they stand before or after `configure`.
    """

    def __init__(self, config: Any, spawner: Any) -> None:
        self.config = config
        self.spawner = spawner

    def get_value(self, trait: Any) -> Any:
        """Raises `TraitError`, which the Hub shows as a bad configuration."""
        found = self.spawner
        if isinstance(found, str):
            found = entry_points(group="jupyterhub.spawners")[found].load()
        found.check_config(Config(self.config))
        return found

    def __repr__(self) -> str:
        return repr(self.spawner)


@dataclass(frozen=True, slots=True)
class Where:
    """Addresses and secrets of the services, as the Hub needs them."""

    address: str
    """The hub service past the proxy, without its prefix."""
    secrets_dir: Path
    storage_url: str | None = None
    """The storage proxy's client API; None when the site routes it by itself."""
    base_url: str = ""
    """The Hub's ``base_url`` without the slash at its end."""

    @property
    def prefix(self) -> str:
        """Below what the Hub's proxy routes to the service, and below what the service must answer."""
        return f"{self.base_url}/services/{SERVICE}"

    @property
    def service_url(self) -> str:
        return self.address + self.prefix

    def secret(self, name: str) -> Path:
        return self.secrets_dir / f"{name}.token"


def configure(
    c: Any,
    *,
    data: str | Path | None = None,
    service_url: str | None = None,
    secrets_dir: str | Path | None = None,
    storage_url: str | None = None,
    authenticator: bool | None = None,
    navbar: bool = True,
) -> None:
    """Set service, roles, spawner, limits; with ``data``, or when asked, login, proxy and addresses too.

    ``service_url`` is the hub service's own address without prefix (``http://127.0.0.1:8081``),
    ``storage_url`` the storage proxy's client address, ``secrets_dir`` the directory that holds
    ``service.token`` and ``hub.token``. ``navbar=False`` leaves the Hub's templates alone; the console is
    then in the Services menu. A ``base_url`` other than ``/`` (or a ``bind_url`` with a path) must be set
    before this is called.
    """
    if data is not None:
        directory = Path(data).absolute()
        state = json.loads((directory / "state.json").read_text())
        where = _of_site(directory, state["ports"])
        _run_here(c, directory, state)
    elif service_url is not None and secrets_dir is not None:
        where = Where(service_url.rstrip("/"), Path(secrets_dir), storage_url, _base_url(c))
    else:
        raise ValueError("configure() needs data=, or service_url= and secrets_dir=.")
    _service(c, where, navbar)
    _spawner(c, where)
    _limits(c)
    if authenticator if authenticator is not None else data is not None:
        _authenticator(c, where)


def _base_url(c: Any) -> str:
    """The Hub's base URL without the slash at its end; like the Hub, from ``base_url`` or the path of
    ``bind_url``."""
    if "base_url" in c.JupyterHub:
        path = str(c.JupyterHub.base_url)
    else:
        path = urlsplit(str(c.JupyterHub.bind_url)).path if "bind_url" in c.JupyterHub else ""
    return path.rstrip("/")


def _of_site(data: Path, ports: dict[str, int]) -> Where:
    return Where(
        address=f"http://127.0.0.1:{ports['service']}",
        secrets_dir=data / "secrets",
        storage_url=f"http://127.0.0.1:{ports['storage_client']}",
    )


def _service(c: Any, where: Where, navbar: bool) -> None:
    """The hub service as an external Hub service, what it may do, and who may use it."""
    # append, insert and update work on what the file has set so far and on what it has not touched alike.
    c.JupyterHub.services.append(
        {
            "name": SERVICE,
            "url": where.address,
            "api_token": where.secret("service").read_text().strip(),
            "oauth_client_id": f"service-{SERVICE}",
            "oauth_no_confirm": True,
            "oauth_redirect_uri": f"{where.prefix}/oauth_callback",
            "display": not navbar,  # the navigation bar has its own link
        }
    )
    c.JupyterHub.load_roles.append(
        {
            "name": f"{SERVICE}-service",
            "description": "Kernelyard's hub service",
            "services": [SERVICE],
            "scopes": SERVICE_SCOPES,
        }
    )
    c.JupyterHub.extra_user_scopes.update({ACCESS_SCOPE})
    if where.storage_url is not None:
        c.Proxy.extra_routes.update({f"{where.prefix}-storage/": where.storage_url})
    if navbar:
        c.JupyterHub.template_paths.insert(0, str(TEMPLATES))
        c.JupyterHub.template_vars.update({"kernelyard_url": f"{where.prefix}/console/"})


def _spawner(c: Any, where: Where) -> None:
    c.JupyterHub.spawner_class = _spawner_class(c)
    c.KernelyardSpawner.service_url = where.service_url
    c.KernelyardSpawner.secret_file = str(where.secret("hub"))
    c.Spawner.start_timeout = LONGEST_WAIT
    c.Spawner.http_timeout = 60


def _spawner_class(c: Any) -> Any:
    """``kernelyard``; its Docker kin where the configuration has DockerSpawner or asks for it; a class that
    derives from one of ours stays."""
    asked = c.JupyterHub.spawner_class if "spawner_class" in c.JupyterHub else None
    if isinstance(asked, str):
        of_docker = asked == DOCKER_SPAWNER or asked.lower().startswith(DOCKER_SPAWNERS)
        return CheckedSpawner(c, DOCKER_SPAWNER) if of_docker else "kernelyard"
    bases = [base.__name__ for base in getattr(asked, "__mro__", ())]
    if "KernelyardDockerSpawner" in bases:
        return CheckedSpawner(c, asked)
    if "KernelyardSpawner" in bases:
        return asked
    if "DockerSpawner" in bases and getattr(asked, "__module__", "").partition(".")[0] != "dockerspawner":
        raise ValueError(
            f"{bases[0]} derives from DockerSpawner. Derive it from "
            "kernelyard_spawner.docker.KernelyardDockerSpawner, and configure() keeps it."
        )
    return CheckedSpawner(c, DOCKER_SPAWNER) if "DockerSpawner" in bases else "kernelyard"


def _limits(c: Any) -> None:
    """Queued spawns count as pending in the Hub, which would answer 429 to the 101st: the queue is ours."""
    c.JupyterHub.concurrent_spawn_limit = 0
    # A rejection comes within milliseconds and is then the answer to the request itself (4xx, or the form
    # with the reason). At 0 the Hub would say 201 or 202 to a server that it has already given up.
    c.JupyterHub.tornado_settings.update({"slow_spawn_timeout": 1})
    c.JupyterHub.allow_named_servers = True
    c.JupyterHub.cleanup_servers = False
    # Seconds for which a restarted Hub lets everybody wait; it then looks at the servers while it answers.
    c.JupyterHub.init_spawners_timeout = 2


def _authenticator(c: Any, where: Where) -> None:
    c.JupyterHub.authenticator_class = "kernelyard"
    c.KernelyardAuthenticator.service_url = where.service_url
    c.KernelyardAuthenticator.secret_file = str(where.secret("hub"))


def _relays(c: Any, certificates: Path) -> None:
    """How the Hub looks whether a server on another machine is up: by the same certificate as its proxy.

    The Hub takes these settings also without its own ``internal_ssl``, which would want certificates of its
    own authority from everybody.
    """
    own = str(certificates / "proxy.pem")
    c.JupyterHub.tornado_settings.update(
        {
            "internal_ssl_key": own,
            "internal_ssl_cert": own,
            "internal_ssl_ca": str(certificates / "authority.crt"),
        }
    )


def _run_here(c: Any, data: Path, state: dict[str, Any]) -> None:
    """Addresses, files and proxy of a Hub that ``kernelyard up`` runs. It listens on this machine only."""
    ports, secrets_dir = state["ports"], data / "secrets"
    if state.get("agent_listen"):
        _relays(c, secrets_dir / "nodes")
    c.JupyterHub.bind_url = f"http://127.0.0.1:{state['port']}"
    c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{ports['hub']}"
    c.JupyterHub.db_url = f"sqlite:///{data / 'hub' / 'jupyterhub.sqlite'}"
    c.JupyterHub.db_kwargs = {"connect_args": hub_database.CONNECT_ARGS}
    c.JupyterHub.cookie_secret_file = str(secrets_dir / "cookie.secret")
    c.JupyterHub.cleanup_proxy = False
    c.ConfigurableHTTPProxy.should_start = False
    c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{ports['proxy_api']}"
    c.ConfigurableHTTPProxy.auth_token = (secrets_dir / "proxy.token").read_text().strip()
    # A proxy that was started again knows no routes; the supervisor then asks the Hub for them.
    supervisor = f"{SERVICE}-supervisor"
    token = (secrets_dir / "supervisor.token").read_text().strip()
    c.JupyterHub.services.append({"name": supervisor, "api_token": token, "display": False})
    c.JupyterHub.load_roles.append(
        {
            "name": supervisor,
            "description": "Has the proxy's routes restored",
            "services": [supervisor],
            "scopes": ["proxy"],
        }
    )
