"""Two wordings as a person reads them (对照): beside each other on a wide terminal, else one under the other.

On a terminal changed words are coloured; without colours they stand in marks: [-gone-] and {+come+}. What did
not change is counted, and what only has another number is told in a line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any

from cleaners.masking.masks import shown_value
from reader.answer import console
from reader.citing import place
from reader.display import facts
from reader.wording import say

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

WIDE = 100  # columns from which on two texts stand beside each other
_GONE, _COME = "red strike", "green"
_QUIET = ("unchanged", "renumbered", "moved", "split", "merged")


def _names() -> dict[str, str]:
    """What became of an article, in words."""
    return {
        "unchanged": say("unchanged"),
        "renumbered": say("renumbered"),
        "moved": say("moved"),
        "amended": say("amended"),
        "split": say("split"),
        "merged": say("merged"),
        "added": say("added"),
        "deleted": say("deleted"),
        "not_held": say("not held on the other side"),
    }


def print_diff(found: dict[str, Any]) -> None:
    """The two wordings, the counts, and every article that is not the same."""
    out, found = console(), shown_value(found)  # before a text is woven of both: a number in pieces is none
    coloured = out.is_terminal and not out.no_color
    out.print(found["b"]["citation"], style="bold", markup=False)
    out.print(facts([("A", _side(found["a"])), ("B", _side(found["b"])), ("Says", _said(found["relation"]))]))
    out.print(_counts(found["counts"]), style="yellow", markup=False)
    wide = out.is_terminal and out.width >= WIDE
    for quiet, rows in groupby(found["articles"], key=lambda row: row["op"] in _QUIET):
        if quiet:
            _print_places(out, list(rows))
        elif wide:
            out.print(_beside(rows, coloured=coloured))
        else:
            for row in rows:
                out.print(_under(row, coloured=coloured))


def _side(side: dict[str, Any]) -> str:
    ended = say("until {day}", day=side["until"]) if side["until"] else None
    told = (side["date"], side["stage"], ended, side["status"], side["work"])
    return " · ".join(str(value) for value in told if value)


def _said(relation: dict[str, Any] | None) -> str:
    if relation is None:
        return say("nothing here says that these are wordings of one measure")
    if relation["kind"] == "page":
        return say("one page, whose text was changed")
    return relation["quote"] or ""


def _counts(counts: dict[str, int]) -> str:
    told = [f"{_names()[op]} {n}" for op, n in counts.items() if n]
    return " · ".join(told) if told else say("nothing to compare")


def _print_places(out: Console, rows: list[dict[str, Any]]) -> None:
    """What kept its text: runs of unchanged articles in one line, new numbers each."""
    for op, same in groupby(rows, key=lambda row: row["op"]):
        listed = list(same)
        if op == "unchanged":
            ends = [place(row["b_eid"]) for row in (listed[0], listed[-1])]
            where = ends[0] if len(listed) == 1 else "–".join(ends)
        else:
            where = "，".join(f"{place(row['a_eid'])} → {place(row['b_eid'])}" for row in listed)
        out.print(f"{where}  {_names()[op]}", style="dim", markup=False)


def _heading(row: dict[str, Any]) -> str:
    """第三条 → 第四条  amended, moved."""
    places = [place(row[eid]) for eid in ("a_eid", "b_eid") if row[eid]]
    where = places[0] if len(set(places)) == 1 else " → ".join(places)
    told = [_names()[row["op"]]]
    told += [say("moved")] if row["moved"] and row["op"] == "amended" else []
    told += [say("only its references")] if row["only_references"] else []
    return f"{where}  {say(', ').join(told)}"


def _beside(rows: Iterable[dict[str, Any]], *, coloured: bool) -> Table:
    """Old text left, new text right; rich measures the width that Chinese takes."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    made = Table(box=SIMPLE_HEAD, pad_edge=False, expand=True, show_lines=False, header_style="bold")
    for side in ("A", "B"):
        made.add_column(say(side), ratio=1, overflow="fold")
    for row in rows:
        made.add_row(Text(_heading(row), style="bold"), Text(""))
        made.add_row(_text(row, "a", coloured=coloured), _text(row, "b", coloured=coloured))
        made.add_row("", "")
    return made


def _text(row: dict[str, Any], side: str, *, coloured: bool) -> Text:
    """One side's text with its own changed words."""
    place_of, op = (1, "delete") if side == "a" else (2, "insert")
    whole = row[f"{side}_text"] or ""
    alone = row["a_eid"] is None or row["b_eid"] is None
    spans = [(0, len(whole))] if alone and whole else [tuple(change[place_of]) for change in row["changes"]]
    pieces, at = [], 0
    for start, end in spans:
        pieces += [("equal", whole[at:start]), (op, whole[start:end])]
        at = end
    return _painted([*pieces, ("equal", whole[at:])], row[f"{side}_heading"], coloured=coloured)


def _under(row: dict[str, Any], *, coloured: bool) -> Text:
    """Both texts in one: what is gone and, behind it, what came."""
    from rich.text import Text

    heading = row["b_heading"] or row["a_heading"]
    told = _painted(_woven(row), heading, coloured=coloured)
    return Text.assemble((_heading(row) + "\n", "bold"), told, "\n")


def _woven(row: dict[str, Any]) -> Iterator[tuple[str, str]]:
    old, new, at = row["a_text"] or "", row["b_text"] or "", 0
    if row["a_eid"] is None or row["b_eid"] is None:
        yield from (("delete", old), ("insert", new))
        return
    for _, (start, end), (begin, close) in row["changes"]:
        yield from (("equal", old[at:start]), ("delete", old[start:end]), ("insert", new[begin:close]))
        at = end
    yield "equal", old[at:]


def _painted(pieces: Iterable[tuple[str, str]], heading: str | None, *, coloured: bool) -> Text:
    from rich.text import Text

    text = Text(f"{heading}\n" if heading else "")
    for op, words in pieces:
        if not words:
            continue
        if op == "equal":
            text.append(words)
        elif coloured:
            text.append(words, style=_GONE if op == "delete" else _COME)
        else:
            text.append(f"[-{words}-]" if op == "delete" else f"{{+{words}+}}")
    return text
