"""What a citation states (引注要素): one record of a document or a provision, for every style and format."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

from cleaners.effect.standing import AMENDED, DRAFT, LAPSED, REPEALED
from kb.read import Base, ProvisionRow, SnapshotRow, WorkRow
from reader.citing import number_of
from reader.documents import is_official, standing

BEIJING = timezone(timedelta(hours=8))
FICTION = "虚构示例"
# Whose text it is, where it is not an official copy; and what has become of the document since.
_TEXTS = {"reprint": "据转载文本", "news": "据新闻文本", "unknown": "据来源未明文本"}
_STANDINGS = {REPEALED: "已废止", LAPSED: "已失效", AMENDED: "已修改", DRAFT: "征求意见稿"}
# 某部关于印发《某办法》的通知, （某发〔2020〕1号） behind it
_ISSUING = re.compile(
    r"(?:印发|发布|公布|颁布|下发)(?:修订后的|修改后的)?《(?P<name>.{1,400})》的(?:通知|公告|通告|决定|令)"
    r"(?:[（(][^（）()]{1,40}[）)])?\Z"
)
_NO_AGENCY = re.compile(r"[0-9]{4}年第|第")  # 2026年第34号 names nobody


@dataclass(frozen=True, slots=True)
class Page:
    """The page whose text is cited, fetched on the day of access; no address where none is public."""

    url: str | None
    fetched_at: str
    sha256: str
    lineage: str

    @property
    def day(self) -> str:
        """The day of fetching in Beijing, YYYY-MM-DD."""
        return in_beijing(self.fetched_at)[:10]


@dataclass(frozen=True, slots=True)
class Cited:
    """A document or a provision as cited; `number` is the carrier's where one carries it, `day` the 成文日期,
    else the 发布日期. `remarks` say what a reader must know of the text: 据转载文本, 部分残缺. `lone`: it is
    in the only paragraph of its article."""

    work: str
    eid: str
    title: str
    number: str | None
    kind: str | None
    issuers: tuple[str, ...]
    day: str | None
    remarks: tuple[str, ...]
    page: Page | None
    lone: bool = False

    @property
    def at(self) -> str:
        """The eid as it is cited: the only paragraph of an article is not counted, 第六条第（四）项."""
        return self.eid.replace("__para_1", "", 1) if self.lone else self.eid


def cited(base: Base, work: WorkRow, eid: str | None, day: date) -> Cited:
    """What is cited of a work that is held; a notice that only issues one measure stands for that measure."""
    work = measure_of(base, work, eid)
    carrier = base.work(work.carrier) if work.carrier else None
    provision = base.provision(work.id, eid) if eid else None
    page = _page(base, work, provision)
    return Cited(
        work=work.id,
        eid=eid or "",
        title=_without_number(work.title, work.doc_number) if base.carried(work.id) else named(work),
        number=_number(work, carrier),
        kind=work.kind,
        issuers=work.issuers or (carrier.issuers if carrier else ()),
        day=_day(work) or (_day(carrier) if carrier else None),
        remarks=tuple(_remarks(base, work, provision, page, day)),
        page=page,
        lone=_is_lone(base, work, eid or ""),
    )


def measure_of(base: Base, work: WorkRow, eid: str | None) -> WorkRow:
    """The measure that a notice issues, where it issues one and no words of the notice's own are meant."""
    carried = base.carried(work.id)
    if eid is not None or len(carried) != 1:
        return work
    return carried[0] if _ISSUING.search(_without_number(work.title, work.doc_number)) else work


def named(work: WorkRow) -> str:
    """The title to cite: of 关于印发《…》的通知 whose text is the measure's own, the measure's name.

    >>> _ISSUING.search("示例部关于印发《示例办法》的通知")["name"]
    '示例办法'
    """
    title = _without_number(work.title, work.doc_number)
    found = _ISSUING.search(title)
    return found["name"] if found and "》" not in found["name"] else title


def in_beijing(moment: str) -> str:
    """A stored moment as Beijing's clock showed it: 2031-01-02 03:04:05.

    >>> in_beijing("2031-01-01T19:04:05Z"), in_beijing("2031-01-01T19:04:05+00:00")
    ('2031-01-02 03:04:05', '2031-01-02 03:04:05')
    """
    read = datetime.fromisoformat(moment)
    aware = read if read.tzinfo else read.replace(tzinfo=UTC)
    return aware.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S")


def page_of(snapshot: SnapshotRow) -> Page:
    """The page of a snapshot; what came from a file has no public address."""
    url = snapshot.url if snapshot.url.startswith(("http://", "https://")) else None
    return Page(url, snapshot.fetched_at, snapshot.body_sha256, snapshot.lineage)


def text_remarks(units: tuple[ProvisionRow, ...], lacking: bool) -> list[str]:
    """What is to be known of a text: that parts are lost, and that others were given by other copies."""
    states = {unit.status for unit in units}
    found = ["部分残缺"] if lacking or "partial" in states else []
    return found + (["部分据他本补"] if "restored" in states else [])


def _without_number(title: str, number: str | None) -> str:
    """A title without its own 文号 in brackets behind it."""
    bracketed = (f"（{number}）", f"({number})")
    return title[: -len(number) - 2].rstrip() if number and title.endswith(bracketed) else title


def _number(work: WorkRow, carrier: WorkRow | None) -> str | None:
    """The 文号; a number that names nobody with its issuer and kind before it: 某局公告2026年第34号."""
    number, bearer = number_of(work, carrier), carrier or work
    if number is None or not _NO_AGENCY.match(number) or not bearer.issuers:
        return number
    return f"{bearer.issuers[0]}{bearer.kind or ''}{number}"


def _day(work: WorkRow) -> str | None:
    return work.date_document or work.date_publication


def _is_lone(base: Base, work: WorkRow, eid: str) -> bool:
    """Whether a unit stands in the only paragraph of an article that is held whole."""
    article, inside, _ = eid.partition("__para_1")
    outer = base.provision(work.id, article) if inside else None
    if outer is None or outer.kind != "article" or outer.status == "partial":
        return False
    return base.provision(work.id, f"{article}__para_2") is None


def _page(base: Base, work: WorkRow, provision: ProvisionRow | None) -> Page | None:
    """The page whose text is cited, else the first that is held."""
    named = [provision.snapshot] if provision else [e.snapshot for e in base.expressions(work.id)]
    named += [copy.snapshot for copy in base.manifestations(work.id)]
    snapshot = base.snapshot(named[0]) if named else None
    return page_of(snapshot) if snapshot else None


def _remarks(
    base: Base, work: WorkRow, provision: ProvisionRow | None, page: Page | None, day: date
) -> Iterator[str]:
    lineage = page.lineage if page else work.lineage
    if not is_official(lineage):
        yield _TEXTS.get(lineage, _TEXTS["unknown"])
    yield from _text_remarks(base, work, provision)
    state = _STANDINGS.get(standing(work, day))
    if state and state not in work.title:
        yield state
    if work.fictional:
        yield FICTION


def _text_remarks(base: Base, work: WorkRow, provision: ProvisionRow | None) -> list[str]:
    if provision is not None:
        units = (provision, *base.inner(provision.expression, provision.eid))
        missing = base.lacunae(provision.expression)
        return text_remarks(units, any(eid.startswith(f"{provision.eid}__") for eid in missing))
    expressions = base.expressions(work.id)
    if not expressions:
        return []
    newest = expressions[0]
    return text_remarks(base.provisions(newest.id), bool(base.lacunae(newest.id)))
