"""中国政府网 · 最新政策: all recent policies in one file, newest first.
From published notes, 2026-11-22; not fetched live."""

from crawler.families.govcn import LatestSpider


class GovcnLatestSpider(LatestSpider):
    name = "govcn_latest"
    publisher = "中国政府网"
    lineage = "official"
    home = "https://www.gov.cn/zhengce/zuixin/ZUIXINZHENGCE.json"
    min_rows = 8
