"""A webhook of one's own (回调): one JSON POST a message, with its idempotency key in header and body.

A 2xx is its success code, or beside it the field that `success_field` names with the value `success_value`.
With a secret the body is signed: `X-Tiaowen-Signature: sha256=<HMAC of the body>`.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import asdict, dataclass, field

from alerts.channel import Channel, web_address
from alerts.message import Message
from alerts.options import Options
from alerts.posting import NotDelivered, post


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook(Channel):
    """An address that takes JSON."""

    kind = "webhook"
    knows_repeats = True  # the key stands in header and body
    url: str = field(repr=False)
    token: str | None = field(default=None, repr=False)
    secret: str | None = field(default=None, repr=False)
    success: tuple[str, str] | None = None

    def size(self, message: Message) -> int:
        return len(_body(message))

    def deliver(self, message: Message) -> None:
        body = _body(message)
        answer = post(self.url, body, self._headers(message, body))
        if self.success is None:
            return
        name, wanted = self.success
        said = answer.field(name)
        if _printed(said) != wanted:
            raise NotDelivered(self.masked(f"HTTP {answer.status}, but {name} is {_printed(said)}"))

    def _headers(self, message: Message, body: bytes) -> dict[str, str]:
        headers = {"Content-Type": "application/json; charset=utf-8", "Idempotency-Key": message.key}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if self.secret:
            signed = hmac.new(self.secret.encode(), body, hashlib.sha256).hexdigest()
            headers["X-Tiaowen-Signature"] = f"sha256={signed}"
        return headers


def webhook(name: str, options: Options) -> Channel:
    expected = options.text("success_field") if options.has("success_field") else None
    return Webhook(
        id=name,
        url=web_address(options),
        token=options.ascii_secret("token"),
        secret=options.secret("secret"),
        success=(expected, options.text("success_value", "0")) if expected else None,
        limit=options.number("bytes", 64_000, 1000),
        per_minute=options.number("per_minute", 60),
        secrets=tuple(options.secrets),
    )


def _body(message: Message) -> bytes:
    """The message with each item's facts and evidence."""
    told = {"idempotency_key": message.key} | asdict(message)
    del told["key"]
    return json.dumps(told, ensure_ascii=False).encode()


def _printed(value: object) -> str:
    """A JSON value as alerts.toml writes it: 0, ok, true."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)[:100]
