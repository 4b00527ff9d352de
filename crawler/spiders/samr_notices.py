"""国家市场监督管理总局 · 公示公告: lists and announcements; rows are items with a sibling item for the date.

Newest first. From published notes, 2026-11-22; not fetched live.
"""

from crawler.families.jpaas import JpaasSpider


class SamrNoticesSpider(JpaasSpider):
    name = "samr_notices"
    publisher = "国家市场监督管理总局"
    lineage = "official"
    home = "https://www.samr.gov.cn/zw/zjwj/gsgg/index.html"
    parse_type = "bulidstatic"
    web_id = "29e9522dc89d4e088a953d8cede72f4c"
    tpl_set_id = "5c30fb89ae5e48b9aefe3cdf49853830"
    page_id = "dedefc44460a4338ac649d95f0ed8023"
    tag_id = "内容区域"
    min_rows = 1
    page = "jpaas"
