"""深圳市工业和信息化局 · 通知公告 (计划单列市): its notices and public shows. Newest first, no count.

From published notes, 2026-11-22; not fetched live. The notes ask by http: its TLS is out of the common.
"""

from crawler.families.pages import PagesSpider


class ShenzhenNoticesSpider(PagesSpider):
    name = "shenzhen_notices"
    publisher = "深圳市工业和信息化局"
    lineage = "official"
    home = "http://gxj.sz.gov.cn/xxgk/xxgkml/qt/tzgg/index.html"
    row = "div.ListconC"
    article = r"/post_\d+\.html$"
    second = 2
    min_rows = 5
    page = "trs"
