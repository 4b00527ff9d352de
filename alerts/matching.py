"""What a rule takes (匹配): a happening that meets all its conditions, and the words that show it.

Unless the rule says lineage = "any", nothing is taken that rests on mirrors, news or unknown copies alone.
Names are looked for in the texts of a document and of its files, a saved search by the index, with all words.
Must never take a near miss: a search that finds some of the words has found nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from alerts.happening import Evidence, Happening, Holder, evidence_of, is_due, shortened
from alerts.message import Item
from alerts.names import Watchlist
from alerts.rules import Rule
from cleaners.masking.masks import shown
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
        if _may(asked.rule, one, today):
            yield from _match(asked, base, one)


def _may(rule: Rule, one: Happening, today: date) -> bool:
    """Whether the conditions that need no text are met."""
    return (
        one.kind in rule.kinds
        and (rule.lineage == "any" or one.is_official)
        and (not rule.programmes or one.programme in rule.programmes)
        and (not rule.regions or bool(one.holders) or _within(rule.regions, one.region))
        and is_due(one, today, rule.remind_days)
    )


def _within(regions: Iterable[str], region: str | None) -> bool:
    return any(wanted in (region or "") for wanted in regions)


def _match(asked: Asked, base: Base, one: Happening) -> Iterator[Match]:
    """The matches of search, names and regions; the quote is what they found, else the happening's own."""
    found = _searched(asked, base, one)
    if found is None:
        return
    if one.holders and (asked.watchlist is not None or asked.rule.regions):
        yield from _of_holders(asked, found)
    elif asked.watchlist is None:
        yield found
    elif (named := _named(asked.watchlist, base, one)) is not None:
        yield replace(named, why="；".join(part for part in (found.why, named.why) if part))


def _searched(asked: Asked, base: Base, one: Happening) -> Match | None:
    """What the saved search found of a happening; without a search the happening as it is."""
    if asked.found is None:
        return Match(one, quote=one.quote, evidence=one.evidence)
    found = next((base.provision(work, asked.found[work]) for work in one.works if work in asked.found), None)
    if found is None:
        return None
    return Match(one, f"检索“{asked.rule.search}”命中{_place(found)}", (), *_quoted(base, found))


def _of_holders(asked: Asked, found: Match) -> Iterator[Match]:
    """An event for each holder that the rule names; or as a whole, with those of its regions."""
    regions, one = asked.rule.regions, found.happening
    inside = [each for each in one.holders if not regions or _within(regions, each.province or each.region)]
    if asked.watchlist is None:
        if inside:
            yield replace(found, why=f"{'、'.join(regions)}：{_listed([each.name for each in inside])}")
        return
    for holder in inside:
        if holder.name in asked.watchlist or holder.old_name in asked.watchlist:
            yield replace(found, happening=_of_one(one, holder), why=_standing(holder), names=(holder.name,))


def _of_one(one: Happening, holder: Holder) -> Happening:
    """The event of one holder: known for itself, so that a name read later is told later."""
    keys = tuple(f"{key}|{holder.key}" for key in one.keys)
    return replace(one, keys=keys, within=one.keys)


def _standing(holder: Holder) -> str:
    """名单所列：某厂（江苏省，拟撤销）"""
    former = f"原名{holder.old_name}" if holder.old_name else ""
    facts = "，".join(
        fact for fact in (holder.region, former, holder.outcome, "待核" * holder.doubted) if fact
    )
    return f"名单所列：{holder.name}" + (f"（{facts}）" if facts else "")


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
    return Match(one, f"名单所列：{_listed(list(names))}", tuple(names), quote, evidence)


def _listed(names: Sequence[str]) -> str:
    """The first of many names, and how many there are."""
    return "、".join(names[:_NAMED]) + (f"等 {len(names)} 个" if len(names) > _NAMED else "")


def around(line: str, name: str, most: int = 120) -> str:
    """The part of a line that has the name, as it may be told, cut with … where the line is longer."""
    if len(line) <= most:
        return shown(line)
    folded, offsets = fold_offsets(line)
    at = folded.find(fold_offsets(name)[0])
    first = max(0, (offsets[at] if at >= 0 else 0) - most // 3)
    cut = shown(line)[first : first + most]
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
