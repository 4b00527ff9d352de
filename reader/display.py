"""What a person sees (显示): tables and panels that keep Chinese aligned, plain when piped."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from reader.wording import say

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

LINEAGES = {
    "official": "官方",
    "official_repost": "官方转发",
    "reprint": "转载",
    "news": "新闻",
    "unknown": "来源未明",
}
FICTIONAL = "〔虚构示例〕"


def table(*headings: str) -> Table:
    """A table without boxes, its headings in the chosen language."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    made = Table(box=SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for heading in headings:
        made.add_column(say(heading), overflow="fold")
    return made


def fill(made: Table, rows: Iterable[Sequence[object]]) -> Table:
    """The table with its rows; an absent value is a dash."""
    from rich.text import Text

    for row in rows:
        made.add_row(*(Text("–" if cell is None else str(cell)) for cell in row))
    return made


def marked(snippet: str, opening: str = "«", closing: str = "»") -> Text:
    """A snippet whose «matches» stand out; the marks stay where there is no terminal to colour them."""
    from rich.text import Text

    if not sys.stdout.isatty():
        return Text(snippet)
    text = Text()
    for number, piece in enumerate(snippet.replace(closing, opening).split(opening)):
        text.append(piece, style="bold reverse" if number % 2 else "")
    return text


def text_grid(provisions: Iterable[dict[str, Any]]) -> Table:
    """Provisions as they are read: labels in a column of their own, headings of chapters set off."""
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True, style="bold")
    grid.add_column(overflow="fold")
    for provision in provisions:
        heading = [Text(provision["heading"], style="bold")] if provision["heading"] else []
        body = [Text(provision["text"])] if provision["text"] else []
        gap = [Text("")] if provision["label"] else []  # numbered units stand apart, plain paragraphs do not
        grid.add_row(provision["label"], Text("\n").join(heading + body + gap))
    return grid


def numbered(rows: Iterable[tuple[int, Text]]) -> Table:
    """Numbered blocks, the numbers in a column of their own."""
    from rich.table import Table

    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(no_wrap=True, justify="right", style="dim")
    grid.add_column(overflow="fold")
    for number, text in rows:
        grid.add_row(f"{number}.", text)
    return grid


def facts(pairs: Iterable[tuple[str, object]]) -> Table:
    """Name and value, one a line; empty values are left out."""
    from rich.table import Table
    from rich.text import Text

    made = Table.grid(padding=(0, 2))
    made.add_column(style="dim", no_wrap=True)
    made.add_column(overflow="fold")
    for name, value in pairs:
        if value not in (None, "", (), []):
            made.add_row(say(name), Text(str(value)))
    return made


def completeness(articles: int, known: int, official: bool) -> str:
    """How much of the text is held, and whether an official copy is."""
    held = say("official copy held") if official else say("no official copy held")
    if not known:
        return held
    return say("{held} of {known} articles", held=articles, known=known) + say(", ") + held
