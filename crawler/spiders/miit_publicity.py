"""工业和信息化部 · 文件公示: lists and drafts put on public show (公示 is never 认定).

From published notes, 2026-11-22; not fetched live.
"""

from crawler.families.jpaas import JpaasSpider


class MiitPublicitySpider(JpaasSpider):
    name = "miit_publicity"
    publisher = "工业和信息化部"
    lineage = "official"
    home = "https://www.miit.gov.cn/zwgk/wjgs/index.html"
    page_id = "a7180b76aadf4a2ca625f403045cbaae"
    min_rows = 1
    page = "jpaas"
