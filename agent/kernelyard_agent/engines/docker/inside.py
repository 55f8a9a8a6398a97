"""Changes what a running container has mounted, from the node: run by path, by root, one change per process.

It opens the folder on the node, clones its mount (``open_tree``) without SUID and devices, and read-only when
that is wanted (``mount_setattr``), joins the container's mount namespace and puts it in its place
(``move_mount``). What it mounts is therefore the container's alone: it ends with the container, never shows
on the node, and whatever becomes of the agent, nothing is left over.

In the container everything that can be read may be hostile, so nothing is imported, started or followed
there: this file needs the standard library only, imports all of it first, and walks to the place directory by
directory, links refused.

Standard input is a JSON object; standard output is one: ``{"mount_ids": […]}``, what is there now, or
``{"errno": number, "what": text}``.

| key | |
|---|---|
| ``do`` | ``probe``, ``attach``, ``detach``, ``change`` |
| ``pid``, ``started`` | a process of the container, and when it began (clock ticks since boot) |
| ``target`` | where to attach: an absolute path in the container |
| ``home``, ``owner`` | the part of the container whose new directories belong to ``[uid, gid]`` |
| ``root``, ``subpath`` | the folder on the node, and what of it is mounted |
| ``read_only`` | |
| ``mount_ids`` | what is taken away, or changed, wherever it is by now |
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import json
import os
import sys
from typing import Any

_OPEN_TREE, _MOVE_MOUNT, _MOUNT_SETATTR = 428, 429, 442  # the same on every architecture
_OPEN_TREE_CLONE, _AT_EMPTY_PATH, _AT_RECURSIVE = 1, 0x1000, 0x8000
_FROM_EMPTY, _TO_EMPTY, _BENEATH = 0x04, 0x40, 0x200
_RDONLY, _NOSUID, _NODEV = 1, 2, 4
_MS_PRIVATE = 1 << 18
_MNT_DETACH, _UMOUNT_NOFOLLOW = 2, 8
_CLONE_NEWNS = 0x20000
_STATX_MNT_ID, _MNT_ID_AT = 0x1000, 144
_TRIES = 2000
"""Times that a mount is looked for which a session moves about meanwhile."""
_STEP = os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC

_libc = ctypes.CDLL(None, use_errno=True)


class _Attributes(ctypes.Structure):
    """``struct mount_attr``."""

    _fields_ = (
        ("set", ctypes.c_uint64),
        ("clear", ctypes.c_uint64),
        ("propagation", ctypes.c_uint64),
        ("userns", ctypes.c_uint64),
    )


def main() -> None:
    # At an ordinary end, and for a traceback, the interpreter might look for something where we are then.
    try:
        os.write(1, json.dumps(_answer()).encode())
    finally:
        os._exit(0)


def _answer() -> dict[str, Any]:
    try:
        asked = json.load(sys.stdin)
        return {"mount_ids": _ACTIONS[asked["do"]](asked)}
    except OSError as error:
        return {"errno": error.errno or errno.EIO, "what": error.strerror or str(error)}
    except BaseException as error:  # noqa: BLE001 -- nothing may get out of here
        return {"errno": errno.EIO, "what": f"the change failed ({type(error).__name__})"}


def probe(asked: dict[str, Any]) -> list[int]:
    """Whether all of this can be done here, without doing any of it."""
    _set(_clone(_folder(asked["root"], "")), read_only=True)
    _enter(os.open("/proc/self/ns/mnt", os.O_RDONLY | os.O_CLOEXEC))
    return []


def attach(asked: dict[str, Any]) -> list[int]:
    mount = _clone(_folder(asked["root"], asked["subpath"]))
    _set(mount, read_only=asked["read_only"])
    _enter(_namespace(asked))
    _move(mount, _empty_directory(asked))
    return [_mount_id(mount)]


def detach(asked: dict[str, Any]) -> list[int]:
    """Take it away for all who open something from now on; who has something open keeps that: the answer
    has the mounts of which that is so."""
    held = []
    table = _table(asked)
    _enter(_namespace(asked))
    for mount_id in asked["mount_ids"]:
        place, there = _find(table, mount_id)
        if there is None:
            continue
        if _release(place, there):
            held.append(mount_id)
        if _parts(place)[: len(_parts(asked["home"]))] == _parts(asked["home"]):
            *above, name = _parts(place)
            with contextlib.suppress(OSError):  # not empty, not ours, or elsewhere by now
                os.rmdir(name, dir_fd=_walk(above))
    return held


def change(asked: dict[str, Any]) -> list[int]:
    """Make it read-only, or writable again. Where somebody has a file open for writing, Linux does not let
    the mount change; then another one takes its place, and only those keep theirs."""
    table = _table(asked)
    folder = _folder(asked["root"], asked["subpath"])
    clones = [_clone(folder) for _ in asked["mount_ids"]]
    for instead in clones:
        _set(instead, read_only=asked["read_only"])
    _enter(_namespace(asked))
    now = []
    for mount_id, instead in zip(asked["mount_ids"], clones, strict=True):
        place, there = _find(table, mount_id)
        if there is None:
            continue
        try:
            _set(there, read_only=asked["read_only"], flags=_AT_RECURSIVE)
            now.append(mount_id)
        except OSError as error:
            if error.errno != errno.EBUSY:
                raise
            _replace(instead, place, there)
            now.append(_mount_id(instead))
    return now


def _replace(instead: int, place: str, there: int) -> None:
    try:
        _move(instead, there, _BENEATH)  # Linux 6.5: at no moment is nothing there
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
        _unmount(there)
        _move(instead, _walk(_parts(place)))
    else:
        _unmount(there)


def _table(asked: dict[str, Any]) -> int:
    """What the container has mounted, by the node's /proc: it says where a mount is now. A session may rename
    the directories above one as often as it likes."""
    return os.open(f"/proc/{asked['pid']}/mountinfo", os.O_RDONLY | os.O_CLOEXEC)


def _find(table: int, mount_id: int) -> tuple[str, int | None]:
    """Where a mount is, and a descriptor of its root; None when it is gone."""
    for _ in range(_TRIES):
        place = _place(table, mount_id)
        if place is None:
            return "", None
        with contextlib.suppress(OSError):
            there = _walk(_parts(place))
            if _mount_id(there) == mount_id:
                return place, there
            os.close(there)
    raise OSError(errno.EBUSY, "the session moves it about")


def _place(table: int, mount_id: int) -> str | None:
    os.lseek(table, 0, os.SEEK_SET)
    text = b""
    while chunk := os.read(table, 1 << 16):
        text += chunk
    for line in text.split(b"\n"):
        fields = line.split(b" ")
        if fields[0] == str(mount_id).encode():
            return unescaped(os.fsdecode(fields[4]))
    return None


def unescaped(text: str) -> str:
    """Paths as mountinfo has them: blanks, tabs, newlines and backslashes in octal."""
    for code, letter in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        text = text.replace(code, letter)
    return text


_ACTIONS = {"probe": probe, "attach": attach, "detach": detach, "change": change}


def _call(number: int, *arguments: Any) -> int:
    result: int = _libc.syscall(ctypes.c_long(number), *arguments)
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result


def _clone(descriptor: int) -> int:
    """The directory as a mount of its own, at no place yet."""
    flags = _OPEN_TREE_CLONE | _AT_EMPTY_PATH | os.O_CLOEXEC
    return _call(_OPEN_TREE, ctypes.c_int(descriptor), b"", ctypes.c_uint(flags))


def _set(mount: int, *, read_only: bool, flags: int = 0) -> None:
    propagation = 0 if flags else _MS_PRIVATE
    wanted = _NOSUID | _NODEV | (_RDONLY if read_only else 0)
    attributes = _Attributes(wanted, 0 if read_only else _RDONLY, propagation, 0)
    size = ctypes.c_size_t(ctypes.sizeof(attributes))
    at = ctypes.c_uint(_AT_EMPTY_PATH | flags)
    _call(_MOUNT_SETATTR, ctypes.c_int(mount), b"", at, ctypes.byref(attributes), size)


def _move(mount: int, place: int, flags: int = 0) -> None:
    how = ctypes.c_uint(flags | _FROM_EMPTY | _TO_EMPTY)
    _call(_MOVE_MOUNT, ctypes.c_int(mount), b"", ctypes.c_int(place), b"", how)


def _unmount(mount: int) -> None:
    """By a descriptor of its root."""
    os.fchdir(mount)
    result = _libc.umount2(b".", ctypes.c_int(_MNT_DETACH))
    code = ctypes.get_errno()
    os.chdir("/")
    if result != 0:
        raise OSError(code, os.strerror(code))


def _release(place: str, there: int) -> bool:
    """Unmount; whether somebody holds something of it, in a way that /proc may not show. A place where
    something is mounted can neither be renamed nor removed, only what is above it can."""
    *above, name = _parts(place)
    try:
        here = _walk(above)
        mine = os.open(name, _STEP, dir_fd=here)
    except OSError:
        _unmount(there)
        return False
    same = _mount_id(mine) == _mount_id(there)
    os.close(mine)
    if not same:
        _unmount(there)
        return False
    os.close(there)  # our own would count
    os.fchdir(here)
    code = 0
    for flags in (0, _MNT_DETACH):
        if _libc.umount2(os.fsencode(name), ctypes.c_int(flags | _UMOUNT_NOFOLLOW)) == 0:
            os.chdir("/")
            return flags != 0
        code = ctypes.get_errno()
    raise OSError(code, os.strerror(code))


def _mount_id(descriptor: int) -> int:
    """Of the mount that a descriptor is on. /proc cannot be asked: the container's does not know us."""
    buffer = ctypes.create_string_buffer(256)
    at, mask = ctypes.c_int(_AT_EMPTY_PATH), ctypes.c_uint(_STATX_MNT_ID)
    if _libc.statx(ctypes.c_int(descriptor), b"", at, mask, buffer) != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return int.from_bytes(buffer.raw[_MNT_ID_AT : _MNT_ID_AT + 8], sys.byteorder)


def _parts(path: str) -> list[str]:
    return [part for part in path.split("/") if part not in ("", ".")]


def _folder(root: str, subpath: str) -> int:
    """The folder on the node; below its root no link is followed."""
    here = os.open(root, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    for name in _parts(subpath):
        here = os.open(name, _STEP, dir_fd=here)
    return here


def _namespace(asked: dict[str, Any]) -> int:
    """The mount namespace of the very process that is meant."""
    namespace = os.open(f"/proc/{asked['pid']}/ns/mnt", os.O_RDONLY | os.O_CLOEXEC)
    with open(f"/proc/{asked['pid']}/stat", encoding="utf-8", errors="replace") as file:  # noqa: PTH123
        started = int(file.read().rpartition(")")[2].split()[19])
    if started != asked["started"]:
        raise OSError(errno.ESRCH, os.strerror(errno.ESRCH))
    return namespace


def _enter(namespace: int) -> None:
    if _libc.setns(ctypes.c_int(namespace), ctypes.c_int(_CLONE_NEWNS)) != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    os.chdir("/")


def _walk(names: list[str]) -> int:
    here = os.open("/", _STEP)
    for name in names:
        here = os.open(name, _STEP, dir_fd=here)
    return here


def _empty_directory(asked: dict[str, Any]) -> int:
    """The place, where nothing may be that a mount would hide; directories that are missing are made."""
    names, home = _parts(asked["target"]), _parts(asked["home"])
    here = os.open("/", _STEP)
    for count, name in enumerate(names, 1):
        inside = names[: len(home)] == home and count > len(home)
        made = False
        with contextlib.suppress(FileExistsError):
            os.mkdir(name, 0o700 if inside else 0o755, dir_fd=here)
            made = True
        here = os.open(name, _STEP, dir_fd=here)
        if made and inside:
            uid, gid = asked["owner"]
            _libc.fchownat(ctypes.c_int(here), b"", uid, gid, ctypes.c_int(_AT_EMPTY_PATH))
    with os.scandir(os.open(".", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC, dir_fd=here)) as entries:
        if next(entries, None) is not None:
            raise OSError(errno.ENOTEMPTY, os.strerror(errno.ENOTEMPTY))
    return here


if __name__ == "__main__":
    main()
