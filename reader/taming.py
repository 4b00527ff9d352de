"""What a terminal only prints (驯服): text without what would command it."""

from __future__ import annotations

import re

# Control characters without tab and line end, and those that reverse the order of what follows
_COMMANDS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_UNSEEN = re.compile("[\\s\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")


def tame(text: str) -> str:
    """A text that a terminal only prints: no page moves its cursor, sets its title or turns a line round."""
    return _COMMANDS.sub("�", text)


def is_blank(text: str) -> bool:
    """Whether nothing of a text is seen.

    >>> is_blank(""), is_blank("\u3000\ufeff\x00"), is_blank(" a ")
    (True, True, False)
    """
    return not _UNSEEN.sub("", text)
