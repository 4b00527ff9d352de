"""What no known wording tells, and a sentence sounds like all the same (推断): marked, never certain.

Reads a sentence, its title and the types that its words told; writes guesses: a type with the holders, the
number and the annexes that stand in the sentence. Without any of these nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from cleaners.model import Announced, EventType
from cleaners.recognition.acts import acts_in
from cleaners.recognition.likeness import likeness
from cleaners.recognition.marks import annexes_in, year_in
from cleaners.recognition.named import Holders, holders_in
from cleaners.recognition.notice import AFTER_PROPOSAL, Notice, batch_of, own_year, programme_among
from cleaners.recognition.sentences import Sentence

_LIKELY = 0.5
_REFUSED = 0.9  # of an act that a condition or a plan governs
_CLAUSE = re.compile(r"[^，。；：]+")
_PAIR = re.compile(r"“([^“”]{3,60})”[^“”。；]{0,24}“([^“”]{3,60})”")
_OF_LISTS = re.compile(r"名单|名录")
# 将于明年组织开展…申报: no call yet
_LATER = re.compile(r"将于|拟于|明年|下一步|计划|适时|力争|如果|若")
_NEVER: tuple[EventType, ...] = ("repeal",)  # of which document is asked elsewhere


@dataclass(frozen=True, slots=True)
class Guess:
    """What a sentence seems to announce: `names` old and new of a rename or a correction."""

    event_type: EventType
    holders: Holders
    annexes: tuple[str, ...]
    names: tuple[str, str] | None = None


def _guesses(sentence: Sentence, title: str, told: Collection[EventType]) -> Iterator[Guess]:
    """The types that a sentence sounds like and its words did not tell, with what it says of whom."""
    refused = {act.event_type for act in acts_in(sentence.bare)}
    heard = sorted(likeness(sentence, title).items(), key=lambda sound: -sound[1])
    said: set[Holders] = set()
    for kind, likely in heard:
        least = _REFUSED if kind in refused else _LIKELY
        if likely >= least and kind not in told and kind not in _NEVER:
            new = [guess for guess in _heard(sentence, kind) if guess.holders not in said]
            yield from new
            said |= {guess.holders for guess in new}


def _heard(sentence: Sentence, kind: EventType) -> Iterator[Guess]:
    if kind == "apply_open":
        if not _LATER.search(sentence.text):
            yield Guess(kind, Holders(), ())
    elif kind in ("rename", "correct"):
        pair = _PAIR.search(sentence.text)
        if pair:
            yield Guess(kind, Holders(), (), (pair[1], pair[2]))
    else:
        yield from _of_holders(sentence, kind)


def _of_holders(sentence: Sentence, kind: EventType) -> Iterator[Guess]:
    """One guess for each clause that has holders and an annex of its own; else one for all."""
    clauses = [found[0] for found in _CLAUSE.finditer(sentence.text)]
    holding = [(holders_in(clause), annexes_in(clause)) for clause in clauses]
    holding = [(who, annexes) for who, annexes in holding if who]
    if len(holding) > 1 and all(annexes for _, annexes in holding):
        yield from (Guess(kind, who, annexes) for who, annexes in holding)
        return
    annexes = annexes_in(sentence.text)
    if holding or (annexes and _OF_LISTS.search(sentence.text)):
        named = next((who for who, _ in holding if who.named), Holders())
        count = named.count or next((who.count for who, _ in holding if who.count), None)
        yield Guess(kind, Holders(named.named, count), annexes)


def guessed(
    sentence: Sentence,
    notice: Notice,
    before: str | None,
    told: Sequence[Announced],
    found: Sequence[Announced],
) -> Iterator[Announced]:
    """What a sentence only sounds like, of a programme that is named and not told before."""
    programme = programme_among(sentence.text, sentence.heading, notice.title, before)
    if programme is None:
        return
    for guess in _guesses(sentence, notice.title, {event.event_type for event in told}):
        event = _event(sentence, guess, notice, programme)
        known = any(_is_said(event, other) for other in found) or any(_is_of(event, other) for other in told)
        if not known:
            yield event


def _is_said(guess: Announced, event: Announced) -> bool:
    """Whether a guess adds nothing to an event: of the same type, without other holders or number."""
    return guess.event_type == event.event_type and not (
        guess.named or guess.count not in (None, event.count)
    )


def _is_of(guess: Announced, event: Announced) -> bool:
    """Whether a guess is about those of whom the words tell something else."""
    same = {*guess.named} & {*event.named, *event.old_names}
    return bool(same) or (guess.named, guess.count) == (event.named, event.count)


def _event(sentence: Sentence, guess: Guess, notice: Notice, programme: str) -> Announced:
    old, new = ((name,) for name in guess.names) if guess.names else ((), guess.holders.named)
    kind = guess.event_type
    if kind in ("recognise", "renew", "revoke") and _is_shown_first(sentence, notice):
        kind = "publicise"  # a 公示 is never 认定
    return Announced(
        kind,
        programme,
        batch_of(sentence.text, sentence.text, sentence.heading, notice),
        own_year(sentence.text) or year_in(sentence.heading) or notice.year,
        new,
        guess.holders.count,
        guess.annexes,
        sentence.printed,
        (sentence.start, sentence.start + len(sentence.text)),
        old,
        guessed=True,
    )


def _is_shown_first(sentence: Sentence, notice: Notice) -> bool:
    """Whether a sentence, or the whole notice, only puts before the public what is not decided yet."""
    said = notice.proposes or "公示" in sentence.bare
    return said and not AFTER_PROPOSAL.search(sentence.bare)
