"""The entries of a table in alerts.toml (选项), each taken once; what is wrong with one is a clear line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from kb.home import secret


class Mistake(Exception):
    """An entry of alerts.toml that cannot be used; the message is one clear line."""


class Options:
    """One table: what is not taken in the end is unknown, and a mistake like any other."""

    def __init__(self, table: Mapping[str, object], where: str) -> None:
        self._left = dict(table)
        self.where = where
        self.secrets: list[str] = []

    def wrong(self, what: str) -> Mistake:
        return Mistake(f"alerts.toml: {self.where}: {what}")

    def has(self, name: str) -> bool:
        return name in self._left

    def text(self, name: str, default: str | None = None) -> str:
        value = self._left.pop(name, default)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(f"{name} is missing" if value is None else f"{name} must be a text")
        return value.strip()

    def one_of(self, name: str, choices: tuple[str, ...], default: str | None = None) -> str:
        value = self.text(name, default)
        if value not in choices:
            raise self.wrong(f"{name} {value!r} is none of {', '.join(choices)}")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts, or one text; none when it is not there."""
        value = self._left.pop(name, [])
        listed = [value] if isinstance(value, str) else value
        if not isinstance(listed, list) or not all(isinstance(each, str) and each.strip() for each in listed):
            raise self.wrong(f"{name} must be a list of texts")
        return tuple(dict.fromkeys(each.strip() for each in listed))

    def number(self, name: str, default: int, least: int = 1, most: int = 10_000_000) -> int:
        value = self._left.pop(name, default)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise self.wrong(f"{name} must be a number from {least} to {most}")
        return value

    def day(self, name: str) -> date | None:
        """A date, as TOML writes it or in quotes."""
        value = self._left.pop(name, None)
        try:
            day = date.fromisoformat(value) if isinstance(value, str) else value
        except ValueError:
            day = value
        if day is not None and (not isinstance(day, date) or isinstance(day, datetime)):
            raise self.wrong(f"{name} must be a date, YYYY-MM-DD")
        return day

    def secret(self, name: str, *, needed: bool = False) -> str | None:
        """A secret, in the variable that `<name>_env` names: never in a file, never printed."""
        if self._left.pop(name, None) is not None:
            raise self.wrong(f"{name} is a secret: put it into a variable, and name that one with {name}_env")
        variable = self._left.pop(f"{name}_env", None)
        if variable is None and not needed:
            return None
        if not isinstance(variable, str) or not variable.strip():
            raise self.wrong(f"{name}_env is missing")
        value = secret(variable.strip())
        if value is None:
            raise self.wrong(f"{name}_env: the environment has no {variable}")
        self.secrets.append(value)
        return value

    def ascii_secret(self, name: str) -> str | None:
        """A secret that goes into a header or a dialogue of ASCII."""
        value = self.secret(name)
        if value is not None and not (value.isascii() and value.isprintable()):
            raise self.wrong(f"{name} must be ASCII in one line")
        return value

    def done(self) -> None:
        """Every entry was taken; a mistake when one is left."""
        if self._left:
            raise self.wrong(f"unknown entry {min(self._left)!r}")
