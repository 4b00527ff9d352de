"""中国政府网 · 政策文件库: 国务院文件, with number and date of writing. Newest first; 20 rows a page.

From published notes, 2026-11-22; not fetched live.
"""

from crawler.families.govcn import LibrarySpider


class GovcnStateCouncilSpider(LibrarySpider):
    name = "govcn_state_council"
    publisher = "中国政府网"
    lineage = "official"
    category = "gongwen"
    min_rows = 10
