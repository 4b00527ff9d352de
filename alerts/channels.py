"""The kinds of channels (渠道种类), and how alerts.toml becomes one of them."""

from __future__ import annotations

from collections.abc import Callable

from alerts.channel import Channel
from alerts.folder import folder
from alerts.mail import mail
from alerts.options import Options
from alerts.robots import dingtalk, feishu, wecom
from alerts.webhook import webhook
from kb.home import Home

__all__ = ["KINDS", "Channel", "channel_of"]


def _elsewhere(name: str, options: Options) -> Channel:
    from alerts.elsewhere import elsewhere  # only who uses it pays for loading it

    return elsewhere(name, options)


KINDS: dict[str, Callable[[str, Options], Channel]] = {
    "wecom": wecom,
    "dingtalk": dingtalk,
    "feishu": feishu,
    "webhook": webhook,
    "mail": mail,
    "apprise": _elsewhere,
}


def channel_of(name: str, options: Options, home: Home) -> Channel:
    """The channel of one table; a Mistake when an entry is missing, wrong or unknown."""
    kind = options.one_of("kind", ("file", *KINDS))
    made = folder(name, options, home) if kind == "file" else KINDS[kind](name, options)
    options.done()
    return made
