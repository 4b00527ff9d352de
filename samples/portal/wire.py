"""Requests and replies (请求与应答): what passes between the server and the sites it plays."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from email.utils import parsedate_to_datetime

HTML = "text/html; charset=utf-8"
JSON = "application/json;charset=UTF-8"


@dataclass(frozen=True, slots=True)
class Request:
    """One request as the portal saw it."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    form: dict[str, str] = field(default_factory=dict)
    """The fields of a posted form."""
    body: bytes = b""

    @property
    def url(self) -> str:
        return self.path + ("?" + "&".join(f"{k}={v}" for k, v in self.query.items()) if self.query else "")


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer before it goes on the wire."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    announced: int | None = None
    """A Content-Length that lies; None for the true one."""


def reply(body: str | bytes, content_type: str = HTML, status: int = 200, **headers: str) -> Reply:
    raw = body.encode() if isinstance(body, str) else body
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status, raw, {"Content-Type": content_type, **named})


def validated(request: Request, made: Reply) -> Reply:
    """Add an ETag; answer 304 to a client that holds the same."""
    etag = f'"{hashlib.sha256(made.body).hexdigest()[:16]}"'
    headers = {**made.headers, "ETag": etag}
    held = request.headers.get("if-none-match")
    if held is not None:
        same = etag in [tag.strip() for tag in held.split(",")]
    else:
        same = _not_newer(made.headers.get("Last-Modified"), request.headers.get("if-modified-since"))
    return Reply(304, b"", headers) if same else replace(made, headers=headers)


def _not_newer(modified: str | None, since: str | None) -> bool:
    if modified is None or since is None:
        return False
    return parsedate_to_datetime(modified) <= parsedate_to_datetime(since)
