"""山东省工业和信息化厅 · 公示: lists put on public show (公示 is never 认定), by GET; rows are cards.

From published notes, 2026-11-22; not fetched live. No note names the unit: it is read from the page.
"""

from crawler.families.hanweb import HanwebSpider


class ShandongPublicitySpider(HanwebSpider):
    name = "shandong_publicity"
    publisher = "山东省工业和信息化厅"
    lineage = "official"
    home = "http://gxt.shandong.gov.cn/col/col15203/index.html"
    method = "GET"
    min_rows = 5
