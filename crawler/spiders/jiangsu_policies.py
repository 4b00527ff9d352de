"""江苏省工业和信息化厅 · 政策文件: newest first, by POST.

From published notes, 2026-11-22; not fetched live.
"""

from crawler.families.hanweb import HanwebSpider


class JiangsuPoliciesSpider(HanwebSpider):
    name = "jiangsu_policies"
    publisher = "江苏省工业和信息化厅"
    lineage = "official"
    home = "https://gxt.jiangsu.gov.cn/col/col89736/index.html"
    unit_id = "405463"
    web_id = "23"
    min_rows = 10
