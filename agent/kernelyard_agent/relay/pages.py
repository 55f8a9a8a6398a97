"""What the relay itself answers: one sentence on a page that loads nothing."""

from __future__ import annotations

from html import escape
from http import HTTPStatus

from .heads import Field, write

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<style>body{{font:16px/1.5 system-ui,sans-serif;max-width:36rem;margin:15vh auto;padding:0 1rem}}</style>
</head><body><h1>{title}</h1><p>{text}</p></body></html>
"""
_POLICY = b"default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"


def page(status: int, text: str, *, head_only: bool = False, close: bool = False) -> bytes:
    """A whole answer with one sentence."""
    title = HTTPStatus(status).phrase
    body = _PAGE.format(title=escape(title), text=escape(text)).encode()
    fields: list[Field] = [
        (b"Content-Type", b"text/html; charset=utf-8"),
        (b"Content-Security-Policy", _POLICY),
    ]
    return _answer(status, fields, body, head_only=head_only, close=close)


def redirect(location: bytes, cookie: bytes | None = None, *, head_only: bool = False) -> bytes:
    """To a path of this site, with a cookie perhaps."""
    fields: list[Field] = [(b"Location", location)]
    if cookie is not None:
        fields.append((b"Set-Cookie", cookie))
    return _answer(303, fields, b"", head_only=head_only)


def _answer(
    status: int, fields: list[Field], body: bytes, *, head_only: bool = False, close: bool = False
) -> bytes:
    fields = [
        *fields,
        (b"Content-Length", str(len(body)).encode()),
        (b"Cache-Control", b"no-store"),
        (b"Referrer-Policy", b"no-referrer"),
        (b"X-Content-Type-Options", b"nosniff"),
    ]
    if close:
        fields.append((b"Connection", b"close"))
    first = f"HTTP/1.1 {status} {HTTPStatus(status).phrase}".encode()
    return write(first, fields) + (b"" if head_only else body)
