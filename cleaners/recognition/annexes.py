"""The annexes of an act (附件): where the list of each stands, by what the sentence says around it.

Reads a sentence, an act in it and the stretches of its lists; writes the annexes of each, () for none said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from cleaners.recognition.acts import Act, acts_in, clause_end, clause_start
from cleaners.recognition.marks import annexes_in, counts
from cleaners.recognition.named import holders_in
from cleaners.recognition.sentences import Sentence

# 更正对照表见附件: the corrections themselves, not what is corrected
_CORRECTIONS = re.compile(r"(?:更正|勘误|对照)[^，。；]{0,8}(?:表|名单|明细)")
_SHOWN = re.compile(r"[（(](?:具体|名单|详)?见?附件")
_TOTAL = re.compile(r"(?:共|总|合)?计?共?\s?\d")


def annexes_of(sentence: Sentence, act: Act, parts: Sequence[tuple[int, int]]) -> list[tuple[str, ...]]:
    """The annexes of each list of an act: its own, else those that follow, 分别 in order."""
    text, bare = sentence.text, sentence.bare
    if act.event_type == "correct":
        told = _CORRECTIONS.search(text, act.verb[1]) or _SHOWN.match(text, act.verb[1])
        corrections = annexes_in(text[act.verb[1] :]) if told else ()
        return [corrections for _ in parts]
    if len(parts) > 1:
        return _of_parts(text, parts)
    if annexes_in(text) == ("附件",):
        return [("附件",)]
    own = annexes_in(text[slice(*parts[0])])
    elsewhere = parts[0][1] <= clause_start(bare, act.start)  # 甲等6家（附件3），不再保留称号
    if len(own) == 1 and (elsewhere or act.form == "recommends"):  # 拟推荐…（附件1）、拟推荐…（附件2）
        return [own]
    return [
        _following(text, bare, act)
        or _counted_before(text, bare, act)
        or (annexes_in(text) if len({a.form for a in acts_in(bare)}) == 1 else ())
    ]


def _of_parts(text: str, parts: Sequence[tuple[int, int]]) -> list[tuple[str, ...]]:
    """The annexes of several lists of one act."""
    own = [annexes_in(text[start:end]) for start, end in parts]
    following = annexes_in(text[parts[-1][1] :])
    shared = not any(own) and len(following) == len(parts)
    if len(following) == 1 and not any(own):
        return [following for _ in parts]
    if len(own[-1]) == 1 and not any(own[:-1]):  # one annex, named behind the last
        return [own[-1] for _ in parts]
    if len(own[-1]) == len(parts) and not any(own[:-1]):  # …、绿色供应链管理企业21家（名单见附件1—4）
        return [(name,) for name in own[-1]]
    return [(name,) for name in following] if shared else own


def _following(text: str, bare: str, act: Act) -> tuple[str, ...]:
    """The annexes in the clause of an act, else in those behind it up to one about other holders."""
    end = clause_end(bare, act.end)
    begin = (
        act.obj[0] if act.side_behind else act.start
    )  # 甲为…（附件1），乙为…（附件2): the verb is the first one's
    found = annexes_in(text[clause_start(bare, begin) : end])
    while not found and end < len(text):
        begin, end = end, clause_end(bare, end + 1)
        clause = text[begin + 1 : end]
        if holders_in(clause).named or (counts(clause) and not _TOTAL.match(clause)):
            break
        found = annexes_in(clause)
    return found


def _counted_before(text: str, bare: str, act: Act) -> tuple[str, ...]:
    """The annex of an earlier clause that counts the same: 7个未通过（附件3），…，未通过的7个不再享有称号."""
    own = {count.value for count in counts(text[act.start : act.end])}
    end = clause_start(bare, act.start)
    while own and end > 0:
        start = clause_start(bare, end - 1)
        if own & {count.value for count in counts(text[start:end])} and annexes_in(text[start:end]):
            return annexes_in(text[start:end])
        end = start
    return ()
