"""watch: a list of names held against what is known (名单比对): who bears which title until when.

The file is a CSV in UTF-8, with or without BOM, or in GB 18030; names stand in its first column, or in one
headed 名称, 企业名称 and the like. Names are compared as printed: likeness merges nobody.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from cleaners.recognition.holdings import holder_key
from kb.home import Home
from kb.read import Base
from reader.answer import DONE, Unanswerable, console, opened, print_json
from reader.display import fill, table
from reader.names import NotNames, read_names
from reader.proof import proof_json
from reader.sheets import Sheet, cells, sources_of, write_sheets
from reader.tracked import STATES, Tracked, told, tracked
from reader.wording import say, spoken


def watch(home: Home, path: Path, *, day: date, as_json: bool, to: Path | None = None) -> int:
    """Print what each name of a file bears on a day."""
    names = names_in(path)
    with opened(home) as base:
        by_name: dict[str, list[Tracked]] = {}
        for one in tracked(told(base), day):
            for name in one.standing.names:
                by_name.setdefault(holder_key(name), []).append(one)
        rows = [_row(base, name, by_name.get(holder_key(name), [])) for name in names]
    if to is not None:
        proofs = [proof for row in rows for title in row["titles"] for proof in title["evidence"]]
        write_sheets(to, (_sheet(rows), sources_of(proofs)))
    if as_json:
        held = sum(row["held"] for row in rows)
        print_json({"as_of": day.isoformat(), "names": len(rows), "held": held, "rows": rows})
    else:
        console().print(fill(table("Name", "State", "Programme", "Batch", "Valid to"), _lines(rows)))
    return DONE


def names_in(path: Path) -> tuple[str, ...]:
    """The names of a file; one clear line when it cannot be read or holds none."""
    try:
        return read_names(path)
    except OSError as error:
        raise Unanswerable(say("{file}: {why}", file=path, why=spoken(error.strerror))) from error
    except NotNames as error:
        raise Unanswerable(say("{file}: {why}", file=path, why=error)) from error


def _row(base: Base, name: str, found: Iterable[Tracked]) -> dict[str, Any]:
    titles = [
        {
            "programme": one.programme,
            "holder": one.standing.name,
            "batch": one.standing.batch,
            "state": one.standing.state,
            "state_zh": STATES[one.standing.state],
            "valid_to": one.standing.valid_to.isoformat() if one.standing.valid_to else None,
            "evidence": [proof_json(base, told_) for told_ in one.evidence],
        }
        for one in found
    ]
    return {"name": name, "held": bool(titles), "titles": titles}


def _sheet(rows: Iterable[dict[str, Any]]) -> Sheet:
    heads = ("名称", "状态", "项目", "批次", "现名称", "有效期止", "依据")
    found = [
        cells(
            row["name"],
            *(title[name] for name in ("state_zh", "programme", "batch", "holder", "valid_to")),
            title["evidence"][-1]["citation"],
        )
        for row in rows
        for title in row["titles"]
    ]
    found += [cells(row["name"], "未收录", "", "", "", "", "") for row in rows if not row["held"]]
    return Sheet("名单比对", heads, tuple(found))


def _lines(rows: Iterable[dict[str, Any]]) -> Iterable[tuple[object, ...]]:
    for row in rows:
        for title in row["titles"]:
            yield row["name"], title["state_zh"], title["programme"], title["batch"], title["valid_to"]
        if not row["held"]:
            yield row["name"], say("not held"), None, None, None
