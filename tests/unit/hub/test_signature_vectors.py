"""The keypair signature: recorded vectors, every spelling that clients use, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernelyard_hub import signature
from kernelyard_hub.errors import ApiError, AuthFailed, BadRequest, InvalidAuthParameters
from kernelyard_hub.signature import Credential, SignedRequest

SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"  # published by the original, opens nothing
PREFIX = "/services/foo"
RECORDED = SignedRequest(
    method="GET",
    target="/services/foo/folders/v1/files",
    date="2026-11-21T00:27:28.880187+00:00",
    host="127.0.0.1:18091",
    content_type="application/json",
    api_version="v7.20230615",
)
RECORDED_SIGNATURE = "93fd158dac16b388c759968024a0424c7ef01c9c070e1b419ecce6327f3028c7"
DATE = signature.parse_date(RECORDED.date)


def credential(request: SignedRequest, secret: str = SECRET, hash_name: str = "sha256") -> Credential:
    day = signature.parse_date(request.date).strftime("%Y%m%d")
    return Credential("AKIAIOSFODNN7EXAMPLE", signature.sign(secret, request, day, hash_name), hash_name)


@pytest.mark.feature("AUTH-005", "AUTH-006")
def test_vector_recorded_from_the_real_client() -> None:
    assert signature.sign(SECRET, RECORDED, "20261121") == RECORDED_SIGNATURE
    claimed = Credential("AKIAIOSFODNN7EXAMPLE", RECORDED_SIGNATURE, "sha256")
    assert signature.verify(SECRET, claimed, RECORDED, DATE, PREFIX)


@pytest.mark.feature("AUTH-008")
def test_vector_computed_from_the_documented_algorithm() -> None:
    request = SignedRequest(
        "GET", "/v2", "20160930T01:23:45Z", "your.sorna.api.endpoint", "application/json", "v2.20170215"
    )
    expected = "9a44c7b7ee1082109ab93d7079ccbd3b4e0f351435e8fcd24418ae31bd9b793e"
    assert signature.sign(SECRET, request, "20160930") == expected


def test_vector_of_the_recorded_upload_of_a_new_name() -> None:
    request = replace(
        RECORDED,
        method="POST",
        target="/services/foo/session/sess0001/rename?name=new+name+%C3%A9",
        date="2026-11-21T00:27:35.827053+00:00",
        content_type="text/plain",
    )
    expected = "8e43f8ac0c310c5bfef2b2560618987069d3c2700388cae3869eec18b2c8850f"
    assert signature.sign(SECRET, request, "20261121") == expected


@pytest.mark.parametrize(
    "change",
    [
        {"method": "POST"},
        {"target": "/services/foo/folders/v2/files"},
        {"target": "/services/foo/folders/v1/files?x=1"},
        {"target": "/folders/v1/files"},
        {"date": "2026-11-21T00:27:28.880188+00:00"},
        {"host": "127.0.0.1:18092"},
        {"content_type": "text/plain"},
        {"api_version": "v6.20220615"},
    ],
)
def test_every_part_is_covered(change: dict[str, str]) -> None:
    """S35: what was signed cannot be used for another request."""
    assert not signature.verify(SECRET, credential(RECORDED), replace(RECORDED, **change), DATE, PREFIX)


def test_unknown_key_and_wrong_secret_are_refused() -> None:
    assert not signature.verify(None, credential(RECORDED), RECORDED, DATE)
    assert not signature.verify("another secret", credential(RECORDED), RECORDED, DATE)


def test_an_unknown_key_cannot_be_used_with_the_stand_in() -> None:
    claimed = credential(RECORDED, secret=signature._NOBODY)
    assert not signature.verify(None, claimed, RECORDED, DATE)


@pytest.mark.parametrize(
    ("sent", "signed"),
    [("multipart/form-data; boundary=abc", "multipart/form-data"), ("", "application/octet-stream")],
)
def test_content_types_that_differ_on_the_wire(sent: str, signed: str) -> None:
    """T06 and T07."""
    claimed = credential(replace(RECORDED, content_type=signed))
    assert signature.verify(SECRET, claimed, replace(RECORDED, content_type=sent), DATE)


@pytest.mark.parametrize(
    ("sent", "signed"),
    [
        ("x", "x:80"),
        ("x", "x:443"),
        ("x:80", "x"),
        ("x:80", "x:80"),
        ("[::1]", "[::1]:80"),
        ("[::1]:8080",) * 2,
    ],
)
def test_host_with_and_without_the_default_port(sent: str, signed: str) -> None:
    """T11."""
    claimed = credential(replace(RECORDED, host=signed))
    assert signature.verify(SECRET, claimed, replace(RECORDED, host=sent), DATE)


def test_another_port_is_another_host() -> None:
    claimed = credential(replace(RECORDED, host="x:8080"))
    assert not signature.verify(SECRET, claimed, replace(RECORDED, host="x"), DATE)


def test_the_web_ui_signs_the_prefix_as_part_of_the_host() -> None:
    claimed = credential(replace(RECORDED, target="/folders/v1/files", host="127.0.0.1:18091/services/foo"))
    assert signature.verify(SECRET, claimed, RECORDED, DATE, PREFIX)
    assert not signature.verify(SECRET, claimed, RECORDED, DATE, "")


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-21T00:27:28.880187+00:00",
        "2026-11-21T00:27:28+00:00",
        "2026-11-21T00:27:28Z",
        "20261121T002728Z",
        "2026-11-21T00:27:28",
        "2026-11-21T09:27:28+09:00",
        "Sat, 21 Nov 2026 00:27:28 GMT",
        "Saturday, 21-Nov-26 00:27:28 GMT",
        "Sat Nov 21 00:27:28 2026",
    ],
)
@pytest.mark.feature("AUTH-002")
def test_dates_of_every_kind(text: str) -> None:
    """T12: ISO 8601 and the three forms of RFC 7231; without a zone it is UTC."""
    assert signature.parse_date(text).replace(microsecond=0) == datetime(2026, 11, 21, 0, 27, 28, tzinfo=UTC)


@pytest.mark.parametrize("text", [None, "", "yesterday", "0", "99999999999999999999", "2026-13-01T00:00:00Z"])
def test_dates_that_are_none(text: str | None) -> None:
    with pytest.raises(InvalidAuthParameters):
        signature.parse_date(text)


@pytest.mark.feature("AUTH-003")
def test_fifteen_minutes_of_skew() -> None:
    now = datetime(2026, 11, 21, tzinfo=UTC)
    for seconds in (-900, -1, 0, 899, 900):
        signature.check_date(now + timedelta(seconds=seconds), now, 900.0)
    for seconds in (-901, 901, 10**7):
        with pytest.raises(AuthFailed):
            signature.check_date(now + timedelta(seconds=seconds), now, 900.0)


@pytest.mark.parametrize("version", ["v2.20170315", "v4.20190615", "v6.20220615", "v7.20230615"])
def test_versions_up_to_our_own(version: str) -> None:
    """T04."""
    signature.check_version(version)


@pytest.mark.parametrize(
    ("version", "code"),
    [
        (None, "invalid-auth-params"),
        ("", "invalid-auth-params"),
        ("8.0", "invalid-auth-params"),
        ("v1.20160101", "generic-bad-request"),
        ("v7.20230616", "generic-bad-request"),
        ("v8.20240315", "generic-bad-request"),
    ],
)
def test_versions_that_are_refused(version: str | None, code: str) -> None:
    with pytest.raises(BadRequest) as caught:
        signature.check_version(version)
    assert caught.value.code == code


@pytest.mark.feature("AUTH-007")
def test_header_is_read() -> None:
    read = signature.parse_authorization("signMethod=HMAC-SHA256, credential=AKIA:ABCDEF01")
    assert read == Credential("AKIA", "abcdef01", "sha256")
    other = signature.parse_authorization("signMethod=HMAC-SHA512,credential=AKIA:00")
    assert other.hash_name == "sha512"
    claimed = credential(RECORDED, hash_name="sha512")
    assert signature.verify(SECRET, claimed, RECORDED, DATE)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "bar",
        "signMethod=HMAC-SHA256",
        "signMethod=HMAC-MD5, credential=A:00",
        "signMethod=none, credential=A:00",
        "signMethod=HMAC-SHA256, credential=A",
        "signMethod=HMAC-SHA256, credential=:00",
        "signMethod=HMAC-SHA256, credential=A:xyz",
        "signMethod=HMAC-SHA256, credential=A:00, credential=B:00",
    ],
)
def test_malformed_headers(header: str) -> None:
    with pytest.raises(InvalidAuthParameters):
        signature.parse_authorization(header)


@given(st.text(max_size=300))
def test_any_text_is_refused_or_read(text: str) -> None:
    """No header, date or version makes anything but an `ApiError`."""
    for read in (signature.parse_authorization, signature.parse_date, signature.check_version):
        try:
            read(text)
        except ApiError as error:
            assert error.status == 400
