"""Times of files. Their owners set them at will, far beyond what dates can be written for."""

from __future__ import annotations

LATEST = 253_402_300_799.0
"""The last second of the year 9999, in seconds since 1970."""


def writable(moment: float) -> float:
    """The nearest moment from 1970 on for which there is a date in four digits. Seconds since 1970."""
    return min(max(moment, 0.0), LATEST)
