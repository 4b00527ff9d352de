"""Results of a review told by a list alone (复核结果): 现将复核结果予以公布, and a column says who passed.

Reads a text and its title; writes the Announced of those who passed, for a list that says so row by row. Must
never be asked of a 公示, nor be used with a list that has no column of results.
"""

from __future__ import annotations

import re

from cleaners.model import Announced
from cleaners.recognition.marks import annexes_in, batch_in, year_in
from cleaners.recognition.programmes import programme_of
from cleaners.recognition.sentences import sentences

_RESULT = re.compile(r"复(?:核|审|评)(?:评价)?(?:的)?(?:结果|情况)|(?:评价|监测|考核)结果")
_TOLD = re.compile(r"公布|公告|通告|通报|通知如下|发布|印发|如下|附件")


def result_told(text: str, *, title: str) -> Announced | None:
    """Who passed the review whose result a notice publishes; None where it publishes none.

    >>> told = result_told("现将复核结果予以公布（见附件）。", title="关于公布第二批绿色工厂复核结果的通告")
    >>> told and (told.event_type, told.programme, told.batch, told.annexes)
    ('renew', 'MIIT-GREEN-FACTORY', '第二批', ('附件',))
    """
    if "公示" in title or not _RESULT.search(title):
        return None
    for sentence in sentences(text):
        if _RESULT.search(sentence.text) and _TOLD.search(sentence.text):
            return Announced(
                "renew",
                programme_of(sentence.text) or programme_of(title),
                batch_in(sentence.text) or batch_in(title),
                year_in(sentence.text) or year_in(title),
                (),
                None,
                annexes_in(sentence.text),
                sentence.printed,
                (sentence.start, sentence.start + len(sentence.text)),
            )
    return None
