"""Templates reach what they were given, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernelyard_agent.runner.apps.templates import TemplateProblem, check_url, fill

VARIABLES: dict[str, Any] = {
    "ports": [8080, 8081],
    "runtime_path": "/usr/bin/python",
    "result": {"out": "yes\n", "err": ""},
}


@pytest.mark.feature("KRN-019")
@pytest.mark.parametrize(
    ("template", "filled"),
    [
        ("--port={ports[0]}", "--port=8080"),
        ("{ports[1]}:{runtime_path}", "8081:/usr/bin/python"),
        ("{result[out]}", "yes\n"),
        ("{{ports[0]}} {{}}", "{ports[0]} {}"),
        ("", ""),
    ],
)
def test_known_variables(template: str, filled: str) -> None:
    assert fill(template, VARIABLES) == filled


@pytest.mark.feature("KRN-019")
@pytest.mark.parametrize(
    "template",
    [
        "{nothing}",
        "{}",
        "{0}",
        "{ports}",
        "{ports[2]}",
        "{ports[-1]}",
        "{ports[__class__]}",
        "{ports[0].__class__}",
        "{ports.__class__.__mro__}",
        "{runtime_path.__class__}",
        "{runtime_path[0]}",
        "{result[out][0]}",
        "{result.items}",
        "{ports[0]!r}",
        "{runtime_path:>999999999}",
        "{runtime_path:{ports[0]}}",
        "{ports[0]",
        "}",
        "{ports[0]x}",
        "{__builtins__}",
        "{ports[¹]}",
    ],
)
def test_everything_else_is_refused(template: str) -> None:
    with pytest.raises(TemplateProblem):
        fill(template, VARIABLES)


@pytest.mark.parametrize("value", [None, 5, ["a"], {"a": 1}, b"x"])
def test_only_strings(value: object) -> None:
    with pytest.raises(TemplateProblem, match="must be a string"):
        fill(value, VARIABLES)


def test_no_template_grows_without_limit() -> None:
    with pytest.raises(TemplateProblem, match="longer"):
        fill("{big}" * 100, {"big": "x" * 100_000})


@given(st.text(alphabet="{}[]!:._01abcports") | st.text())
def test_any_text_is_filled_or_a_sentence(template: str) -> None:
    try:
        assert "<class" not in fill(template, VARIABLES)
    except TemplateProblem as problem:
        assert str(problem)


@pytest.mark.feature("KRN-026")
def test_addresses_are_for_clients_to_fill() -> None:
    novnc = "{protocol}://{host}:{port}/vnc.html?host={host}&port={port}&autoconnect=1"
    assert check_url(novnc) == novnc
    for bad in ("{host.__class__}", "{user}", "{port:>9}", "{}", "{host!r}", "x" * 3000):
        with pytest.raises(TemplateProblem):
            check_url(bad)
