"""山东省工业和信息化厅 · 通知公告: newest first, by GET; the unit is read from the column page.

From published notes, 2026-11-22; not fetched live.
"""

from crawler.families.hanweb import HanwebSpider


class ShandongNoticesSpider(HanwebSpider):
    name = "shandong_notices"
    publisher = "山东省工业和信息化厅"
    lineage = "official"
    home = "http://gxt.shandong.gov.cn/col/col15201/index.html"
    method = "GET"
    min_rows = 10
