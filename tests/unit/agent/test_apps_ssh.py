"""The session's ssh server, without a session."""

from __future__ import annotations

import gc
import warnings

import asyncssh
import pytest

from kernelyard_agent.runner.apps import ssh


class Open(asyncssh.SSHServer):
    def begin_auth(self, username: str) -> bool:
        return False


async def test_a_command_leaves_nothing_that_was_never_awaited(capfd: pytest.CaptureFixture[str]) -> None:
    """It would end up in the session's log."""
    server = await asyncssh.create_server(
        Open,
        "127.0.0.1",
        0,
        server_host_keys=[asyncssh.generate_private_key("ssh-ed25519")],
        process_factory=ssh.serve_process,
        encoding=None,
    )
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        async with (
            server,
            asyncssh.connect("127.0.0.1", server.get_port(), known_hosts=None, username="work") as connection,
        ):
            done = await connection.run("echo done; exit 3")
        assert (done.stdout, done.exit_status) == ("done\n", 3)
        gc.collect()
    assert [str(one.message) for one in said if one.category is RuntimeWarning] == []
    assert "never awaited" not in capfd.readouterr().err
