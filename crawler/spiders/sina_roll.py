"""新浪财经 · 滚动: the 财经 columns of the roll. Newest first; 50 rows a page, no count.

From published notes, 2026-11-22; not fetched live. Columns 2510, 2511 and 2514 are caches of years ago.
"""

from crawler.families.sina import SinaSpider
from crawler.families.sina_feeds import Roll


class SinaRollSpider(SinaSpider):
    name = "sina_roll"
    publisher = "新浪财经"
    lineage = "news"
    home = "https://finance.sina.com.cn/roll/"
    feeds = (Roll(384, 2519), Roll(153, 2516))
    min_rows = 10
    page = "sina"
