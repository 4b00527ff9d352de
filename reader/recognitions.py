"""recognitions: who bears a title on a day (认定名录), until when, and what each state rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from cleaners.model import OFFICIAL
from cleaners.normalise import fold
from cleaners.official.regions import listed_unit, province_of
from cleaners.recognition.programmes import programmes
from kb.home import Home
from kb.read import Base
from reader.answer import DONE, Unanswerable, console, opened, print_json, readable, shortened
from reader.citing import called
from reader.display import FICTIONAL, fill, table
from reader.proof import proof_json
from reader.sheets import Sheet, write_sheets
from reader.tracked import HOLDING, STATES, Tracked, counts, told, tracked
from reader.wording import say, spoken


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for; None: all. `province` means the listed unit, with `merged` all that lies in it."""

    programme: str | None = None
    batch: str | None = None
    province: str | None = None
    merged: bool = False
    state: str | None = None
    name: str | None = None

    def takes(self, one: Tracked) -> bool:
        """Whether a holder is asked for."""
        standing = one.standing
        named = self.name is None or any(fold(self.name) in fold(name) for name in standing.names)
        state = self.state is None or self.state in (standing.state, STATES[standing.state])
        batch = self.batch is None or fold(self.batch) in fold(standing.batch)
        return named and state and batch and self._in_province(one)

    def _in_province(self, one: Tracked) -> bool:
        if self.province is None:
            return True
        if self.merged:
            return one.province is not None and one.province == province_of(self.province)
        return (listed_unit(one.region) or one.region) == (listed_unit(self.province) or self.province)


def recognitions(
    home: Home, wanted: Wanted, *, day: date, limit: int, as_json: bool, to: Path | None = None
) -> int:
    """Print the holders that are asked for, or write them to a file."""
    wanted = _known(wanted)
    with opened(home) as base:
        events = told(base, wanted.programme)
        found = [one for one in tracked(events, day) if wanted.takes(one)]
        unconfirmed = sum(not counts(one) for one in events)
        lists = incomplete(base, wanted)
        if to is not None:
            write_sheets(to, _sheets(base, found, day))
        shown = [_json(base, one) for one in found[:limit]]
    answer = {
        "as_of": day.isoformat(),
        "total": len(found),
        "total_is_complete": not lists,
        "unconfirmed_events": unconfirmed,
        "counts": counts_json(found),
        "incomplete": lists,
        "batches_held": sorted({one.event.batch for one in events if one.event.batch}),
        "recognitions": shown,
    }
    if as_json:
        print_json(answer)
    else:
        _print(answer)
    return DONE


def _known(wanted: Wanted) -> Wanted:
    """What is asked for, the programme by its id; a name that no programme has is said so."""
    if wanted.state is not None and wanted.state not in (*STATES, *STATES.values()):
        raise Unanswerable(
            say(
                "no state is called {name}; states are {known}",
                name=shortened(wanted.state),
                known="、".join(f"{one} {STATES[one]}" for one in STATES),
            )
        )
    if wanted.province is not None and listed_unit(wanted.province) is None:
        raise Unanswerable(say("no region is called {name}", name=shortened(wanted.province)))
    if wanted.programme is None:
        return wanted
    return replace(wanted, programme=programme_id(wanted.programme))


def programme_id(asked: str) -> str:
    """The id of a programme by its id, its name or one of its aliases."""
    key = fold(readable(asked))
    for one in programmes():
        if key in (fold(one.id), fold(one.name), *map(fold, one.aliases)):
            return one.id
    known = "、".join(one.id for one in programmes()[:8])
    raise Unanswerable(
        say("no programme is called {name}; known are {known} …", name=shortened(asked), known=known)
    )


def counts_json(found: Iterable[Tracked]) -> dict[str, Any]:
    """Holders by state; those that bear a title by region, on both bases: as listed, merged by geography."""
    listed = list(found)
    bearing = [one for one in listed if one.standing.state in HOLDING]
    return {
        "by_state": dict(Counter(one.standing.state for one in listed)),
        "bearing": len(bearing),
        "as_listed": dict(
            Counter(listed_unit(one.region) or one.region or "未列地区" for one in bearing).most_common()
        ),
        "merged": dict(Counter(one.province or "未列地区" for one in bearing).most_common()),
    }


def incomplete(base: Base, wanted: Wanted) -> list[dict[str, Any]]:
    """The official announcements asked for whose list is not complete: their holders are at least so many."""
    rows = base.announcements(wanted.programme)
    batch = fold(wanted.batch or "")
    return [
        {
            "work": work.id,
            "citation": called(base, work),
            "url": work.url,
            "type": row.type,
            "batch": row.batch,
            "declared": row.declared,
            "extracted": row.extracted,
            "doubts": list(row.doubts),
        }
        for row in rows
        if (work := base.work(row.work))
        and row.doubts
        and row.lineage in OFFICIAL
        and batch in fold(row.batch)
    ]


def _json(base: Base, one: Tracked) -> dict[str, Any]:
    standing = one.standing
    return {
        "programme": one.programme,
        "holder": standing.name,
        "names": list(standing.names),
        "region": one.region or None,
        "province": one.province,
        "product": one.product or None,
        "batch": standing.batch,
        "state": standing.state,
        "state_zh": STATES[standing.state],
        "since": standing.since.isoformat(),
        "valid_from": standing.valid_from.isoformat() if standing.valid_from else None,
        "valid_to": standing.valid_to.isoformat() if standing.valid_to else None,
        "validity_basis": standing.basis,
        "remedial": standing.remedial,
        "absent_from_list": standing.absent,
        "review": "needs_review" if any(t.event.review != "ok" for t in one.evidence) else "ok",
        "evidence": [proof_json(base, t) for t in one.evidence],
    }


# -- files and tables

_HEADS = (
    *(
        "项目",
        "批次",
        "主体",
        "曾用名",
        "地区（原列）",
        "省份",
        "产品",
        "状态",
        "状态自",
        "有效期起",
        "有效期止",
    ),
    *("有效期依据", "依据文件", "条款", "原文", "网址", "sha256"),
)


def _sheets(base: Base, found: Sequence[Tracked], day: date) -> tuple[Sheet, ...]:
    """The holders, and the pages that they rest on."""
    views = [_json(base, one) for one in found]
    rows = [_row(view) for view in views]
    sources = dict.fromkeys(source for view in views for source in _sources(view))
    return (
        Sheet(f"认定名录（{day.isoformat()}）", _HEADS, tuple(rows)),
        Sheet("来源", ("文件", "用途", "网址", "sha256"), tuple(sources)),
    )


def _row(view: dict[str, Any]) -> tuple[str, ...]:
    last = view["evidence"][-1]
    former = "、".join(view["names"][1:])
    cells: tuple[object, ...] = (
        view["programme"], view["batch"], view["holder"], former, view["region"], view["province"],
        view["product"], view["state_zh"], view["since"], view["valid_from"], view["valid_to"],
        view["validity_basis"], last["title"], last["citation"], last["quote"], last["url"], last["sha256"],
    )  # fmt: skip
    return tuple("" if cell is None else str(cell) for cell in cells)


def _sources(view: dict[str, Any]) -> Iterable[tuple[str, str, str, str]]:
    for proof in view["evidence"]:
        yield proof["title"], "通知", proof["url"], proof["sha256"] or ""
        if proof["list"]:
            yield proof["title"], "名单", proof["list"]["url"], proof["list"]["sha256"]


def _print(answer: dict[str, Any]) -> None:
    out = console()
    rows = map(_shown, answer["recognitions"])
    out.print(fill(table("Batch", "Holder", "Region", "State", "Valid to", "Evidence"), rows))
    for entry in answer["incomplete"]:
        line = say("≥ {n}, list incomplete: {work}", n=entry["extracted"], work=entry["citation"])
        out.print(f"{line}: {'; '.join(map(spoken, entry['doubts']))}", style="yellow", markup=False)
    counted = say(
        "{shown} of {total} holders on {day}; {bearing} bear the title",
        shown=len(answer["recognitions"]),
        total=answer["total"],
        day=answer["as_of"],
        bearing=answer["counts"]["bearing"],
    )
    if not answer["total"]:
        held = "、".join(answer["batches_held"])
        out.print(
            say("no holder is like that; held are the batches {held}", held=held or "–"), style="yellow"
        )
    left = say(
        "{n} events that only unofficial pages tell, or that are guesses, are left out",
        n=answer["unconfirmed_events"],
    )
    out.print(f"{counted}; {left}" if answer["unconfirmed_events"] else counted, style="dim")


def _shown(view: dict[str, Any]) -> tuple[object, ...]:
    last = view["evidence"][-1]
    return (
        view["batch"],
        view["holder"] + (FICTIONAL if last["fictional"] else ""),
        view["region"],
        view["state_zh"] + ("（整改）" if view["remedial"] else ""),
        view["valid_to"],
        last["citation"],
    )
