"""The generations of the index (索引代次): var/whoosh/<generation>/ and the one-line file CURRENT.

A generation is written beside the current one and becomes current by a rename; what is under way or failed is
never seen by a reader, and its litter goes. A new generation begins as hard links of the old one's segments,
which Whoosh never changes in place; the generation before the current one stays, for readers that hold it.
"""

from __future__ import annotations

import hashlib
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
_FILES = "files.json"
_OWN = frozenset({_MANIFEST, _FILES, "stamp", "table.json", "table.bin", "names.json"})
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


def write_files(folder: Path, old: Path | None) -> None:
    """The size and sha256 of each file, written last; of what is linked from `old` what that says.

    A digest that is carried on, not counted anew, still tells of a file that has rotted since.
    """
    known = _listed(old) if old is not None else {}
    wanted: dict[str, list[int | str]] = {}
    for file in _files(folder):
        size, digest = known.get(file.name, (0, ""))
        linked = old is not None and digest and file.name not in _OWN and file.samefile(old / file.name)
        wanted[file.name] = [size, digest] if linked else [file.stat().st_size, _digest(file)]
    (folder / _FILES).write_text(json.dumps(wanted), encoding="utf-8")


def check_sizes(folder: Path) -> None:
    """ValueError when a file is missing or has not the size that it was written with."""
    found = {file.name: file.stat().st_size for file in _files(folder)}
    for name, (size, _) in _listed(folder).items():
        if found.get(name) != size:
            raise ValueError(f"{name} has {found.get(name, 0)} bytes, expected {size}")


def check_digests(folder: Path) -> None:
    """IndexStale when a file is not what was written, though its size is; reads all of them."""
    try:
        check_sizes(folder)
        for name, (_, digest) in _listed(folder).items():
            if _digest(folder / name) != digest:
                raise ValueError(f"{name} is not what was written, its sha256 differs")
    except (ValueError, TypeError, OSError) as error:
        raise IndexStale(f"the index at {folder} is damaged ({error}): {_REBUILD}") from error


def _listed(folder: Path) -> dict[str, tuple[int, str]]:
    """What write_files noted."""
    noted = json.loads((folder / _FILES).read_text(encoding="utf-8"))
    if not isinstance(noted, dict) or not noted:
        raise ValueError(f"{_FILES} lists nothing")
    return {str(name): (int(size), str(digest)) for name, (size, digest) in noted.items()}


def _files(folder: Path) -> list[Path]:
    """The files of a generation, without the list of them and Whoosh's lock."""
    found = sorted(folder.iterdir())
    return [file for file in found if file.name != _FILES and not file.name.endswith("WRITELOCK")]


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


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
    """The manifest and the stamp beside it."""
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
