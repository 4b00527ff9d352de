"""宁波市经济和信息化局 · 公示公告 (计划单列市): its public shows; the unit is read from the page.

From published notes (address of a show of 2022), 2026-11-22; not fetched live.
"""

from crawler.families.hanweb import HanwebSpider


class NingboPublicitySpider(HanwebSpider):
    name = "ningbo_publicity"
    publisher = "宁波市经济和信息化局"
    lineage = "official"
    home = "http://jxj.ningbo.gov.cn/col/col1229561613/index.html"
    min_rows = 5
