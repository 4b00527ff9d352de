"""What a base was built by (版本章): the code and word lists that read documents, and the home's rulings.

A base with another stamp is built in full, so that it never mixes two ways of reading.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from kb.home import REPOSITORY, Home
from kb.read import SCHEMA_VERSION

_READERS = ("cleaners/**/*.py", "cleaners/data/*.toml", "pipeline/*.py", "kb/*.py", "kb/schema.sql")
_NO_READERS = "cleaners/masking"  # acts on what is printed: the base is the same whatever it masks


def stamp(home: Home) -> dict[str, str]:
    """The meta table of a base built now in this home."""
    return {
        "schema_version": str(SCHEMA_VERSION),
        "pipeline_version": _code(),
        "rulings_sha256": _digest(home.rulings, home.rulings.glob("**/*.toml")),
    }


@cache
def _code() -> str:
    """The hash of the code, taken once: what a process has loaded does not change under it."""
    paths = (path for pattern in _READERS for path in REPOSITORY.glob(pattern))
    return _digest(REPOSITORY, (path for path in paths if path.parent != REPOSITORY / _NO_READERS))


def _digest(root: Path, paths: Iterable[Path]) -> str:
    """A hash of names and contents, in a fixed order."""
    digest = hashlib.sha256()
    for path in sorted(set(paths)):
        digest.update(f"{path.relative_to(root).as_posix()}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]
