"""What a machine may lack: skipped with a reason, or failed where it was asked for."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests import parts


def test_a_part_that_is_there_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KERNELYARD_REQUIRE", "all")
    parts.require("docker", True, "unused")


def test_a_missing_part_skips_and_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KERNELYARD_REQUIRE", raising=False)
    with pytest.raises(pytest.skip.Exception, match="docker is missing: start one"):
        parts.require("docker", False, "start one")


@pytest.mark.parametrize("asked", ["all", "postgres,docker", " docker "])
def test_a_missing_part_that_was_asked_for_fails(monkeypatch: pytest.MonkeyPatch, asked: str) -> None:
    monkeypatch.setenv("KERNELYARD_REQUIRE", asked)
    with pytest.raises(pytest.fail.Exception, match="docker is missing"):
        parts.require("docker", False, "start one")


def test_asking_for_another_part_still_skips(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KERNELYARD_REQUIRE", "postgres")
    with pytest.raises(pytest.skip.Exception):
        parts.require("docker", False, "start one")


def test_the_specification_is_found_where_the_environment_says(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("KERNELYARD_SHARED", str(tmp_path))
    assert parts.shared_dir() is None
    (tmp_path / "spec").mkdir()
    assert parts.shared_dir() == tmp_path


def test_every_marked_part_is_known() -> None:
    for part in parts.MARKED_PARTS:
        try:
            parts.require_marked(part)
        except (pytest.skip.Exception, pytest.fail.Exception) as missing:
            assert f"{part} is missing" in str(missing)
