"""Servers that play channels on loopback, for the tests: they answer as told and keep what they got."""

from __future__ import annotations

import json
import socketserver
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

OK = {"errcode": 0, "errmsg": "ok"}


@dataclass(frozen=True)
class Reply:
    """What a server answers: a status, a JSON body or bytes, headers, after a while."""

    body: object = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    after: float = 0.0
    first: Callable[[], None] = lambda: None  # done before the answer

    @property
    def content(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


@dataclass(frozen=True)
class Got:
    """One request as it came."""

    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Receiver:
    """An HTTP server: the replies in turn, the last one for ever."""

    def __init__(self, *replies: Reply) -> None:
        self.replies = deque(replies or (Reply(OK),))
        self.got: list[Got] = []
        self.under_way = 0  # requests that came and have no answer yet
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                receiver.under_way += 1
                receiver.got.append(Got(self.path, dict(self.headers), body))
                try:
                    self._answer()
                finally:
                    receiver.under_way -= 1

            def _answer(self) -> None:
                several = len(receiver.replies) > 1
                reply = receiver.replies.popleft() if several else receiver.replies[0]
                reply.first()
                time.sleep(reply.after)
                self.send_response(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(reply.content)))
                self.end_headers()
                self.wfile.write(reply.content)

            def log_message(self, *_: object) -> None:
                """Nothing is printed."""

        class Quiet(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_: object) -> None:
                """A client that hung up is what some tests are about."""

        self._server = Quiet(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}{path}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


@dataclass(frozen=True)
class Letter:
    """A mail as its server took it."""

    sender: str
    readers: tuple[str, ...]
    text: str


class MailServer:
    """A server of the oldest dialogue: HELO, MAIL, RCPT, DATA; `refused` readers and a `data` answer."""

    def __init__(self, *, refused: str = "", data: str = "250 taken") -> None:
        self.letters: list[Letter] = []
        mails = self

        class Handler(socketserver.StreamRequestHandler):
            def say(self, line: str) -> None:
                self.wfile.write(line.encode() + b"\r\n")

            def handle(self) -> None:
                self.say("220 loopback")
                sender = ""
                readers: list[str] = []
                for line in iter(lambda: self.rfile.readline().decode().strip(), ""):
                    word = line[:4].upper()
                    if word == "MAIL":
                        sender, readers = line, []
                    if word == "RCPT" and refused and refused in line:
                        self.say("550 no such reader")
                        continue
                    if word == "RCPT":
                        readers.append(line.split("<")[1].rstrip(">"))
                    if word == "DATA":
                        self.say("354 go on")
                        text = "".join(iter(self._line, ".\r\n"))
                        if data.startswith("250"):
                            mails.letters.append(Letter(sender, tuple(readers), text))
                        self.say(data)
                        continue
                    self.say("221 bye" if word == "QUIT" else "250 well")

            def _line(self) -> str:
                return self.rfile.readline().decode()

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
