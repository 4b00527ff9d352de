"""工业和信息化部 · 意见征集: drafts for comment, with hidden deadlines. Newest first; 24 rows a page.

From published notes, 2026-11-22; not fetched live.
"""

from crawler.families.jpaas import JpaasSpider


class MiitConsultationsSpider(JpaasSpider):
    name = "miit_consultations"
    publisher = "工业和信息化部"
    lineage = "official"
    home = "https://www.miit.gov.cn/gzcy/yjzj/index.html"
    page_id = "ff3aac0962cb45e48e8e4da69450e847"
    min_rows = 1
    page = "jpaas"
