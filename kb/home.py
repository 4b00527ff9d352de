"""The home (库房): the folder that holds kb.db and var/. The only reader of the environment.

TIAOWEN_HOME names it (default: the repository root); two homes never touch each other. TIAOWEN_REPLICA names
the base URL of a replica that plays every source, and is the only way loopback is fetched. TIAOWEN_CORPORA
names a folder of evaluation corpora.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Home:
    """The places of one home; nothing is created by naming it."""

    root: Path

    @property
    def kb(self) -> Path:
        return self.root / "kb.db"

    @property
    def var(self) -> Path:
        return self.root / "var"

    @property
    def warc(self) -> Path:
        return self.var / "warc"

    @property
    def whoosh(self) -> Path:
        return self.var / "whoosh"

    @property
    def cache(self) -> Path:
        return self.var / "cache"

    @property
    def log(self) -> Path:
        return self.var / "log"

    @property
    def reports(self) -> Path:
        """The reports of the nights."""
        return self.var / "report"

    @property
    def state(self) -> Path:
        return self.var / "state.db"

    @property
    def metrics(self) -> Path:
        """What the last night measured, for Prometheus."""
        return self.var / "metrics.prom"

    @property
    def rulings(self) -> Path:
        """The local rulings, TOML files; may not exist."""
        return self.root / "rulings"

    @property
    def alerts(self) -> Path:
        """The alert rules and channels of this home; may not exist."""
        return self.root / "alerts.toml"

    @property
    def orders(self) -> Path:
        """What the operator ordered of the crawl; may not exist."""
        return self.root / "crawl.toml"

    @property
    def certificates(self) -> Path:
        """The certificates that orders name, PEM files; may not exist."""
        return self.root / "certificates"

    @property
    def feeds(self) -> Path:
        """The Atom files, one a rule."""
        return self.var / "feeds"


def current_home(override: str | Path | None = None) -> Home:
    """The home of this process: the override, TIAOWEN_HOME, or the repository root."""
    named = override or os.environ.get("TIAOWEN_HOME") or REPOSITORY
    return Home(Path(named).expanduser().resolve())


def replica() -> str | None:
    """The base URL that plays every source, without a closing slash; None for the real sites."""
    url = os.environ.get("TIAOWEN_REPLICA", "").strip().rstrip("/")
    return url or None


def secret(name: str) -> str | None:
    """A secret that alerts.toml names by its variable; None when that is not set or empty."""
    return os.environ.get(name, "").strip() or None


def corpora() -> Path | None:
    """The folder of evaluation corpora, or None when it is not named or not there."""
    named = os.environ.get("TIAOWEN_CORPORA")
    path = Path(named) if named else None
    return path if path and path.is_dir() else None


def count_on_one_thread() -> None:
    """Keep numpy from starting a thread for every core: nothing here multiplies matrices, and the threads
    cost half the time of its import."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def write_in_any_locale() -> None:
    """Print ? for a character that the locale lacks: no reason for a command to stop."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
