"""江苏省工业和信息化厅 · 公示公告: lists and measures put on public show (公示 is never 认定), by POST.

From published notes, 2026-11-22; not fetched live. No note names the unit: it is read from the page.
"""

from crawler.families.hanweb import HanwebSpider


class JiangsuPublicitySpider(HanwebSpider):
    name = "jiangsu_publicity"
    publisher = "江苏省工业和信息化厅"
    lineage = "official"
    home = "https://gxt.jiangsu.gov.cn/col/col6281/index.html"
    min_rows = 5
