"""工业和信息化部 · 政策解读: what a measure means, by its makers. Newest first; 24 rows a page.

From published notes, 2026-11-22; not fetched live.
"""

from crawler.families.jpaas import JpaasSpider


class MiitReadingsSpider(JpaasSpider):
    name = "miit_readings"
    publisher = "工业和信息化部"
    lineage = "official"
    home = "https://www.miit.gov.cn/zwgk/zcjd/index.html"
    page_id = "1b56e5adc362428299dfc3eb444fe23a"
    min_rows = 1
    page = "jpaas"
