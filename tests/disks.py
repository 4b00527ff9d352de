"""A disk that is full, for the tests: a small tmpfs, which needs the right to mount."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_FILLER = "filler"


class NoMount(Exception):
    """Nothing can be mounted here; the message says why."""


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path]:
    """A tmpfs of that size at `folder`, gone afterwards."""
    folder.mkdir(parents=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tiaowen-test", str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise NoMount("there is no mount") from None
    if done.returncode:
        raise NoMount(done.stderr.strip())
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(disk: Path, *, leave: int = 0) -> None:
    """Leave so many bytes, none by default."""
    with (disk / _FILLER).open("wb", buffering=0) as stream:
        for block in (1 << 20, 4096, 1):
            with suppress(OSError):
                while stream.write(b"\0" * block):
                    continue
        stream.truncate(stream.tell() - leave)
    assert os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize <= leave + 4096


def clear(disk: Path) -> None:
    """Give the room back."""
    (disk / _FILLER).unlink()
