"""财政部 · 政策发布: newest first; the documents lie on the hosts of its departments (zhs.mof.gov.cn …).

From published notes, 2026-11-22; not fetched live.
"""

from crawler.families.trs import TrsSpider


class MofPoliciesSpider(TrsSpider):
    name = "mof_policies"
    publisher = "财政部"
    lineage = "official"
    home = "https://www.mof.gov.cn/zhengwuxinxi/zhengcefabu/index.htm"
    domain = "mof.gov.cn"
    row = "ul.liBox > li, ul.xwfb_listbox > li"
    min_rows = 10
