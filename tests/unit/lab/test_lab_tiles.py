"""Tiles of the launcher: offered where their programs are."""

from __future__ import annotations

from importlib.metadata import entry_points
from pathlib import Path

import pytest

from kernelyard_lab import tiles


def test_jupyter_server_proxy_finds_them() -> None:
    found = {point.name: point.load() for point in entry_points(group="jupyter_serverproxy_servers")}
    assert found["web-terminal"] is tiles.terminal
    assert found["tensorboard"] is tiles.tensorboard


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
