"""`KernelyardDockerSpawner`: what becomes of DockerSpawner's settings, each of them."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import dockerspawner
import pytest
from jupyterhub import orm
from jupyterhub.spawner import SpawnException
from spawner_fakes import URL, FakeService, FakeUser
from traitlets import TraitError
from traitlets.config import Config

from kernelyard_hub import protocol as p
from kernelyard_spawner import settings
from kernelyard_spawner.docker import DOCKERS, KernelyardDockerSpawner

Make = Callable[..., KernelyardDockerSpawner]
IMAGE = "registry.example:5000/lab:1"


@pytest.fixture
def make(service: FakeService) -> Make:
    """Spawners as a Hub makes them whose configuration says ``c.DockerSpawner.…``."""

    def make(name: str = "", *, user: str = "ann", **config: Any) -> KernelyardDockerSpawner:
        spawner = KernelyardDockerSpawner(
            config=Config({"DockerSpawner": {"image": IMAGE, **config}}),
            user=FakeUser(user),
            hub=SimpleNamespace(public_host="", api_url="http://127.0.0.1:8081/hub/api", base_url="/hub/"),
            client=service,
            patience=0.0,
        )
        row = orm.Server(proto="http", ip="127.0.0.1", port=1, cookie_name="c", base_url=f"/user/{user}/")
        spawner.orm_spawner = SimpleNamespace(name=name, server=row, user_options=None)
        spawner.api_token = "the-token"
        return spawner

    return make


async def request_of(spawner: KernelyardDockerSpawner, **options: Any) -> p.SpawnRequest:
    """The request of one spawn, as `jupyterhub.user.User.spawn` has it made."""
    spawner.clear_state()
    await spawner._run_apply_user_options(options)
    return await spawner.request()


async def test_a_spawn_goes_to_the_service_and_not_to_docker(make: Make, service: FakeService) -> None:
    spawner = make(mem_limit="2G", cpu_limit=1.5)
    spawner.user_options = {}
    spawner.clear_state()
    task = asyncio.ensure_future(spawner.start())
    async with asyncio.timeout(20):
        while not service.statuses:
            await asyncio.sleep(0)
    service.tell(next(iter(service.statuses)), status="RUNNING", ready=True, url=URL)
    assert await task == URL
    request = service.requests[0]
    assert request.options.image == IMAGE
    assert request.limits == {"mem": str(2 * 2**30), "cpu": "1.5"}
    assert request.argv[0] == "jupyterhub-singleuser"
    assert request.environ["JUPYTER_IMAGE_SPEC"] == IMAGE
    assert request.environ["MEM_LIMIT"] == str(2 * 2**30)
    assert set(spawner.get_state()) == {"session_id", "owner"}
    assert await spawner.poll() is None


@pytest.mark.parametrize("name", DOCKERS)
async def test_nothing_speaks_to_docker(make: Make, name: str) -> None:
    with pytest.raises(NotImplementedError, match="no Docker client"):
        await getattr(make(), name)("inspect_image", "x")


def test_a_subclass_that_would_speak_to_docker_is_refused() -> None:
    with pytest.raises(TypeError, match="create_object"):
        type("Mine", (KernelyardDockerSpawner,), {"create_object": lambda self: None})


async def test_existing_volumes_keep_their_names_and_lab_opens_in_the_own_one(make: Make) -> None:
    spawner = make(
        user="Ann.B",
        prefix="lab",
        volumes={
            "{prefix}-home-{username}": "/home/jovyan/work",
            "/srv/data": {"bind": "/data", "mode": "z"},
        },
        read_only_volumes={"/srv/books": "/books"},
        mounts=[{"source": "scratch-{raw_username}", "target": "/scratch", "type": "volume"}],
    )
    request = await request_of(spawner)
    theirs = dockerspawner.DockerSpawner(
        config=spawner.config, user=spawner.user, hub=spawner.hub, orm_spawner=spawner.orm_spawner
    )
    assert request.engine_options["volumes"] == theirs.volume_binds
    assert request.engine_options["volumes"] == {
        "lab-home--41nn-2e-42": {"bind": "/home/jovyan/work", "mode": "rw"},
        "/srv/data": {"bind": "/data", "mode": "z"},
        "/srv/books": {"bind": "/books", "mode": "ro"},
    }
    mounts = request.engine_options["mounts"]
    assert isinstance(mounts, list)
    assert mounts[0]["Source"] == "scratch-Ann.B"
    assert mounts[0]["Target"] == "/scratch"
    assert request.environ["JUPYTERHUB_ROOT_DIR"] == "/home/jovyan/work"


@pytest.mark.parametrize(
    ("config", "root"),
    [
        ({}, None),
        ({"volumes": {"/srv/all": "/all"}}, None),
        ({"volumes": {"home-{username}": {"bind": "/mine", "mode": "ro"}}}, None),
        ({"volumes": {"home-{username}": "/home/{username}"}}, "/home/ann"),
        ({"volumes": {"home-{username}": "/mine"}, "notebook_dir": "~/notes"}, "~/notes"),
        ({"mounts": [{"source": "/srv/{username}", "target": "/m", "type": "bind"}]}, "/m"),
    ],
)
async def test_where_lab_opens(make: Make, config: dict[str, Any], root: str | None) -> None:
    assert (await request_of(make(**config))).environ.get("JUPYTERHUB_ROOT_DIR") == root


@pytest.mark.parametrize(
    ("allowed", "options", "image"),
    [
        ({}, {}, IMAGE),
        (["a:1", "b:1"], {"image": "b:1"}, "b:1"),
        ({"Small": "a:1", "Big": "b:1"}, {"image": "Big"}, "b:1"),
        (lambda spawner: {"Own": f"{spawner.user.name}:1"}, {"image": "Own"}, "ann:1"),
        ("*", {"image": "anything:1"}, "anything:1"),
        ("*", {}, IMAGE),
    ],
)
async def test_the_chosen_image(make: Make, allowed: Any, options: dict[str, str], image: str) -> None:
    spawner = make(allowed_images=allowed, volumes={"v-{imagename}": "/v"})
    request = await request_of(spawner, **options)
    assert request.options.image == image
    assert request.environ["JUPYTER_IMAGE_SPEC"] == image
    assert f"v-{image.replace('/', '-').replace(':', '-')}" in str(request.engine_options["volumes"])
    # Nothing of it gets into the next spawn (R08).
    again = await request_of(spawner)
    assert again.options.image == spawner.image == IMAGE


@pytest.mark.parametrize("allowed", [{}, ["a:1"], {"Small": "a:1"}, lambda spawner: None])
async def test_an_image_that_is_not_allowed(make: Make, allowed: Any) -> None:
    spawner = make(allowed_images=allowed)
    with pytest.raises(SpawnException, match="allowed") as refused:
        await request_of(spawner, image="evil:1")
    assert refused.value.status_code == 400


async def test_the_spawn_page_offers_the_allowed_images_and_no_more_than_the_limits(make: Make) -> None:
    now = p.Availability(state="now", text="Starts now")
    preset = p.FormPreset(
        name="big",
        description="",
        slots={"cpu": "4", "mem": str(8 * 2**30), "cuda.shares": "0.5"},
        shared_memory=None,
        availability={"default": now},
    )
    form = p.SpawnForm(
        resource_groups=[],
        presets=[preset],
        folders=[],
        images=[p.FormImage(name="x/y:1", aliases=[], title="Y")],
        default_resource_group=None,
        default_preset=None,
    )
    spawner = make(allowed_images={"Small": "a:1", "Own": IMAGE}, mem_limit="2G")
    offered = spawner.offered(form)
    assert [image.name for image in offered.images] == ["Own", "Small"]
    assert offered.presets[0].slots == {"cpu": "4", "mem": str(2 * 2**30), "cuda.shares": "0.5"}
    assert make().offered(form).images == []
    assert make(allowed_images="*").offered(form).images == form.images


async def test_host_settings_go_to_the_node_in_dockers_own_words(make: Make) -> None:
    async def host(spawner: Any) -> dict[str, Any]:
        return {"cap_add": ["SYS_PTRACE"], "dns": ["10.0.0.1"], "shm_size": "1g", "tmpfs": {"/x": ""}}

    request = await request_of(
        make(
            extra_host_config=host,
            extra_create_kwargs={"environment": {"WHO": "{username}", "DB_PASSWORD": "geheim"}},
            post_start_cmd="mkdir -p '/tmp/a b'",
            pull_policy="Always",
            cmd="start-singleuser.sh",
            args=["--debug"],
        )
    )
    host_config = request.engine_options["extra_host_config"]
    assert host_config == {"CapAdd": ["SYS_PTRACE"], "Dns": ["10.0.0.1"], "Tmpfs": {"/x": ""}}
    assert request.shared_memory == str(2**30)
    assert request.environ["WHO"] == "ann"
    assert request.secrets["DB_PASSWORD"] == "geheim"
    assert request.bootstrap_script is not None
    assert "mkdir -p '/tmp/a b' ||" in request.bootstrap_script
    assert request.auto_pull == "digest"
    assert request.argv[0] == "start-singleuser.sh"
    assert request.argv[-1] == "--debug"


BAD: list[tuple[dict[str, Any], str]] = [
    ({"network_name": "lab-net"}, "network_name"),
    ({"links": {"hub": "hub"}}, "links"),
    ({"use_internal_ip": True}, "use_internal_ip"),
    ({"host_ip": "0.0.0.0"}, "host_ip"),
    ({"port": 9999}, "port"),
    ({"name_template": "x-{username}"}, "name_template"),
    ({"prefix": "lab"}, "prefix"),
    ({"remove": False}, "remove"),
    ({"client_kwargs": {"base_url": "tcp://x"}}, "client_kwargs"),
    ({"tls_config": {"verify": True}}, "tls_config"),
    ({"mem_guarantee": "1G"}, "mem_guarantee"),
    ({"environment": {"NVIDIA_VISIBLE_DEVICES": "all"}}, "NVIDIA_VISIBLE_DEVICES"),
    ({"environment": {"GRANT_SUDO": "yes"}}, "GRANT_SUDO"),
    ({"env_keep": ["PATH"]}, "PATH"),
    ({"extra_host_config": {"network_mode": "host"}}, "network_mode"),
    ({"extra_host_config": {"runtime": "nvidia"}}, "GPUs are slots"),
    ({"extra_create_kwargs": {"user": "root"}}, "user"),
    ({"hub_ip_connect": "10.0.0.1"}, "hub_ip_connect"),
]


@pytest.mark.parametrize(("config", "named"), BAD, ids=lambda value: str(value)[:40])
def test_what_cannot_be_honoured_is_named_at_the_start(config: dict[str, Any], named: str) -> None:
    with pytest.raises(TraitError, match=re.escape(named)):
        KernelyardDockerSpawner.check_config(Config({"DockerSpawner": config}))


def test_one_error_names_all_and_no_value() -> None:
    config = Config(
        {
            "DockerSpawner": {"network_name": "n1", "client_kwargs": {"password": "geheim"}},
            "Spawner": {"environment": {"LD_PRELOAD": "/x.so"}},
            "SwarmSpawner": {"extra_placement_spec": {}, "volumes": {}},
            "SystemUserSpawner": {"run_as_root": True},
            "JupyterHub": {"internal_ssl": True},
        }
    )
    with pytest.raises(TraitError) as caught:
        KernelyardDockerSpawner.check_config(config)
    said = str(caught.value)
    for name in (
        *("DockerSpawner.network_name", "DockerSpawner.client_kwargs", "Spawner.environment"),
        *("SwarmSpawner.extra_placement_spec", "SwarmSpawner.volumes", "SystemUserSpawner.run_as_root"),
        "JupyterHub.internal_ssl",
    ):
        assert f"- {name}: " in said
    assert "geheim" not in said
    assert settings.GUIDE in said


def test_what_is_honoured_passes() -> None:
    config = Config()
    config.DockerSpawner.image = IMAGE
    config.DockerSpawner.remove = True
    config.DockerSpawner.network_name = "bridge"
    config.DockerSpawner.prefix = "lab"
    config.DockerSpawner.volumes = {"{prefix}-{username}": "/home/jovyan/work"}
    config.DockerSpawner.environment.update({"LANG": "C.UTF-8", "JUPYTERHUB_SINGLEUSER_APP": "x"})
    config.DockerSpawner.args.append("--debug")
    config.DockerSpawner.extra_host_config = lambda spawner: {}
    config.DockerSpawner.mem_limit = "2G"
    config.DockerSpawner.mem_guarantee = "1G"
    config.Spawner.http_timeout = 30
    config.KernelyardSpawner.service_url = "http://127.0.0.1:1"
    KernelyardDockerSpawner.check_config(config)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"network_name": "lab-net"}, "network_name"),
        ({"environment": {"LD_PRELOAD": "/x.so"}}, "LD_PRELOAD"),
        ({"extra_host_config": lambda spawner: {"privileged_mode": 1}}, "extra_host_config"),
        ({"extra_host_config": lambda spawner: {"port_bindings": {}}}, "port_bindings"),
        ({"extra_create_kwargs": lambda spawner: {"entrypoint": "x"}}, "entrypoint"),
    ],
)
async def test_what_hooks_set_is_refused_when_the_server_starts(
    make: Make, change: dict[str, Any], named: str
) -> None:
    spawner = make()
    for name, value in change.items():
        setattr(spawner, name, value)
    with pytest.raises(SpawnException, match=named) as refused:
        await request_of(spawner)
    assert refused.value.status_code == 500


async def test_a_spawner_as_it_comes_asks_for_nothing_impossible(make: Make) -> None:
    spawner = make()
    # Reading a default makes traitlets keep it, which is not the same as setting it.
    for trait in settings.ROWS:
        getattr(spawner, trait)
    await request_of(spawner)


async def test_the_state_of_dockerspawner_does_no_harm(make: Make, caplog: pytest.LogCaptureFixture) -> None:
    spawner = make()
    spawner.log.propagate = True
    spawner.load_state({"object_id": "0123456789abcdef", "object_name": "jupyter-ann"})
    assert "jupyter-ann" in caplog.text
    assert await spawner.poll() == 0
    await spawner.stop()
    assert spawner.get_state() == {}
    spawner.load_state({"container_id": "0123456789abcdef"})
    assert spawner.get_state() == {}


async def test_options_of_a_form_of_ones_own_reach_its_hooks(make: Make) -> None:
    def chosen(spawner: Any) -> None:
        spawner.environment = {"COURSE": spawner.user_options["course"]}

    spawner = make()
    spawner.user_options = {"course": "algebra"}
    chosen(spawner)
    request = await request_of(spawner, course="algebra")
    assert request.environ["COURSE"] == "algebra"


def test_every_setting_of_dockerspawner_has_a_row() -> None:
    """So that a new DockerSpawner cannot bring a setting that is ignored."""
    known = set(dockerspawner.DockerSpawner.class_traits(config=True))
    assert known == set(settings.ROWS)
    for section, rows in settings.FOREIGN.items():
        theirs = set(getattr(dockerspawner, section).class_traits(config=True)) - known
        assert theirs == set(rows), section
    for trait, row in settings.ROWS.items():
        assert bool(row.honoured and row.instead) == (trait in settings._DETAILS), trait


def test_the_guide_has_every_row() -> None:
    guide = (Path(__file__).parents[3] / settings.GUIDE).read_text()
    for rows in (settings.ROWS, *settings.FOREIGN.values()):
        for trait, row in rows.items():
            assert re.search(rf"^\| .*`{trait}`", guide, re.MULTILINE), trait
            for text in (row.honoured, row.instead):
                assert text in guide, trait


@pytest.mark.parametrize(
    ("image", "reference"),
    [("lab", "lab:latest"), ("r.example:5000/lab", "r.example:5000/lab:latest"), ("a/b:1", "a/b:1")],
)
async def test_an_image_without_a_tag_is_its_latest(make: Make, image: str, reference: str) -> None:
    assert (await request_of(make(image=image))).options.image == reference
