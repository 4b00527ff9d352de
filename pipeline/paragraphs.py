"""News by its paragraphs (新闻按段): what is numbered in a news item is its layout, not its structure.

A hit in news is a natural paragraph, numbered points of a report included. News that reprints articles keeps
them: they are what it is read for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from cleaners.model import Provision, Reading, Span

_BODY = frozenset({"level", "point", "indent", "paragraph"})


def by_paragraph(reading: Reading, text: str) -> Reading:
    """The reading with every line of its body a paragraph, para_1, para_2 …; `text` is its witness 0."""
    if any(p.kind == "article" or p.eid.startswith("att_") for p in reading.provisions):
        return reading
    paragraphs: list[Provision] = []
    for provision in reading.provisions:
        if provision.kind not in _BODY:
            paragraphs.append(provision)
        elif "__" not in provision.eid:
            paragraphs += _lines(provision, text)
    return replace(reading, provisions=tuple(_numbered(paragraphs)))


def _lines(provision: Provision, text: str) -> Iterator[Provision]:
    """The lines that a provision was read from, each with its own span."""
    for span in provision.spans:
        start = span.start
        for line in text[span.start : span.end].split("\n"):
            begin = start + len(line) - len(line.lstrip())
            end = start + len(line.rstrip())
            start += len(line) + 1
            if begin < end:
                yield Provision(
                    "", "paragraph", "", "", provision.path, text[begin:end],
                    (Span(0, begin, end),), (begin, end), provision.status,
                )  # fmt: skip


def _numbered(provisions: list[Provision]) -> Iterator[Provision]:
    number = 0
    for provision in provisions:
        if provision.kind == "paragraph":
            number += 1
            yield replace(provision, eid=f"para_{number}")
        else:
            yield provision
