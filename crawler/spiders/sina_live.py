"""新浪财经 · 7×24: short items as they come, 财经 and 政经. Newest first; 10 items a page, no count.

From published notes, 2026-11-22; not fetched live. An item without a page of its own is counted, not kept.
"""

from crawler.families.sina import SinaSpider
from crawler.families.sina_feeds import Live


class SinaLiveSpider(SinaSpider):
    name = "sina_live"
    publisher = "新浪财经"
    lineage = "news"
    home = "https://finance.sina.com.cn/7x24/"
    feeds = (Live(152), Live(151))
    min_rows = 5
    page = "sina"
