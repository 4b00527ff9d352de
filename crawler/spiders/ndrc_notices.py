"""国家发展和改革委员会 · 通知: newest first. From published notes, 2026-11-22; not fetched live."""

from crawler.families.trs import TrsSpider


class NdrcNoticesSpider(TrsSpider):
    name = "ndrc_notices"
    publisher = "国家发展和改革委员会"
    lineage = "official"
    home = "https://www.ndrc.gov.cn/xxgk/zcfb/tz/index.html"
    row = "ul.u-list > li"
    min_rows = 10
