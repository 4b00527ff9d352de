"""TRS WCM (拓尔思): the plain lists of NDRC, MOF and many departments.

A thin form of `pages`, for the walk and its checks are the same. What belongs to the publishing system and
not to one source stands here: the form of an article's address (t20260327_1404395.html), the scripts that
count the pages, and the rule set that reads its articles; so a source only names its column and its rows.
"""

from __future__ import annotations

from crawler.families.guessing import guess_row
from crawler.families.pages import PagesSpider

COUNTS = (b"createPageHTML", b"countPage")


class TrsSpider(PagesSpider):
    """A column of a TRS site; index_1 is its second page, and it counts its pages in a script."""

    family = "trs"
    stated = True
    article = r"/t\d{8}_\d+\.s?html?$"
    page = "trs"

    @classmethod
    def recognises(cls, body: bytes, url: str) -> bool:
        return any(mark in body for mark in COUNTS) and guess_row(body, url) is not None
