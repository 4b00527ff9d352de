"""国家市场监督管理总局 · 法定主动公开内容: announcements as a table with numbers.

Newest first. From published notes, 2026-11-22; not fetched live.
"""

from crawler.families.jpaas import JpaasSpider


class SamrAnnouncementsSpider(JpaasSpider):
    name = "samr_announcements"
    publisher = "国家市场监督管理总局"
    lineage = "official"
    home = "https://www.samr.gov.cn/zw/zfxxgk/fdzdgknr/index.html"
    parse_type = "bulidstatic"
    web_id = "29e9522dc89d4e088a953d8cede72f4c"
    tpl_set_id = "5c30fb89ae5e48b9aefe3cdf49853830"
    page_id = "20178939d3ff4e2cb6a2301da388b6c9"
    tag_id = "当前内容"
    min_rows = 1
    page = "jpaas"
