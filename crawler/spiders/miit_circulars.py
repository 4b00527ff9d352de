"""工业和信息化部 · 通告: circulars to the public. Newest first; 24 rows a page.

From published notes, 2026-11-22; not fetched live. The page id is read from the column page.
"""

from crawler.families.jpaas import JpaasSpider


class MiitCircularsSpider(JpaasSpider):
    name = "miit_circulars"
    publisher = "工业和信息化部"
    lineage = "official"
    home = "https://www.miit.gov.cn/zwgk/zcwj/wjfb/tg/index.html"
    min_rows = 1
    page = "jpaas"
