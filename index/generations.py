"""The generations of the index (索引代次): var/whoosh/<generation>/ and the one-line file CURRENT.

A generation is written beside the current one and becomes current by a rename; what is under way or failed is
never seen by a reader, and its litter goes. A new generation begins as hard links of the old one's segments,
which Whoosh never changes in place; the generation before the current one stays, for readers that hold it.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from index.results import IndexMissing, IndexStale

_CURRENT = "CURRENT"
_MANIFEST = "manifest.json"
# What each generation writes anew; all else is segments and their table of contents.
_SIZES = "sizes.json"
_OWN = frozenset({_MANIFEST, _SIZES, "stamp", "table.json", "table.bin", "names.json"})
_REBUILD = "run `scrapy build` to make the index anew"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation was made of: the stamp of the program, and the fingerprint of every work."""

    stamp: str
    works: Mapping[str, str]


def current(root: Path) -> Path:
    """The folder of the current generation; IndexMissing when there is none."""
    pointer = root / _CURRENT
    name = pointer.read_text(encoding="ascii", errors="replace").strip() if pointer.is_file() else ""
    folder = root / name
    if not name.isdecimal() or not (folder / _MANIFEST).is_file():
        raise IndexMissing(f"no index at {root}: {_REBUILD}")
    return folder


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a generation; IndexStale when it cannot be read."""
    try:
        document = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        return Manifest(str(document["stamp"]), dict(document["works"]))
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise IndexStale(f"the index at {folder} is damaged ({error}): {_REBUILD}") from error


def check_stamp(folder: Path, stamp: str) -> None:
    """IndexStale when another program version made the generation; reads one small file."""
    try:
        held = (folder / "stamp").read_text(encoding="ascii").strip()
    except (OSError, ValueError) as error:
        raise IndexStale(f"the index at {folder} is damaged ({error}): {_REBUILD}") from error
    if held != stamp:
        raise IndexStale(f"the index was made by another version of this program: {_REBUILD}")


def write_sizes(folder: Path) -> None:
    """How large each segment file is: what is cut off later is noticed when it is opened."""
    (folder / _SIZES).write_text(json.dumps(_sizes(folder)), encoding="utf-8")


def check_sizes(folder: Path) -> None:
    """ValueError when a segment file is missing or has not the size that it was written with."""
    wanted = json.loads((folder / _SIZES).read_text(encoding="utf-8"))
    found = _sizes(folder)
    for name, size in wanted.items():
        if found.get(name) != size:
            raise ValueError(f"{name} has {found.get(name, 0)} bytes, expected {size}")


def _sizes(folder: Path) -> dict[str, int]:
    segments = (file for file in folder.iterdir() if file.name not in _OWN and file.suffix != "")
    return {file.name: file.stat().st_size for file in sorted(segments)}


@contextmanager
def new_generation(root: Path, *, links_from: Path | None) -> Iterator[Path]:
    """A folder to write in; it becomes current when the block ends well and vanishes when it does not."""
    root.mkdir(parents=True, exist_ok=True)
    held = _pointed(root)
    _remove_others(root, keep={held})
    folder = root / f"{int(held or '0') + 1:06}"
    try:
        folder.mkdir()
        if links_from is not None:
            _link(links_from, folder)
        yield folder
        _point(root, folder.name)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    _remove_others(root, keep={held, folder.name})


def drop_unused(root: Path) -> tuple[Path, ...]:
    """Remove what no reader can hold any more: all but the current generation and the one before it."""
    held = _pointed(root)
    if not held:
        return ()
    older = [folder.name for folder in root.iterdir() if folder.name.isdecimal() and folder.name < held]
    return _remove_others(root, keep={held, *sorted(older)[-1:]})


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """The manifest and the stamp beside it, the last files of a generation."""
    (folder / "stamp").write_text(manifest.stamp + "\n", encoding="ascii")
    document = {"stamp": manifest.stamp, "works": dict(sorted(manifest.works.items()))}
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    (folder / _MANIFEST).write_text(text, encoding="utf-8")


def _pointed(root: Path) -> str:
    try:
        return current(root).name
    except IndexMissing:
        return ""


def _remove_others(root: Path, *, keep: set[str]) -> tuple[Path, ...]:
    gone = tuple(folder for folder in root.iterdir() if folder.is_dir() and folder.name not in keep)
    for folder in gone:
        shutil.rmtree(folder, ignore_errors=True)
    return gone


def _link(source: Path, target: Path) -> None:
    """Hard links of the segments; the lock and the files that are rewritten are left out."""
    for file in source.iterdir():
        if file.is_file() and file.name not in _OWN and not file.name.endswith("WRITELOCK"):
            try:
                os.link(file, target / file.name)
            except OSError:  # a file system without hard links
                shutil.copy2(file, target / file.name)


def _point(root: Path, name: str) -> None:
    fresh = root / (_CURRENT + ".new")
    with fresh.open("w", encoding="ascii") as pointer:
        pointer.write(name + "\n")
        pointer.flush()
        os.fsync(pointer.fileno())
    fresh.replace(root / _CURRENT)
