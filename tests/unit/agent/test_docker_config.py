"""What a container is made of: pure, from the kernel's spec to Docker's create call."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernelyard_agent.engines.docker import config, raw
from kernelyard_agent.engines.docker.config import Bind, Identity
from kernelyard_agent.engines.docker.images import Image
from kernelyard_agent.engines.docker.limits import limits, processor
from kernelyard_agent.engines.docker.settings import DockerSettings
from kernelyard_agent.errors import Refused
from kernelyard_agent.protocol import DeviceShare, KernelSpec
from kernelyard_agent.relay import routes

KERNEL = UUID("11111111-2222-3333-4444-555555555555")
IDENTITY = Identity(owner="0123", agent_id="i-node")
IMAGE = Image(
    id="sha256:abc",
    names=("local/python:3.11",),
    architecture="x86_64",
    env={
        "PATH": "/opt/bin:/usr/bin",
        "LANG": "de_DE.UTF-8",
        "LD_PRELOAD": "/evil.so",
        "JUPYTERHUB_HOST": "x",
    },
    labels={},
    nodes=(),
)


def spec(**changes: Any) -> KernelSpec:
    fields: dict[str, Any] = {
        "kernel_id": KERNEL,
        "session_id": uuid4(),
        "session_name": "s",
        "image": "local/python:3.11",
        "owner_username": "u",
    }
    return KernelSpec(**{**fields, **changes})


def settings(**changes: Any) -> DockerSettings:
    return DockerSettings(**changes)


def body(one: KernelSpec, gpus: tuple[str, ...] = (), **changes: Any) -> dict[str, Any]:
    return config.container(one, IMAGE, settings(**changes), IDENTITY, [], gpus)


def host(one: KernelSpec, **changes: Any) -> dict[str, Any]:
    found: dict[str, Any] = body(one, **changes)["HostConfig"]
    return found


def test_the_image_decides_nothing_about_the_first_process() -> None:
    made = body(spec())
    assert made["Entrypoint"] == ["/opt/kernelyard/bin/python3"]
    assert made["Cmd"] == ["-I", "-m", "kernelyard_agent.runner.entry"]
    assert (made["User"], made["Healthcheck"]) == ("0:0", {"Test": ["NONE"]})
    assert made["Image"] == "sha256:abc"


def test_s10_a_container_publishes_no_port_and_has_its_own_network() -> None:
    made = body(spec(preopen_ports=[8080]))
    assert made["HostConfig"]["NetworkMode"] == "kernelyard"
    assert made["HostConfig"]["PublishAllPorts"] is False
    assert "PortBindings" not in made["HostConfig"] and "ExposedPorts" not in made


def test_s12_nothing_that_a_user_or_the_hub_says_is_in_the_containers_configuration() -> None:
    one = spec(environ={"TOKEN": "s3cret"}, startup_command="s3cret", bootstrap_script="s3cret")
    assert "s3cret" not in json.dumps(body(one))


def test_s14_loader_and_platform_variables_of_an_image_are_taken_away() -> None:
    early = body(spec())["Env"]
    # A name alone takes the image's value away.
    assert {"LD_PRELOAD", "JUPYTERHUB_HOST", "NVIDIA_VISIBLE_DEVICES=void"} == set(early)
    assert config.image_environ(IMAGE.env) == {"LANG": "de_DE.UTF-8"}


def test_s14_an_image_cannot_ask_for_gpus() -> None:
    greedy = {"NVIDIA_VISIBLE_DEVICES": "all", "NVIDIA_DRIVER_CAPABILITIES": "all"}
    assert config.early_environ(greedy, []) == ["NVIDIA_DRIVER_CAPABILITIES", "NVIDIA_VISIBLE_DEVICES=void"]
    assert config.early_environ(greedy, ["GPU-1"]) == ["NVIDIA_DRIVER_CAPABILITIES", "NVIDIA_VISIBLE_DEVICES"]


def test_real_gpus_are_requested_by_their_ids() -> None:
    made = body(spec(), ("GPU-1", "GPU-2"))
    (request,) = made["HostConfig"]["DeviceRequests"]
    assert request["DeviceIDs"] == ["GPU-1", "GPU-2"]
    assert "DeviceRequests" not in body(spec())["HostConfig"]


def test_rights_are_few_and_cannot_come_back() -> None:
    made = host(spec())
    assert made["CapDrop"] == ["ALL"] and made["Privileged"] is False
    assert set(made["CapAdd"]) == {"CHOWN", "DAC_OVERRIDE", "FOWNER", "SETGID", "SETUID"}
    assert made["SecurityOpt"] == ["no-new-privileges:true"]


@pytest.mark.feature("SES-041")
def test_only_who_may_sudo_can_become_root() -> None:
    made = host(spec(sudo=True))
    assert "SecurityOpt" not in made
    assert "SYS_ADMIN" not in made["CapAdd"] and "KILL" in made["CapAdd"]


def test_a_read_only_root_has_temporary_places() -> None:
    made = host(spec(read_only_root=True))
    assert made["ReadonlyRootfs"] is True
    assert all("size=1073741824" in how and "nosuid" in how for how in made["Tmpfs"].values())
    assert host(spec())["ReadonlyRootfs"] is False


def _share(device: str, slot: str, amount: int) -> DeviceShare:
    return DeviceShare(device_id=device, slot=slot, amount=amount)


@pytest.mark.parametrize(
    ("shares", "cores", "quota"),
    [
        ([_share("cpu3", "cpu", 10_000)], "3", 100_000),
        ([_share("cpu10", "cpu", 10_000), _share("cpu2", "cpu", 10_000)], "2,10", 200_000),
        ([_share("cpu0", "cpu", 5_000)], "0", 50_000),
        ([_share("cpu0", "cpu", 1)], "0", 1_000),
    ],
)
def test_processor_time_is_what_was_allocated(shares: list[DeviceShare], cores: str, quota: int) -> None:
    assert processor(shares) == {"CpusetCpus": cores, "CpuPeriod": 100_000, "CpuQuota": quota}


def test_memory_has_no_swap_behind_it() -> None:
    found = limits(spec(devices=[_share("mem", "mem", 2**30)], shared_memory=2**20), settings())
    assert found["Memory"] == found["MemorySwap"] == 2**30
    assert (found["ShmSize"], found["PidsLimit"]) == (2**20, 4096)
    assert "Memory" not in limits(spec(), settings())


def test_names_are_ids_and_generations() -> None:
    """S17: nothing that a user chooses is in a container's name."""
    assert config.name(spec(session_name="../../x")) == f"kernelyard-{KERNEL}-1"
    assert config.name(spec(generation=2)) != config.name(spec())


@given(st.lists(st.tuples(st.text(max_size=255), st.text(max_size=255)), min_size=2, max_size=5))
def test_s17_no_name_of_a_user_or_session_is_in_a_containers(names: list[tuple[str, str]]) -> None:
    """Ids alone say which container, cgroup (the container's id) and address belong to which session."""
    names += [("a-b", "c"), ("a", "b-c"), ("..", "../.."), ("A", "É"), ("a", "e\u0301")]
    specs = [spec(kernel_id=uuid4(), owner_username=user, session_name=session) for user, session in names]
    called = [config.name(one) for one in specs]
    assert len({name.casefold() for name in called}) == len(specs)
    for one, name in zip(specs, called, strict=True):
        assert re.fullmatch(r"kernelyard-[0-9a-f-]{36}-1", name)
        assert body(one) == body(one.model_copy(update={"owner_username": "u", "session_name": "s"}))
        found = routes.app_path(f"/apps/{one.kernel_id}/app/".encode())
        assert found is not None and found.kernel_id == one.kernel_id


def test_labels_say_whose_it_is() -> None:
    labels = body(spec())["Labels"]
    assert labels["kernelyard.owner"] == "0123"
    assert config.selector(IDENTITY, KERNEL) == {
        "label": ["kernelyard.owner=0123", f"kernelyard.kernel-id={KERNEL}"]
    }


def test_folders_are_bind_mounts_and_read_only_means_it() -> None:
    mount = Bind("/srv/f", "/home/work/f", read_only=True).mount()
    assert mount["ReadOnly"] is True and mount["BindOptions"] == {
        "Propagation": "rprivate",
        "NonRecursive": True,
    }


def test_raw_volumes_only_where_the_node_lets_them(tmp_path: Path) -> None:
    (tmp_path / "homes" / "ann").mkdir(parents=True)
    (tmp_path / "homes" / "way-out").symlink_to("/etc")
    options = {"volumes": {str(tmp_path / "homes" / "ann"): {"bind": "/home/jovyan", "mode": "ro"}}}
    (mount,) = raw.mounts(options, [str(tmp_path / "homes")])
    assert (mount["Type"], mount["Target"], mount["ReadOnly"]) == ("bind", "/home/jovyan", True)
    for refused in (options, {"volumes": {"/etc": "/x"}}):
        with pytest.raises(Refused, match="raw_volumes"):
            raw.mounts(refused, [])
    with pytest.raises(Refused):
        raw.mounts({"volumes": {str(tmp_path / "homes" / "way-out"): "/x"}}, [str(tmp_path / "homes")])
    with pytest.raises(Refused):
        raw.mounts({"volumes": {str(tmp_path / "homes-of-others"): "/x"}}, [str(tmp_path / "homes")])


def test_raw_volumes_by_name() -> None:
    options = {"volumes": {"jupyterhub-user-ann": {"bind": "/home/jovyan", "mode": "rw"}}}
    (mount,) = raw.mounts(options, ["jupyterhub-user-*"])
    assert (mount["Type"], mount["Source"]) == ("volume", "jupyterhub-user-ann")
    with pytest.raises(Refused):
        raw.mounts(options, ["/"])


@pytest.mark.parametrize("target", ["relative", "/", "//", "/proc/x", "//proc/x", "/run/kernelyard/x", ""])
def test_raw_volumes_cannot_cover_what_is_ours(target: str) -> None:
    with pytest.raises(Refused):
        raw.mounts({"volumes": {"name": target}}, ["*"])


def test_dockerspawners_mounts() -> None:
    options = {
        "mounts": [
            {"Type": "volume", "Source": "v", "Target": "/v", "ReadOnly": True},
            {"Type": "tmpfs", "Target": "/t"},
        ]
    }
    assert [mount["Type"] for mount in raw.mounts(options, ["v"])] == ["volume", "tmpfs"]
    with pytest.raises(Refused, match="npipe"):
        raw.mounts({"mounts": [{"Type": "npipe", "Source": "x", "Target": "/x"}]}, ["*"])


def test_fields_of_the_host_configuration_only_where_the_node_lets_them() -> None:
    one = spec(engine_options={"extra_host_config": {"Dns": ["10.0.0.1"]}})
    assert host(one, extra_host_config=["Dns"])["Dns"] == ["10.0.0.1"]
    with pytest.raises(Refused, match="extra_host_config"):
        body(one)
    for ours in ("Binds", "Mounts", "PortBindings", "LogConfig"):
        with pytest.raises(Refused):
            raw.host_config({"extra_host_config": {ours: []}}, [ours])


def test_raw_capabilities_come_to_those_that_are_needed() -> None:
    one = spec(engine_options={"extra_host_config": {"CapAdd": ["SYS_PTRACE"]}})
    assert {"SETUID", "SYS_PTRACE"} <= set(host(one, extra_host_config=["CapAdd"])["CapAdd"])


def test_unknown_engine_options_are_refused() -> None:
    with pytest.raises(Refused, match="privileged"):
        raw.check_names({"privileged": True})
