"""Official pages of our own: every field of the header, what was cut, and nothing else missing."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cleaners.effect.force import read_force
from cleaners.model import Page
from cleaners.normalise import fold
from pipeline.reading import as_document, header_json
from tests.test_clean_page import read_case

CASES = sorted(path.parent for path in (Path(__file__).parent / "pages" / "official").glob("*/meta.toml"))


def header_of(page: Page) -> dict[str, Any]:
    """The header as the store keeps it."""
    stored = header_json(page.header)
    assert stored is not None
    fields: dict[str, Any] = json.loads(stored)
    return fields


def main_lines(case: Path) -> list[str]:
    """The lines between the top and the footer of a saved page, tags taken out."""
    (saved,) = case.glob("page.*")
    markup = saved.read_text(encoding="utf-8")
    inner = markup.split('<div class="main">')[-1].split('<div class="footer">')[0]
    broken = re.sub(r"<br>|</p>|</div>|</td>|</th>|</li>|</dd>|</dt>", "\n", inner)
    return [line for line in html.unescape(re.sub(r"<[^>]*>", "", broken)).split("\n") if fold(line)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_header_of_an_official_page_is_what_its_golden_file_says(
    case: Path, golden: Callable[[Path, Any], None]
) -> None:
    golden(case / "header.json", header_of(read_case(case)))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_line_is_in_the_text_or_among_what_was_cut(case: Path) -> None:
    page = read_case(case)
    accounted = fold(page.text) + "\n" + "\n".join(fold(cut.quote) for cut in page.removed)
    assert [line for line in main_lines(case) if fold(line) not in accounted] == []


def test_every_case_says_that_it_is_fictional() -> None:
    assert len(CASES) >= 9
    assert all("fictional" in (case / "meta.toml").read_text(encoding="utf-8") for case in CASES)


def test_a_relative_first_day_counts_from_the_day_that_the_page_prints() -> None:
    by_name = {case.name: read_case(case) for case in CASES}
    announced, printed = by_name["announcement_list"], by_name["notice_pdf_text"]
    for page, day in ((announced, "2031-05-08"), (printed, "2031-05-08")):
        force = read_force(page.text, header=page.header, published=None)
        assert str(force.date_in_force) == day


def test_a_file_that_is_an_official_document_loses_its_head_and_foot_with_a_record() -> None:
    lines = (
        "云岭省产业振兴厅文件",
        "云产振〔2031〕18号",
        "云岭省产业振兴厅关于做好某事的通知",
        "各有关单位：",
    )
    below = ("现就有关事项通知如下。", "云岭省产业振兴厅", "2031年5月6日")
    foot = ("抄送：省云杉协会。", "云岭省产业振兴厅办公室 2031年5月8日印发")
    text, header, removed = as_document("\n".join((*lines, *below, *foot)))
    assert text.split("\n") == [*lines[2:], *below]
    assert header is not None
    assert (header.doc_number, header.copied_to) == ("云产振〔2031〕18号", "省云杉协会")
    assert [cut.quote for cut in removed] == [*lines[:2], *foot]
    assert as_document("第一行\n第二行") == ("第一行\n第二行", None, ())
