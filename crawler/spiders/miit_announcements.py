"""工业和信息化部 · 公告: announcements, numbered by year. Newest first; 24 rows a page.

From published notes, 2026-11-22; not fetched live. The page id is read from the column page.
"""

from crawler.families.jpaas import JpaasSpider


class MiitAnnouncementsSpider(JpaasSpider):
    name = "miit_announcements"
    publisher = "工业和信息化部"
    lineage = "official"
    home = "https://www.miit.gov.cn/zwgk/zcwj/wjfb/gg/index.html"
    min_rows = 1
    page = "jpaas"
