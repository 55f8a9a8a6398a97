"""A Jupyter kernel on ipc sockets below the session's home, by jupyter_client.

One task per channel reads for as long as the kernel lives and hands each message to whoever waits for it, so
that completion and execution may overlap and output that arrives late is not lost.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import secrets
import signal
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager
from jupyter_core.utils import ensure_async

from . import children, image_kernels, memory
from .console import item_of_bundle

if TYPE_CHECKING:
    from .kernelspecs import Found
    from .run import Run

RUNTIME = ".kernelyard"
"""Directory below the session's home for connection files and sockets. Sockets are named relative to the
home, the working directory of runner and kernel, because a unix path ends at 108 bytes wherever the data
directory lies."""
START_TIMEOUT = 60.0
"""Seconds until a kernel that does not answer is given up."""
EXIT_TIMEOUT = 3.0
"""Seconds that a kernel may take to end when the code has asked for it (``exit``)."""
SILENCE = 3.0
"""Seconds without any output after which a run that has been answered is over: a flood of output may have
pushed out the message that says so."""
MESSAGE_CAP = 4 * 2**20
"""Bytes of text in one message of the kernel that are looked at: a kernel that prints without end sends a
fifth of a second's output at a time, however much it is."""
MEDIA_CAP = 64 * 2**20
"""Bytes of any other message of the kernel; a longer one is left out, and that is said."""

_Message = dict[str, Any]
_STREAM = re.compile(rb'\s*{\s*"name"\s*:\s*"(stdout|stderr)"\s*,\s*"text"\s*:\s*"')


class JupyterKernel:
    """Use `start`. The kernel's process group is its own; its parent is the runner."""

    def __init__(
        self, manager: AsyncKernelManager, client: AsyncKernelClient, note: Callable[[str], None]
    ) -> None:
        self._note = note
        self._provisioner = provisioner_of(manager)
        self._manager = manager
        self._client = client
        self._run: Run | None = None
        self._run_id = ""
        self._idle: asyncio.Future[None] | None = None
        self._heard = 0
        self._replies: dict[str, asyncio.Future[_Message]] = {}
        self.pid = int(self._provisioner.pid)
        self._ended = asyncio.create_task(self._wait())
        self._readers = [
            asyncio.create_task(self._read(client.shell_channel, self._on_reply)),
            asyncio.create_task(self._read(client.iopub_channel, self._on_output)),
            asyncio.create_task(self._read(client.stdin_channel, self._on_prompt)),
        ]

    @classmethod
    async def start(
        cls,
        home: Path,
        expected: set[int],
        note: Callable[[str], None],
        spec: Found | None = None,
        runtime_path: str = "",
    ) -> Self:
        """Start a kernel and wait until it answers. Raises RuntimeError or OSError when it does not.

        ``spec`` is the image's kernel in a container, None for this environment's own Python. Its pid is in
        ``expected`` for as long as it lives (see `children.Reaper`); ``note`` is for the log.
        """
        runtime = home / RUNTIME
        runtime.mkdir(mode=0o700, exist_ok=True)
        name = secrets.token_hex(4)
        specs = {} if spec is None else {"kernel_spec_manager": image_kernels.manager(runtime_path)}
        manager = AsyncKernelManager(
            **specs,
            kernel_name="python3" if spec is None else spec.name,
            transport="ipc",
            ip=f"{RUNTIME}/{name}",
            connection_file=str(runtime / f"kernel-{name}.json"),
        )
        await manager.start_kernel(cwd=str(home), env=dict(os.environ))
        pid = int(provisioner_of(manager).pid)
        expected.add(pid)
        memory.offer(pid)
        client = manager.client()
        client.start_channels(hb=False)
        try:
            await client.wait_for_ready(timeout=START_TIMEOUT)
        except BaseException:
            client.stop_channels()
            await manager.shutdown_kernel(now=True)
            expected.discard(pid)
            raise
        kernel = cls(manager, client, note)
        kernel._ended.add_done_callback(lambda _: expected.discard(pid))
        return kernel

    @property
    def alive(self) -> bool:
        return not self._ended.done()

    async def ended(self) -> int:
        """The process's return code, once it has ended."""
        return await asyncio.shield(self._ended)

    async def run(self, run: Run) -> None:
        """Execute the run's code, feeding its console; returns when the kernel is idle again."""
        self._run = run
        self._idle = asyncio.get_running_loop().create_future()
        self._run_id = self._client.execute(
            run.code, store_history=True, allow_stdin=True, stop_on_error=False
        )
        reply = self._expect(self._run_id)
        try:
            content = (await reply)["content"]
            await self._quiet(run, self._idle)
            if any(payload.get("source") == "ask_exit" for payload in content.get("payload", [])):
                # It ends in a moment, and must not take the next run along.
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(EXIT_TIMEOUT):
                        await self.ended()
        finally:
            self._run = None
            self._replies.pop(self._run_id, None)

    async def _quiet(self, run: Run, idle: asyncio.Future[None]) -> None:
        """Return when the kernel has said that it is idle, or says nothing any more."""
        heard = -1
        while not idle.done() and heard != self._heard:
            heard = self._heard
            await asyncio.wait([idle], timeout=SILENCE)
        if not idle.done():
            run.console.text("stderr", "[some of the output was lost]\n")

    def kill(self) -> None:
        """End the kernel by force; `ended` tells when it has."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)

    async def complete(self, code: str, cursor: int) -> list[str]:
        message_id = self._client.complete(code, cursor)
        try:
            reply = await self._expect(message_id)
        finally:
            self._replies.pop(message_id, None)
        return [str(match) for match in reply["content"].get("matches", [])]

    async def interrupt(self) -> None:
        await self._manager.interrupt_kernel()

    def input(self, text: str) -> None:
        self._client.input(text)

    async def close(self) -> None:
        """End the kernel and every trace of it."""
        for task in self._readers:
            task.cancel()
        await asyncio.gather(*self._readers, return_exceptions=True)
        self._client.stop_channels()
        with contextlib.suppress(OSError, RuntimeError):
            await self._manager.shutdown_kernel(now=True)
        await ensure_async(self._manager.cleanup_resources(restart=False))
        self._ended.cancel()

    def _expect(self, message_id: str) -> asyncio.Future[_Message]:
        future: asyncio.Future[_Message] = asyncio.get_running_loop().create_future()
        self._replies[message_id] = future
        return future

    async def _wait(self) -> int:
        await children.gone(self.pid)
        code = await self._provisioner.poll()
        return -9 if code is None else int(code)

    async def _read(self, channel: Any, handle: Callable[[_Message], None]) -> None:
        session = self._client.session
        while True:
            frames = await channel.socket.recv_multipart(copy=False)
            try:
                if sum(len(frame.buffer) for frame in frames) > MESSAGE_CAP and self._too_long(frames):
                    continue
                _, parts = session.feed_identities([bytes(frame.buffer) for frame in frames])
                handle(session.deserialize(parts))
            except (AttributeError, LookupError, TypeError, ValueError) as error:
                # User code can reach these sockets; what makes no sense is left out.
                self._note(f"a message of the kernel is left out: {error!r}")

    def _too_long(self, frames: list[Any]) -> bool:
        """Take the end of a long text, or leave a long message out; False when it can be taken as it is."""
        longest = max(frames, key=lambda frame: len(frame.buffer)).buffer
        stream = end_of_stream(longest)
        if stream is None and len(longest) <= MEDIA_CAP:
            return False
        if self._run is not None:
            if stream is None:
                note = f"[an output of {len(longest)} bytes is too long to be shown]\n"
                self._run.console.text("stderr", note)
            else:
                self._run.console.drop(len(longest) - MESSAGE_CAP)
                self._run.console.text(*stream)
            self._run.touch()
        return True

    def _on_reply(self, message: _Message) -> None:
        future = self._replies.get(message["parent_header"].get("msg_id", ""))
        if future is not None and not future.done():
            future.set_result(message)

    def _on_prompt(self, message: _Message) -> None:
        content = message["content"]
        if self._run is None or message["msg_type"] != "input_request":
            return
        self._run.console.text("stdout", str(content.get("prompt", "")))
        self._run.prompt = {"is_password": bool(content.get("password", False))}
        self._run.touch()

    def _on_output(self, message: _Message) -> None:
        kind, content, run = message["msg_type"], message["content"], self._run
        self._heard += 1
        if run is None:
            return  # a thread of an earlier cell that nobody can fetch any more
        if kind == "stream":
            run.console.text("stderr" if content["name"] == "stderr" else "stdout", str(content["text"]))
        elif kind in ("display_data", "execute_result", "update_display_data"):
            run.console.add(item_of_bundle(content["data"]))
        elif kind == "error":
            text = "\n".join(content["traceback"]) or f"{content['ename']}: {content['evalue']}\n"
            run.console.text("stderr", text)
        elif kind == "status":
            ours = message["parent_header"].get("msg_id") == self._run_id
            if ours and content["execution_state"] == "idle" and self._idle and not self._idle.done():
                self._idle.set_result(None)
            return
        run.touch()


def provisioner_of(manager: AsyncKernelManager) -> Any:
    """A kernel of this machine has the local provisioner, whose process is our child."""
    return manager.provisioner


def end_of_stream(content: memoryview) -> tuple[str, str] | None:
    """Name and last `MESSAGE_CAP` bytes of the text of a ``stream`` message's content, without reading all of
    it; None for what is none.
    """
    begins = _STREAM.match(bytes(content[:60]))
    if begins is None or bytes(content[-2:]) != b'"}':
        return None
    tail = bytes(content[-MESSAGE_CAP:-2])
    for start in range(12):  # the cut may lie within a character or an escape sequence
        try:
            return begins[1].decode(), str(json.loads(b'"%b"' % tail[start:], strict=False))
        except ValueError:
            continue
    return None
