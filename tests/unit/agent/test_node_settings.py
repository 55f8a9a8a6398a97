"""An agent's settings that decide who can listen in, its configuration files, and its volumes."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kernelyard_agent import tls
from kernelyard_agent.daemon import Agent
from kernelyard_agent.node import connection, volumes
from kernelyard_agent.node.join import JoinError, door_of
from kernelyard_agent.node.token import Token
from kernelyard_storage.protocol import VOLUME_MARK

LOCAL = "http://127.0.0.1:8200/services/kernelyard"


@pytest.mark.parametrize("ip", ["127.0.0.1", "127.8.0.1", "::1", "localhost"])
def test_one_machine_needs_no_tls(ip: str) -> None:
    here = connection.beside(ip, LOCAL + "/", "secret")
    assert (here.hub, here.listen, here.request, here.only("x")) == (LOCAL, None, {}, [])
    assert here.url(6001) == (f"http://[{ip}]:6001" if ":" in ip else f"http://{ip}:6001")


@pytest.mark.parametrize("ip", ["0.0.0.0", "::", "", "10.0.0.2", "gpu1.example", "127.0.0.1.example"])
def test_without_tls_nobody_else_is_listened_to(ip: str) -> None:
    """D01."""
    with pytest.raises(connection.Refused, match=r"^listen_ip: .*kernelyard agent join"):
        connection.beside(ip, LOCAL, "secret")


@pytest.mark.parametrize("url", ["http://10.0.0.1:8200", "http://hub.example/services/kernelyard", "http://"])
def test_without_tls_nothing_is_sent_elsewhere(url: str) -> None:
    """D01."""
    with pytest.raises(connection.Refused, match=r"^service_url: "):
        connection.beside("127.0.0.1", url, "secret")


def test_the_program_says_it_in_one_sentence(tmp_path: Path) -> None:
    """D01: a fresh agent that is told to listen to everybody does not start."""
    secret = tmp_path / "agent.token"
    secret.touch(mode=0o600)
    secret.write_text("0123456789abcdef")
    done = subprocess.run(
        [
            *(sys.executable, "-m", "kernelyard_agent.daemon", "--Agent.listen_ip=0.0.0.0"),
            *(f"--Agent.secret_file={secret}", f"--Agent.state_dir={tmp_path / 'state'}"),
        ],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "kernelyard-agent: listen_ip: others can reach 0.0.0.0, and without TLS this agent listens on this "
        "machine only; make it a node of the site (kernelyard agent join) and set node_dir"
    ]
    assert not (tmp_path / "state").exists()


def loaded(path: Path, *more: str) -> Agent:
    agent = Agent()
    agent.initialize(["--config", str(path), *more])
    return agent


@pytest.mark.feature("AGT-004")
def test_the_configuration_is_python_or_toml(tmp_path: Path) -> None:
    python, toml = tmp_path / "node_config.py", tmp_path / "node.toml"
    python.write_text('c.Agent.port = 7001\nc.Agent.volumes = {"a": "/mnt/a"}\nc.Agent.region = "north"\n')
    toml.write_text('port = 7001\nregion = "north"\n[volumes]\na = "/mnt/a"\n')
    for path in (python, toml):
        agent = loaded(path)
        assert (agent.port, agent.volumes, agent.region) == (7001, {"a": "/mnt/a"}, "north")
        assert loaded(path, "--port", "7002").port == 7002, "the command line wins"
    toml.write_text("[Agent]\nport = 7003\n")
    assert loaded(toml).port == 7003


@pytest.mark.parametrize(
    ("text", "says"),
    [("port = ", "node.toml"), ("prot = 1", "there is no setting 'prot'"), (None, "not there")],
)
def test_a_faulty_configuration_is_named(
    tmp_path: Path, text: str | None, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "node.toml"
    if text is not None:
        path.write_text(text)
    with pytest.raises(SystemExit):
        loaded(path)
    said = capsys.readouterr().err
    assert says in said
    assert len(said.splitlines()) == 1


def marked(path: Path, name: str = "volume1", identity: str = "one") -> Path:
    path.mkdir()
    (path / VOLUME_MARK).write_text(json.dumps({"name": name, "id": identity}))
    return path


def test_what_is_mounted_must_be_the_sites(tmp_path: Path) -> None:
    good = marked(tmp_path / "good")
    volumes.check({"volume1": good}, {"volume1": "one"})
    volumes.check(
        {"volume1": good}, {}
    )  # the site could not say when the node joined; the hub service checks
    empty = tmp_path / "empty"
    empty.mkdir()
    damaged = marked(tmp_path / "damaged")
    (damaged / VOLUME_MARK).write_text("[]")
    for path, says in (
        (empty, "is the file system mounted"),
        (tmp_path / "missing", "is the file system mounted"),
        (damaged, "is damaged"),
        (marked(tmp_path / "second", name="volume2"), "lies the volume 'volume2'"),
        (marked(tmp_path / "foreign", identity="two"), "of another site"),
    ):
        with pytest.raises(volumes.WrongVolume, match=says):
            volumes.check({"volume1": path}, {"volume1": "one"})


async def test_a_volume_that_is_unmounted_is_not_there(tmp_path: Path) -> None:
    path = marked(tmp_path / "here")
    mounted = volumes.Volumes({"volume1": path, "volume2": tmp_path / "none"})
    assert await mounted.present() == {"volume1": "one"}
    (path / VOLUME_MARK).unlink()
    assert await mounted.present() == {}


async def test_a_volume_that_hangs_holds_up_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(volumes, "PATIENCE", 0.05)
    path = marked(tmp_path / "here")
    mark = path / VOLUME_MARK
    text = mark.read_text()
    mark.unlink()
    os.mkfifo(mark)  # whoever opens it waits
    mounted = volumes.Volumes({"volume1": path})
    assert await mounted.present() == {}
    assert await mounted.present() == {}
    await asyncio.to_thread(mark.write_text, text)
    async with asyncio.timeout(20):
        while await mounted.present() != {"volume1": "one"}:
            await asyncio.sleep(0.01)


def test_a_door_is_an_https_address() -> None:
    assert door_of("https://hub.example:8443/") == "https://hub.example:8443"
    assert door_of("10.0.0.1:8443") == "https://10.0.0.1:8443"
    assert door_of("https://[fd00::1]:8443") == "https://[fd00::1]:8443"
    for wrong in ("http://hub.example:8443", "https://", "https://hub:99999", "https://hub/x", ""):
        with pytest.raises(JoinError, match="--hub"):
            door_of(wrong)


def test_a_token_is_recognized_and_never_shown() -> None:
    text = f"kyn1-{'s' * 43}-{'0' * 64}"
    token = Token.parse(text + "\n")
    assert token.fingerprint == "0" * 64
    assert "sss" not in repr(token)
    for wrong in ("", "kyn1", text[:-1], text + "0", "x" + text):
        with pytest.raises(ValueError, match="node add") as refused:
            Token.parse(wrong)
        assert "sss" not in str(refused.value)


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (ConnectionRefusedError(), "Nothing listens at it."),
        (TimeoutError(), "it does not answer"),
        (ConnectionResetError(), "cut the connection"),
        (OSError(113, "No route to host"), "No route to host"),
    ],
)
def test_errors_are_explained(error: Exception, says: str) -> None:
    assert says in tls.explain(error, "it")
