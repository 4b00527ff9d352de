"""国家发展和改革委员会 · 规范性文件: newest first. From published notes, 2026-11-22; not fetched live."""

from crawler.families.trs import TrsSpider


class NdrcNormativeSpider(TrsSpider):
    name = "ndrc_normative"
    publisher = "国家发展和改革委员会"
    lineage = "official"
    home = "https://www.ndrc.gov.cn/xxgk/zcfb/ghxwj/index.html"
    row = "ul.u-list > li"
    min_rows = 5
