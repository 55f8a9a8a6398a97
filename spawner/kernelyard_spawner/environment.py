"""The notebook server's environment, split: what may be recorded, and what must not."""

from __future__ import annotations

import re
from collections.abc import Mapping

_SECRET = re.compile(
    r"TOKEN|SECRET|PASSW|CREDENTIAL|COOKIE|OAUTH|PRIVATE|API_?KEY|ACCESS_?KEY|AUTHORIZATION|SSL_KEY"
)


def is_secret(name: str) -> bool:
    """Whether a variable of that name may hold a credential. In doubt it does: nothing is lost by hiding
    it."""
    return _SECRET.search(name.upper()) is not None


def split(environ: Mapping[str, object]) -> tuple[dict[str, str], dict[str, str]]:
    """Environment and secrets; values as text, those that are None left out."""
    texts = {name: str(value) for name, value in environ.items() if value is not None}
    secrets = {name: text for name, text in texts.items() if is_secret(name)}
    return {name: text for name, text in texts.items() if name not in secrets}, secrets
