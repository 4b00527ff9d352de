"""From files to rows: lists of every type and layout give 序号, 地区, 名称 exactly; names are fictional."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from cleaners.attachments import read_attachment
from cleaners.files.gates import gate_list
from cleaners.lists import list_rows
from tests.list_files import LAYOUTS, WRITERS, docx_of, lines, merged, two_blocks
from tests.list_layouts import Drawing, entries, score, triples
from tests.ofd_files import ofd_of
from tests.pdf_files import pdf_of

LISTED = entries(83)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("kind", WRITERS)
def test_a_list_of_any_type_and_layout_gives_its_rows(kind: str, layout: str) -> None:
    found = read_attachment(WRITERS[kind](LAYOUTS[layout](LISTED)), name=f"附件.{kind}")
    assert (found.status, found.kind) == ("ok", kind)
    rows = list_rows(found)
    assert score(LISTED, triples(rows)) == 1.0
    assert gate_list(rows, declared=83, named=[LISTED[0][2]]) == ()


@pytest.mark.parametrize("kind", ["docx", "doc", "html"])
def test_a_list_in_paragraphs_gives_its_rows(kind: str) -> None:
    found = read_attachment(WRITERS[kind]([], lines(LISTED)), name="附件")
    assert triples(list_rows(found)) == LISTED


def test_a_list_in_lines_of_text_gives_its_rows() -> None:
    found = read_attachment("\r\n".join(lines(LISTED)).encode("gb18030"), name="名单.txt")
    assert triples(list_rows(found)) == LISTED


@pytest.mark.parametrize("write", [pdf_of, ofd_of])
def test_a_list_in_lines_on_pages_gives_its_rows(write: Callable[[list[Drawing]], bytes]) -> None:
    text = lines(LISTED)
    pages = [
        Drawing(tuple((60.0, 60 + 16.0 * at, line) for at, line in enumerate(text[start : start + 44])))
        for start in range(0, len(text), 44)
    ]
    assert triples(list_rows(read_attachment(write(pages), name="附件"))) == LISTED


@pytest.mark.parametrize("kind", ["docx", "doc", "xlsx"])
def test_four_thousand_rows_are_all_there(kind: str) -> None:
    listed = entries(4000 if kind != "docx" else 1000)  # python-docx takes seconds to write more
    found = read_attachment(WRITERS[kind](LAYOUTS["a table"](listed)), name="附件")
    assert score(listed, triples(list_rows(found))) == 1.0


@pytest.mark.parametrize("target", ["doc", "pdf", "xls"])
def test_what_libreoffice_writes_is_read(target: str, tmp_path: Path) -> None:
    command = shutil.which("soffice")
    if command is None:
        pytest.skip("LibreOffice is not installed: its files are checked where it is")
    source = tmp_path / ("a.xlsx" if target == "xls" else "a.docx")
    grids = merged(LISTED) if target != "pdf" else two_blocks(LISTED)
    source.write_bytes(WRITERS[source.suffix[1:]](grids))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        [command, profile, "--headless", "--convert-to", target, "--outdir", str(tmp_path), str(source)],
        check=True,
        capture_output=True,
    )
    found = read_attachment((tmp_path / f"a.{target}").read_bytes(), name="附件")
    if target == "pdf" and LISTED[0][2] not in found.text.replace("\n", ""):
        pytest.skip("LibreOffice has no Chinese font here: its letters are boxes")
    assert score(LISTED, triples(list_rows(found))) == 1.0


def test_a_list_that_lost_a_row_is_found_out() -> None:
    found = read_attachment(docx_of(LAYOUTS["a table"](LISTED[:40] + LISTED[41:])), name="附件.docx")
    faults = gate_list(list_rows(found), declared=83)
    assert faults == ("1 of the numbers 1 to 83 are missing, the first is 41", "82 rows, the notice says 83")
