"""What a rule takes (匹配): a happening that meets all its conditions, and the words that show it.

Unless the rule says lineage = "any", nothing is taken that rests on mirrors, news or unknown copies alone.
Names are looked for in the texts of a document and of its files, a saved search by the index, with all words.
Must never take a near miss: a search that finds some of the words has found nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from alerts.happening import Evidence, Happening, evidence_of, is_due, shortened
from alerts.message import Item
from alerts.names import Watchlist
from alerts.rules import Rule
from cleaners.normalise import fold_offsets
from kb.read import Base, ProvisionRow

Search = Callable[[str], Mapping[str, str]]  # a query: of each work found the eId of its best clause
_NAMED = 5  # names that an alert lists


@dataclass(frozen=True, slots=True)
class Match:
    """A happening that a rule takes: why, and the words in the page that say so."""

    happening: Happening
    why: str = ""
    names: tuple[str, ...] = ()
    quote: str = ""
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A rule with what its conditions need: its names ready to be looked for, what its search found."""

    rule: Rule
    watchlist: Watchlist | None
    found: Mapping[str, str] | None

    @classmethod
    def of(cls, rule: Rule, search: Search) -> Asked:
        return cls(
            rule,
            Watchlist(rule.names) if rule.names else None,
            search(rule.search) if rule.search is not None else None,
        )


def matches(asked: Asked, base: Base, happenings: Iterable[Happening], today: date) -> Iterator[Match]:
    """What the rule takes of the happenings, in their order."""
    for one in happenings:
        match = _match(asked, base, one) if _may(asked.rule, one, today) else None
        if match is not None:
            yield match


def _may(rule: Rule, one: Happening, today: date) -> bool:
    """Whether the conditions that need no text are met."""
    return (
        one.kind in rule.kinds
        and (rule.lineage == "any" or one.is_official)
        and (not rule.programmes or one.programme in rule.programmes)
        and (not rule.regions or any(region in (one.region or "") for region in rule.regions))
        and is_due(one, today, rule.remind_days)
    )


def _match(asked: Asked, base: Base, one: Happening) -> Match | None:
    """The match of names and search; the quote is what they found, else the happening's own."""
    match = Match(one, quote=one.quote, evidence=one.evidence)
    if asked.found is not None:
        clause = next(
            (base.provision(work, asked.found[work]) for work in one.works if work in asked.found), None
        )
        if clause is None:
            return None
        match = Match(one, f"检索“{asked.rule.search}”命中{_place(clause)}", (), *_quoted(base, clause))
    if asked.watchlist is not None:
        named = _named(asked.watchlist, base, one)
        if named is None:
            return None
        why = "；".join(part for part in (match.why, named.why) if part)
        match = Match(one, why, named.names, named.quote, named.evidence)
    return match


def _place(clause: ProvisionRow) -> str:
    return f"：{clause.label}" if clause.label else ""


def _quoted(base: Base, clause: ProvisionRow) -> tuple[str, Evidence | None]:
    return shortened(clause.text), evidence_of(base, clause.snapshot, clause.start, clause.end)


def _named(watchlist: Watchlist, base: Base, one: Happening) -> Match | None:
    """The names of the list that stand in a document or its files; quoted is the first text with one."""
    names: dict[str, None] = {}
    quote, evidence = "", None
    for snapshot, text in _texts(base, one):
        for named in watchlist.found_in(text):
            names.setdefault(named.name)
            if not quote:
                quote = around(named.line, named.name)
                evidence = evidence_of(base, snapshot, *_span(text, named.line))
    if not names:
        return None
    shown = "、".join(list(names)[:_NAMED]) + (f"等 {len(names)} 个" if len(names) > _NAMED else "")
    return Match(one, f"名单所列：{shown}", tuple(names), quote, evidence)


def around(line: str, name: str, most: int = 120) -> str:
    """The part of a line that has the name, cut with … where the line is longer."""
    if len(line) <= most:
        return line
    folded, offsets = fold_offsets(line)
    at = folded.find(fold_offsets(name)[0])
    first = max(0, (offsets[at] if at >= 0 else 0) - most // 3)
    cut = line[first : first + most]
    return ("…" if first else "") + cut + ("…" if first + most < len(line) else "")


def _span(text: str, line: str) -> tuple[int | None, int | None]:
    at = text.find(line)
    return (at, at + len(line)) if at >= 0 else (None, None)


def _texts(base: Base, one: Happening) -> Iterator[tuple[str, str]]:
    """Snapshot and text of the newest wordings of a document and of what it carries, then of its files."""
    for work in one.works:
        for wording in base.expressions(work)[:1]:
            yield wording.snapshot, wording.text
    for file in base.attachments(one.works[0]) if one.works else ():
        row = base.snapshot(file.snapshot) if file.snapshot else None
        if row is not None and row.text:
            yield row.id, row.text


def item_of(rule: Rule, match: Match, base: Base) -> Item:
    """What the rule tells of a match; without a quote of its own the beginning of the text."""
    one = match.happening
    quote, evidence = (match.quote, match.evidence) if match.quote else _beginning(base, one)
    return Item(
        rule=rule.id,
        rule_title=rule.title,
        key=one.key,
        kind=one.kind,
        title=one.title,
        line=one.line,
        why=match.why,
        quote=quote,
        url=one.url,
        programme=one.programme,
        region=one.region,
        names=match.names,
        lineage=one.lineage,
        published=one.published,
        last_day=one.last_day,
        work=one.works[0] if one.works else "",
        snapshot=evidence.snapshot if evidence else None,
        fetched_at=evidence.fetched_at if evidence else None,
        body_sha256=evidence.body_sha256 if evidence else None,
        fictional=one.fictional,
    )


def _beginning(base: Base, one: Happening) -> tuple[str, Evidence | None]:
    """The first unit of the text, as it stands on its page."""
    for wording in base.expressions(one.works[0])[:1] if one.works else ():
        for clause in base.provisions(wording.id):
            if clause.is_hit and clause.text:
                return _quoted(base, clause)
    return "", one.evidence
