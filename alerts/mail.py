"""Mail (邮件): one message to all its readers or to none, taken when the server answers 250 to its text.

The standard library and no more: each answer of the dialogue is seen. The Message-ID follows from the
idempotency key, so that a mail sent again is known as the same by the programs that look at it.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from alerts.channel import Channel
from alerts.message import Message
from alerts.options import Options
from alerts.posting import TIMEOUT, NotDelivered

_SECURITY = {"ssl": 465, "starttls": 587, "none": 25}
_TAKEN = 250
# reader@example.org; what a header could misread is no address
_ADDRESS = re.compile(r"[A-Za-z0-9._%+=-]{1,64}@[A-Za-z0-9.-]{1,255}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail(Channel):
    """A mail server and who is written to."""

    kind = "mail"
    knows_repeats = True  # by its Message-ID
    host: str
    port: int
    security: str
    user: str | None
    password: str | None = field(repr=False)
    sender: str
    readers: tuple[str, ...]

    def size(self, message: Message) -> int:
        return len(message.plain.encode())

    def deliver(self, message: Message) -> None:
        try:
            with self._connected() as server:
                if self.user:
                    server.login(self.user, self.password or "")
                self._send(server, message)
        except TimeoutError as error:
            raise NotDelivered(f"no answer within {TIMEOUT} s") from error
        except smtplib.SMTPResponseException as error:
            raise NotDelivered(self.masked(f"SMTP {error.smtp_code}: {_words(error.smtp_error)}")) from error
        except (smtplib.SMTPException, OSError) as error:
            refused = "connection refused" if isinstance(error, ConnectionRefusedError) else str(error)
            raise NotDelivered(self.masked(refused or type(error).__name__)) from error

    def _connected(self) -> smtplib.SMTP:
        if self.security == "ssl":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT, context=context)
        server = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT)
        if self.security == "starttls":
            server.starttls(context=ssl.create_default_context())
        return server

    def _send(self, server: smtplib.SMTP, message: Message) -> None:
        """To all readers or to none: a second try must not write to some of them twice."""
        server.ehlo_or_helo_if_needed()
        _expect(*server.mail(self.sender), "the sender")
        for place, reader in enumerate(self.readers, 1):
            _expect(*server.rcpt(reader), f"reader {place} of {len(self.readers)}")
        _expect(*server.data(self._letter(message)), "the text")

    def _letter(self, message: Message) -> bytes:
        letter = EmailMessage(policy=SMTP)
        letter["Subject"] = message.title
        letter["From"], letter["To"] = self.sender, ", ".join(self.readers)
        letter["Date"] = format_datetime(datetime.fromisoformat(message.composed))
        letter["Message-ID"] = f"<{message.key}.tiaowen@{self.sender.rpartition('@')[2]}>"
        letter["Idempotency-Key"] = message.key
        letter.set_content(message.plain, cte="base64")  # every server takes seven bits
        return letter.as_bytes()


def _expect(code: int, said: bytes, what: str) -> None:
    """Go on at 250 or 251; anything else is a refusal."""
    if code not in (_TAKEN, 251):
        raise NotDelivered(f"SMTP {code} to {what}: {_words(said)}")


def _words(said: bytes | str) -> str:
    return said.decode(errors="replace") if isinstance(said, bytes) else said


def mail(name: str, options: Options) -> Channel:
    security = options.one_of("security", tuple(_SECURITY), "ssl")
    return Mail(
        id=name,
        host=options.text("host"),
        port=options.number("port", _SECURITY[security], 1, 65_535),
        security=security,
        user=options.text("user") if options.has("user") else None,
        password=options.ascii_secret("password"),
        sender=_address(options, options.text("from")),
        readers=tuple(_address(options, reader) for reader in _readers(options)),
        limit=options.number("bytes", 200_000, 1000),
        per_minute=options.number("per_minute", 30),
        secrets=tuple(options.secrets),
    )


def _readers(options: Options) -> tuple[str, ...]:
    readers = options.texts("to")
    if not readers:
        raise options.wrong("to is missing")
    return readers


def _address(options: Options, written: str) -> str:
    if not _ADDRESS.fullmatch(written):
        raise options.wrong(f"{written!r} is no mail address")
    return written
