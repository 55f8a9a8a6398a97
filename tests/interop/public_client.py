"""The public client's own executable, run as people run it."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

COMMAND_SECONDS = 120.0
"""Several times what the slowest command needs on a loaded machine; the client hangs where it should fail
(T01, T02)."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str

    @property
    def text(self) -> str:
        """Everything it printed, without colours."""
        return re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", self.out + self.err)

    def table(self) -> list[dict[str, str]]:
        """The rows of a printed table by column title. Columns are cut where the line below the titles
        says."""
        lines = self.out.splitlines()
        rule = next(
            number for number, line in enumerate(lines) if re.fullmatch(r"-+(?:  +-+)*", line.strip())
        )
        cuts = [match.span() for match in re.finditer(r"-+", lines[rule])]
        ends = [*(start for start, _ in cuts[1:]), None]
        titles = [lines[rule - 1][start:end].strip() for (start, _), end in zip(cuts, ends, strict=True)]
        return [
            dict(
                zip(
                    titles,
                    (line[start:end].strip() for (start, _), end in zip(cuts, ends, strict=True)),
                    strict=True,
                )
            )
            for line in lines[rule + 1 :]
            if line.strip()
        ]


@dataclass(frozen=True, slots=True)
class Client:
    """The client with one keypair, endpoint and clean working directory (a ``.env`` above it would win,
    T52)."""

    executable: Path
    home: Path
    endpoint: str
    access_key: str
    secret_key: str
    mode: str = "api"
    """``session`` goes by the cookie of a login, kept below the home, instead of the keypair."""

    def __call__(self, *arguments: str, stdin: str | None = None, code: int | None = 0) -> Ran:
        """Run it; ``code`` is the exit status that is expected, None for any."""
        done = subprocess.run(
            [str(self.executable), *arguments],
            cwd=self.home,
            env=self._environment(),
            input=stdin if stdin is not None else "",
            capture_output=True,
            text=True,
            timeout=COMMAND_SECONDS,
            check=False,
            start_new_session=True,  # without a terminal passwords are read from stdin
        )
        ran = Ran(done.returncode, done.stdout, done.stderr)
        if code is not None:
            assert ran.code == code, f"backend.ai {' '.join(arguments)} ended with {ran.code}:\n{ran.text}"
        return ran

    def begin(self, *arguments: str) -> subprocess.Popen[str]:
        """Run it beside the test: what it prints comes line by line from ``stdout``."""
        return subprocess.Popen(
            [str(self.executable), *arguments],
            cwd=self.home,
            env=self._environment() | {"PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": os.defpath,
            "LANG": "C.UTF-8",
            "HOME": str(self.home),
            "BACKEND_ENDPOINT": self.endpoint,
            "BACKEND_ENDPOINT_TYPE": self.mode,
            "BACKEND_ACCESS_KEY": self.access_key,
            "BACKEND_SECRET_KEY": self.secret_key,
        }

    def listed(self, *arguments: str) -> list[dict[str, Any]]:
        """The items of a paged list as JSON; the client's console output cannot show an empty one (T22)."""
        ran = self("--output", "json", *arguments)
        items: list[dict[str, Any]] = json.loads(ran.out)["items"]
        return items

    def with_keys(self, access_key: str, secret_key: str) -> Client:
        """The same client with other keys."""
        return replace(self, access_key=access_key, secret_key=secret_key)


Names = Callable[[Client], set[str]]
