"""The small parts of ``kernelyard up``: ports, secrets, directories, left-over processes, logs, Node."""

from __future__ import annotations

import asyncio
import io
import os
import signal
import socket
import stat
import subprocess
import sys
from pathlib import Path

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernelyard_hub.up import first_run, keys, leftovers, node, ports, reach
from kernelyard_hub.up.children import Child, NotReady, last_lines
from kernelyard_hub.up.layout import Layout, write_private
from kernelyard_hub.up.logs import LogReader, set_aside
from kernelyard_hub.up.programs import Program, Setup, waves

port_numbers = st.integers(1, 65535)


@given(
    public=port_numbers,
    remembered=st.dictionaries(st.sampled_from(ports.INTERNAL), port_numbers),
    taken=st.sets(port_numbers, max_size=40),
)
def test_ports_are_free_and_different_and_kept_where_possible(
    public: int, remembered: dict[str, int], taken: set[int]
) -> None:
    chosen = ports.pick(public, remembered, free=lambda port: port not in taken)
    assert set(chosen) == set(ports.INTERNAL)
    assert len({public, *chosen.values()}) == len(ports.INTERNAL) + 1
    assert not taken & set(chosen.values())
    low, high = ports.outgoing_range()
    counts = list(remembered.values())
    for name, port in remembered.items():
        if port not in taken and port != public and counts.count(port) == 1 and port not in chosen.values():
            pytest.fail(f"{name} could have kept {port}")
    for name, port in chosen.items():
        assert port == remembered.get(name) or not low <= port <= high


def test_a_port_that_somebody_listens_on_is_not_free() -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        assert not ports.is_free(busy.getsockname()[1])
    assert ports.is_free(busy_port_of_nobody())


def busy_port_of_nobody() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number


def test_secrets_are_made_once_and_only_the_owner_reads_them(tmp_path: Path) -> None:
    keys.ensure_keys(tmp_path)
    first = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert {"service.token", "hub.token", "agent.token", "storage.token", "encryption.key"} <= set(first)
    assert len(set(first.values())) == len(first)
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o600}
    keys.ensure_keys(tmp_path)
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == first
    (tmp_path / "hub.token").chmod(0o644)
    with pytest.raises(PermissionError, match=r"hub\.token"):
        keys.ensure_keys(tmp_path)


def test_a_private_file_was_never_readable_by_others(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    os.umask(before := os.umask(0))
    os.umask(0)
    try:
        write_private(path, "one")
        write_private(path, "two")
    finally:
        os.umask(before)
    assert (path.read_text(), stat.S_IMODE(path.stat().st_mode)) == ("two", 0o600)
    assert list(tmp_path.iterdir()) == [path]


async def test_a_first_run_makes_two_accounts_and_a_second_changes_nothing(tmp_path: Path) -> None:
    layout = Layout(tmp_path / "data")
    layout.make()
    keys.ensure_keys(layout.secrets)
    url = layout.database_url()
    await first_run.prepare(layout, url, "http://a", "http://b", accounts_made=False)
    written = layout.credentials.read_text()
    assert stat.S_IMODE(layout.credentials.stat().st_mode) == 0o600
    await first_run.prepare(layout, url, "http://a", "http://b", accounts_made=True)
    assert layout.credentials.read_text() == written
    await first_run.prepare(layout, url, "http://c", "http://b", accounts_made=True)
    assert layout.credentials.read_text() == written.replace("http://a", "http://c")


async def test_a_first_run_that_was_cut_off_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The accounts are in the database, the file that says their passwords is not."""
    layout = Layout(tmp_path / "data")
    layout.make()
    keys.ensure_keys(layout.secrets)
    url = layout.database_url()

    def write_or_die(path: Path, text: str) -> None:
        if path == layout.credentials:
            raise KeyboardInterrupt
        write_private(path, text)

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(first_run, "write_private", write_or_die)
        await first_run.prepare(layout, url, "http://a", "http://b", accounts_made=False)
    assert not layout.credentials.exists()
    await first_run.prepare(layout, url, "http://a", "http://b", accounts_made=False)
    document = layout.credentials.read_text()
    assert document.count('"password"') == 2
    assert '""' not in document
    assert not (layout.secrets / first_run.PENDING).exists()


async def test_accounts_that_were_there_before_keep_their_passwords(tmp_path: Path) -> None:
    one, two = Layout(tmp_path / "one"), Layout(tmp_path / "two")
    url = one.database_url()
    for layout in (one, two):
        layout.make()
        keys.ensure_keys(layout.secrets)
        await first_run.prepare(layout, url, "http://a", "http://b", accounts_made=False)
    assert one.credentials.read_text().count('"password"') == 2
    assert not two.credentials.exists()


def test_left_over_processes_are_found_and_ended_and_strangers_are_not(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "input()"]
    ours, stranger = (subprocess.Popen(command, stdin=subprocess.PIPE) for _ in "ab")
    with ours, stranger:
        leftovers.note(tmp_path, "hub", ours.pid)
        leftovers.note(tmp_path, "agent", stranger.pid)
        noted = (tmp_path / "agent.json").read_text()
        (tmp_path / "agent.json").write_text(noted.replace('"start_time": ', '"start_time": 1'))
        (tmp_path / "torn.json").write_text('{"pid": ')
        assert leftovers.find(tmp_path) == {"hub": ours.pid}
        leftovers.end(leftovers.find(tmp_path))
        assert ours.wait() == -signal.SIGTERM
        assert stranger.poll() is None
        assert leftovers.find(tmp_path) == {}
        stranger.kill()


def test_an_agent_is_not_asked_because_it_would_take_its_sessions_along(tmp_path: Path) -> None:
    code = (
        "import signal, sys; signal.signal(signal.SIGTERM, lambda *_: sys.exit(9)); "
        "print(flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as agent:
        assert agent.stdout is not None
        agent.stdout.readline()
        leftovers.end({"agent": agent.pid}, at_once=frozenset({"agent"}))
        assert agent.wait() == -signal.SIGKILL


def test_a_closed_directory_on_the_way_is_named(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    deep = closed / "a" / "b"
    deep.mkdir(parents=True)
    tmp_path.chmod(0o755)
    closed.chmod(0o700)
    stranger = os.getuid() + 4321
    found = reach.closed_parent(deep, stranger)
    assert found is not None
    assert found == closed or closed.is_relative_to(found)
    if os.getuid() != 0:
        return
    with pytest.raises(reach.OutOfReach, match="closed"):
        reach.check(stranger, stranger, closed)


def test_one_log_has_the_programs_names_in_front(tmp_path: Path) -> None:
    out = io.StringIO()
    (tmp_path / "hub.log").write_text("from an earlier run\n")
    reader = LogReader(tmp_path, ["hub", "storage"], out)
    with (tmp_path / "hub.log").open("a") as log:
        log.write("one\n\x1b[31mtwo\x1b[0m\x1b[2J\nhalf")
    reader.pump()
    assert out.getvalue() == "hub     | one\nhub     | two\n"
    with (tmp_path / "hub.log").open("a") as log:
        log.write(" and half\n")
    (tmp_path / "storage.log").write_text("here\n")
    reader.pump()
    assert out.getvalue().splitlines()[2:] == ["hub     | half and half", "storage | here"]


def test_a_large_log_is_set_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kernelyard_hub.up.logs.LARGEST", 3)
    (tmp_path / "hub.log").write_text("four")
    (tmp_path / "agent.log").write_text("3")
    set_aside(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["agent.log", "hub.log.1"]


def test_node_is_the_binary_never_a_script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wrapper = tmp_path / "node"
    wrapper.write_text("#!/bin/sh\necho v99.0.0\n")
    wrapper.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    try:
        found = node.find_node()
    except node.NodeMissing:
        return  # neither PATH nor the environment has one, and the wrapper was not taken for it
    with found.open("rb") as file:
        assert file.read(4) == b"\x7fELF"


def test_without_a_proxy_the_message_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    python_port = tmp_path / "configurable-http-proxy"
    python_port.write_text("#!/usr/bin/python3\n")
    python_port.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(node.NodeMissing, match="make run"):
        node.find_proxy(tmp_path)


def test_no_secret_is_in_a_command_line(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    layout.make()
    keys.ensure_keys(layout.secrets)
    setup = Setup(
        layout=layout,
        ports=dict.fromkeys(ports.INTERNAL, 1),
        public_port=2,
        database_url=layout.database_url(),
        node=Path("/node"),
        proxy_script=Path("/proxy"),
        hub_config=Path("/config.py"),
        session_uid=1000,
        session_gid=1000,
        mock_gpus=2,
    )
    secrets = [path.read_text().strip() for path in layout.secrets.iterdir()]
    for program in (program for wave in waves(setup) for program in wave):
        assert not any(secret in word for secret in secrets for word in program.argv)
        assert not any(secret in repr(program) for secret in secrets)
        held = [name for name, value in program.environ.items() if value in secrets]
        assert held == (["CONFIGPROXY_AUTH_TOKEN"] if program.name == "proxy" else [])


async def test_a_program_that_does_not_come_up_is_shown_with_its_last_words(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    layout.make()
    code = "import sys; print('no disk', file=sys.stderr); sys.exit(3)"
    program = Program("agent", [sys.executable, "-c", code], "http://127.0.0.1:9/")
    child = Child(program, layout, lambda name, text: None)
    await child.start()
    async with aiohttp.ClientSession() as http:
        with pytest.raises(NotReady, match=r"(?s)status 3.*no disk"):
            await child.wait_ready(http, 30)
    await child.stop()
    assert last_lines(child.log, 1) == ["no disk"]
    assert leftovers.find(layout.processes) == {}


async def test_a_program_that_dies_comes_back_and_one_that_ignores_us_is_killed(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    layout.make()
    code = (
        "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
        "print('up', flush=True); signal.pause()"
    )
    said: list[str] = []
    program = Program("agent", [sys.executable, "-c", code], "http://127.0.0.1:9/", stop_grace=0.2)
    child = Child(program, layout, lambda name, text: said.append(text))
    await child.start()
    keeper = asyncio.create_task(child.keep_alive())
    first = child.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    async with asyncio.timeout(60):
        while last_lines(child.log, 5).count("up") < 1 or child.pid == first:
            await asyncio.sleep(0.01)
    await child.stop()
    await keeper
    assert child.restarts == 1
    assert any("starting it again" in text for text in said)
    assert leftovers.start_time(child.pid or 0) is None
