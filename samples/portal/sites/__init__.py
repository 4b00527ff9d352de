"""Other sites the portal plays (其他网站), one module each, all fictional in content and faithful in form.

A module has `answer(stage, request)`: a Reply when the path is one of its own, else None. The paths of the
sites are disjoint, for a replica has one host. `stage` gives the night and the faults.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import Protocol, cast

from samples.portal.wire import Reply, Request


class Stage(Protocol):
    """What a site may ask of the portal that plays it."""

    night: int

    def has(self, fault: str, *paths: str) -> bool: ...


class Site(Protocol):
    """A module of this package."""

    def answer(self, stage: Stage, request: Request) -> Reply | None: ...


@cache
def sites() -> tuple[Site, ...]:
    """All modules of this package, by name."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return tuple(cast(Site, importlib.import_module(f"{__name__}.{name}")) for name in names)
