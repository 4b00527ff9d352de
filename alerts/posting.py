"""One POST to a channel (投递): what the server said, or why nothing was delivered.

urllib and no more: the answer's own code decides, so it must be seen. A redirect is no delivery and is not
followed; an answer is read to a bound in size and time; loopback goes through no proxy.
"""

from __future__ import annotations

import http.client
import json
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

TIMEOUT = 10  # seconds without a byte
_WHOLE = 30  # seconds for an answer in all
_LONGEST = 65_536  # bytes of an answer
_TOO_MANY = 429
LONGEST_WAIT = 60.0  # seconds that a run waits because a server asks for it


class NotDelivered(Exception):
    """A channel did not say that it took a message. `wait`: seconds after which it may be asked again in this
    run, because it said that it did not take it; None: another night."""

    def __init__(self, why: str, wait: float | None = None) -> None:
        super().__init__(why)
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said: its status, a 2xx, and its body."""

    status: int
    body: bytes

    def field(self, name: str) -> object:
        """A field of a JSON answer; None where there is none."""
        try:
            said: Any = json.loads(self.body)
        except ValueError:
            return None
        return said.get(name) if isinstance(said, dict) else None


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object, **__: object) -> None:
        return None


def post(url: str, body: bytes, headers: Mapping[str, str], timeout: float = TIMEOUT) -> Answer:
    """The answer to a POST that ended in 2xx; NotDelivered otherwise."""
    request = urllib.request.Request(url, data=body, headers=dict(headers), method="POST")
    try:
        with _opener(url).open(request, timeout=timeout) as answer:
            return Answer(answer.status, _read(answer))
    except urllib.error.HTTPError as error:
        with error:
            raise _refused(error) from error
    except TimeoutError as error:
        raise NotDelivered(f"no answer within {timeout:g} s") from error
    except urllib.error.URLError as error:
        late = isinstance(error.reason, TimeoutError)
        why = f"no answer within {timeout:g} s" if late else _reason(error.reason)
        raise NotDelivered(why) from error
    except (OSError, http.client.HTTPException) as error:
        raise NotDelivered(_reason(error)) from error


def _opener(url: str) -> urllib.request.OpenerDirector:
    here = urlsplit(url).hostname in ("127.0.0.1", "localhost", "::1")
    proxies = [urllib.request.ProxyHandler({})] if here else []
    return urllib.request.build_opener(_NoRedirect(), *proxies)


def _read(answer: http.client.HTTPResponse) -> bytes:
    """The body, as far as it comes within the bounds."""
    until, parts, left = time.monotonic() + _WHOLE, [], _LONGEST
    while left > 0 and (part := answer.read1(left)):
        parts.append(part)
        left -= len(part)
        if time.monotonic() > until:
            raise NotDelivered(f"the answer took more than {_WHOLE} s")
    return b"".join(parts)


def _refused(error: urllib.error.HTTPError) -> NotDelivered:
    said = error.headers.get("Retry-After", "") if error.headers else ""
    asked = float(said) if said.isdigit() else None
    retry = error.code == _TOO_MANY or error.code in (502, 503, 504)
    wait = None if not retry else 2.0 if asked is None else asked
    return NotDelivered(f"HTTP {error.code}", wait if wait is None or wait <= LONGEST_WAIT else None)


def _reason(error: object) -> str:
    """What went wrong in a few words, without the address: it may hold a key."""
    if isinstance(error, ConnectionRefusedError):
        return "connection refused"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return " ".join(str(error).split())[:120] or type(error).__name__
