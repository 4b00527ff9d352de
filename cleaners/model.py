"""The frozen records that flow through the house (记录).

One place for all of them, so that a stage never invents a shape of its own. Names are those of FRBR, ELI,
Akoma Ntoso and GB/T 9704; docs/vocabulary.md gives the Chinese term of each.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

Lineage = Literal["official", "official_repost", "reprint", "news", "unknown"]
OFFICIAL = frozenset(("official", "official_repost"))  # lineages of pages that speak for their issuer
ProvisionKind = Literal[
    "part", "chapter", "section", "article", "paragraph", "point", "indent", "level", "stray"
]
ProvisionStatus = Literal["whole", "partial", "restored"]
EventType = Literal[
    "apply_open",
    "recommend",
    "publicise",
    "recognise",
    "renew",
    "remedial",
    "revoke",
    "lapse",
    "rename",
    "relocate",
    "support",
    "correct",
    "repeal",
]


class Refused(Exception):
    """A page that cannot be read (拒收): `reason` is one clear line, without the page's own text."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Removed:
    """What was cut from a page (删除记录): the rule's name and the exact characters it took.

    A cut of the line steps also says where, so that cleaners.stripping.removal.restore can undo it: `line`
    and `at` count in the lines as they stood right after this cut, `at` is None when a whole line went, and
    `put` is what took the place of the quote (“ for &ldquo;). `line` is None where the cut was made in the
    markup.
    """

    rule: str
    quote: str
    line: int | None = None
    at: int | None = None
    put: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a witness (区间): half-open character offsets; witness 0 is the input itself."""

    witness: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Header:
    """The fields of an official document (公文要素, GB/T 9704-2012), each None or empty when not printed.

    `doc_number` is normalised (工信部企业〔2022〕119号; 2026年第34号 for a 公告, which has no 机关代字);
    `attachment_note` holds the names of the annexes, `keywords` the 主题词; dates are kept apart and never
    derived from each other.
    """

    title: str | None = None
    doc_number: str | None = None
    issuers: tuple[str, ...] = ()
    addressees: str | None = None
    attachment_note: tuple[str, ...] = ()
    date_document: date | None = None
    date_publication: date | None = None
    date_printed: date | None = None
    copied_to: str | None = None
    printed_by: str | None = None
    index_number: str | None = None
    subject: str | None = None
    kind: str | None = None
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Edges:
    """The lines of a page that could be its site's own (边缘), as keys; see cleaners/stripping/learned.py.

    `first` and `last` are the leading and the trailing lines of the body in reading order; `whole` when they
    are all of it; `beside` are unlinked lines outside the body.
    """

    first: tuple[str, ...] = ()
    last: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Page:
    """A page read (页面): what clean_page returns; the fields are fixed by the contract.

    `text` joins paragraphs by "\\n". `published` is a date, or an aware +08:00 datetime as printed.
    `attachments` holds (name, absolute URL). `rules` names the rule set that read the page. `stock_codes` are
    the shares that a publishing system names for a news item (JPM, sh600000), as it writes them. `suspected`
    looks foreign in `text` and is not proved: it stays there. `edges` are
    None on official pages, of which nothing is learned. `confidence` is 1 where a rule or plain text gave the
    body; else 0 to 1: how far the scorers agree on the element (cleaners/page/candidates.py).
    """

    title: str
    text: str
    published: date | datetime | None = None
    source: str | None = None
    author: str | None = None
    editor: str | None = None
    header: Header | None = None
    attachments: tuple[tuple[str, str], ...] = ()
    removed: tuple[Removed, ...] = ()
    body_in_attachment: bool = False
    rules: str = "generic"
    charset: str = "utf-8"
    stock_codes: tuple[str, ...] = ()
    suspected: tuple[Removed, ...] = ()
    edges: Edges | None = None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class PageRules:
    """How one publishing system marks its pages (页面规则); an entry of cleaners/data/sites.toml.

    Every selector is CSS; the first selector of a tuple that matches is used. `hosts` are host suffixes.
    """

    name: str
    hosts: tuple[str, ...] = ()
    markers: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    editor: tuple[str, ...] = ()
    header_table: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    body_end_comment: str | None = None
    official: bool = False


@dataclass(frozen=True, slots=True)
class Boilerplate:
    """Lines learned to be furniture of a site (样板行), folded; NONE when nothing has been learned."""

    lines: frozenset[str] = frozenset()


NONE = Boilerplate()


@dataclass(frozen=True, slots=True)
class Provision:
    """A numbered unit of a text (条款), the contract's fields.

    `eid` art_6__para_1__point_4 …; `text` an article's whole text, points with their labels, without its own
    label; `spans` the stretches of the witnesses it was read from; `span` their hull (start, end) in
    witness 0, starting at the label; `path` the headings above it, joined by " / ". What only a witness holds
    has an empty `span` where it belongs. `restored`: a witness, the first of them `witness`, gave some of it.
    """

    eid: str
    kind: ProvisionKind
    label: str
    heading: str
    path: str
    text: str
    spans: tuple[Span, ...]
    span: tuple[int, int]
    status: ProvisionStatus = "whole"
    witness: int = 0


@dataclass(frozen=True, slots=True)
class Variation:
    """Another wording of a sentence in a witness (异文), kept beside the base's own and never merged in.

    `text` is the base's, `other` stands at `span` of the witness's input; `touches`: what the difference may
    turn over: digits, date, negation, name.
    """

    eid: str
    text: str
    other: str
    witness: int
    span: tuple[int, int]
    touches: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """One true reading of a text (定本), the contract's fields; `title` of the instrument or notice.

    `moved` marks text whose place is inferred, not seen: the eid it was read into, its span in the input, and
    what spoke for the place: copies, number, list, words, neighbour or witness. `variants` are what witnesses
    say otherwise.
    """

    header: Header
    provisions: tuple[Provision, ...]
    lacunae: tuple[str, ...] = ()
    repeats: int = 0
    unplaced: tuple[tuple[str, tuple[int, int]], ...] = ()
    text: str = ""
    title: str = ""
    moved: tuple[tuple[str, tuple[int, int], str], ...] = ()
    variants: tuple[Variation, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A text read whole (文件): the carrier (印发通知) and the instruments it carries.

    A text that is its own instrument (a law imported as such) has no carrier; a plain notice or a news item
    is a carrier without instruments. All spans are offsets of the same input text.
    """

    header: Header
    carrier: Reading | None
    instruments: tuple[Reading, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """A dated fact read from a text (事实): its value and the quote and span that prove it."""

    name: str
    value: str
    quote: str
    span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of an attachment (表格): rows of cells, merged cells repeated; `page` from 1, 0 if unpaged."""

    rows: tuple[tuple[str, ...], ...]
    page: int = 0


@dataclass(frozen=True, slots=True)
class Attachment:
    """An attachment read (附件). `status`: ok, needs_review, scan_pending, encrypted, unsupported, corrupt,
    needs_program:<name> or limit:<which>; `kind` docx, xlsx, pdf …, told by magic bytes; `removed`, page
    numbers."""

    status: str
    kind: str
    text: str = ""
    tables: tuple[Table, ...] = ()
    pages: int = 0
    notes: tuple[str, ...] = field(default=())
    removed: tuple[Removed, ...] = ()


@dataclass(frozen=True, slots=True)
class ListRow:
    """A row of a recognition list (名单行): `region` as listed, filled forward; page, table, row from 1.

    `heads` are those of `cells`, as printed; none in a list without a head. `seq` is None where the list
    prints no numbers: its rows stand in their order all the same.
    """

    seq: int | None
    region: str
    name: str
    cells: tuple[str, ...]
    page: int
    table: int
    row: int
    heads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NamedList:
    """A list that a notice brings with it (附件名单): of a file, or in the page itself (`number` None).

    `number` counts the annexes from 1, `part` the parts of one (附件1-2: 1 and 2), 0 for the whole; `name` as
    the page or its title line names it. `status` is that of the file's reading, or `not held`; `place` says
    where its rows are kept, whatever keeps them, `first` as which of them from 1 the first one is.
    """

    number: int | None
    name: str
    status: str
    rows: tuple[ListRow, ...]
    place: str = ""
    first: int = 1
    part: int = 0

    @property
    def annex(self) -> tuple[int, int] | None:
        """Its number and its part, as a sentence names them."""
        return None if self.number is None else (self.number, self.part)


@dataclass(frozen=True, slots=True)
class Holding:
    """One holder of an announcement (认定主体): named in its sentence, or in the row of its list.

    `name` and `region` as printed; `outcome` what the row proposes (通过, 撤销 …); `declared` holders against
    `extracted` ones, of the whole announcement; `doubts` are reasons to look again, each one line.
    """

    announced: Announced
    name: str
    old_name: str
    region: str
    product: str
    outcome: str
    source: NamedList | None
    row: ListRow | None
    declared: int | None
    extracted: int
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Announced:
    """What a sentence of a notice does to holders of a title (认定事项).

    `batch` and `programme` as this sentence, its heading or its title name them; `year` of the batch; `named`
    the holders it names, as printed; `count` how many it says there are (等248家: 248, the named included);
    `annexes` where their list stands, as printed (附件, 附件1); `old_names` of a rename, in `named`'s order;
    `guessed`: no known wording tells it, the sentence only sounds like it.
    """

    event_type: EventType
    programme: str | None
    batch: str | None
    year: int | None
    named: tuple[str, ...]
    count: int | None
    annexes: tuple[str, ...]
    quote: str
    span: tuple[int, int]
    old_names: tuple[str, ...] = ()
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class Validity:
    """How long a title lasts as a sentence states it (有效期); never the term of the document itself.

    `basis`: stated_dates, stated_years (`years` and where they start), rule (an article of the governing
    measure), cadence (每三年复核一次). `extends`: the years count from the old end (延长三年).
    """

    basis: Literal["stated_dates", "stated_years", "rule", "cadence"]
    valid_from: date | None
    valid_to: date | None
    years: int | None
    extends: bool
    quote: str
    span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Window:
    """A time in which something may be done (期间): both days inclusive, None where not known.

    `kind`: publicise 公示, comments 意见征集, apply 申报. `basis`: stated_dates, days (N日), working_days
    (N个工作日), unknown (公示 without an end); `again` for 再次 and 补充公示.
    """

    kind: Literal["publicise", "comments", "apply"]
    opens: date | None
    closes: date | None
    basis: Literal["stated_dates", "days", "working_days", "unknown"]
    again: bool
    quote: str
    span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Duty:
    """What holders or authorities must do every year or by a day (义务): 每年4月30日前填报.

    `month` and `day` of a yearly duty (`year` None), or the whole date of a single one.
    """

    what: str
    who: str | None
    year: int | None
    month: int
    day: int
    quote: str
    span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number that a text gives for a programme (数量): a target when `by` is set, else a claim of what is.

    `approximate`: 左右, 约, 超过, 以上 as printed in `modality` (with 力争 …); `level` 国家级, 省级, 市级 …;
    `region` and `basis` say what was counted (合并计划单列市); `of` the year or batch it counts (2024年新增).
    """

    programme: str
    value: int
    unit: str
    level: str | None
    by: int | None
    since: int | None
    region: str | None
    basis: str | None
    of: str | None
    modality: str
    approximate: bool
    speaker: str | None
    quote: str
    span: tuple[int, int]
