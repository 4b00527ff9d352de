"""The sources there are (名册): every file of crawler/spiders holds one, and a broken one hides no other.

Scrapy asks this loader for its spiders. Its own loads nothing at all when one file cannot be read.
"""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass
from types import ModuleType
from typing import Self

from scrapy import Request
from scrapy.settings import BaseSettings

from crawler.families.source import SourceSpider
from crawler.soundness import SourceUnreadable, Unsound, unsound

# What a file that is not Python, or not ours, raises when it is loaded.
LOAD_ERRORS = (ImportError, SyntaxError, NameError, AttributeError, TypeError, ValueError, LookupError)


@dataclass(frozen=True, slots=True)
class Roster:
    """The sources that can be crawled, by name, and those that cannot, with the reason."""

    sound: tuple[type[SourceSpider], ...]
    unsound: tuple[tuple[str, Unsound], ...]


class SourceLoader:
    """Finds the sources in the packages that SPIDER_MODULES names."""

    def __init__(self, packages: list[str]) -> None:
        self.sound: dict[str, type[SourceSpider]] = {}
        self.unsound: dict[str, Unsound] = {}
        for package in packages:
            for found in pkgutil.iter_modules(importlib.import_module(package).__path__):
                self._take(package, found.name)

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        return cls(settings.getlist("SPIDER_MODULES"))

    def list(self) -> list[str]:
        """The names of all sources; a file that could not be read counts under the name of the file."""
        return sorted({*self.sound, *self.unsound})

    def load(self, name: str) -> type[SourceSpider]:
        """The source of that name; Unsound when it cannot be crawled, KeyError when there is none."""
        if name in self.unsound:
            raise self.unsound[name]
        return self.sound[name]

    def find_by_request(self, request: Request) -> list[str]:  # type: ignore[valid-type]
        """None: a source is named, never guessed from an address."""
        return []

    def _take(self, package: str, file: str) -> None:
        try:
            source = _source_of(importlib.import_module(f"{package}.{file}"), file)
            if source.name in self.sound:
                raise SourceUnreadable(f"{file}.py names its source {source.name}, which another file does")
            if fault := unsound(source):
                self.unsound[source.name] = fault
            else:
                self.sound[source.name] = source
        except Unsound as fault:
            self.unsound[file] = fault
        except LOAD_ERRORS as error:
            why = " ".join(f"{type(error).__name__}: {error}".split())[:200]
            self.unsound[file] = SourceUnreadable(f"{file}.py cannot be loaded: {why}")


def roster(settings: BaseSettings) -> Roster:
    """The sources of these settings, sound and unsound."""
    loader = SourceLoader.from_settings(settings)
    return Roster(
        tuple(loader.sound[name] for name in sorted(loader.sound)), tuple(sorted(loader.unsound.items()))
    )


def _source_of(module: ModuleType, file: str) -> type[SourceSpider]:
    """The one source that a file defines."""
    own = [
        thing
        for thing in vars(module).values()
        if isinstance(thing, type) and issubclass(thing, SourceSpider) and thing.__module__ == module.__name__
    ]
    if len(own) != 1:
        raise SourceUnreadable(f"{file}.py defines {len(own)} sources, expected exactly one")
    if not isinstance(getattr(own[0], "name", None), str):
        raise SourceUnreadable(f"{file}.py lacks `name` (the source's name, which is the file's)")
    return own[0]
