"""Scrapy's settings: politeness, identity, limits (礼貌、身份、限度).

Scrapy's library defaults are impolite and trusting; what is set here is set for a reason given beside it.
"""

from __future__ import annotations

from datetime import UTC, datetime

from crawler.guards import LARGEST_ANSWER
from kb.home import current_home, replica
from kb.state import night_of

_PLAYED = replica() is not None

BOT_NAME = "tiaowen"
_CONTACT_FILE = current_home().root / "contact.txt"
# An address at which a webmaster reaches the operator of this home: the first line of contact.txt.
CONTACT = (
    _CONTACT_FILE.read_text(encoding="ascii", errors="replace").split("\n")[0].strip()
    if _CONTACT_FILE.is_file()
    else "operator has not named a contact"
)
USER_AGENT = f"tiaowen/0.1 (policy archive; {CONTACT})"
SPIDER_MODULES = ["crawler.spiders"]
SPIDER_LOADER_CLASS = "crawler.roster.SourceLoader"
NEWSPIDER_MODULE = "crawler.spiders"
COMMANDS_MODULE = "crawler.commands"

# Politeness: one request a host at a time, two seconds apart (±half), slower when the host is slow.
ROBOTSTXT_OBEY = True
CONCURRENT_REQUESTS = 4
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 0.01 if _PLAYED else 2.0
DOWNLOAD_DELAY_JITTER = 0.5
AUTOTHROTTLE_ENABLED = not _PLAYED
AUTOTHROTTLE_START_DELAY = 2.0
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/json,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5",
    "Accept-Encoding": "gzip, deflate",  # a cut body of another coding cannot be told from a whole one
}

# One retry for a server's own fault and for a lost connection, none for 4xx and for the 521 wall.
RETRY_TIMES = 1
RETRY_PRIORITY_ADJUST = 1  # before the next page: a host that fails is known after few requests
RETRY_HTTP_CODES = [500, 502, 503, 504]
RETRY_GIVE_UP_LOG_LEVEL = "INFO"

# Limits: a page is 20 MB at most; attachments ask for 60 MB by request. 60 s in all for one answer.
DOWNLOAD_MAXSIZE = 20 * 1024 * 1024
ATTACHMENT_MAXSIZE = LARGEST_ANSWER
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_TIMEOUT = 60
DOWNLOAD_FAIL_ON_DATALOSS = True
REDIRECT_MAX_TIMES = 5
METAREFRESH_ENABLED = False
DEPTH_LIMIT = 0

# Trust: certificates are verified; nothing but http and https is opened; nobody steers a run from outside.
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_HANDLERS = {
    "https": "crawler.trust.TrustHandler",
    "file": None,
    "ftp": None,
    "s3": None,
    "data": None,
}
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
HTTPPROXY_ENABLED = not _PLAYED  # a proxy cannot reach this machine's loopback
TWISTED_DNS_RESOLVER = (
    "scrapy.resolver.CachingThreadedResolver" if _PLAYED else "crawler.guards.GlobalResolver"
)
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "crawler.politeness.NothingMore": 40,
    "crawler.guards.AddressGuard": 50,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawler.robots.CarefulRobots": 100,
    "crawler.guards.WholeBody": 595,  # between HttpCompression (590) and the downloader
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,  # no source has a password
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
}
# Each of these takes every answer through one more generator, and has nothing to do here: all statuses are
# let through, no depth is limited, no request copies another's meta.
SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
}
EXTENSIONS = {
    "crawler.politeness.Politeness": 500,  # behind AutoThrottle, whose delay it raises
    # What is switched off is not loaded either: each source is a process, and pays for it on every night.
    "scrapy.extensions.closespider.CloseSpider": None,
    "scrapy.extensions.feedexport.FeedExporter": None,
    "scrapy.extensions.logstats.LogStats": None,
    "scrapy.extensions.memdebug.MemoryDebugger": None,
    "scrapy.extensions.remote_control.RemoteControl": None,
    "scrapy.extensions.spiderstate.SpiderState": None,
    "scrapy.extensions.telnet.TelnetConsole": None,
}
HTTPERROR_ALLOW_ALL = True  # spiders judge each status themselves, by name
# Requests go out in the order in which they were asked for. A priority each would cost the square of their
# number, for the scheduler looks through all priorities at every request.
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"

# The cache belongs to one night and one source, holds good pages only and never a list: after a kill the same
# night's rerun does not ask again for what came whole. No JOBDIR: its rerun after a kill loses pages.
HTTPCACHE_ENABLED = True
HTTPCACHE_DIR = str(current_home().cache / night_of(datetime.now(UTC)))
HTTPCACHE_STORAGE = "crawler.guards.NightCache"
HTTPCACHE_POLICY = "crawler.guards.GoodPagesOnly"

# A night's budgets, for all its sources together: what they leave undone comes first on the next night, and a
# night that they cut is no good one. `scrapy nightly --minutes N --pages N` names others.
NIGHT_MINUTES = 480
NIGHT_PAGES = 20_000
# A night does not begin with less free space (bytes): its archive, cache and a new index generation must fit.
NIGHT_MIN_FREE = 500_000_000
# What a night keeps of the past; it removes the rest and says so.
KEEP_BACKUPS = 7
KEEP_LOG_DAYS = 90

# Costs of nothing: spiders yield no items, and Scrapy starts this many tasks for each answer; it also reads
# the source of a callback for each answer, to warn of generators that return a value.
CONCURRENT_ITEMS = 1
WARN_ON_GENERATOR_RETURN_VALUE = False

# Scrapy's own log stays quiet; the report says what happened. A crawl writes var/log/<night>.log.
LOG_LEVEL = "ERROR"
LOGSTATS_INTERVAL = 0
STATS_DUMP = False
