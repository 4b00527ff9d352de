"""中国政府网 · 政策文件库: 部门文件 of 工业和信息化部. Newest first; 20 rows a page.
From published notes, 2026-11-22; not fetched live."""

from crawler.families.govcn import LibrarySpider


class GovcnMinistriesSpider(LibrarySpider):
    name = "govcn_ministries"
    publisher = "中国政府网"
    lineage = "official"
    category = "bumenfile"
    ministry = "工业和信息化部"
    min_rows = 20
