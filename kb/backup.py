"""Backups of a home (备份): what cannot be made again, or takes long to make, in a folder that proves itself.

A backup mirrors the home: kb.db and var/state.db by SQLite's backup API, what people wrote (rulings, orders,
alert rules and their lists of names, contact), and the archive as hard links where it can, else as copies.
backup.json names every file with its size and sha256. The folder is called `….new` until it is whole. The
databases are copied before the archive is listed, so that whatever they call held is there. The index is not
kept: the build makes it from kb.db.

Restoring checks everything first, never removes an archive file, and refuses a home that knows more.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import sqlite3
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from kb.archive import names, visit_names, visits_folder
from kb.home import Home
from kb.lock import locked
from kb.state import SCHEMA_VERSION as STATE_VERSION
from kb.state import last_moment, stamp
from kb.store import discard, swap_in

MANIFEST = "backup.json"
FORMAT = 1
KEEP = 7
NEW = ".new"
# 20261129T190000123456Z
_NAME = re.compile(r"[0-9]{8}T[0-9]{12}Z")
_CHUNK = 1 << 20
_WAIT = 30.0  # seconds that a copy waits for a writer


class BackupFailed(Exception):
    """A backup could not be made, and none was left half made; the message is one clear line."""


class BackupDamaged(Exception):
    """A backup cannot be restored: something of it is missing, changed or of a newer version."""


class HomeNewer(Exception):
    """The home knows what the backup does not; the message says what."""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """One file of a backup: its path below the home, its size, its digest."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Backup:
    """What backup.json says.

    `night`: the night that made it, None when a person did; `latest`: the last moment that state.db knows of.
    """

    home: str
    made: str
    night: str | None
    latest: str | None
    files: tuple[KeptFile, ...]


@dataclass(frozen=True, slots=True)
class Restored:
    """What restoring did: files put back, and files of the home that gave way and now end in .replaced."""

    made: str
    put_back: tuple[str, ...]
    replaced: tuple[str, ...]


def backups_folder(home: Home) -> Path:
    """Where a home keeps its backups unless another folder is named."""
    return home.var / "backup"


# -- making


def back_up(home: Home, folder: Path, *, night: str | None = None) -> Path:
    """A new backup in `folder`, whole or not at all; its path."""
    if not _begun(home):
        raise BackupFailed(f"nothing to back up in {home.root}")
    now = datetime.now(UTC)
    final = folder / now.strftime("%Y%m%dT%H%M%S%fZ")
    new = folder / (final.name + NEW)
    try:
        with locked(home, "backup"):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            drop_unfinished(folder)
            try:
                _fill(home, folder, new, stamp(now), night)
                new.rename(final)
                _fsync(folder)
            finally:
                shutil.rmtree(new, ignore_errors=True)
    except sqlite3.DatabaseError as error:
        raise BackupFailed(f"no backup was made: {error}") from error
    except OSError as error:
        raise BackupFailed(f"no backup was made in {folder}: {error.strerror or error}") from error
    return final


def _begun(home: Home) -> bool:
    """Whether a home has anything of its own; one that has not is left as it is."""
    own = (home.kb, home.state, home.warc, home.alerts, home.orders, home.rulings)
    return any(path.exists() for path in own)


def prune(home: Home, folder: Path, keep: int = KEEP) -> tuple[Path, ...]:
    """Remove this home's backups but the newest `keep`, and of a night that was repeated all but the last."""
    own = [(path, backup) for path, backup in _readable(folder) if backup.home == str(home.root)]
    nights: set[str] = set()
    kept: set[Path] = set()
    for path, backup in reversed(own):
        if len(kept) < keep and backup.night not in nights:
            kept.add(path)
        nights |= {backup.night} if backup.night else set()
    gone = tuple(path for path, _ in own if path not in kept)
    for path in gone:
        shutil.rmtree(path)
    return gone


def drop_unfinished(folder: Path) -> None:
    """Remove what killed backups left."""
    for path in folder.glob(f"*{NEW}"):
        if _NAME.fullmatch(path.name.removesuffix(NEW)):
            shutil.rmtree(path, ignore_errors=True)


def _fill(home: Home, folder: Path, new: Path, made: str, night: str | None) -> None:
    before = next(reversed(list(_readable(folder))), None)
    new.mkdir(mode=0o700)
    databases = tuple(_databases(home, new))
    files = (*databases, *_written(home, new), *_archive(home, new, before))
    if not files:
        raise BackupFailed(f"nothing to back up in {home.root}")
    backup = Backup(
        str(home.root), made, night, last_moment(new / "var" / home.state.name, settled=True), files
    )
    with (new / MANIFEST).open("w", encoding="utf-8") as stream:
        json.dump({"format": FORMAT, **asdict(backup)}, stream, ensure_ascii=False, indent=1)
        stream.flush()
        os.fsync(stream.fileno())
    for place in {new, *(path.parent for path in new.rglob("*"))}:
        _fsync(place)


def _databases(home: Home, new: Path) -> Iterator[KeptFile]:
    """kb.db and state.db as they are at one moment each, checked whole."""
    for path in (home.kb, home.state):
        if path.is_file() and path.stat().st_size:
            target = _place(home, path, new)
            _copy_database(path, target)
            _fsync(target)
            yield _kept(target, new)


def _copy_database(path: Path, target: Path) -> None:
    """SQLite's own backup: right under any writer, where copying the file is not."""
    source = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=_WAIT)
    copy = sqlite3.connect(target)
    try:
        source.backup(copy)
        fault = _integrity(copy)
    except sqlite3.DatabaseError as error:
        raise BackupFailed(f"no backup was made: {path.name}: {error}") from error
    finally:
        copy.close()
        source.close()
    if fault:
        mend = "; mend it with `scrapy build --full`" if path.name == "kb.db" else "; restore an older backup"
        raise BackupFailed(f"no backup was made: {path.name} is damaged ({fault}){mend}")


def _written(home: Home, new: Path) -> Iterator[KeptFile]:
    """What people wrote: rulings, orders and certificates, alert rules and lists of names, the contact."""
    for path in written_files(home):
        target = _place(home, path, new)
        _copy(path, target)
        yield _kept(target, new)


def written_files(home: Home) -> tuple[Path, ...]:
    """The files of a home that people write."""
    single = (home.alerts, home.orders, home.root / "contact.txt", *_name_lists(home))
    kept = (*home.rulings.rglob("*.toml"), *home.certificates.rglob("*.pem"))
    return tuple(sorted({*kept, *(path for path in single if path.is_file())}))


def _name_lists(home: Home) -> Iterator[Path]:
    """The files of names that alerts.toml reads, where they lie in the home."""
    if not home.alerts.is_file():
        return
    try:
        written = tomllib.loads(home.alerts.read_bytes().decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        return  # kept as it is; the alerts tell of it
    rules = written.get("rule")
    for rule in rules if isinstance(rules, list) else ():
        named = rule.get("names_file") if isinstance(rule, dict) else None
        path = (home.root / named).resolve() if isinstance(named, str) else home.root
        if path.is_relative_to(home.root) and path.is_file():
            yield path


def _archive(home: Home, new: Path, before: tuple[Path, Backup] | None) -> Iterator[KeptFile]:
    """Every finished archive file; what the backup before holds is linked from there and not read again."""
    known = {file.path: file for file in before[1].files} if before else {}
    for path in archive_files(home):
        target = _place(home, path, new)
        held = known.get(path.relative_to(home.root).as_posix())
        old = before[0] / held.path if before and held else None
        if held and old and held.size == path.stat().st_size and _link(old, target):
            yield held
            continue
        if not _link(path, target):
            _copy(path, target)
        yield _kept(target, new)


def archive_files(home: Home) -> tuple[Path, ...]:
    """The finished files of the archive, those of visits behind."""
    visits = visits_folder(home)
    return (*(home.warc / name for name in names(home)), *(visits / name for name in visit_names(home)))


# -- reading


def chosen(folder: Path) -> Path:
    """The backup that a path means: itself, or the newest in it."""
    if (folder / MANIFEST).exists():
        return folder
    found = [path for path in _named(folder) if (path / MANIFEST).exists()]
    if not found:
        raise BackupDamaged(f"no backup in {folder}: there is no {MANIFEST}")
    return found[-1]


def read_backup(path: Path) -> Backup:
    """What backup.json says; BackupDamaged when it cannot be read."""
    try:
        told = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
        if not isinstance(told, dict) or "format" not in told:
            raise BackupDamaged(f"{path} is no backup: its {MANIFEST} does not list what it holds")
        if told.pop("format") != FORMAT:
            raise BackupDamaged(f"{path}: made by another version of this program")
        files = tuple(KeptFile(**file) for file in told.pop("files"))
        backup = Backup(**told, files=files)
        outside = [f.path for f in files if Path(f.path).is_absolute() or ".." in Path(f.path).parts]
    except OSError as error:
        raise BackupDamaged(f"{path / MANIFEST} cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:  # no JSON, or other fields
        raise BackupDamaged(f"{path} is no backup: its {MANIFEST} does not list what it holds") from error
    if outside:
        raise BackupDamaged(f"{path}: {outside[0]} lies outside the home")
    return backup


def verified(path: Path) -> Backup:
    """The backup at `path`, every file of it read and found as it was kept."""
    backup = read_backup(path)
    for file in backup.files:
        _check(path / file.path, file)
    for name in ("kb.db", "var/state.db"):
        if any(file.path == name for file in backup.files):
            _check_database(path / name)
    return backup


def _check(path: Path, file: KeptFile) -> None:
    try:
        found = KeptFile(file.path, path.stat().st_size, _digest(path))
    except OSError as error:
        raise BackupDamaged(f"the backup is damaged: {path}: {error.strerror}") from error
    if found.size != file.size:
        raise BackupDamaged(f"the backup is damaged: {path} has {found.size} bytes, expected {file.size}")
    if found.sha256 != file.sha256:
        raise BackupDamaged(f"the backup is damaged: {path} is not what was kept, its sha256 differs")


def _check_database(path: Path) -> None:
    """Integrity, and a version that this program knows; nothing is written beside it."""
    db = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        fault = _integrity(db)
        version = int(db.execute("PRAGMA user_version").fetchone()[0])
    except sqlite3.DatabaseError as error:
        raise BackupDamaged(f"the backup is damaged: {path}: {error}") from error
    finally:
        db.close()
    if fault:
        raise BackupDamaged(f"the backup is damaged: {path}: {fault}")
    if path.name == "state.db" and version > STATE_VERSION:
        raise BackupDamaged(f"{path} is of version {version}, this program knows {STATE_VERSION}: update it")


# -- restoring


def restore(home: Home, path: Path, *, force: bool = False) -> Restored:
    """Put a backup back; a kill on the way is mended by restoring again. The caller keeps others out."""
    backup = verified(path)
    more = beyond(home, path, backup)
    if more and not force:
        raise HomeNewer(f"{home.root} knows what the backup of {backup.made} does not: {'; '.join(more)}")
    put_back, replaced = [], []
    for file in sorted(backup.files, key=_kept_last):
        target = home.root / file.path
        if _same(target, file):
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        if file.path in ("kb.db", "var/state.db"):
            _put_database(path / file.path, target)
        else:
            replaced += _set_aside(target, file.path)
            _put(path / file.path, target, is_archive=file.path.startswith("var/warc/"))
        put_back.append(file.path)
    return Restored(backup.made, tuple(put_back), tuple(replaced))


def beyond(home: Home, path: Path, backup: Backup) -> tuple[str, ...]:
    """What a home knows beyond a backup: archive files, later runs, what people wrote since."""
    kept = {file.path: file for file in backup.files}
    paths = (file.relative_to(home.root).as_posix() for file in archive_files(home))
    told = []
    if more := sum(name not in kept for name in paths):
        told.append(f"{more} more archive file{'s' if more > 1 else ''}")
    latest = last_moment(home.state)
    if latest and latest > (backup.latest or ""):
        told.append(f"something done at {latest}")
    for file in written_files(home):
        name = file.relative_to(home.root).as_posix()
        if name not in kept or not _same(file, kept[name]):
            told.append(f"{name} is another")
    return tuple(told)


def _kept_last(file: KeptFile) -> tuple[bool, str]:
    """The databases behind the archive that they speak of."""
    return file.path in ("kb.db", "var/state.db"), file.path


def _set_aside(target: Path, name: str) -> list[str]:
    """Keep what stands in the way beside it, under a name that nothing reads."""
    if not target.exists():
        return []
    target.replace(target.with_name(target.name + ".replaced"))
    return [name]


def _put(source: Path, target: Path, *, is_archive: bool) -> None:
    """Put a file back under its name when it is whole; what people edit is never a link."""
    fresh = target.with_name(target.name + ".restored")
    fresh.unlink(missing_ok=True)
    if not (is_archive and _link(source, fresh)):
        _copy(source, fresh)
    fresh.replace(target)
    _fsync(target.parent)


def _put_database(source: Path, target: Path) -> None:
    fresh = target.with_name(target.name + ".restored")
    discard(fresh)
    _copy(source, fresh)
    swap_in(fresh, target)


# -- parts


def _named(folder: Path) -> list[Path]:
    """The finished backups in a folder, oldest first."""
    found = sorted(folder.iterdir()) if folder.is_dir() else []
    return [path for path in found if path.is_dir() and _NAME.fullmatch(path.name)]


def _readable(folder: Path) -> Iterator[tuple[Path, Backup]]:
    """The backups in a folder that say what they are; one that does not is left alone."""
    for path in _named(folder):
        try:
            yield path, read_backup(path)
        except BackupDamaged:
            continue


def _integrity(db: sqlite3.Connection) -> str:
    """What SQLite finds wrong, in one line; empty when all is well."""
    found = str(db.execute("PRAGMA integrity_check(1)").fetchone()[0])
    return "" if found == "ok" else " ".join(found.split())


def _place(home: Home, path: Path, new: Path) -> Path:
    target = new / path.relative_to(home.root)
    target.parent.mkdir(parents=True, exist_ok=True)
    return target


def _kept(target: Path, new: Path) -> KeptFile:
    return KeptFile(target.relative_to(new).as_posix(), target.stat().st_size, _digest(target))


def _same(target: Path, file: KeptFile) -> bool:
    """Whether a file of the home is the kept one already; a database with a journal is never."""
    if target.with_name(target.name + "-wal").exists():
        return False
    return target.is_file() and target.stat().st_size == file.size and _digest(target) == file.sha256


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _link(source: Path, target: Path) -> bool:
    """A hard link, where the file system has them and both lie on one."""
    try:
        os.link(source, target)
    except OSError:
        return False
    return True


def _copy(source: Path, target: Path) -> None:
    shutil.copy2(source, target)
    _fsync(target)


def _fsync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sizes(files: Iterable[KeptFile]) -> int:
    """The bytes of some files."""
    return sum(file.size for file in files)
