"""工业和信息化部 · RSS: the cheap change signal over the columns 通知 and 文件公示.

From published notes, 2026-11-22; not fetched live.
"""

from crawler.families.feed import FeedSpider


class MiitFeedSpider(FeedSpider):
    name = "miit_feed"
    publisher = "工业和信息化部"
    lineage = "official"
    home = (
        "https://www.miit.gov.cn/api-gateway/jpaas-plugins-web-server/front/rss/getinfo"
        "?webId=8d828e408d90447786ddbe128d495e9e"
        "&columnIds=3e3ad1a3bec74939890a0d3e54815141,a7180b76aadf4a2ca625f403045cbaae"
    )
    page = "jpaas"
