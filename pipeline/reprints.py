"""Whether two copies are one document (同文判定): the evidence of titles, issuers, dates and sentences.

Likeness of texts never decides alone: the documents of a series share nearly every sentence. Years, batches,
places, stages and acts of the titles must agree, dates and issuers must not contradict, and a changed figure,
negation or name speaks against, the louder the less else is known. In doubt two documents stay two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from cleaners.comparing.marks import (
    firm_marks,
    is_cut,
    is_telling,
    places_of,
    title_kind,
    title_marks,
    title_numbers,
    titles_alike,
)
from cleaners.comparing.variants import Print, Variant, could_share, share, variants
from cleaners.model import OFFICIAL
from cleaners.normalise import fold_script

SHARED = 0.8  # of the shorter text's sentences must stand in the other
DRESSED = 0.9  # when the title alone does not say that it is the same
WHOLE, MOSTLY = (
    0.9,
    0.7,
)  # a page reprints a document: so much of it stands there, and makes so much of the page
UNLIKE = 0.2  # of one number, and with less in common: one of the two only cites the number
_NEAR = 60  # days between the publications of a document and its reprint
_OFFICES = 3  # days between two offices' publications of one document
_NEWS = 3  # days between two papers' printing of one piece
_HEAD = 400  # characters that say what a text is


@dataclass(frozen=True, slots=True)
class Side:
    """One of two copies compared (一方): what is known of it."""

    work: str
    title: str
    news: bool
    draft: bool
    lineage: str
    issuers: tuple[str, ...]
    signed: date | None  # 成文日期
    published: date | None
    text: Print

    @property
    def official(self) -> bool:
        return self.lineage in OFFICIAL


def same_document(copy: Side, base: Side) -> float:
    """The share of sentences that proves a copy of a document, its original; 0.0 when nothing proves it."""
    if copy.draft != base.draft or _contradict(copy, base):
        return 0.0
    alike = titles_alike(copy.title, base.title)
    if alike == "same" or (copy.work == base.work and _marks_agree(copy, base)):
        return _of_one_title(copy, base)
    proof = _of_spoilt_title(copy, base, alike)
    return proof or (0.0 if copy.official else reprints(copy, base))


def same_news(one: Side, other: Side) -> float:
    """The share that proves two pages the same piece of news: word for word, within days."""
    if not _titles_nested(one, other) or not could_share(one.text, other.text, SHARED):
        return 0.0
    days = _days_apart(one, other)
    titled = titles_alike(one.title, other.title) == "same"
    if (days is None and not titled) or (days or 0) > _NEWS:
        return 0.0
    less, more = sorted((share(one.text, other.text), share(other.text, one.text)))
    if more < SHARED or less < SHARED / 2:
        return 0.0
    allowed = 1 if titled and days == 0 else 0
    return more if len(_turned(variants(other.text, one.text))) <= allowed else 0.0


def reprints(page: Side, document: Side) -> float:
    """The share of a document that a page of news holds, when it holds it whole and little else."""
    if not could_share(page.text, document.text, MOSTLY) or page.draft != document.draft:
        return 0.0
    told = title_marks(document.title) | title_numbers(document.text.text[:_HEAD])
    if not firm_marks(page.title) <= told:
        return 0.0
    day = document.signed or document.published
    if day is not None and page.published is not None and (day - page.published).days > 1:
        return 0.0
    held = share(document.text, page.text)
    if held < WHOLE or share(page.text, document.text) < MOSTLY or len(document.text.keys) < _TELLING:
        return 0.0
    return 0.0 if _turned(variants(document.text, page.text)) else held


def only_cites(copy: Side, owner: Side) -> bool:
    """Whether two texts of one number are two documents: no common title and next to no common sentence."""
    if not copy.text.keys or not owner.text.keys or titles_alike(copy.title, owner.title) != "other":
        return False
    if _names(copy.title, owner.title):
        return False
    return share(owner.text, copy.text) < UNLIKE and share(copy.text, owner.text) < SHARED / 2


def carries(copy: Side, instrument: Side) -> float:
    """The share that proves a copy that stands alone what a notice carries."""
    if copy.news:
        return reprints(copy, instrument)
    apart = replace(instrument, published=None)  # a measure is printed again as long as it is in force
    return same_document(copy, apart)


_TELLING = 4  # sentences without which nothing is proved


def _names(one: str, other: str) -> bool:
    """Whether one title holds the other: 某部令第4号（某办法） and 某办法."""
    short, long = sorted((fold_script(one), fold_script(other)), key=len)
    return len(short) >= _TELLING and short in long


def _contradict(copy: Side, base: Side) -> bool:
    """What makes two documents of any two texts: other issuers, another day, another place."""
    if copy.issuers and base.issuers and not _keys(copy.issuers) & _keys(base.issuers):
        return True
    one, other = places_of(copy.title, copy.issuers), places_of(base.title, base.issuers)
    if one and other and one != other and not (one < other or other < one):
        return True
    return not _dates_agree(copy, base)


def _keys(names: tuple[str, ...]) -> set[str]:
    return set(map(fold_script, names))


def _dates_agree(one: Side, other: Side) -> bool:
    """Two days of signature that differ are two documents; so are publications in two years, months apart."""
    if one.signed and other.signed:
        return one.signed == other.signed
    if one.work == other.work:
        return True
    days = _days_apart(one, other)
    if days is None or one.published is None or other.published is None:
        return True
    return days <= _NEAR or one.published.year == other.published.year


def _days_apart(one: Side, other: Side) -> int | None:
    if one.published is None or other.published is None:
        return None
    return abs((one.published - other.published).days)


def _of_one_title(copy: Side, base: Side) -> float:
    """Copies of one title: most of the shorter stands in the other, changed no more than copyists change."""
    if not copy.text.whole or not base.text.whole:
        return float(copy.work == base.work)
    if not could_share(copy.text, base.text, SHARED):
        return 0.0
    within, held = share(copy.text, base.text), share(base.text, copy.text)
    proof = within if len(copy.text.whole) <= len(base.text.whole) else held
    if proof < SHARED or not _copied(copy, base):
        return 0.0
    return proof


def _copied(copy: Side, base: Side) -> bool:
    """Whether the differences are those of a copy, not of another version of the text."""
    if copy.text.keys == base.text.keys:
        return True
    found = variants(base.text, copy.text)
    size = max(_TELLING, min(len(copy.text.sentences), len(base.text.sentences)))
    altered = [variant for variant in found if variant.kind == "altered"]
    turned = _turned(found)
    alone = copy.official != base.official  # only one of them can be the original's own page
    if not is_telling(copy.title) and not alone:
        return _only_ends(found, copy, base)
    if _is_certain(copy, base):
        slips = max(1, size // 20) if alone else size // 20
        return len(turned) <= slips and len(altered) <= max(slips, size // 6)
    return _only_ends(found, copy, base)


def _is_certain(copy: Side, base: Side) -> bool:
    """Whether the day says that it is one document: the same signature, or a publication within days."""
    if copy.signed and base.signed:
        return copy.signed == base.signed
    days = _days_apart(copy, base)
    if days is None:
        return False
    return days <= (_OFFICES if copy.official == base.official else _NEAR)


def _only_ends(found: Sequence[Variant], copy: Side, base: Side) -> bool:
    """Whether one text lies whole in the other, which begins earlier or ends later: cut, or framed."""
    kinds = {variant.kind for variant in found}
    if len(kinds) > 1 or "altered" in kinds:
        return False
    whole = copy.text if kinds == {"added"} else base.text
    lone = {s.start for v in found for s in (v.base, v.copy) if s is not None}
    rest = [sentence.start for sentence in whole.sentences if sentence.start not in lone]
    return bool(rest) and not any(rest[0] < start < rest[-1] for start in lone)


def _of_spoilt_title(copy: Side, base: Side, alike: str) -> float:
    """Copies whose title was dressed up, cut or lost: nearly every sentence stands, and nothing is turned.

    A slip is forgiven where title and day say together what document it is.
    """
    if alike == "other" and not (_heads(base.title, copy.text) and _titles_nested(copy, base)):
        return 0.0
    cut = is_cut(copy.title) or is_cut(base.title)
    if alike == "dressed" and not cut and not _marks_agree(copy, base):
        return 0.0
    days = _days_apart(copy, base)
    if (days is not None and days > _NEAR) or not could_share(copy.text, base.text, DRESSED):
        return 0.0
    within, held = share(copy.text, base.text), share(base.text, copy.text)
    less, more = sorted((within, held))
    standing = min(len(copy.text.keys), len(base.text.keys))
    if more < DRESSED or less < DRESSED / 2 or standing < _TELLING:
        return 0.0
    found = variants(base.text, copy.text)
    altered = [variant for variant in found if variant.kind == "altered"]
    known = _is_certain(copy, base) and copy.official != base.official
    slips = max(1, standing // 20) if known and alike == "dressed" and not cut else 0
    return more if len(_turned(found)) <= slips and len(altered) <= max(slips, standing // 20) else 0.0


def _marks_agree(copy: Side, base: Side) -> bool:
    """Whether two titles that differ in dress tell of one year, batch, act, place and kind."""
    if title_marks(copy.title) != title_marks(base.title):
        return False
    if places_of(copy.title, copy.issuers) != places_of(base.title, base.issuers):
        return False
    kinds = {kind for kind in (title_kind(copy.title), title_kind(base.title)) if kind}
    return len(kinds) < 2


def _heads(title: str, text: Print) -> bool:
    """Whether a text is headed by a title that its page does not bear."""
    key = fold_script(title)
    return len(key) >= 2 * _TELLING and key in fold_script(text.text[:_HEAD])


def _titles_nested(one: Side, other: Side) -> bool:
    """Whether the counts of one title are all in the other: 2023 beside 2024 is another year's piece."""
    first, second = title_numbers(one.title), title_numbers(other.title)
    return first <= second or second <= first


def _turned(found: Sequence[Variant]) -> list[Variant]:
    """The altered sentences whose meaning may be another."""
    return [variant for variant in found if variant.kind == "altered" and variant.touches]
