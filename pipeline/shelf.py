"""The works of a base by what they are called (书架): numbers and titles, and which version a day means.

Asked by references, which are many: only the columns they need are read, and the eIds of a work once. Nothing
is guessed: a name that several works answer to and no day tells apart names none of them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import NamedTuple

from cleaners.effect.standing import DRAFT
from cleaners.official.bodies import title_prefix
from kb.read import title_key
from kb.store import Store

# 某条例（海发〔2031〕3号）, 某法（修正）: what an import prints behind a title
_BEHIND = re.compile(
    r"[（(](?:[^（）()]{2,40}[号號][^（）()]{0,6}|[0-9年月]{0,10}(?:第[一二三四五六]次)?(?:修正|修订|修改)本?)[）)]\Z"
)


class Held(NamedTuple):
    """A work as references see it; `day` is the first day it is known to have existed."""

    id: str
    title: str
    title_key: str
    role: str
    doc_number: str | None
    issuers: str  # as stored: compared, never read
    carrier: str | None
    status: str
    day: str
    last_day: str


class Shelf:
    """The works of a base, and the eIds that they hold."""

    def __init__(self, store: Store) -> None:
        self._store = store
        rows = store.pairs(
            "SELECT id, title, title_key, role, doc_number, issuers, carrier, status, "
            "coalesce(date_in_force, date_document, date_publication, ''), "
            "coalesce(date_no_longer_in_force, '') FROM works ORDER BY carrier IS NOT NULL, ordinal, id"
        )
        self.works = {row[0]: Held(*row) for row in rows}
        self._numbered: dict[str, list[Held]] = defaultdict(list)
        self._titled: dict[str, list[Held]] = defaultdict(list)
        self._bare: dict[str, list[Held]] = defaultdict(list)
        self._about: dict[str, list[Held]] = defaultdict(list)
        self._carried: dict[str, list[Held]] = defaultdict(list)
        self._eids: dict[str, frozenset[str]] = {}
        for work in self.works.values():
            self._place(work)

    def _place(self, work: Held) -> None:
        if work.carrier:
            self._carried[work.carrier].append(work)
        if work.role == "news" or work.status == DRAFT:
            return
        if work.doc_number:
            self._numbered[work.doc_number].append(work)
        self._titled[work.title_key].append(work)
        if work.title_key != (bare := bare_key(work.title)):
            self._bare[bare].append(work)
        if work.role == "notice" and title_prefix(work.title):
            self._about[title_key(work.title[work.title.find("关于") :])].append(work)

    def day_of(self, work: Held) -> str:
        """The day of a work, of an instrument that prints none that of its notice."""
        carrier = self.works.get(work.carrier or "")
        return work.day or (carrier.day if carrier else "")

    def number_of(self, work: Held) -> str | None:
        """The number of a work; an instrument has that of its notice."""
        carrier = self.works.get(work.carrier or "")
        return work.doc_number or (carrier.doc_number if carrier else None)

    def carried(self, work: str) -> list[Held]:
        """The instruments that a notice issues, in order."""
        return self._carried.get(work, [])

    def family(self, work: Held) -> frozenset[str]:
        """A work, its notice, and what the notice carries."""
        head = work.carrier or work.id
        return frozenset({head, work.id, *(member.id for member in self.carried(head))})

    def eids(self, work: str) -> frozenset[str]:
        """The eIds of the provisions that a work holds."""
        held = self._eids.get(work)
        if held is None:
            found = self._store.pairs("SELECT eid FROM provisions WHERE work = ?", work)
            held = self._eids[work] = frozenset(eid for (eid,) in found)
        return held

    def has_articles(self, work: str) -> bool:
        return "art_1" in self.eids(work) or any(eid.startswith("art_") for eid in self.eids(work))

    def numbered(self, doc_number: str, title: str | None) -> Held | None:
        """The one work that a number means; with a title what the notice carries under it."""
        carriers = self._numbered.get(doc_number, [])
        if len(carriers) != 1:
            return None
        if title is None or title_key(title) == carriers[0].title_key:
            return carriers[0]
        key = title_key(title)
        named = [work for work in self.carried(carriers[0].id) if work.title_key == key]
        return named[0] if len(named) == 1 else carriers[0]

    def titled(self, title: str, day: str, doc_number: str | None = None) -> Held | None:
        """The one work of a title: of several versions the one in force on the day."""
        key = title_key(title)
        found = self._titled.get(key) or self._bare.get(key, [])
        if doc_number:  # another number is another document
            found = [work for work in found if not self.number_of(work)]
        instruments = [work for work in found if work.role == "instrument"]
        return self._in_force(instruments or found, day)

    def about(self, title: str, day: str, before: str) -> Held | None:
        """关于…的通知 without its issuer, when the words before it name the one that issued it."""
        named = [work for work in self._about.get(title_key(title), []) if _issuer_in(work, before)]
        return self._in_force(named, day)

    def _in_force(self, found: list[Held], day: str) -> Held | None:
        """Of versions by the same issuers the newest that was out on the day and had not ended."""
        if len(found) < 2:
            return found[0] if found else None
        if not day or len({work.issuers for work in found}) > 1 or not all(map(self.day_of, found)):
            return None
        out = [w for w in found if self.day_of(w) <= day and not (w.last_day and w.last_day < day)]
        newest = max(map(self.day_of, out), default="")
        last = [work for work in out if self.day_of(work) == newest]
        return last[0] if len(last) == 1 else None


def _issuer_in(work: Held, before: str) -> bool:
    return any(name in before for name in title_prefix(work.title))


def bare_key(title: str) -> str:
    """The key of a title without the number or the mark of an amendment that may stand behind it."""
    return title_key(_BEHIND.sub("", title))
