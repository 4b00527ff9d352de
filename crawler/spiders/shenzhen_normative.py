"""深圳市工业和信息化局 · 规范性文件 (计划单列市): its measures in force. Newest first, no count.

From published notes, 2026-11-22; not fetched live. One note only has the address, and no row of it: the rows
are taken to be those of 通知公告 on the same site; where they are not, the source fails as ListMissing.
"""

from crawler.families.pages import PagesSpider


class ShenzhenNormativeSpider(PagesSpider):
    name = "shenzhen_normative"
    publisher = "深圳市工业和信息化局"
    lineage = "official"
    home = "http://gxj.sz.gov.cn/xxgk/xxgkml/zcfgjzcjd/gfxwjcx/index.html"
    domain = "gxj.sz.gov.cn"
    row = "div.ListconC"
    article = r"/post_\d+\.html$"
    second = 2
    min_rows = 3
    page = "trs"
