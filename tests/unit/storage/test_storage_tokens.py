"""Transfer tokens: bound to folder, path, verb, user and time (security case S22)."""

from __future__ import annotations

import base64
import json
import time
from typing import Any
from uuid import uuid4

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernelyard_storage.errors import InvalidToken
from kernelyard_storage.protocol import FolderRef
from kernelyard_storage.tokens import AUDIENCE, DownloadGrant, Grant, Tokens, UploadGrant

KEY = "k" * 48
FOLDER = FolderRef(volume="volume1", quota_scope=f"user:{uuid4()}", folder_id=uuid4())
UPLOAD = UploadGrant(folder=FOLDER, relpath="d/a.txt", size=5, session="0" * 32, user="alice")
DOWNLOAD = DownloadGrant(folder=FOLDER, relpath="d/a.txt", user="alice")


def reason(token: str | None, kind: type[Grant] = DownloadGrant) -> str:
    with pytest.raises(InvalidToken) as caught:
        Tokens(KEY, 60).open(token, kind)
    problem = caught.value.problem()
    assert caught.value.status == 400
    assert problem["type"] == "https://api.backend.ai/probs/storage/invalid-api-params"
    assert problem["title"] == "Invalid API parameters"
    if token:
        assert token not in json.dumps(problem)
    return str(problem["data"]["token"])


@given(path=st.text(min_size=1).filter(lambda text: text.isprintable()), size=st.integers(0, 1 << 60))
def test_what_is_sealed_comes_back(path: str, size: int) -> None:
    tokens = Tokens(KEY, 60)
    upload = UPLOAD.model_copy(update={"relpath": path, "size": size})
    assert tokens.open(tokens.seal(upload), UploadGrant) == upload
    download = DOWNLOAD.model_copy(update={"relpath": path})
    assert tokens.open(tokens.seal(download), DownloadGrant) == download


def test_a_token_is_for_one_verb() -> None:
    tokens = Tokens(KEY, 60)
    assert "not for a download" in reason(tokens.seal(UPLOAD), DownloadGrant)
    assert "not for a upload" in reason(tokens.seal(DOWNLOAD), UploadGrant)


def test_a_token_ends() -> None:
    assert "expired" in reason(Tokens(KEY, -1).seal(DOWNLOAD))


@pytest.mark.parametrize("token", [None, "", "nonsense", "a.b.c", "é" * 10])
def test_what_is_no_token(token: str | None) -> None:
    reason(token)


def claims(**changes: Any) -> dict[str, Any]:
    now = int(time.time())
    whole = DOWNLOAD.model_dump(mode="json") | {"aud": AUDIENCE, "iat": now, "exp": now + 60} | changes
    return {name: value for name, value in whole.items() if value is not None}


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": None},
        {"aud": None},
        {"aud": "another-service"},
        {"op": None},
        {"op": "delete"},
        {"folder": None},
        {"relpath": None},
        {"user": None},
        {"folder": {"volume": "../x", "quota_scope": FOLDER.quota_scope, "folder_id": str(uuid4())}},
        {"extra": 1},
    ],
)
def test_every_claim_counts_even_under_the_right_key(changes: dict[str, Any]) -> None:
    assert Tokens(KEY, 60).open(jwt.encode(claims(), KEY, "HS256"), DownloadGrant) == DOWNLOAD
    reason(jwt.encode(claims(**changes), KEY, "HS256"))


def test_foreign_keys_and_algorithms_are_refused() -> None:
    reason(jwt.encode(claims(), "x" * 48, "HS256"))
    reason(jwt.encode(claims(), "k" * 64, "HS512"))
    reason(jwt.encode(claims(), None, "none"))
    header, body, signature = Tokens(KEY, 60).seal(DOWNLOAD).split(".")
    other = json.loads(base64.urlsafe_b64decode(body + "=="))
    other["relpath"] = "another"
    forged = base64.urlsafe_b64encode(json.dumps(other).encode()).rstrip(b"=").decode()
    reason(f"{header}.{forged}.{signature}")


def test_an_upload_session_is_only_ever_a_name_of_ours() -> None:
    body = claims(**UPLOAD.model_dump(mode="json")) | {"session": "../../../etc/passwd"}
    reason(jwt.encode(body, KEY, "HS256"), UploadGrant)
