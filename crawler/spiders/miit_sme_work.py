"""工业和信息化部 · 中小企业局 · 工作动态: what the bureau does. Newest first; 24 rows a page.

From published notes, 2026-11-22; not fetched live. The page id is read from the column page.
"""

from crawler.families.jpaas import JpaasSpider


class MiitSmeWorkSpider(JpaasSpider):
    name = "miit_sme_work"
    publisher = "工业和信息化部"
    lineage = "official"
    home = "https://www.miit.gov.cn/jgsj/qyj/gzdt/index.html"
    tag_id = "当前栏目_list"
    min_rows = 1
    page = "jpaas"
