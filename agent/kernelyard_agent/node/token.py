"""The token of `kernelyard node add`: a secret for one use, and the fingerprint of the site's authority."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Self

_FORM = re.compile(r"kyn1-([A-Za-z0-9_-]{43})-([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Token:
    text: str = field(repr=False)
    fingerprint: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises `ValueError`, without repeating the token."""
        found = _FORM.fullmatch(text.strip())
        if found is None:
            raise ValueError("this is no token of `kernelyard node add` (it begins with kyn1-)")
        return cls(text.strip(), found[2])
