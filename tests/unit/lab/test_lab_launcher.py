"""The launcher widget against a stand-in for the hub service, without a browser."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from tests.lab_rig import FakeService

from kernelyard_lab import Launcher
from kernelyard_lab.service import Refused, Service

SESSION = "0b5c6cf2-6a40-4f3b-a2a1-0d6d1c9d2f10"
GIB = str(2**30)


class Scripted:
    """Answers of a service by method and path; a list is answered one by one, its last item for ever."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, Any]] = []
        small = {"name": "small", "resource_slots": {"cpu": "1", "mem": GIB}, "shared_memory": None}
        gpu = {
            "name": "gpu",
            "resource_slots": {"cpu": "4", "mem": GIB, "cuda.shares": "0.5"},
            "shared_memory": GIB,
        }
        self.answers: dict[tuple[str, str], Any] = {
            ("GET", "scaling-groups?group=default"): {
                "scaling_groups": [{"name": "default"}, {"name": "gpu"}]
            },
            ("GET", "folders"): [{"name": "data"}, {"name": "home"}],
            ("POST", "resource/check-presets"): {
                "presets": [
                    {**small, "allocatable": True, "when": "now", "text": "now", "estimate": None},
                    {
                        **gpu,
                        "allocatable": False,
                        "when": "wait",
                        "text": "0.2 of 0.5 fGPU are free.",
                        "estimate": {"seconds": 720, "text": "in about 12 min (5–25)"},
                    },
                ]
            },
            ("POST", "session"): {"sessionId": SESSION, "status": "PENDING"},
            ("DELETE", f"session/{SESSION}"): {"stats": {}},
        }

    def becomes(self, *statuses: dict[str, Any] | None) -> None:
        views = [{"sessions": [{"id": SESSION, **s}] if s else []} for s in statuses]
        self.answers["GET", "console/overview"] = views

    async def call(self, method: str, path: str, body: Any = None, *, timeout: float = 1) -> Any:
        self.asked.append((method, path, body))
        await asyncio.sleep(0)
        answer = self.answers[method, path]
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, list) and path == "console/overview":
            return answer.pop(0) if len(answer) > 1 else answer[0]
        return answer


async def settled(launcher: Launcher) -> None:
    """Wait until all that buttons and observers have started is done."""
    async with asyncio.timeout(10):
        while launcher._tasks:
            await asyncio.gather(*launcher._tasks)


async def shown(scripted: Scripted) -> Launcher:
    launcher = Launcher(scripted, poll=0.001)
    bundle = launcher._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    await settled(launcher)
    return launcher


async def test_presets_are_labelled_with_the_schedulers_answer() -> None:
    launcher = await shown(Scripted())
    assert [label for label, _ in launcher.form.preset.options] == [
        "small: 1 core · 1 GiB – now",
        "gpu: 4 cores · 1 GiB · 0.5 fGPU – in about 12 min (5–25)",
    ]
    assert launcher.form.prospect.value == "It would start now."
    launcher.form.preset.value = "gpu"
    assert launcher.form.prospect.value == "It would start in about 12 min (5–25). 0.2 of 0.5 fGPU are free."
    assert launcher.form.group.options == ("default", "gpu")
    assert launcher.form.folders.options == ("data", "home")
    assert (launcher.form.start.disabled, launcher.form.stop.disabled) == (False, True)


async def test_another_resource_group_asks_again() -> None:
    scripted = Scripted()
    launcher = await shown(scripted)
    launcher.form.group.value = "gpu"
    await settled(launcher)
    assert scripted.asked[-1] == (
        "POST",
        "resource/check-presets",
        {"group": "default", "scaling_group": "gpu"},
    )


async def test_start_waits_in_the_queue_and_end_ends() -> None:
    scripted = Scripted()
    scripted.becomes(
        {"status": "PENDING", "place": 2, "of": 5, "reason": "1.5 fGPU are free."},
        {"status": "PREPARING", "place": None, "of": None, "reason": ""},
        {"status": "RUNNING", "place": None, "of": None, "reason": ""},
    )
    launcher = await shown(scripted)
    said: list[str] = []
    launcher.form.message.observe(lambda change: said.append(change["new"]), names="value")
    launcher.form.preset.value = "gpu"
    launcher.form.folders.value = ("data",)
    launcher.form.start.click()
    await settled(launcher)

    body = next(body for method, path, body in scripted.asked if (method, path) == ("POST", "session"))
    assert body["config"] == {
        "scalingGroup": "default",
        "resources": {"cpu": "4", "mem": GIB, "cuda.shares": "0.5"},
        "resource_opts": {"shmem": GIB},
        "mounts": ["data"],
    }
    assert (body["enqueueOnly"], body["reuseIfExists"]) == (True, False)
    assert any("Pending, 2 of 5 in line: 1.5 fGPU are free." in words for words in said)
    assert "Running." in said[-1]
    assert launcher.session_id == SESSION
    assert launcher.form.bar.value == 100
    assert (launcher.form.start.disabled, launcher.form.stop.disabled) == (True, False)

    launcher.form.stop.click()
    await settled(launcher)
    assert scripted.asked[-1][:2] == ("DELETE", f"session/{SESSION}")
    assert launcher.session_id is None
    assert (launcher.form.start.disabled, launcher.form.stop.disabled) == (False, True)


async def test_a_session_that_ends_while_it_waits_says_so() -> None:
    scripted = Scripted()
    scripted.becomes({"status": "PENDING", "place": 1, "of": 1, "reason": ""}, None)
    launcher = await shown(scripted)
    launcher.form.start.click()
    await settled(launcher)
    assert launcher.session_id is None
    assert "has ended" in launcher.form.message.value


async def test_a_refusal_is_shown_escaped_and_can_be_repeated() -> None:
    scripted = Scripted()
    scripted.answers["POST", "session"] = Refused(412, "Over <b>limit</b>.")
    launcher = await shown(scripted)
    launcher.form.start.click()
    await settled(launcher)
    assert "Over &lt;b&gt;limit&lt;/b&gt;." in launcher.form.message.value
    assert not launcher.form.start.disabled
    assert launcher.session_id is None


def test_outside_a_session_it_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("JUPYTERHUB_API_TOKEN", "KERNELYARD_SERVICE_URL", "JUPYTERHUB_PUBLIC_HUB_URL"):
        monkeypatch.delenv(name, raising=False)
    bundle = Launcher()._repr_mimebundle_()
    assert "JUPYTERHUB_API_TOKEN is not set" in bundle["text/plain"]
    assert "Start a server from the Hub" in bundle["text/html"]


async def test_it_speaks_to_the_service_by_itself(
    service: FakeService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", "hub-token")
    monkeypatch.setenv("KERNELYARD_SERVICE_URL", service.url)
    service.answer("GET", "/scaling-groups?group=default", 200, {"scaling_groups": []})
    service.answer("GET", "/folders", 200, [])
    service.answer("POST", "/resource/check-presets", 200, {"presets": []})
    launcher = Launcher()
    await launcher.refresh()
    assert isinstance(launcher._service, Service)
    assert {asked.token for asked in service.asked} == {"token hub-token"}
    assert "no resource group" in launcher.form.message.value
    assert launcher.form.start.disabled


def test_importing_the_package_does_not_import_ipywidgets() -> None:
    import subprocess
    import sys

    code = "import sys, kernelyard_lab; sys.exit('ipywidgets' in sys.modules or 'tornado' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
