"""工业和信息化部 · 通知: notices issued by the ministry. Newest first; 24 rows a page.

From published notes, 2026-11-22; not fetched live.
"""

from crawler.families.jpaas import JpaasSpider


class MiitNoticesSpider(JpaasSpider):
    name = "miit_notices"
    publisher = "工业和信息化部"
    lineage = "official"
    home = "https://www.miit.gov.cn/zwgk/zcwj/wjfb/tz/index.html"
    page_id = "3e3ad1a3bec74939890a0d3e54815141"
    min_rows = 10
    page = "jpaas"
