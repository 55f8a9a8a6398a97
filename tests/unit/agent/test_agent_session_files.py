"""Files in a session's home: where paths may lead, what uploads and downloads carry."""

from __future__ import annotations

import base64
import io
import tarfile
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernelyard_agent.runner import files
from kernelyard_agent.runner.files import FileProblem, HomeFiles


def sent(path: str, content: bytes = b"x") -> dict[str, str]:
    return {"path": path, "data": base64.b64encode(content).decode()}


def unpacked(tar: str) -> dict[str, bytes]:
    with tarfile.open(fileobj=io.BytesIO(base64.b64decode(tar))) as archive:
        members = [member for member in archive.getmembers() if member.isfile()]
        return {member.name: archive.extractfile(member).read() for member in members}  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "path", ["/etc/passwd", "../x", "a/../../x", "/home/work/../x", "a\0b", "/home/worker"]
)
def test_paths_that_lead_out_are_refused(tmp_path: Path, path: str) -> None:
    home = HomeFiles(tmp_path)
    for refused in (
        lambda: home.upload({"files": [sent(path)]}),
        lambda: home.list({"path": path}),
        lambda: home.download({"path": path}),
    ):
        with pytest.raises(FileProblem):
            refused()
    assert list(tmp_path.iterdir()) == []


@given(path=st.text(max_size=80))
def test_a_place_is_below_the_home_or_refused(path: str) -> None:
    home = HomeFiles(Path("/srv/session"))
    try:
        place = home.place(path)
    except FileProblem:
        return
    assert PurePosixPath(place).is_relative_to("/srv/session")
    assert ".." not in place.parts


@pytest.mark.feature("REST-012")
def test_upload_makes_directories_and_replaces(tmp_path: Path) -> None:
    home = HomeFiles(tmp_path)
    home.upload({"files": [sent("a/b.txt", b"1"), sent("/home/work/c.txt", b"2")]})
    home.upload({"files": [sent("a/b.txt", b"3")]})
    assert (tmp_path / "a" / "b.txt").read_bytes() == b"3"
    assert (tmp_path / "c.txt").read_bytes() == b"2"
    with pytest.raises(FileProblem, match="needs a name"):
        home.upload({"files": [sent(".")]})
    with pytest.raises(FileProblem, match="directory"):
        home.upload({"files": [sent("a")]})


@pytest.mark.feature("REST-013")
def test_listing(tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    (tmp_path / "f").write_bytes(b"four")
    found = HomeFiles(tmp_path).list({"path": "/home/work"})
    assert found["folder_path"] == "/home/work"
    assert [(f["filename"], f["mode"][0]) for f in found["files"]] == [("d", "d"), ("f", "-")]
    assert found["files"][1]["size"] == 4
    with pytest.raises(FileProblem, match="No such file"):
        HomeFiles(tmp_path).list({"path": "nowhere"})


@pytest.mark.feature("REST-014")
def test_download_of_a_file_and_a_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = HomeFiles(tmp_path)
    home.upload({"files": [sent("d/x.bin", bytes(range(256))), sent("y", b"why")]})
    assert unpacked(home.download({"path": "y"})) == {"y": b"why"}
    assert unpacked(home.download({"path": "d"})) == {"d/x.bin": bytes(range(256))}
    with pytest.raises(FileProblem, match="No such file"):
        home.download({"path": "nowhere"})
    monkeypatch.setattr(files, "DOWNLOAD_LIMIT", 10)
    for too_long in ("d", "d/x.bin"):
        with pytest.raises(FileProblem, match="use a folder"):
            home.download({"path": too_long})
