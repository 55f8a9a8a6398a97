"""Calls to the hub service with the session's own token."""

from __future__ import annotations

from typing import Any

import pytest
from tests.lab_rig import FakeService

from kernelyard_lab.service import NotInSession, Refused, Service, Unreachable, service_url


async def test_a_call_carries_the_sessions_token(service: FakeService) -> None:
    service.answer("POST", "/session", 201, {"sessionId": "x"})
    answer = await Service(service.url + "/", "t0ken").call("POST", "session", {"name": "n"})
    assert answer == {"sessionId": "x"}
    (asked,) = service.asked
    assert (asked.token, asked.body) == ("token t0ken", {"name": "n"})


async def test_a_refusal_keeps_status_and_words(service: FakeService) -> None:
    service.answer("DELETE", "/session/x", 409, {"type": "t", "title": "Title.", "msg": "It is ending."})
    with pytest.raises(Refused) as refusal:
        await Service(service.url, "t").call("DELETE", "session/x")
    assert (refusal.value.status, refusal.value.message) == (409, "It is ending.")


@pytest.mark.parametrize(
    ("status", "body", "shown"),
    [
        (503, b"<html>", 503),
        (500, {"title": 7}, 500),
        (500, [1], 500),
        (302, b"", 502),
        (200, b"<html>", 502),
    ],
)
async def test_whatever_else_is_answered_is_an_error_with_words(
    service: FakeService, status: int, body: Any, shown: int
) -> None:
    service.answer("GET", "/console/overview", status, body)
    with pytest.raises(Refused) as refusal:
        await Service(service.url, "t").call("GET", "console/overview")
    assert refusal.value.status == shown
    assert "Kernelyard service answered" in refusal.value.message


async def test_the_token_does_not_follow_a_redirect(service: FakeService) -> None:
    service.answer("GET", "/console/overview", 307, b"")
    with pytest.raises(Refused):
        await Service(service.url, "t").call("GET", "console/overview")
    assert len(service.asked) == 1


async def test_an_empty_answer_is_none(service: FakeService) -> None:
    service.answer("DELETE", "/session/x", 204, b"")
    assert await Service(service.url, "t").call("DELETE", "session/x") is None


async def test_no_answer_is_unreachable_not_refused() -> None:
    with pytest.raises(Unreachable):
        await Service("http://127.0.0.1:1/x", "t").call("GET", "console/overview")


def test_the_address_is_told_or_lies_below_the_hub() -> None:
    assert service_url({"KERNELYARD_SERVICE_URL": "http://a/b"}) == "http://a/b"
    public = {"JUPYTERHUB_PUBLIC_HUB_URL": "https://h/base/hub/"}
    assert service_url(public) == "https://h/base/services/kernelyard"


def test_what_is_missing_is_named() -> None:
    with pytest.raises(NotInSession, match="JUPYTERHUB_API_TOKEN is not set"):
        Service.from_environ({"KERNELYARD_SERVICE_URL": "http://a"})
    with pytest.raises(NotInSession, match="KERNELYARD_SERVICE_URL is not set"):
        Service.from_environ({"JUPYTERHUB_API_TOKEN": "t"})


def test_the_token_is_not_in_the_repr() -> None:
    assert "s3cret" not in repr(Service("http://a", "s3cret"))
