"""Group robots (群机器人): 企业微信 WeCom, 钉钉 DingTalk, 飞书 Feishu.

Each answers HTTP 200 to what it refuses; only its own code says that it took a message. Forms, bounds and
codes after the makers' documents: WeCom 4096 bytes of markdown, 2048 of text; DingTalk and Feishu 20,000
bytes of a request; 20 messages a minute for WeCom and DingTalk, 100 for Feishu.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from dataclasses import dataclass, field
from typing import Any, ClassVar
from urllib.parse import quote

from alerts.channel import Channel, web_address
from alerts.message import Message
from alerts.options import Options
from alerts.posting import LONGEST_WAIT, Answer, NotDelivered, post

_HEADERS = {"Content-Type": "application/json; charset=utf-8"}
_FORMS = ("markdown", "text")


@dataclass(frozen=True, slots=True, kw_only=True)
class Robot(Channel):
    """A robot with an address that holds its key."""

    url: str = field(repr=False)
    too_fast: ClassVar[frozenset[int]]  # codes of a robot that is asked too often

    def body(self, message: Message) -> dict[str, Any]:
        """The request as a JSON object."""
        raise NotImplementedError

    def address(self) -> str:
        return self.url

    def size(self, message: Message) -> int:
        return len(_json(self.body(message)))

    def deliver(self, message: Message) -> None:
        answer = post(self.address(), _json(self.body(message)), _HEADERS)
        self.check(answer)

    def check(self, answer: Answer) -> None:
        """Pass when the code is 0."""
        self._check(answer.field("errcode"), answer.field("errmsg"), "errcode")

    def _check(self, code: object, said: object, name: str) -> None:
        if type(code) is int and code == 0:
            return
        if type(code) is not int:
            raise NotDelivered(f"HTTP 200, but no {name} in the answer")
        wait = LONGEST_WAIT if code in self.too_fast else None
        raise NotDelivered(self.masked(f"{name} {code}: {said}"), wait)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wecom(Robot):
    """企业微信群机器人; the key stands in the address."""

    kind = "wecom"
    too_fast = frozenset({45009})
    form: str = "markdown"

    def body(self, message: Message) -> dict[str, Any]:
        return {"msgtype": self.form, self.form: {"content": self._content(message)}}

    def size(self, message: Message) -> int:
        return len(self._content(message).encode())

    def _content(self, message: Message) -> str:
        return message.markdown if self.form == "markdown" else message.plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Dingtalk(Robot):
    """钉钉群机器人; with a secret (加签) each request is signed."""

    kind = "dingtalk"
    too_fast = frozenset({130101, 660026})
    form: str = "markdown"
    secret: str | None = field(default=None, repr=False)

    def body(self, message: Message) -> dict[str, Any]:
        if self.form == "text":
            return {"msgtype": "text", "text": {"content": message.plain}}
        broken = message.markdown.replace("\n", "  \n")  # one line break is none to it
        return {"msgtype": "markdown", "markdown": {"title": message.title, "text": broken}}

    def address(self) -> str:
        if self.secret is None:
            return self.url
        stamp = str(round(time.time() * 1000))
        signed = _hmac(self.secret, f"{stamp}\n{self.secret}")
        return f"{self.url}{'&' if '?' in self.url else '?'}timestamp={stamp}&sign={quote(signed, safe='')}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feishu(Robot):
    """飞书群机器人; with a secret (签名校验) each request is signed in its body."""

    kind = "feishu"
    too_fast = frozenset({11232})
    secret: str | None = field(default=None, repr=False)

    def body(self, message: Message) -> dict[str, Any]:
        said = {"msg_type": "text", "content": {"text": message.plain}}
        if self.secret is None:
            return said
        stamp = str(round(time.time()))
        return {"timestamp": stamp, "sign": _hmac(f"{stamp}\n{self.secret}", ""), **said}

    def check(self, answer: Answer) -> None:
        """The code is `code`, of older robots `StatusCode`."""
        name = "code" if answer.field("code") is not None else "StatusCode"
        self._check(answer.field(name), answer.field("msg") or answer.field("StatusMessage"), name)


def wecom(name: str, options: Options) -> Channel:
    form = options.one_of("format", _FORMS, "markdown")
    return Wecom(form=form, **_common(name, options, most=4096 if form == "markdown" else 2048, pace=20))


def dingtalk(name: str, options: Options) -> Channel:
    form, secret = options.one_of("format", _FORMS, "markdown"), options.secret("secret")
    return Dingtalk(form=form, secret=secret, **_common(name, options, most=20_000, pace=20))


def feishu(name: str, options: Options) -> Channel:
    return Feishu(secret=options.secret("secret"), **_common(name, options, most=20_000, pace=100))


def _common(name: str, options: Options, *, most: int, pace: int) -> dict[str, Any]:
    """What every robot is made with; a bound may be tightened, never loosened."""
    return {
        "id": name,
        "url": web_address(options),
        "limit": options.number("bytes", most, 1000, most),
        "per_minute": options.number("per_minute", pace, 1, pace),
        "secrets": tuple(options.secrets),
    }


def _json(body: dict[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()


def _hmac(key: str, text: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()).decode()
