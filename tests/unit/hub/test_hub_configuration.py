"""`kernelyard_hub.configure` on a site of our own and in somebody else's Hub; the command line; the login."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from dockerspawner import DockerSpawner
from jupyterhub.app import JupyterHub
from tornado import web
from traitlets import TraitError
from traitlets.config import Config

import kernelyard_hub
from kernelyard_hub import cli, console
from kernelyard_hub.authenticator import KernelyardAuthenticator
from kernelyard_hub.client import Refused, ServiceUnreachable
from kernelyard_hub.protocol import Login, LoginResult
from kernelyard_hub.up import keys, ports
from kernelyard_spawner.docker import KernelyardDockerSpawner


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "secrets").mkdir(mode=0o700)
    keys.ensure_keys(tmp_path / "secrets")
    numbers = {name: 9000 + place for place, name in enumerate(ports.INTERNAL)}
    (tmp_path / "state.json").write_text(json.dumps({"port": 8123, "ports": numbers}))
    return tmp_path


def hub(config: Config) -> JupyterHub:
    """The Hub's own reading of a configuration: unknown names and wrong types are errors here."""
    return JupyterHub(config=config)


def test_a_site_of_our_own_listens_on_this_machine_only(data: Path) -> None:
    c = Config()
    kernelyard_hub.configure(c, data=data)
    app = hub(c)
    assert app.bind_url == "http://127.0.0.1:8123"
    assert app.hub_bind_url.startswith("http://127.0.0.1:")
    assert c.ConfigurableHTTPProxy.api_url.startswith("http://127.0.0.1:")
    assert c.ConfigurableHTTPProxy.should_start is False
    assert (app.concurrent_spawn_limit, app.cleanup_servers, app.allow_named_servers) == (0, False, True)
    assert app.spawner_class.__name__ == "KernelyardSpawner"
    assert app.authenticator_class is KernelyardAuthenticator
    assert str(data) in app.db_url


def test_the_service_may_little_and_everybody_may_use_it(data: Path) -> None:
    c = Config()
    kernelyard_hub.configure(c, data=data)
    app = hub(c)
    supervisor, service = app.services
    assert service["oauth_client_id"] == "service-kernelyard"
    assert not any(each.get("admin") for each in app.services)
    assert supervisor["api_token"] != service["api_token"]
    scopes = {role["name"]: role["scopes"] for role in app.load_roles}
    assert scopes["kernelyard-supervisor"] == ["proxy"]
    assert not any(scope.startswith("admin") for scope in scopes["kernelyard-service"])
    assert app.extra_user_scopes == {"access:services!service=kernelyard"}


def test_what_somebody_had_configured_stays(data: Path) -> None:
    c = Config()
    c.JupyterHub.services = [{"name": "culler"}]
    c.JupyterHub.load_roles = [{"name": "r", "scopes": ["self"]}]
    c.JupyterHub.extra_user_scopes = {"read:metrics"}
    c.JupyterHub.tornado_settings = {"headers": {"X": "1"}}
    c.JupyterHub.template_paths = ["/their/templates"]
    c.JupyterHub.authenticator_class = "dummy"
    c.Proxy.extra_routes = {"/their/": "http://127.0.0.1:1"}
    kernelyard_hub.configure(
        c,
        service_url="http://127.0.0.1:7000",
        secrets_dir=data / "secrets",
        storage_url="http://127.0.0.1:7001",
    )
    app = hub(c)
    assert [service["name"] for service in app.services] == ["culler", "kernelyard"]
    assert [role["name"] for role in app.load_roles] == ["r", "kernelyard-service"]
    assert app.extra_user_scopes == {"read:metrics", "access:services!service=kernelyard"}
    assert app.tornado_settings["headers"] == {"X": "1"}
    assert app.template_paths[-1] == "/their/templates"
    assert c.JupyterHub.authenticator_class == "dummy"
    assert set(c.Proxy.extra_routes) == {"/their/", "/services/kernelyard-storage/"}
    assert "bind_url" not in c.JupyterHub
    assert c.KernelyardSpawner.service_url == "http://127.0.0.1:7000/services/kernelyard"


def test_a_hub_below_a_path_has_the_service_below_it_too(data: Path) -> None:
    c = Config()
    c.JupyterHub.base_url = "/jupyter/"
    kernelyard_hub.configure(c, service_url="http://127.0.0.1:7000", secrets_dir=data / "secrets")
    (service,) = hub(c).services
    assert service["oauth_redirect_uri"] == "/jupyter/services/kernelyard/oauth_callback"
    assert c.KernelyardSpawner.service_url == "http://127.0.0.1:7000/jupyter/services/kernelyard"
    assert hub(c).template_vars["kernelyard_url"] == "/jupyter/services/kernelyard/console/"


def test_without_an_address_it_says_what_it_needs() -> None:
    with pytest.raises(ValueError, match="service_url"):
        kernelyard_hub.configure(Config())


@pytest.mark.parametrize(
    "argv",
    [["up", "--port", "0"], ["up", "--port", "x"], ["up", "--mock-gpus", "-1"], ["up", "--engine", "vm"], []],
)
def test_a_wrong_command_line_is_refused(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(argv)
    assert ended.value.code == 2
    assert "usage: kernelyard" in capsys.readouterr().err


class Service:
    """Answers `authenticate` with what it was given."""

    def __init__(self, answer: LoginResult | Exception) -> None:
        self.answer = answer
        self.asked: list[Login] = []

    async def authenticate(self, login: Login) -> LoginResult:
        self.asked.append(login)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def login_with(answer: LoginResult | Exception) -> tuple[KernelyardAuthenticator, Service]:
    authenticator, service = KernelyardAuthenticator(), Service(answer)
    authenticator._client = service
    return authenticator, service


async def test_a_login_is_the_services_name_and_admin_flag() -> None:
    authenticator, service = login_with(LoginResult(ok=True, username="Ann", admin=True))
    user = await authenticator.get_authenticated_user(
        SimpleNamespace(request=None), {"username": " Ann@Example.org ", "password": "secret"}
    )
    assert (user["name"], user["admin"]) == ("ann", True)
    assert service.asked[0].username == "Ann@Example.org"
    assert "secret" not in repr(service.asked[0])


@pytest.mark.parametrize(
    "fields", [{}, {"username": "a"}, {"password": "b"}, {"username": "a", "password": "b" * 2000}]
)
async def test_half_a_login_is_not_even_asked_about(fields: dict[str, Any]) -> None:
    authenticator, service = login_with(LoginResult(ok=True, username="a"))
    assert await authenticator.authenticate(SimpleNamespace(), fields) is None
    assert service.asked == []


async def test_a_wrong_password_is_nobody() -> None:
    authenticator, _ = login_with(LoginResult(ok=False))
    assert await authenticator.authenticate(SimpleNamespace(), {"username": "a", "password": "b"}) is None


@pytest.mark.parametrize("trouble", [ServiceUnreachable("down"), Refused(401, "auth-failed", "bad secret")])
async def test_without_the_service_the_page_says_so(trouble: Exception) -> None:
    authenticator, _ = login_with(trouble)
    with pytest.raises(web.HTTPError) as caught:
        await authenticator.authenticate(SimpleNamespace(), {"username": "a", "password": "b"})
    assert caught.value.status_code == 503
    assert "password" in str(caught.value.log_message).lower()


DOCKER_HUB = {"image": "lab:1", "volumes": {"home-{username}": "/home/jovyan/work"}, "remove": True}


@pytest.mark.parametrize(
    "named", ["docker", "docker-swarm", "dockerspawner.SystemUserSpawner", "kernelyard-docker", DockerSpawner]
)
def test_a_hub_with_dockerspawner_gets_its_successor(data: Path, named: Any) -> None:
    c = Config()
    c.JupyterHub.spawner_class = named
    c.DockerSpawner.update(DOCKER_HUB)
    kernelyard_hub.configure(c, service_url="http://127.0.0.1:1", secrets_dir=data / "secrets")
    app = hub(c)
    assert app.spawner_class is KernelyardDockerSpawner
    assert app.config.KernelyardSpawner.service_url == "http://127.0.0.1:1/services/kernelyard"


def test_settings_after_configure_are_looked_at_too(data: Path) -> None:
    c = Config()
    c.JupyterHub.spawner_class = "docker"
    kernelyard_hub.configure(c, service_url="http://127.0.0.1:1", secrets_dir=data / "secrets")
    c.DockerSpawner.network_name = "lab-net"
    with pytest.raises(TraitError, match=r"DockerSpawner\.network_name: Remove it"):
        hub(c)


def test_a_spawner_of_ones_own_stays_or_is_told_whom_to_derive_from(data: Path) -> None:
    class Mine(KernelyardDockerSpawner):
        pass

    class Old(DockerSpawner):  # type: ignore[misc]
        pass

    c = Config()
    c.JupyterHub.spawner_class = Mine
    kernelyard_hub.configure(c, service_url="http://127.0.0.1:1", secrets_dir=data / "secrets")
    assert hub(c).spawner_class is Mine
    c = Config()
    c.JupyterHub.spawner_class = Old
    with pytest.raises(ValueError, match=r"Old derives from DockerSpawner.*KernelyardDockerSpawner"):
        kernelyard_hub.configure(c, service_url="http://127.0.0.1:1", secrets_dir=data / "secrets")


def test_the_console_may_ask_storage_proxies_that_have_an_address_of_their_own() -> None:
    told = console.policy(console.origins(["", "https://storage.example.org:6022/transfers"]))
    assert "connect-src 'self' https://storage.example.org:6022;" in told
    assert console.policy(console.origins([""])) == console.POLICY
