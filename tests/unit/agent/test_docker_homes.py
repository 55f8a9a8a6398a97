"""Homes of containers: where folders may be, and that nothing in a home decides where they really go."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernelyard_agent.engines.docker import homes as module
from kernelyard_agent.engines.docker.homes import SYSTEM, WHOLE, ContainerHomes, identity, make_directory
from kernelyard_agent.errors import Refused
from kernelyard_agent.homes import Source
from kernelyard_agent.protocol import Mount
from kernelyard_storage.protocol import FolderRef

KERNEL = UUID("11111111-2222-3333-4444-555555555555")


@pytest.fixture
def homes(tmp_path: Path) -> ContainerHomes:
    (tmp_path / "volume1").mkdir()
    return ContainerHomes(tmp_path / "agent", {"volume1": tmp_path / "volume1"}, None, Path())


def mount(target: str, tmp_path: Path | None = None, **changes: str) -> Mount:
    ref = FolderRef(volume="volume1", quota_scope=f"user:{uuid4()}", folder_id=uuid4())
    if tmp_path is not None:
        (tmp_path / "volume1" / ref.relative_path()).mkdir(parents=True)
    fields = {"permission": "rw", "target": target, **changes}
    return Mount(name="data", folder=ref, **fields)


@pytest.mark.feature("SES-011")
@pytest.mark.parametrize(
    ("given", "where"),
    [
        ("data", "data"),
        ("deep/er", "deep/er"),
        ("/home/work/data", "data"),
        ("/workspace", "/workspace"),
        ("//mnt//data/", "/mnt/data"),
        ("/home/jovyan", "/home/jovyan"),
        ("/opt/models", "/opt/models"),
    ],
)
def test_folders_go_into_the_home_or_elsewhere(given: str, where: str) -> None:
    assert module.target(mount(given)) == PurePosixPath(where)


@pytest.mark.parametrize(
    "target",
    [
        *("/", "/home", "/home/work", "/etc", "/etc/x", "//etc", "/usr/lib", "/proc/1", "/run/kernelyard"),
        *(
            "/opt/kernelyard",
            "/opt/kernelyard/bin",
            "/mnt/../etc",
            "..",
            "a/../../b",
            "",
            ".",
            "/a:ro",
            "/a\0",
        ),
        *("/home/work/../../etc", "/home/work/..", "/dev/shm/x", "/var/lib/docker"),
    ],
)
def test_the_systems_own_places_are_refused(target: str) -> None:
    with pytest.raises(Refused, match="data"):
        module.target(mount(target))


@given(st.text(alphabet="/.ahomewrketc", max_size=24))
def test_no_target_is_in_the_system(text: str) -> None:
    try:
        found = module.target(mount(text))
    except Refused:
        return
    whole = PurePosixPath(os.path.normpath("/home/work" / found))
    assert whole not in WHOLE
    assert not any(whole.is_relative_to(place) for place in SYSTEM)
    assert found.is_absolute() or whole.is_relative_to("/home/work")


@pytest.mark.feature("STO-006")
@pytest.mark.parametrize("target", ["/venv", "/venv/lib", "/venv/bin", "/venv/bin/x", "/tools", "/tools/x"])
def test_s14_no_folder_covers_a_program_of_the_image(target: str) -> None:
    """Root's part of an image's startup may run it."""
    place = Source(PurePosixPath(target), Path("/somewhere"))
    with pytest.raises(Refused, match="programs"):
        module.check_programs([place], "/venv/bin:/usr/bin:/tools")


@pytest.mark.parametrize("target", ["/venv2", "/data", "/opt/models", "tools", "venv/bin"])
def test_folders_may_be_beside_the_programs(target: str) -> None:
    place = Source(PurePosixPath(target), Path("/somewhere"))
    module.check_programs([place], "/venv/bin:/opt/bin:/usr/bin:/tools::.:/bin")


def test_read_only_folders_are_read_only(homes: ContainerHomes, tmp_path: Path) -> None:
    (source,) = homes.sources([mount("data", tmp_path, permission="ro")])
    assert source.read_only
    assert not homes.sources([mount("data", tmp_path, permission="wd")])[0].read_only


def test_a_home_has_mountpoints_and_no_links(homes: ContainerHomes, tmp_path: Path) -> None:
    sources = homes.sources([mount("a/b", tmp_path), mount("/mnt/x", tmp_path)])
    place = homes.create(KERNEL, sources)
    assert (place.work / "a" / "b").is_dir() and not (place.work / "a" / "b").is_symlink()
    assert sorted(os.listdir(place.work)) == ["a"]


@pytest.mark.feature("SES-028")
def test_a_restart_keeps_the_home_and_puts_aside_what_would_lead_a_mount_astray(
    homes: ContainerHomes, tmp_path: Path
) -> None:
    sources = homes.sources([mount("a/b", tmp_path), mount("c", tmp_path)])
    place = homes.create(KERNEL, sources)
    (place.work / "kept").write_text("x")
    # What the session can do to its own home: only empty mountpoints are in its way.
    (place.work / "a" / "b").rmdir()
    (place.work / "a").rmdir()
    (place.work / "a").symlink_to("/etc")
    (place.work / "c").rmdir()
    (place.work / "c").write_text("mine")
    again = homes.restart(KERNEL, sources)
    assert (again.work / "kept").read_text() == "x"
    assert (again.work / "a" / "b").is_dir() and not (again.work / "a").is_symlink()
    assert (again.work / "c").is_dir()
    aside = [name for name in os.listdir(again.work) if name.startswith("c.")]
    assert [(again.work / name).read_text() for name in aside] == ["mine"]
    assert not Path("/etc/b").exists()


def test_a_directory_is_made_step_by_step(tmp_path: Path) -> None:
    make_directory(tmp_path, PurePosixPath("x/y/z"), None)
    make_directory(tmp_path, PurePosixPath("x/y/z"), None)
    assert (tmp_path / "x/y/z").is_dir()


def test_a_part_of_a_folder_is_known_by_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "f" / "part").mkdir(parents=True)
    source = Source(PurePosixPath("x"), tmp_path / "f", PurePosixPath("part"))
    status = (tmp_path / "f" / "part").stat()
    assert identity(source) == (status.st_dev, status.st_ino)
    (tmp_path / "f" / "part").rename(tmp_path / "f" / "moved")
    (tmp_path / "f" / "part").mkdir()
    assert identity(source) != (status.st_dev, status.st_ino)


def test_a_part_of_a_folder_is_never_behind_a_link(tmp_path: Path) -> None:
    (tmp_path / "f").mkdir()
    (tmp_path / "f" / "way-out").symlink_to("/etc")
    for part in ("way-out", "way-out/ssl", "missing"):
        with pytest.raises(Refused, match="no directory"):
            identity(Source(PurePosixPath("x"), tmp_path / "f", PurePosixPath(part)))
