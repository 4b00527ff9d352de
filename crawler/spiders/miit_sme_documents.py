"""工业和信息化部 · 中小企业局 · 文件发布: documents of the bureau. Newest first; 24 rows a page.

From published notes, 2026-11-22; not fetched live. The page id is read from the column page.
"""

from crawler.families.jpaas import JpaasSpider


class MiitSmeDocumentsSpider(JpaasSpider):
    name = "miit_sme_documents"
    publisher = "工业和信息化部"
    lineage = "official"
    home = "https://www.miit.gov.cn/jgsj/qyj/wjfb/index.html"
    tag_id = "当前栏目_list"
    min_rows = 1
    page = "jpaas"
