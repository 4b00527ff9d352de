"""Everything else (其他渠道): any service that apprise knows, by its URL; the only importer of apprise.

apprise says whether its service took a message, but looks at the HTTP status alone: for services that answer
200 to what they refuse there are channels of our own (docs/decisions, a channel says what it took).
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from importlib.util import find_spec

from alerts.channel import Channel
from alerts.message import Message
from alerts.options import Options
from alerts.posting import NotDelivered

_HOW = "it needs the package apprise: .venv/bin/pip install -c constraints.txt apprise"


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere(Channel):
    """A service behind an apprise URL."""

    kind = "apprise"
    url: str = field(repr=False)

    def size(self, message: Message) -> int:
        return len(message.plain.encode())

    def deliver(self, message: Message) -> None:
        from apprise import Apprise

        logging.getLogger("apprise").disabled = True  # it prints addresses, and they hold keys
        service = Apprise()
        if not service.add(self.url) or not service.notify(title=message.title, body=message.plain):
            raise NotDelivered("apprise could not deliver it")


def elsewhere(name: str, options: Options) -> Channel:
    if find_spec("apprise") is None:
        raise options.wrong(_HOW)
    from apprise import Apprise

    logging.getLogger("apprise").disabled = True
    url, service = options.secret("url", needed=True) or "", Apprise()
    if not service.add(url):
        raise options.wrong("url is none that apprise knows")
    most = min(each.body_maxlen for each in service)
    return Elsewhere(
        id=name,
        url=url,
        limit=min(options.number("bytes", 32_000, 1000), most),
        per_minute=options.number("per_minute", 20),
        secrets=tuple(options.secrets),
    )
