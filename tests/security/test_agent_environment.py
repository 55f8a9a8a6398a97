"""S14: what a user may never set in a session's environment, in any spelling that a loader would read."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernelyard_agent import protocol as p
from kernelyard_agent.engines import environment
from kernelyard_agent.errors import Refused

RESERVED = [
    "LD_PRELOAD", "LD_LIBRARY_PATH", "LD_AUDIT", "GLIBC_TUNABLES", "GCONV_PATH",
    "NVIDIA_VISIBLE_DEVICES", "NVIDIA_DRIVER_CAPABILITIES", "CUDA_VISIBLE_DEVICES", "CUDA_MPS_PIPE_DIRECTORY",
    "JUPYTERHUB_API_TOKEN", "JUPYTERHUB_SERVICE_PREFIX", "JPY_API_TOKEN",
    "PATH", "HOME", "USER", "LOGNAME", "SHELL",
    "BACKENDAI_KERNEL_ID", "BACKENDAI_SESSION_ID", "KERNELYARD_ANYTHING", "HUB_GPU_SHARE",
]  # fmt: skip


def _spec(environ: dict[str, str], *services: str) -> p.KernelSpec:
    return p.KernelSpec(
        kernel_id=uuid4(),
        session_id=uuid4(),
        session_name="s",
        image="local/python:3.11",
        owner_username="somebody",
        environ=environ,
        services=[p.ServiceStart(name=name, argv=["x"]) for name in services],
    )


@pytest.mark.parametrize("name", RESERVED)
def test_s14_reserved_names_are_refused_by_name(name: str) -> None:
    with pytest.raises(Refused) as caught:
        environment.split(_spec({"FINE": "1", name: "x"}))
    assert name in caught.value.detail


@pytest.mark.parametrize("name", [name for name in RESERVED if not name.startswith(("JUPYTERHUB_", "JPY_"))])
def test_s14_a_hub_servers_spec_may_not_set_them_either(name: str) -> None:
    with pytest.raises(Refused):
        environment.split(_spec({name: "x"}, p.HUB_NOTEBOOK))


def test_s14_the_hubs_own_variables_reach_the_notebook_only() -> None:
    spec = _spec({"JUPYTERHUB_USER": "ada", "MINE": "1"}, p.HUB_NOTEBOOK)
    assert environment.split(spec) == ({"MINE": "1"}, {"JUPYTERHUB_USER": "ada"})
    with pytest.raises(Refused):
        environment.split(_spec({"JUPYTERHUB_USER": "ada"}, "some-other-service"))


@pytest.mark.parametrize("name", ["", "A=B", "A B", "1A", "Ä", "A\0", "A\n", "LD_PRELOAD\n", "-x"])
def test_s14_names_that_are_none_are_refused(name: str) -> None:
    with pytest.raises(Refused):
        environment.split(_spec({name: "x"}))


def test_s14_values_with_a_nul_are_refused() -> None:
    with pytest.raises(Refused):
        environment.split(_spec({"A": "x\0LD_PRELOAD=/evil.so"}))


@given(st.dictionaries(st.text(max_size=12), st.text(max_size=12), max_size=4))
def test_s14_whatever_passes_cannot_change_what_the_platform_sets(environ: dict[str, str]) -> None:
    spec = _spec(environ)
    try:
        user, _ = environment.split(spec)
    except Refused:
        return
    home = Path("/h")
    devices = {"NVIDIA_VISIBLE_DEVICES": "void", "CUDA_VISIBLE_DEVICES": ""}
    built = environment.build(spec, user, devices, home=home, path="/venv/bin:/usr/bin")
    plain = environment.build(_spec({}), {}, devices, home=home, path="/venv/bin:/usr/bin")
    untouchable = {"LANG", "TERM"}  # those a user may choose
    for name in plain.keys() - untouchable:
        if not name.startswith("BACKENDAI_"):
            assert built[name] == plain[name]
    assert not any(name.startswith("LD_") for name in built)
    assert built["BACKENDAI_KERNEL_ID"] == str(spec.kernel_id)


def test_s12_nothing_of_the_agents_environment_comes_along(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AGENT_SECRET", "x")
    spec = _spec({})
    built = environment.build(spec, {}, {}, home=Path("/h"), path="/venv/bin:/usr/bin")
    assert "AGENT_SECRET" not in built
    assert built["PATH"].startswith("/venv/bin:")
