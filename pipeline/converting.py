"""Files that only another program opens (转换): LibreOffice for RTF and old documents, bsdtar for RAR.

The program runs in the sandbox on a copy, in a folder of its own; what it writes is read as any attachment.
It is never asked for: without it the status says which one is missing.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

from cleaners.model import Attachment
from pipeline.sandbox import Limits, Outcome, read_in_sandbox, run
from pipeline.scanning import read_scan

_OFFICE = Limits(memory=2 << 30, cpu_seconds=60, wall_seconds=90)
_UNPACK = Limits(cpu_seconds=30, wall_seconds=60)
_NAMES = {"libreoffice": ("soffice", "libreoffice"), "bsdtar": ("bsdtar",)}
# The name that LibreOffice knows a kind by, and what it writes
_SUFFIXES = {
    "rtf": ("rtf", "docx"),
    "wordml": ("xml", "docx"),
    "sheetml": ("xml", "xlsx"),
    "works": ("wps", "docx"),
    "odf": ("odt", "docx"),
    "doc": ("doc", "docx"),
}


@cache
def program(name: str) -> str | None:
    """Where a program is; None when it is not installed."""
    return next((found for each in _NAMES.get(name, ()) if (found := shutil.which(each))), None)


def read_or_convert(body: bytes, *, name: str) -> Attachment:
    """read_in_sandbox; what needs a program that is here is converted and read, a scan by its picture."""
    read = read_scan(read_in_sandbox(body, name=name), body, name=name)
    wanted = read.status.partition("needs_program:")[2]
    command = program(wanted)
    convert = _CONVERTERS.get(wanted)
    if command is None or convert is None:
        return read
    with tempfile.TemporaryDirectory(prefix="converting-") as folder:
        made, outcome = convert(command, body, read.kind, Path(folder))
        if made is None:
            return _failed(read, wanted, outcome)
        found = read_in_sandbox(made, name=name)
    return replace(found, kind=read.kind, notes=(*found.notes, f"opened by {wanted}"))


def _failed(read: Attachment, wanted: str, outcome: Outcome) -> Attachment:
    """A program that was stopped, or wrote nothing."""
    status = f"limit:{outcome.limit}" if outcome.limit else "corrupt"
    return Attachment(status, read.kind, notes=(*read.notes, f"{wanted} made nothing of it"))


def _by_office(command: str, body: bytes, kind: str, folder: Path) -> tuple[bytes | None, Outcome]:
    suffix, target = _SUFFIXES[kind]
    source = folder / f"file.{suffix}"
    source.write_bytes(body)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    flags = ["--headless", "--norestore", "--nolockcheck", "--convert-to", target]
    outcome = run([command, profile, *flags, "--outdir", str(folder / "made"), str(source)], limits=_OFFICE)
    made = folder / "made" / f"file.{target}"
    return (made.read_bytes() if made.is_file() else None), outcome


def _by_bsdtar(command: str, body: bytes, kind: str, folder: Path) -> tuple[bytes | None, Outcome]:
    """An archive written again as a zip: no member is ever a file of its own."""
    source, made = folder / f"file.{kind}", folder / "made.zip"
    source.write_bytes(body)
    outcome = run([command, "--format=zip", "-cf", str(made), f"@{source}"], limits=_UNPACK)
    whole = outcome.returncode == 0 and made.is_file()
    return (made.read_bytes() if whole else None), outcome


_CONVERTERS: dict[str, Callable[[str, bytes, str, Path], tuple[bytes | None, Outcome]]] = {
    "libreoffice": _by_office,
    "bsdtar": _by_bsdtar,
}
