"""The sample portal read back (样例门户): its texts are known, so every page has a gold answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from cleaners import clean_page, segment
from cleaners.model import Page
from cleaners.restoring.assembly import assemble
from kb.home import REPOSITORY
from samples.portal import pages, press
from samples.portal.library import Text, text, texts
from samples.portal.unit import CST, OFFICIAL
from tests.gates.score import Score

MEASURES = {"trial-2019": 8, "draft-2022": 23, "measure-2022": 24, "measure-2025": 23}
EXTRA = {"measure-2025": ["art_17-1"]}
GARBLED = REPOSITORY / "samples" / "import" / "garbled-measure.txt"
LOST = ("art_7", "art_9", "art_13", "art_18", "art_20", "art_22", "art_23")
# What the copy lost inside articles it holds: the third paragraph of 第四条, one heading of 第六条.
CUT = (
    "县级人民政府指定的部门或者机构（以下统称申报单位）负责组织申报、编制发展规划并落实支持措施。",
    "（四）协作网络健全。",
)
BLANK = str.maketrans("", "", " \u3000\n")


def scores(_: Path | None) -> Iterator[Score]:
    """Bodies, fields and articles of the official pages; bodies of the press in each of its forms."""
    official = [t for t in texts() if not any(line.startswith("@viewer") for line in t.body)]
    read = {t.slug: _official(t) for t in official}
    plain = [t for t in official if not any(line.startswith("@") for line in t.body)]
    yield _share("portal.body", (read[t.slug].text == "\n".join(unmarked(t.body)) for t in plain))
    yield _share("portal.fields", (_fields_right(t, read[t.slug]) for t in official))
    yield _share("portal.articles", (_articles(read[slug].text) == wanted(slug) for slug in MEASURES))
    yield _share("portal.press", _press())
    yield from _garbled()


def unmarked(lines: Sequence[str]) -> list[str]:
    """The paragraphs as a reader sees them."""
    return [line.partition(" ")[2] if line[:2] in ("= ", "> ", "* ") else line for line in lines]


def wanted(slug: str) -> list[str]:
    """The eids of a measure's articles, in the order of the text."""
    eids = [f"art_{n}" for n in range(1, MEASURES[slug] + 1)]
    for extra in EXTRA.get(slug, []):
        eids.insert(eids.index(extra.partition("-")[0]) + 1, extra)
    return eids


def _official(item: Text) -> Page:
    return clean_page(pages.detail(item).encode(), url=OFFICIAL + item.path, content_type="text/html")


def _fields_right(item: Text, page: Page) -> bool:
    """Title, moment (北京时间, to the minute), source and attachments."""
    attached = sum(line.startswith("@attach") for line in item.body)
    moment = item.published.replace(second=0, tzinfo=CST)
    return (page.title, page.published, page.source, len(page.attachments)) == (
        item.title,
        moment,
        item.source,
        attached,
    )


def _articles(text: str) -> list[str]:
    return [p.eid.split("__")[-1] for p in segment(text) if p.kind == "article"]


def _garbled() -> Iterator[Score]:
    """The garbled copy: the articles it lacks, and the text of those it holds."""
    reading = assemble(GARBLED.read_text(encoding="utf-8"))
    told = {eid for eid in reading.lacunae if "__" not in eid and eid.startswith("art_")}
    yield _share("portal.garbled_lacunae", (eid in told and eid in LOST for eid in sorted({*LOST, *told})))
    gold = {p.eid: _bare(p.text) for p in segment("\n".join(_measure())) if p.kind == "article"}
    read = {p.eid: _bare(p.text) for p in reading.provisions if p.kind == "article"}
    yield _share("portal.garbled_articles", (read.get(e) == gold[e] for e in gold if e not in LOST))


def _measure() -> list[str]:
    """The measure alone, without the notice before it and the attachment after it."""
    lines = unmarked(text("measure-2022").body)
    return lines[lines.index("特色工坊集群认定管理办法") : -1]


def _bare(article: str) -> str:
    bare = article.translate(BLANK)
    for lost in CUT:
        bare = bare.replace(lost, "")
    return bare


def _press() -> Iterator[bool]:
    """News as page and as Markdown, the mirror and the reprint as page and as saved text: body and moment."""
    for item in press.news():
        body = "\n".join(unmarked(item.body))
        yield _reads(press.news_page(item), "https://finance.sina.com.cn" + press.news_path(item), body)
        yield _reads(press.hexo_file(item), f"import:0/{item.slug}.md", body, item.published)
    mirror, reprint = press.press_text("mirror-2022"), press.press_text("reprint-2022")
    for made, url, item in (
        (press.mirror_page(mirror, "A1b"), "http://www.shisui.example" + press.MIRROR, mirror),
        (press.mirror_text(mirror, "A1b"), "import:0/mirror.txt", mirror),
        (press.reprint_page(reprint), "http://www.yuanshan.example" + press.REPRINT, reprint),
        (press.reprint_text(reprint), "import:0/reprint.txt", reprint),
    ):
        yield _reads(made, url, "\n".join(press.halfwidth(line) for line in item.body))


def _reads(made: str, url: str, body: str, published: datetime | None = None) -> bool:
    page = clean_page(made.encode(), url=url)
    right_moment = published is None or page.published == published.replace(tzinfo=CST)
    return page.text == body and right_moment


def _share(name: str, right: Iterable[bool]) -> Score:
    found = list(right)
    return Score(name, sum(found) / len(found), f"{sum(found)} of {len(found)}")
