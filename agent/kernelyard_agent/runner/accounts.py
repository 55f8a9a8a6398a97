"""The session's user in the files of an image: pure functions from a file's text to its new text."""

from __future__ import annotations

USER = "work"
HOME = "/home/work"


def passwd(text: str, uid: int, gid: int, shell: str) -> str:
    """``/etc/passwd`` with the session's user, who comes before others of the same uid (the first one counts
    where a name is looked up)."""
    return _insert(text, f"{USER}:x:{uid}:{gid}:Session:{HOME}:{shell}")


def group(text: str, gid: int) -> str:
    """``/etc/group`` with the session's group."""
    return _insert(text, f"{USER}:x:{gid}:")


def shadow(text: str) -> str:
    """``/etc/shadow`` with the session's user, without a password: sudo asks for a valid account."""
    return _insert(text, f"{USER}:*:19000:0:99999:7:::")


def _insert(text: str, line: str) -> str:
    others = [other for other in text.splitlines() if other.partition(":")[0] != USER]
    # root's line stays the first.
    at = 1 if others and others[0].startswith("root:") else 0
    return "\n".join([*others[:at], line, *others[at:]]) + "\n"
