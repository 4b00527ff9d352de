"""优质中小企业梯度培育平台 · 通知公告: the public notices, never what companies filed.

From published notes, 2026-11-22; not fetched live.
"""

from crawler.families.zjtx import ZjtxSpider


class ZjtxNoticesSpider(ZjtxSpider):
    name = "zjtx_notices"
    publisher = "工业和信息化部"
    lineage = "official"
    home = "https://zjtx.miit.gov.cn/zxqySy/tzggMore"
    min_rows = 3
