"""What the audit log tells of a change: nothing of what is secret, wherever it stands."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kernelyard_hub.audit import DEEPEST, told

DEEP: Any = "hush"
for _ in range(500):
    DEEP = [DEEP]


@pytest.mark.feature("UIA-001")
@pytest.mark.parametrize(
    "details",
    [
        {"props": {"password": "hush"}},
        {"props": [{"name": "x", "auth": {"Authorization": "Bearer hush"}}]},
        {"API_TOKENS": ["hush"]},
        {"wsproxy_api_token": "hush"},
        {"config/a/token": "hush"},
        {"token_value": "hush"},
        {"ssh": {"passphrase": "hush", "private-key": "hush"}},
        {"extra": {"account": "hush"}},
        {"extra": '{"account": "hush"}'},
        {"scheduler_opts": json.dumps({"config": {"client_secret": "hush"}})},
        {"url": "https://me:p@ss-hush@host/path"},
        {"url": "https://host/hook?token=hush&x=1"},
        {"url": "https://host/hook?x=1&access_token=hush"},
        {"url": ["//hush:hush@host/a@b"]},
        {"deep": DEEP},
    ],
    ids=lambda details: json.dumps(details)[:40],
)
def test_secrets_are_not_told(details: dict[str, Any]) -> None:
    assert "hush" not in json.dumps(told(details))


def test_all_else_is_told() -> None:
    details = {
        "access_key": "AK",
        "need_password_change": True,
        "resource_slots": {"cpu": 1, "tokenizer": [1, 2]},
        "url": "https://host/a@b?page=2",
        "description": "[not json",
        "props": '{"cpu": 1}',
    }
    assert told(details) == {**details, "props": {"cpu": 1}}
    assert DEEPEST > 3
