"""What a notice announces (认定事项): who is recognised, renewed, revoked …, sentence by sentence.

Reads a text and its title; writes one Announced for each list or holder that a sentence does something
to. Rules, conditions, plans and requirements announce nothing; what a 公示 lists is publicise or
recommend, never recognise. What is not printed in the sentence is taken from its heading, then the
title; whether the page may be trusted is not asked here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from cleaners.effect.repeals import repeals
from cleaners.model import Announced
from cleaners.official.titles import instrument_kind, kind_of_title
from cleaners.recognition.acts import Act, acts_in
from cleaners.recognition.annexes import annexes_of
from cleaners.recognition.breakdown import (
    breakdown,
    continued,
    counted_before,
    listed_above,
    listed_below,
    total_alone,
)
from cleaners.recognition.calls import calls_in, lead_of
from cleaners.recognition.folding import folded
from cleaners.recognition.guards import stands
from cleaners.recognition.guesses import guessed
from cleaners.recognition.kinds import type_of
from cleaners.recognition.marks import annexes_in, batch_in, year_in
from cleaners.recognition.named import Holders, holders_in
from cleaners.recognition.notice import Notice, batch_of, notice_of, own_year, programme_among
from cleaners.recognition.pieces import batches_side_by_side, pieces
from cleaners.recognition.programmes import programme_of, programmes_in
from cleaners.recognition.renaming import names_changed
from cleaners.recognition.sentences import Sentence, bare, punctuated, sentences
from cleaners.recognition.substance import RECOGNITION, has_substance
from cleaners.recognition.whom import whom

# of what was announced elsewhere, and how it is done
_EXPLAINS = re.compile(r"解读|一图读懂|图解|答记者问|问答")
_TRAINS = re.compile(r"培训|辅导|宣讲|研修|宣贯")
_NOTICE = re.compile(r"通知|公告|通告|公示|决定|函|通报|批复|名单|名录|结果|更名|撤销|认定|复核|取消")
_OF_A_LIST = re.compile(r"名单|名录|公布|公告|公示|附[件表]|近日|日前|本次|此次|本批|入选|上榜")
# 名单详见附件。 right behind the sentence of the list
# 关于公布第一批…名单的通告; no measure, no opinion
_PUBLISHED = re.compile(
    r"(?:公布|认定|命名|确定|授予|名单|名录|结果|批准|确认|公示|称号)(?![^》]{0,30}(?:办法|意见|方案|细则|指南|规定|标准)(?:[（(][^（）()]{1,12}[）)])?\Z)"
)
_NAMES_HOLDERS = re.compile(r"名单|名录|称号")
_TITLED = re.compile(r"称号|示范(?:基地|平台|企业|工厂|中心|园区)")
_LIST_AT = re.compile(r"(?:具体|详细|企业|集群|平台|单位)?名单(?:详)?(?:见|附)")
_KEEPS = re.compile(r"继续|保留|予以|同意|准予|延续")
_THESE = ("上述", "以上", "前述")
_WHICH_LIST = re.compile(r"[^，。；]{0,4}的|[^，。；、（(]{0,10}名单")
# 现将名单予以公布: which list, the words before have told
_BARE_LIST = re.compile(
    r"[，现]*(?:将|对)?(?:上述|有关|相关|具体|企业|集群|单位|平台|基地|园区|中心|复核|结果|通过复核的?){0,3}(?:名单)?(?:[（(]※+[）)])?[，]?"
)
_OF_LISTS = ("recognise", "publicise", "recommend", "renew")
_PUBLISHING = ("lists", "proposes", "publishes")
_LIST_KINDS = (None, "名单", "清单", "目录")
_CHANGES = ("renames", "moves", "taken", "takes", "lapses", "to_mend", "corrects", "recommends", "supports")
_PASSIVE = ("passes", "to_mend", "taken", "lapses", "made")


def announced(text: str, *, title: str) -> tuple[Announced, ...]:
    """What a text announces, in the order of its sentences.

    >>> told = announced("认定青砚公司等5家企业为第二批绿色工厂（名单见附件1）。", title="")
    >>> [(a.event_type, a.programme, a.batch, a.named, a.count, a.annexes) for a in told]
    [('recognise', 'MIIT-GREEN-FACTORY', '第二批', ('青砚公司',), 5, ('附件1',))]
    >>> announced("复核不通过的，撤销称号。", title="绿色工厂管理办法")
    ()
    """
    if _tells_nothing(title):
        return ()
    reading = _Reading(text, title)
    for sentence in sentences(text):
        reading.take(sentence)
    listed = _listed_repeals(text, reading.notice, reading.found)
    return folded([*_called(reading.found, text, reading.notice), *listed])


def _tells_nothing(title: str) -> bool:
    """A measure, a plan, an opinion; what explains a list that was announced elsewhere."""
    is_notice = instrument_kind(title) in _LIST_KINDS or kind_of_title(title) is not None
    return not is_notice or _EXPLAINS.search(title) is not None


class _Reading:
    """A notice as it is read: what was found so far, and what the next sentence may lean on."""

    def __init__(self, text: str, title: str) -> None:
        self.notice = notice_of(title, text)
        self.found: list[Announced] = []
        self._text = text
        self._programmes: set[str] = set()  # named so far
        self._whole = {named.programme for named in programmes_in(text)}
        self._last = ""  # the sentence before, as printed

    def take(self, sentence: Sentence) -> None:
        """Add what a sentence tells, or complete by it what the sentence before told."""
        told = self._of(sentence)
        if not told and self._goes_on():
            self.found[-1] = _completed(self.found[-1], sentence)
        more = () if told else _one_more(sentence, self.found, self._last)
        if more:
            self.found[-1] = replace(self.found[-1], named=(*self.found[-1].named, *more))
        else:
            self._add(sentence, told)
        self._last = sentence.printed
        self._programmes |= {named.programme for named in programmes_in(sentence.text)}

    def _of(self, sentence: Sentence) -> tuple[Announced, ...]:
        told = self._goes_on() and not sentence.heading
        events = _of_sentence(sentence, self.notice, self._only(), told=told)
        return _named_below(events, sentence, self._text)

    def _add(self, sentence: Sentence, told: tuple[Announced, ...]) -> None:
        """What a sentence tells; else the parts of the list before it; else what it sounds like."""
        parts = () if told else _in_parts(sentence, self.found, self._last)
        if parts and self.found[-1].count is None and not self.found[-1].named:
            self.found.pop()
        heard = () if parts else tuple(guessed(sentence, self.notice, self._only(), told, self.found))
        self.found += [*told, *parts, *heard]

    def _goes_on(self) -> bool:
        """Whether the sentence before told the last event."""
        return bool(self.found) and self.found[-1].quote == self._last

    def _only(self) -> str | None:
        """The only programme named so far, else in the whole text."""
        known = self._programmes or self._whole
        return next(iter(known)) if len(known) == 1 else None


def _of_sentence(
    sentence: Sentence, notice: Notice, before: str | None, *, told: bool = False
) -> tuple[Announced, ...]:
    """The events of a sentence, each once; `told`: the sentence before told some."""
    acts = [act for act in acts_in(sentence.bare) if not (told and _is_bare_list(sentence, act))]
    found = [event for act in acts for event in _of_act(sentence, act, notice, before)]
    found += [*_calls(sentence, notice, before), *_repeals(sentence, notice)]
    return folded(_supported(found))


def _supported(found: list[Announced]) -> list[Announced]:
    """12家企业通过绩效考核，继续获支持: who passed for the money that goes on is renewed in no title."""
    paid = [event for event in found if event.event_type == "support"]
    same = {(event.named, event.count) for event in paid}
    return [event for event in found if event.event_type != "renew" or (event.named, event.count) not in same]


def _of_act(sentence: Sentence, act: Act, notice: Notice, before: str | None) -> Iterator[Announced]:
    """The events of one act: one for each list that its object names."""
    who, region = whom(sentence, act)
    if not stands(sentence.bare, act, who):
        return
    if not has_substance(sentence, act, who, notice.title) and not names_changed(sentence.text, act)[1]:
        return
    if _of_the_list(sentence, act) or _goes_on(sentence, act) or _only_a_number(sentence, who, notice):
        return
    parts = _told_in(sentence, act, who) or pieces(sentence.text, sentence.bare, *region)
    each = annexes_of(sentence, act, parts)
    for piece, annexes in zip(parts, each, strict=True):
        own = who if len(parts) == 1 and piece == region else None
        event = _event(sentence, act, piece, own, notice, before)
        told = (notice.title or sentence.text) + "、".join(event.named)
        known = event.programme or RECOGNITION.search(told) or _TITLED.search(sentence.text)
        if known and (act.form != "fails" or event.event_type == "publicise"):
            yield replace(event, annexes=annexes)


def _told_in(sentence: Sentence, act: Act, who: Holders) -> tuple[tuple[int, int], ...]:
    """The parts that count a list which its own name does not: …名单，其中绿色工厂5家、绿色工业园区3家."""
    if _is_bare_list(sentence, act) and not sentence.bare[slice(*act.obj)].strip("，现"):
        return counted_before(sentence.text, act.obj[0])
    if who or act.form not in ("lists", "proposes", "publishes", "settles", "supports"):
        return ()
    return breakdown(sentence.text, sentence.bare, act)


def _named_below(told: tuple[Announced, ...], sentence: Sentence, text: str) -> tuple[Announced, ...]:
    """An event with the holders in the lines below its colon, or above 上述3个基地."""
    if len(told) != 1 or told[0].named:
        return told
    named: tuple[str, ...] = ()
    if sentence.text.endswith("："):
        named = listed_below(text, sentence.start + len(sentence.text))
    elif sentence.text.startswith(("上述", "以上")):
        named = listed_above(text, sentence.start)
        named = named if len(named) == told[0].count else ()
    return (replace(told[0], named=named),) if named else told


def _one_more(sentence: Sentence, found: Sequence[Announced], last: str) -> tuple[str, ...]:
    """认定下列单位：甲；乙；丙: a sentence that is a name alone, behind a list that a colon opened."""
    if (
        not found
        or not found[-1].named
        or not last.endswith(("；", ";"))
        or "：" not in punctuated(found[-1].quote)
    ):
        return ()
    name = sentence.text.rstrip("；。. ")
    return holders_in(name).named if holders_in(name).named == (name,) else ()


def _in_parts(sentence: Sentence, found: Sequence[Announced], last: str) -> tuple[Announced, ...]:
    """A list told on in a sentence of numbers alone: …予以公布。其中示范企业107家、示范平台21家。"""
    if (
        not found
        or found[-1].quote != last
        or found[-1].event_type not in _OF_LISTS
        or any(act.form not in _PUBLISHING for act in acts_in(sentence.bare))
    ):
        return ()
    if found[-1].count is not None and not last.endswith(("；", ";")):
        return ()
    told = []
    parts = continued(sentence.text, sentence.bare)
    for (start, end), annexes in zip(parts, _annexes_of_parts(sentence.text, parts), strict=True):
        said = sentence.text[start:end]
        who, programme = holders_in(said), programme_among(said, found[-1].programme)
        span = (sentence.start, sentence.start + len(sentence.text))
        told.append(
            replace(
                found[-1],
                programme=programme,
                batch=batch_in(said) or found[-1].batch,
                named=who.named,
                count=who.count,
                annexes=annexes,
                quote=sentence.printed,
                span=span,
            )
        )
    return tuple(told)


def _annexes_of_parts(text: str, parts: Sequence[tuple[int, int]]) -> list[tuple[str, ...]]:
    """The annexes of each part, up to the next one; those behind the last are of all that have none."""
    starts = [*(start for start, _ in parts), len(text)]
    own = [annexes_in(text[start:end]) for start, end in pairwise(starts)]
    return own if any(own[:-1]) else own[-1:] * len(own)


def _of_the_list(sentence: Sentence, act: Act) -> bool:
    """现将通过复核的企业名单予以公布: which list it is; …搬迁，现予公告: the list is what was told."""
    behind = _WHICH_LIST.match(sentence.bare, act.verb[1])
    into = act.form == "made" and sentence.bare.endswith("为", 0, act.verb[1])
    if behind and not into and act.form in (*_PASSIVE, "renames"):
        return _lists(sentence) and (act.form != "renames" or "名单" in behind[0])
    if not _is_bare_list(sentence, act):
        return False
    forms = _CHANGES if act.form == "proposes" else (*_CHANGES, "passes", "lets_pass")
    told = (a for a in acts_in(sentence.bare) if a.verb[1] <= act.verb[0] and a.form in forms)
    about = ((a, whom(sentence, a)[0]) for a in told)
    return any(stands(sentence.bare, a, who) for a, who in about if who or a.form != "recommends")


def _is_bare_list(sentence: Sentence, act: Act) -> bool:
    """现将名单予以公布: a list that says nothing of whose it is."""
    return act.form in ("lists", "proposes") and _BARE_LIST.fullmatch(sentence.bare, *act.obj) is not None


def _completed(event: Announced, sentence: Sentence) -> Announced:
    """An event with the number or the annex that the sentence behind it gives to its list."""
    if event.count is None and event.event_type in _OF_LISTS:
        event = replace(event, count=total_alone(sentence.text))
    if _leads_to_list(sentence):
        event = replace(event, annexes=event.annexes or annexes_in(sentence.text))
    return event


def _leads_to_list(sentence: Sentence) -> bool:
    """名单详见附件 | 现将名单（见附件）予以公布: where the list stands that the sentence before told of."""
    bare_list = any(_is_bare_list(sentence, act) for act in acts_in(sentence.bare))
    return bare_list or _LIST_AT.match(sentence.text) is not None


def _only_a_number(sentence: Sentence, who: Holders, notice: Notice) -> bool:
    """A number without a name or a list, in what is no notice: a report, a speech, a plan."""
    if who.named or who.count is None or not notice.title or _NOTICE.search(notice.title):
        return False
    return _OF_A_LIST.search(sentence.text) is None


def _goes_on(sentence: Sentence, act: Act) -> bool:
    """更名为…，继续保留称号: what a changed name or place does to a title, and no review passed."""
    if act.form not in ("passes", "keeps", "lets_pass") or not _KEEPS.match(sentence.bare, act.verb[0]):
        return False
    acts = acts_in(sentence.bare)
    if sentence.text.startswith(_THESE):
        acts += acts_in(bare(sentence.before))
    changed = any(a.event_type in ("rename", "relocate") for a in acts)
    return changed and not holders_in(sentence.text[act.obj[0] : act.obj[1]])


def _lists(sentence: Sentence) -> bool:
    """Whether a sentence publishes a list: then 通过复核的 only says which list."""
    acts = (act for act in acts_in(sentence.bare) if not sentence.bare.startswith("的", act.verb[1]))
    return any(act.form in ("lists", "proposes", "publishes") for act in acts)


def _event(
    sentence: Sentence,
    act: Act,
    piece: tuple[int, int],
    who: Holders | None,
    notice: Notice,
    before: str | None,
) -> Announced:
    said = sentence.text[piece[0] : piece[1]]
    holders = who if who is not None else holders_in(said)
    old, new = names_changed(sentence.text, act)
    whole = sentence.text
    programme = programme_among(
        said, whole[act.tail[0] : act.tail[1]], whole, sentence.heading, notice.title, before
    )
    kind = type_of(sentence, act, said, notice)
    if kind == "recognise" and programme == "MOF-LITTLE-GIANT-SUPPORT" and "支持" in whole + notice.title:
        kind = "support"
    if kind == "support" and programme == "MIIT-LITTLE-GIANT":
        programme = "MOF-LITTLE-GIANT-SUPPORT"
    return Announced(
        kind,
        programme,
        batch_of(said, whole, sentence.heading, notice),
        year_in(said) or own_year(whole) or year_in(sentence.heading) or notice.year,
        new or holders.named,
        None if kind == "correct" and (new or old) else holders.count,
        (),
        sentence.printed,
        (sentence.start, sentence.start + len(whole)),
        old,
    )


def _calls(sentence: Sentence, notice: Notice, before: str | None) -> Iterator[Announced]:
    """The opening of a round, one for each batch it names."""
    known = notice.programme or programmes_in(sentence.text)
    for act in calls_in(sentence.bare) if known and not _TRAINS.search(notice.title) else ():
        for piece in _openings(sentence, act):
            event = _event(sentence, act, piece, Holders(), notice, before)
            for batch in batches_side_by_side(sentence.text[piece[0] : piece[1]]) or (event.batch,):
                yield replace(event, batch=batch)


def _openings(sentence: Sentence, act: Act) -> tuple[tuple[int, int], ...]:
    """The rounds that a call opens; a review called for with one (…申报和第二批…复核) is part of it."""
    parts = pieces(sentence.text, sentence.bare, *act.obj)
    return tuple(part for part in parts if "复核" not in sentence.text[slice(*part)]) or parts


def _called(found: list[Announced], text: str, notice: Notice) -> list[Announced]:
    """What a text tells, before it the call of the title where no sentence calls."""
    if any(event.event_type == "apply_open" for event in found):
        return found
    lead = lead_of(text, notice.title, notice.programme)
    if lead is None:
        return found
    act = Act("apply_open", "calls", (0, 0), (0, 0), (0, 0))
    event = _event(lead, act, (0, len(lead.text)), Holders(), notice, None)
    own = replace(
        event,
        programme=notice.programme or event.programme,
        batch=notice.batch or event.batch,
        year=notice.year or event.year,
    )
    return [own, *found]


def _listed_repeals(text: str, notice: Notice, found: Sequence[Announced]) -> Iterator[Announced]:
    """决定废止下列文件：, and a line for each: those that no sentence told."""
    if "下列" not in text and "以下" not in text:
        return
    told = {event.span for event in found if event.event_type == "repeal"}
    for event in _repealed(Sentence(0, text, "", "", ""), notice):
        if not any(start <= event.span[0] < end for start, end in told):
            yield event


def _repeals(sentence: Sentence, notice: Notice) -> Iterator[Announced]:
    """《关于公布…名单的通告》同时废止: the repeal of what named a programme."""
    for event in _repealed(sentence, notice) if "《" in sentence.text else ():
        span = (sentence.start, sentence.start + len(sentence.text))
        yield replace(event, quote=sentence.printed, span=span)


def _repealed(sentence: Sentence, notice: Notice) -> Iterator[Announced]:
    for act in repeals(sentence.text):
        programme = programme_of(act.title or "", act.doc_number) or notice.programme
        listed = programme or _NAMES_HOLDERS.search(act.title or "")
        if listed and _PUBLISHED.search(act.title or ""):
            yield Announced(
                "repeal",
                programme,
                batch_in(act.title or ""),
                year_in(act.title or ""),
                (),
                None,
                (),
                sentence.text[act.span[0] : act.span[1]],
                act.span,
            )
