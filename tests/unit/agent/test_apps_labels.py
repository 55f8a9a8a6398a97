"""What an image's labels say about ports."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernelyard_agent.runner.apps.labels import Declared, LabelProblem, endpoints, parse


@pytest.mark.feature("KRN-011")
def test_the_original_s_example() -> None:
    assert parse("jupyter:http:8080,tensorboard:http:6006") == [
        Declared("jupyter", "http", (8080,)),
        Declared("tensorboard", "http", (6006,)),
    ]


@pytest.mark.feature("KRN-011")
def test_several_ports_spaces_and_nothing() -> None:
    assert parse(" spark-ui:http:[4040,4041] , shell:pty:3000,db:tcp:5432 ,") == [
        Declared("spark-ui", "http", (4040, 4041)),
        Declared("shell", "pty", (3000,)),
        Declared("db", "tcp", (5432,)),
    ]
    assert parse("") == []


@pytest.mark.feature("KRN-011", "KRN-015")
@pytest.mark.parametrize(
    ("label", "why"),
    [
        ("jupyter", "not name:protocol:port"),
        ("jupyter:http", "not name:protocol:port"),
        ("../x:http:8080", "no name"),
        ("a--b:http:8080", "no name"),
        ("é:http:8080", "no name"),
        ("a" * 65 + ":http:8080", "no name"),
        ("a:udp:8080", "none of"),
        ("a:http:eighty", "no port"),
        ("a:http:８０８０", "no port"),
        ("a:http:[8080", "no port"),
        ("a:http:[]", "no port"),
        ("a:http:80", "not between"),
        ("a:http:99999", "not between"),
        ("sshd:tcp:8022", "reserved"),
        ("ttyd:http:8023", "reserved"),
        ("a:http:8080,a:http:8081", "twice"),
        ("a:http:8080,b:http:8080", "twice"),
        ("a:http:[8080,8080]", "twice"),
        *((f"a:tcp:{port}", "reserved") for port in (2000, 2001, 2002, 2003, 2200, 7681)),
        (",".join(f"a{number}:http:{9000 + number}" for number in range(65)), "More than"),
    ],
)
def test_what_is_refused(label: str, why: str) -> None:
    with pytest.raises(LabelProblem, match=why):
        parse(label)


@given(st.text())
def test_any_text_is_ports_or_a_sentence(label: str) -> None:
    try:
        for declared in parse(label):
            assert declared.name.isascii() and "/" not in declared.name
            assert all(1024 < port < 65536 for port in declared.ports)
    except LabelProblem as problem:
        assert len(str(problem)) < 400


@pytest.mark.feature("KRN-012")
def test_endpoints() -> None:
    assert endpoints("api, metrics,,") == {"api", "metrics"}
