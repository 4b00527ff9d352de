"""中国政府网 · 政策解读: readings of policies in one file, newest first.
From published notes, 2026-11-22; not fetched live."""

from crawler.families.govcn import LatestSpider


class GovcnReadingsSpider(LatestSpider):
    name = "govcn_readings"
    publisher = "中国政府网"
    lineage = "official"
    home = "https://www.gov.cn/zhengce/jiedu/ZCJD_QZ.json"
    min_rows = 3
