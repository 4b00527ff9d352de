"""工业和信息化部 · 政策文件库: the policy library with numbers. Newest first; 20 rows a page.

From published notes, 2026-11-22; not fetched live. Category ids drift, so the category is found by name.
"""

from crawler.families.miit_search import PolicySearchSpider


class MiitPoliciesSpider(PolicySearchSpider):
    name = "miit_policies"
    publisher = "工业和信息化部"
    lineage = "official"
    home = "https://www.miit.gov.cn/search/zcwjk.html"
    website_id = "110000000000000"
    search_id = "183"
    category = "政策文件"
    min_rows = 10
    page = "jpaas"
