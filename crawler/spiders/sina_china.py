"""新浪财经 · 国内财经: news of the economy at home. Newest first; 50 rows a page, no count.

From published notes, 2026-11-22; not fetched live, and the column's number stands in one note only.
"""

from crawler.families.sina import SinaSpider
from crawler.families.sina_feeds import Roll


class SinaChinaSpider(SinaSpider):
    name = "sina_china"
    publisher = "新浪财经"
    lineage = "news"
    home = "https://finance.sina.com.cn/china/"
    feeds = (Roll(155, 1686),)
    min_rows = 5
    page = "sina"
