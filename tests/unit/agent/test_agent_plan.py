"""What a runner is told: the Hub's notebook, and where it reaches the Hub."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any
from uuid import uuid4

import pytest

from kernelyard_agent.engines import plan
from kernelyard_agent.protocol import HUB_NOTEBOOK, Credentials, KernelSpec, ServiceStart

HOME = PurePosixPath("/home/work")


def built(argv: list[str], *, folder: bool = True, **hub: str) -> dict[str, Any]:
    kernel = uuid4()
    spec = KernelSpec(
        kernel_id=kernel,
        session_id=kernel,
        session_name="s",
        image="local/x:1",
        owner_username="ann",
        services=[ServiceStart(name=HUB_NOTEBOOK, argv=argv)],
    )
    return plan.build(
        spec,
        Credentials(),
        "token",
        notebook=hub,
        hub_api_url="http://127.0.0.1:2010/hub/api",
        service_url="",
        labels={},
        home=HOME,
        has_home_folder=folder,
    )


@pytest.mark.parametrize(
    ("argv", "folder", "hub", "added"),
    [
        (
            ["jupyterhub-singleuser"],
            True,
            {},
            ["--ServerApp.root_dir=/home/work", "--FileContentsManager.preferred_dir=/home/work/home"],
        ),
        (["/opt/bin/jupyterhub-singleuser"], False, {}, ["--ServerApp.root_dir=/home/work"]),
        (["jupyterhub-singleuser"], True, {"JUPYTERHUB_ROOT_DIR": "/home/jovyan/work"}, []),
        (["rstudio-behind-the-hub"], True, {}, []),
    ],
)
def test_the_notebook_opens_in_the_folder_home_unless_the_hub_says_where(
    argv: list[str], folder: bool, hub: dict[str, str], added: list[str]
) -> None:
    assert built(argv, folder=folder, **hub)["services"][0]["argv"] == [*argv, *added]


def test_every_address_of_the_hub_leads_there_from_the_session() -> None:
    environ = built(
        ["jupyterhub-singleuser"],
        JUPYTERHUB_API_URL="http://10.0.0.1:8081/base/hub/api",
        JUPYTERHUB_ACTIVITY_URL="http://10.0.0.1:8081/base/hub/api/users/ann/activity",
    )["environ"]
    assert environ["JUPYTERHUB_API_URL"] == "http://127.0.0.1:2010/hub/api"
    assert environ["JUPYTERHUB_ACTIVITY_URL"] == "http://127.0.0.1:2010/hub/api/users/ann/activity"
