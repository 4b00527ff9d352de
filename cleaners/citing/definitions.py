"""Definitions (定义): 本办法所称X，是指…; X是指…; 本法所称X，包括…; the items of 下列用语的含义.

Reads a text; writes each term with what it is said to mean, its other names, and where that stands. It must
never take a sentence with 指导 or 指定 for one, nor one that says what somebody has to do: a clause is a
definition only when a short name stands at the head of a sentence and nothing between it and 是指.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Literal

from cleaners.normalise import fold

Sense = Literal["means", "includes"]

# a text without these words defines nothing
_HINT = re.compile(r"所称|[是系：:，,][ 　]?(?:[特泛]?指)")
# 指导, 指定, 指向 …: a verb, unless the sentence says 所称; 指定居, 指使用 and 指向公众 begin a meaning
_VERB_ON = re.compile(
    r"[导派令出明点挥引责认纹标南教战摘望证]|定(?!居)|向(?!公众|社会|不特定)|使(?!用)|控(?!制)|示(?!范)"
)
# 本办法所称示例工坊（以下简称工坊），是指 | （三）示例基地：指 | 本法所称工具，包括
_HEAD = re.compile(
    r"(?:\A|(?<=[。；;\n：:]))[ 　\t]{0,16}"
    r"(?P<label>[（(][一二三四五六七八九十0-9]{1,3}[）)]|[0-9]{1,2}(?:[.．、]|(?=[一-龥]))|[①-⑳]"
    r"|[一二三四五六七八九十]{1,3}、)?[ 　]{0,8}"
    r"(?P<head>[^，。；;：:\n]{2,70}?)"
    r"(?:[，,](?P<also>(?:又|也|亦|俗|简|以下简|以下|或)称(?:为|作)?[^，。；：\n]{2,20}))?"
    r"(?P<verb>[，,：:]?[ 　]?(?:都|均|特|仅|统)?[是系]指|[，,：:][ 　]?(?:特|泛)?指"
    r"|[，,]?[ 　]?(?:包括|包含)|[，,](?:即|是|为|系)(?![否由在指]))"
)
# 本办法所称, 前款第二项所称的, 《某法》第三条规定的, 本章中的
_SCOPE = re.compile(r"[^，。；]{0,60}(?:所称的?|所指的|所谓的?|所列的?|所述的?|规定的|中的(?=[“\"])|提到的)")
_SAID = re.compile(r"所称|所指|所谓")
_BRACKETED = re.compile(r"[ 　]?[（(]([^（）()]{1,40})[）)]")
_ALSO = re.compile(
    r"(?:以下|下文)?(?:统一|统|简|合|又|也|亦|俗|或|通)称(?:为|作)?[：:]?[“\"]?([^”\"，]{2,30})[”\"]?\Z"
)
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9 .+/-]{1,30}\Z")
_AND_ALSO = re.compile(
    r"\A(.{2,30}?)(?:又称|也称|亦称|俗称|或称|又叫|以下简称|简称|以下称)(?:为|作)?(.{2,20})\Z"
)
_APART = re.compile(r"[”\"][、和或]?[“\"]")  # “甲”“乙”
_QUOTES = "“”\"「」『』‘’'"
# words that no name of a thing begins with, or holds: what follows is a sentence, or a definition of a case
_NO_NAME = re.compile(
    r"\A(?:但|其(?!他)|该|这|那|即|也|并|如|若|因(?![素特])|由于|对(?![外价照])|为(?!害)|此|上述|未满|之[前后]|所称"
    r"|就是|应(?![急征收税纳用])|需(?!求)|不(?![动正可良合])|凡|在(?![建线校押编岗职用])|当(?![事地期])"
    r"|经(?![营验纪济贸])|按(?![揭摩])|以)"
    r"|应当|不得|可以|必须|如果|违反|[？?!！“\"]\Z|第[一二三四五六七八九十百]{1,6}[条款项]|根据|依照|按照|\A的|含义|用语"
)
# 以上, 以内: what these mean is no glossary
_MEASURES = re.compile(r"(?:[以之][上下内外前后]|不满|超过|不足|内|年内)[”\"]?\Z")
_ANNOUNCES = re.compile(
    r"(?:用语|术语|名词|概念|词语|定义|含义|解释|释义|名称)[^。；\n]{0,20}[：:为]|含义|术语|用语"
)
# 本条例所称公园是…，是…: the first verb counts, and it is no definition
_BARE_VERBS = frozenset({"即", "是", "为", "系"})
_VERBS = re.compile(r"[是为]")
_LONGEST = 32
_SHORTEST_MEANING = 4
_ADVERB = re.compile(r"(?:还|也|均|主要|一般|通常|应当|具体|同时){1,2}\Z")  # 所称业主还包括
_LONGEST_MEANING = 1_200
# the end of a meaning: a full stop, or in a list a semicolon before the next item
_ITEM_END = re.compile(
    r"[。]|[；;](?=[ 　\t]*(?:\n|\Z|[（(][一二三四五六七八九十0-9]{1,3}[）)]|[0-9]{1,2}[.．、]))"
)
_LIST_BEGINS = re.compile(r"[：:][ 　]*(?:\n|[（(][一1][）)]|1[.．、])")


@dataclass(frozen=True, slots=True)
class Definition:
    """A term defined (定义): `text` is what it means or includes, behind the verb; the place is that of the
    whole sentence, without the label of its item."""

    term: str
    aliases: tuple[str, ...]
    text: str
    sense: Sense
    start: int
    end: int


def definitions(text: str) -> tuple[Definition, ...]:
    """Every term that a text defines, in order, once each.

    >>> [(d.term, d.aliases, d.text) for d in definitions("本法所称工坊（以下简称坊间），是指作坊。")]
    [('工坊', ('坊间',), '作坊。')]
    >>> definitions("主管部门应当加强指导，是指导性意见的，另行规定。")
    ()
    """
    if _HINT.search(text) is None:
        return ()
    listed = _ANNOUNCES.search(text) is not None
    read = [found for match in _HEAD.finditer(text) for found in _read(text, match, listed=listed)]
    kept: dict[str, Definition] = {}
    for definition, following in zip_longest(read, read[1:]):
        kept.setdefault(fold(definition.term), _before(text, definition, following))
    return tuple(kept.values())


def _before(text: str, definition: Definition, following: Definition | None) -> Definition:
    """甲是指…；乙是指…: the first ends where the second begins; an item inside the first cuts nothing."""
    if following is None or following.start >= definition.end:
        return definition
    cut = text.rfind("；", definition.start, following.start) + 1
    meaning_at = text.find(definition.text[:20], definition.start)
    meaning = text[meaning_at:cut].strip()
    if _LIST_BEGINS.search(meaning) or len(meaning) < _SHORTEST_MEANING:
        return definition
    return replace(definition, text=meaning, end=cut)


def _read(text: str, match: re.Match[str], *, listed: bool) -> Iterator[Definition]:
    head, verb = match["head"].strip(), match["verb"].strip(" 　，,：:")
    scope = _SCOPE.match(head)
    said = scope is not None and _SAID.search(scope[0]) is not None
    if not verb.endswith("指") and not said:
        return
    acts = _VERB_ON.match(text, match.end("verb")) is not None or (len(verb) == 1 and not listed)
    if not said and acts:
        return
    name = head[scope.end() :] if scope else head
    term, aliases = _named(_ADVERB.sub("", name) + (match["also"] or ""))
    if not _is_name(term, said=said) or (verb in _BARE_VERBS and _VERBS.search(term)):
        return
    end = _end(text, match)
    meaning = text[match.end("verb") : end].strip(" 　：:，\n")
    if len(meaning) >= 2:
        sense: Sense = "means" if verb not in ("包括", "包含") else "includes"
        yield Definition(term, aliases, meaning, sense, match.start("head"), end)


def _named(name: str) -> tuple[str, tuple[str, ...]]:
    """The term without its marks, and the other names it is given: （以下简称工坊）, （GDP）, 又称作坊."""
    aliases: list[str] = []
    for bracket in _BRACKETED.findall(name):
        also = _ALSO.search(bracket)
        if also or _CODE.match(bracket):
            aliases.append((also[1] if also else bracket).strip(_QUOTES))
    bare = _BRACKETED.sub("", name) if aliases else name
    term = _APART.sub("、", bare.strip())
    term = term[1:-1] if term[:1] in _QUOTES and term[-1:] in _QUOTES else term
    both = _AND_ALSO.match(term)
    if both:
        term, aliases = both[1], [*aliases, both[2]]
    return term, tuple(dict.fromkeys(aliases))


def _is_name(term: str, *, said: bool) -> bool:
    """Whether it can be the name of a thing; where the sentence says 所称 it is one, however it begins."""
    if not 2 <= len(term) <= _LONGEST or _MEASURES.search(term):
        return False
    return said or _NO_NAME.search(term) is None


def _end(text: str, match: re.Match[str]) -> int:
    """Where the meaning ends; items that belong to it are read to their full stop."""
    start = match.end("verb")
    limit = min(len(text), start + _LONGEST_MEANING)
    for stop in _ITEM_END.finditer(text, start, limit):
        if stop[0] == "。" or _LIST_BEGINS.search(text, start - 1, stop.start()) is None:
            return stop.end()
    return limit
