"""Tiles of the launcher: offered where their programs are."""

from __future__ import annotations

from pathlib import Path

import pytest
from traitlets.config import Config

from kernelyard_lab import tiles


def test_they_are_added_to_what_is_configured() -> None:
    config = Config()
    tiles.configure(config)
    assert config.ServerProxy.servers.keys() == {"web-terminal", "tensorboard"}
    config = Config()
    config.ServerProxy.servers = {"mine": {"command": ["x"]}, "tensorboard": {"command": ["y"]}}
    tiles.configure(config)
    assert config.ServerProxy.servers.keys() == {"web-terminal", "tensorboard", "mine"}
    assert config.ServerProxy.servers["tensorboard"] == {"command": ["y"]}
    config = Config()
    config.ServerProxy.servers.update({"mine": {"command": ["x"]}})
    tiles.configure(config)
    assert config.ServerProxy.servers.keys() == {"web-terminal", "tensorboard", "mine"}


def test_the_terminal_starts_isolated_and_says_where_it_is() -> None:
    tile = tiles.terminal()
    assert tile["command"][1:] == ["-I", "-m", "kernelyard_agent.runner.apps.terminal", "--port", "{port}"]
    assert tile["request_headers_override"] == {"X-Forwarded-Prefix": "{base_url}web-terminal"}
    assert tile["launcher_entry"]["enabled"] is True
    assert Path(tile["launcher_entry"]["icon_path"]).is_file()


def test_no_tile_without_its_program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("HOME", "/home/somebody")
    assert tiles.tensorboard()["launcher_entry"]["enabled"] is False
    (tmp_path / "tensorboard").touch(mode=0o755)
    tile = tiles.tensorboard()
    assert tile["launcher_entry"]["enabled"] is True
    assert tile["command"][0] == str(tmp_path / "tensorboard")
    assert tile["command"][-2:] == ["--logdir", "/home/somebody/logs"]
    monkeypatch.setattr(tiles, "TERMINAL", "nowhere")
    monkeypatch.setattr(tiles, "_has_module", lambda name: False)
    assert tiles.terminal()["launcher_entry"]["enabled"] is False
