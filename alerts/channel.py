"""What every channel has (渠道): an id, bounds in bytes and messages a minute, secrets that nobody sees."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import ClassVar
from urllib.parse import parse_qsl, urlsplit

from alerts.message import Message
from alerts.options import Options

_TELLING = 6  # characters of a part of an address that may be a key
_MASK = "＊＊＊"


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel(ABC):
    """One way to somebody. `deliver` returns when the channel itself said that it took the message, and
    raises NotDelivered in every other case."""

    kind: ClassVar[str]
    knows_repeats: ClassVar[bool] = False
    """Whether who receives a message twice can tell by its key that it is the same."""
    id: str
    limit: int
    per_minute: int
    secrets: tuple[str, ...] = field(default=(), repr=False)

    @abstractmethod
    def size(self, message: Message) -> int:
        """The bytes that count against the limit."""

    @abstractmethod
    def deliver(self, message: Message) -> None:
        """Send a message."""

    def masked(self, text: str) -> str:
        """A text without anything secret of this channel, in one line."""
        for secret in sorted(_parts(self.secrets), key=len, reverse=True):
            text = text.replace(secret, _MASK)
        return " ".join(text.split())[:300]


def _parts(secrets: Iterable[str]) -> set[str]:
    """The secrets, and of an address also the parts that a server may repeat: path, its last piece, query."""
    found = set(secrets)
    for secret in secrets:
        if "://" in secret:
            parts = urlsplit(secret)
            pieces = (parts.path, parts.query, parts.path.rpartition("/")[2], parts.password, parts.username)
            values = (value for _, value in parse_qsl(parts.query))
            found |= {piece for piece in (*pieces, *values) if piece and len(piece) >= _TELLING}
    return found


def web_address(options: Options, name: str = "url") -> str:
    """The address of a channel, which holds its key: http or https."""
    url = options.secret(name, needed=True) or ""
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        sound = sound and "@" not in parts.netloc  # a name and password belong elsewhere
    except ValueError:
        sound = False
    if not sound or not url.isascii() or any(char.isspace() for char in url):
        raise options.wrong(f"{name} is no http or https address")
    return url
