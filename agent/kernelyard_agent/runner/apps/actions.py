"""What a service definition can have done before its command: five actions (KRN-021 to KRN-025).

Everything happens with the session's rights, in the session's home, and within a time that callers can wait.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from .. import children
from .definitions import Action, DefinitionProblem
from .templates import TemplateProblem, fill

TIME_LIMIT = 30.0
"""Seconds that one command may take (KRN-024)."""
OUTPUT_LIMIT = 2**20
"""Bytes kept of each of a command's outputs."""
LINGER = 0.5
"""Seconds that the outputs may stay open after the command has ended (it may have left something behind)."""


class Actions:
    """Runs prestart actions in order; what they return becomes a variable of the templates."""

    def __init__(self, environ: Mapping[str, str], expected: set[int], note: Callable[[str], None]) -> None:
        self._environ = environ
        self._expected = expected
        self._note = note

    async def run(self, service: str, steps: Sequence[Action], variables: dict[str, Any]) -> None:
        """Raises `DefinitionProblem`, which names the action."""
        kinds = {
            "write_file": self._write_file,
            "write_tempfile": self._write_tempfile,
            "mkdir": self._mkdir,
            "run_command": self._run_command,
            "log": self._log,
        }
        for step in steps:
            if step.action not in kinds:
                raise DefinitionProblem(f"There is no prestart action {step.action[:80]!r}.")
            try:
                result = await kinds[step.action](service, _Args(step.args), variables)
            except (TemplateProblem, DefinitionProblem) as problem:
                raise DefinitionProblem(f"{step.action}: {problem}") from None
            except OSError as error:
                raise DefinitionProblem(
                    f"{step.action}: {error.filename or ''}: {error.strerror}.".replace(": :", ":")
                ) from None
            if step.ref is not None:
                variables[step.ref] = "" if result is None else result

    async def _write_file(self, service: str, args: _Args, variables: dict[str, Any]) -> None:
        path = Path(fill(args.need("filename"), variables))
        data = _body(args, variables)
        flags = os.O_WRONLY | os.O_CREAT | (os.O_APPEND if args.flag("append") else os.O_TRUNC)
        await asyncio.to_thread(_write, os.open(path, flags | os.O_NONBLOCK, 0o600), data, _mode(args))

    async def _write_tempfile(self, service: str, args: _Args, variables: dict[str, Any]) -> str:
        data = _body(args, variables)
        descriptor, path = tempfile.mkstemp(prefix=f"{service}-")
        await asyncio.to_thread(_write, descriptor, data, _mode(args))
        return path

    async def _mkdir(self, service: str, args: _Args, variables: dict[str, Any]) -> None:
        path = Path(fill(args.need("path"), variables))
        await asyncio.to_thread(path.mkdir, parents=True, exist_ok=True)

    async def _log(self, service: str, args: _Args, variables: dict[str, Any]) -> None:
        level = "debug" if args.flag("debug") else "info"
        self._note(f"{service}: {level}: {fill(args.need('body'), variables)}")

    async def _run_command(self, service: str, args: _Args, variables: dict[str, Any]) -> dict[str, str]:
        command = args.need("command")
        if not isinstance(command, list) or not command:
            raise DefinitionProblem("command must be a list of strings.")
        argv = [fill(word, variables) for word in command]
        out, err = await run_command(argv, self._environ, self._expected)
        if args.flag("echo"):
            self._note(f"{service}: {out}{err}".rstrip())
        return {"out": out, "err": err}


class _Args:
    """Arguments of an action, asked for by name."""

    def __init__(self, args: Mapping[str, Any]) -> None:
        self._args = args

    def need(self, name: str) -> Any:
        if name not in self._args:
            raise DefinitionProblem(f"{name} is missing.")
        return self._args[name]

    def get(self, name: str, default: Any) -> Any:
        return self._args.get(name, default)

    def flag(self, name: str) -> bool:
        return self._args.get(name) is True


async def run_command(argv: list[str], environ: Mapping[str, str], expected: set[int]) -> tuple[str, str]:
    """A command's output and error output. Raises OSError, `DefinitionProblem` when it takes too long."""
    process = subprocess.Popen(  # noqa: ASYNC220 -- a few milliseconds
        argv,
        env=dict(environ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    expected.add(process.pid)
    readers = [asyncio.create_task(_read(pipe)) for pipe in (process.stdout, process.stderr)]
    try:
        async with asyncio.timeout(TIME_LIMIT):
            await children.wait(process)
        await asyncio.wait(readers, timeout=LINGER)
    except TimeoutError:
        raise DefinitionProblem(f"{argv[0]} has not ended in {TIME_LIMIT:.0f} s.") from None
    finally:
        if process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await children.wait(process)
        expected.discard(process.pid)
        for reader in readers:
            reader.cancel()
        outputs = await asyncio.gather(*readers, return_exceptions=True)
    texts = [output.decode(errors="replace") if isinstance(output, bytearray) else "" for output in outputs]
    return texts[0], texts[1]


async def _read(pipe: Any) -> bytearray:
    """What comes through a pipe, as much of it as is kept; what was read before a cancel counts."""
    kept = bytearray()
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    transport, _ = await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), pipe)
    try:
        while data := await reader.read(65536):
            kept += data[: OUTPUT_LIMIT - len(kept)]
    except asyncio.CancelledError:
        pass
    finally:
        transport.close()
    return kept


def _body(args: _Args, variables: Mapping[str, Any]) -> bytes:
    """Lines of a file; one string is one line."""
    body = args.need("body")
    lines = body if isinstance(body, list) else [body]
    return "".join(fill(line, variables) + "\n" for line in lines).encode(errors="surrogateescape")


def _mode(args: _Args) -> int:
    """An octal number (KRN-021), as permissions; set-user-id and its like are left out."""
    mode = args.get("mode", "755")
    try:
        return int(str(mode), 8) & 0o777
    except ValueError:
        raise DefinitionProblem(f"{str(mode)[:20]!r} is no octal mode.") from None


def _write(descriptor: int, data: bytes, mode: int) -> None:
    with os.fdopen(descriptor, "wb") as file:
        os.fchmod(descriptor, mode)
        file.write(data)
