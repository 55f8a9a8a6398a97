"""S14: no GPU by way of a container toolkit that an image can get at."""

from __future__ import annotations

import pytest

from kernelyard_agent.engines.docker import toolkit
from kernelyard_agent.errors import Refused


@pytest.mark.parametrize(
    ("said", "safe"),
    [
        ("NVIDIA Container Toolkit CLI version 1.17.8\ncommit: abc\n", True),
        ("NVIDIA Container Toolkit CLI version 1.18.0-rc.1\n", True),
        ("cli-version: 1.17.8\nlib-version: 1.17.8\nbuild date: 2025\n", True),
        ("NVIDIA Container Toolkit CLI version 1.17.7\n", False),
        ("cli-version: 1.9.12\n", False),
        ("NVIDIA Container Toolkit CLI version 0.99.0\n", False),
        ("", False),
        ("something else", False),
    ],
)
def test_s14_old_and_unknown_toolkits_get_no_gpu(
    said: str, safe: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (toolkit.fault(said) == "") is safe
    monkeypatch.setattr(toolkit, "said", lambda: said)
    if safe:
        toolkit.check()
    else:
        with pytest.raises(Refused, match="toolkit"):
            toolkit.check()
