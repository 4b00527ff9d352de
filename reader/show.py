"""show: a document or a provision, whole (查看): lacunae, witnesses, relations, versions."""

from __future__ import annotations

from datetime import date
from typing import Any

from index.citations import reference_of
from index.resolve import Target, is_missing, resolve
from kb.home import Home
from kb.read import Base, ExpressionRow, ProvisionRow, WorkRow
from reader.answer import (
    BAD_INPUT,
    DONE,
    Unanswerable,
    console,
    opened,
    print_json,
    readable,
    remark,
    shortened,
)
from reader.citing import place
from reader.collation import difference_words, share_words, variant_lines, variants_json
from reader.company import company_json, company_rows, deadline_words, stock_codes
from reader.display import FICTIONAL, LINEAGES, facts, fill, table, text_grid
from reader.documents import (
    completeness_json,
    is_official,
    provision_json,
    quoted_by,
    relations_json,
    witnesses_json,
    work_json,
)
from reader.referring import print_referring, referring_json
from reader.restored import restored_json, restored_lines
from reader.versions import former_on, of_the_day, says_former, says_which, versions_json
from reader.wording import say, spoken, term


def day_of(as_of: str | None) -> date:
    """The day a status is asked for; today when none is named."""
    if as_of is None:
        return date.today()  # noqa: DTZ011  the reader's own day
    try:
        return date.fromisoformat(as_of)
    except ValueError as error:
        raise Unanswerable(say("not a date: {day}, expected YYYY-MM-DD", day=shortened(as_of))) from error


def targets_of(base: Base, ref: str) -> tuple[Target, ...]:
    """What a reference names: a work id first, then a 文号, a title, or one of them with 第N条.

    A unit that is not held is refused here by name: what surrounds it is no answer to it.
    """
    if base.work(ref.strip()):
        return (Target(ref.strip(), None),)
    reference = reference_of(ref)
    targets = resolve(base, reference)
    if reference.named and targets and all(is_missing(base, reference, target) for target in targets):
        raise Unanswerable(not_held(base, targets[0].work, reference.named))
    return targets


def show_json(base: Base, target: Target, day: date, former: ExpressionRow | None = None) -> dict[str, Any]:
    """A work, or one provision of it, with all that is known of its state; `former`: in the text that its
    page had before."""
    work = base.work(target.work)
    assert work is not None, "resolve names only works that are held"
    carrier = base.work(work.carrier) if work.carrier else None
    expressions = base.expressions(work.id)
    found = {
        "as_of": day.isoformat(),
        "work": work_json(work, carrier, day),
        "carries": [work_json(carried, work, day) for carried in base.carried(work.id)],
        "versions": versions_json(base, work, day, former.id if former else None),
        "witnesses": witnesses_json(base.manifestations(work.id), base),
        "attachments": [_attachment(row) for row in base.attachments(work.id)],
        "stock_codes": stock_codes(base, work),
        **company_json(base, work),
        **referring_json(base, work, target.eid),
    }
    if former is not None:
        return found | _former(base, work, carrier, former, target.eid)
    if target.eid is not None:
        return found | _provision(base, work, carrier, target.eid)
    return found | _text(base, work, carrier, expressions)


def _attachment(row: Any) -> dict[str, Any]:
    return {"name": row.name, "url": row.url, "status": row.status, "kind": row.kind, "rows": row.rows}


def _text(
    base: Base, work: WorkRow, carrier: WorkRow | None, expressions: tuple[ExpressionRow, ...]
) -> dict[str, Any]:
    if not expressions:
        return {"completeness": None, "provisions": [], "lacunae": [], "unplaced": [], "relations": []}
    newest = expressions[0]
    return {
        "completeness": completeness_json(newest, is_official(work.lineage)),
        "provisions": [_shown(base, p, work, carrier) for p in base.provisions(newest.id)],
        "lacunae": list(base.lacunae(newest.id)),
        "unplaced": [{"text": u.text, "span": [u.start, u.end]} for u in base.unplaced(newest.id)],
        "relations": relations_json(base, work.id),
    }


def _former(
    base: Base, work: WorkRow, carrier: WorkRow | None, former: ExpressionRow, eid: str | None
) -> dict[str, Any]:
    """The text, or one provision, of a wording that has ended; nothing else is told of it."""
    held = base.former_provisions(former.id)
    shown = [_shown(base, row, work, carrier) for row in held]
    if eid is None:
        told = completeness_json(former, is_official(work.lineage))
        return {"completeness": told, "provisions": shown, "lacunae": [], "unplaced": [], "relations": []}
    named = next((row for row in shown if row["eid"] == eid), None)
    if named is None:
        raise Unanswerable(
            say(
                "《{title}》 of {date} has no {place}",
                title=work.title,
                date=former.since[:10],
                place=place(eid),
            )
        )
    inner = [row for row in shown if row["eid"].startswith(f"{eid}__")]
    return {"provision": named, "inner": inner, "lacunae": [], "relations": []}


def _shown(base: Base, provision: ProvisionRow, work: WorkRow, carrier: WorkRow | None) -> dict[str, Any]:
    return provision_json(provision, work, carrier) | restored_json(base, provision)


def _provision(base: Base, work: WorkRow, carrier: WorkRow | None, eid: str) -> dict[str, Any]:
    provision = base.provision(work.id, eid)
    if provision is None:
        raise Unanswerable(not_held(base, work.id, eid))
    inner = base.inner(provision.expression, provision.eid)
    missing = [e for e in base.lacunae(provision.expression) if e == eid or e.startswith(f"{eid}__")]
    return {
        "provision": _shown(base, provision, work, carrier),
        "inner": [_shown(base, p, work, carrier) for p in inner],
        "lacunae": missing,
        "quoted_by": quoted_by(base, work.id, eid),
        "variants": variants_json(base, work.id, eid),
        "relations": [r for r in relations_json(base, work.id, eid) if r["kind"] != "quotes"],
    }


def not_held(base: Base, work_id: str, eid: str) -> str:
    """Why a unit cannot be shown: known to be missing, or never seen."""
    work = base.work(work_id)
    title, where = work.title if work else work_id, shortened(place(eid))
    for expression in base.expressions(work_id):
        if eid in base.lacunae(expression.id):
            return say("{place} of 《{title}》 is missing from every copy held", place=where, title=title)
    return say("《{title}》 has no {place}", title=title, place=where)


def show(home: Home, ref: str, *, as_of: str | None, as_json: bool) -> int:
    """Print what a reference names; several candidates are listed, exit 2."""
    day = day_of(as_of)
    if not readable(ref).strip():
        raise Unanswerable(say("the query is empty"))
    with opened(home) as base:
        targets, measure = of_the_day(base, targets_of(base, ref), day, asked=as_of is not None)
        if not targets:
            raise Unanswerable(say("nothing held is called {ref}", ref=shortened(ref)))
        if len(targets) > 1:
            return _list_candidates(base, targets, day, as_json=as_json)
        which = next((says_which(row, measure, day) for row in measure if row.id == targets[0].work), None)
        former = former_on(base, targets[0].work, day) if as_of is not None else None
        said = says_former(former) if former else which
        found = {"ref": ref, "wording": said} | show_json(base, targets[0], day, former)
    if as_json:
        print_json(found)
    else:
        _print(found)
    return DONE


def _list_candidates(base: Base, targets: tuple[Target, ...], day: date, *, as_json: bool) -> int:
    works = [(target, base.work(target.work)) for target in targets]
    rows = [(t, work_json(w, base.work(w.carrier) if w.carrier else None, day)) for t, w in works if w]
    remark(say("Several documents answer to this; name one by its id."))
    if as_json:
        print_json({"candidates": [view | {"eid": target.eid} for target, view in rows]})
    else:
        out = console()
        listed = ((v["id"], v["title"], v["dates"]["document"]) for _, v in rows)
        out.print(fill(table("Id", "Title", "Date"), listed))
    return BAD_INPUT


def _print(found: dict[str, Any]) -> None:
    out, work = console(), found["work"]
    out.print(work["citation"] + (FICTIONAL if work["fictional"] else ""), style="bold", markup=False)
    if found["wording"]:
        out.print(found["wording"], style="yellow", markup=False)
    if found.get("completeness"):
        out.print(found["completeness"]["says"], style="yellow")
    out.print(
        facts(
            [
                ("Issued by", "、".join(work["issuers"])),
                ("Document date", work["dates"]["document"]),
                ("Published", work["dates"]["publication"]),
                ("In force", work["dates"]["in_force"]),
                ("Status", f"{work['status']} ({found['as_of']})"),
                ("Evidence", _evidence(work)),
                ("Review due", _review(work["review_due"])),
                ("Comments until", deadline_words(found["deadlines"])),
                ("Shares", "、".join(found["stock_codes"])),
                ("Lineage", LINEAGES.get(work["lineage"], work["lineage"])),
                ("Address", work["url"]),
            ]
        )
    )
    _print_text(found)
    print_referring(console(), found)
    _print_company(found)


def _stage(version: dict[str, Any]) -> str:
    """原文, and until when its page said so where it has changed."""
    ended = say("until {day}", day=version["until"]) if version["until"] else ""
    return f"{version['stage']} {ended}".strip()


_SENTENCES = 4  # of the evidence that is printed; --json has all


def _evidence(work: dict[str, Any]) -> str:
    """The sentences that the status and its days rest on, one a line."""
    said = (work["status_evidence"] or "").splitlines()
    return "\n".join(said[:_SENTENCES])


def _review(due: dict[str, Any] | None) -> str:
    """Since when its issuer's own rule asks for a review, and which article says so."""
    return f"{due['since']} 《{due['rule']}》{due['article']}" if due else ""


def _print_text(found: dict[str, Any]) -> None:
    out = console()
    shown = [found["provision"]] if "provision" in found else found["provisions"]
    out.print(text_grid([p for p in shown if "__" not in p["eid"] or p["kind"] == "level"] or shown))
    for provision in shown:
        for line in restored_lines(provision["restored_from"]) if "__" not in provision["eid"] else ():
            out.print(f"{place(provision['eid'])} {line}", style="yellow", markup=False)
    for entry in found.get("quoted_by", ()):
        out.print(say("quoted by: {title}", title=entry["title"]), style="dim", markup=False)
    if found["lacunae"]:
        places = "、".join(map(place, found["lacunae"]))
        out.print("\n" + say("Missing: {places}", places=places), style="yellow", markup=False)
    for line in variant_lines(found.get("variants", ())):
        out.print(line, style="dim", markup=False)
    for piece in found.get("unplaced", ()):
        out.print(say("Unplaced: {text}", text=piece["text"]), style="yellow", markup=False)


def _print_company(found: dict[str, Any]) -> None:
    out = console()
    if around := company_rows(found["company"]):
        out.print(fill(table("Relation", "Document", "Date"), around))
    if found["carries"]:
        rows = ((c["id"], c["title"]) for c in found["carries"])
        out.print(fill(table("Id", "Carries"), rows))
    if len(found["versions"]) > 1:
        wordings = (
            (v["date"], _stage(v), v["status"], v["work"] + (" ←" if v["shown"] else ""))
            for v in found["versions"]
        )
        out.print(fill(table("Wording", "Stage", "Status", "Id"), wordings))
    if found["witnesses"]:
        copies = (
            (LINEAGES.get(w["lineage"], ""), w["url"], share_words(w), difference_words(w), w["sha256"][:12])
            for w in found["witnesses"]
        )
        out.print(fill(table("Lineage", "Copy", "Verbatim", "Differs", "sha256"), copies))
    if found["attachments"]:
        files = ((a["name"], spoken(term(a["status"]))) for a in found["attachments"])
        out.print(fill(table("Attachment", "State"), files))
