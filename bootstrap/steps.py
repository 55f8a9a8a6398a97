"""Running installation steps: a line per step with the time it took, everything else in a log file."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

HEARTBEAT = 10.0
"""Seconds after which a step that still runs says so again."""
TAIL = 25


class Failed(Exception):
    """The installation cannot go on; the message is for the person at the terminal."""


class Steps:
    """Runs commands for one installation."""

    def __init__(self, log: Path, environ: dict[str, str]) -> None:
        self.log = log
        self.environ = environ
        self._begin = time.monotonic()

    def say(self, text: str) -> None:
        sys.stdout.write(f"[{time.monotonic() - self._begin:4.0f} s] {text}\n")
        sys.stdout.flush()

    def run(self, title: str, command: list[str], cwd: Path, **environ: str) -> None:
        """Run a command and wait. Raises `Failed` with the end of its output when it fails."""
        self.say(f"{title} …")
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            log.write(f"\n== {title}: {' '.join(command)}\n".encode())
            log.flush()
            start, told = log.tell(), time.monotonic()
            try:
                process = subprocess.Popen(
                    command,
                    cwd=cwd,
                    env={**self.environ, **environ},
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                )
            except OSError as error:
                raise Failed(f"{title} failed: {command[0]}: {error.strerror}") from None
            begin = told
            try:
                while True:
                    try:
                        status = process.wait(timeout=0.2)
                        break
                    except subprocess.TimeoutExpired:
                        if time.monotonic() - told >= HEARTBEAT:
                            told = time.monotonic()
                            self.say(f"  … {self._last_line(start)}")
            except BaseException:
                process.terminate()
                process.wait()
                raise
        if status != 0:
            raise Failed(
                f"{title} failed after {time.monotonic() - begin:.0f} s:\n{self._tail(start)}\n({self.log})"
            )

    def _tail(self, start: int) -> str:
        with self.log.open("rb") as file:
            file.seek(start)
            lines = file.read().decode(errors="replace").splitlines()
        return "\n".join(f"    {line}" for line in lines[-TAIL:])

    def _last_line(self, start: int) -> str:
        noise = ("warning", "npm warn")
        lines = [line.strip() for line in self._tail(start).splitlines()]
        lines = [line for line in lines if line and not line.lower().startswith(noise)]
        return lines[-1][:100] if lines else "still at it"


def read_stamp(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""


def write_stamp(path: Path, text: str) -> None:
    """Say that a step is done; whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(path.name + ".new")
    fresh.write_text(text)
    fresh.replace(path)
