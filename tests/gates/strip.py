"""How well what is foreign leaves a text, and that nothing else does.

Marked set: laws of the statutes with marks of a fictional mirror at line ends and inside sentences; a law is
restored when its folded text is the one before. Clean sets: laws must come back as they are, notices of the
People's Bank less markup. Own set: fictional tails and toolbars behind a fictional measure, always there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random

from cleaners.normalise import fold
from cleaners.stripping.removal import restore
from cleaners.stripping.steps import lines_of, strip_text
from tests.gates.score import Score
from tests.gates.segmentation import laws

CLEAN_STEP = 5  # of the laws every so many is read: about 550
MARKED_STEP = 60
_OF_THE_PAGE = frozenset({"debris", "invisible"})
MARKS = (
    "8KD青岚速览——每天多看一点，多懂一点QINGLANPOS.EXAMPLE",
    "【本文由青岚网qinglan-news.example整理】",
    "www.qinglan-mirror.example",
    "https://www.qinglan.example/",
    "更多资讯请关注青岚网",
    "（本文来自青岚网）",
    "©青岚网版权所有",
)
MEASURE = (
    "河灯工坊管理办法",
    "第一条　为了规范河灯工坊，制定本办法。",
    "第二条　转载工坊图样的，应当注明来源；版权归匠人所有，未经许可不得使用。",
    "第三条　申报人可以扫描二维码填报，也可以下载客户端办理。",
    "第四条　投资工坊的风险由投资人自行承担，本办法不构成承诺。",
)
CLOSING = ("特此公告。", "青岚县工业局", "2031年3月5日", "抄送：青岚县人民政府。", "附件：河灯工坊名单.xlsx")
TAILS = (
    ("免责声明：本文转载自其他媒体，不代表本站观点。", "某地灯会开幕"),
    ("【版权声明】凡本网注明“来源：青岚网”的作品，未经授权不得转载。",),
    ("图片来源于网络，如有侵权请联系删除。",),
    ("声明：本站为非营利性网站，本站不承担任何法律责任。", "上一篇：某县修桥", "下一篇：没有了"),
    ("以上内容仅供参考，不构成投资建议。投资有风险，入市需谨慎。",),
    ("< 上一篇 某县修桥，三个月完工",),
    ("本文链接：http://www.qinglan.example/show-1.html",),
    ("扩展阅读", "某地灯会开幕了", "某地灯会开幕了", "昨晚，某地灯会开幕，游客..."),
    ("某地灯会：今晚开幕", "2031-03-05", "某县修桥，三个月完工", "2031-03-04", "谁在点灯？", "3小时前"),
    ("1", "某地灯会：今晚开幕", "2", "某县修桥，三个月完工", "3", "谁在点灯？", "4", "灯油涨价，匠人发愁"),
    ("分享到： 微信 微博 QQ空间", "阅读 1234 评论 5", "长按二维码关注我们", "点击右上角分享给好友"),
    ("编辑：安若水 校对：白长亭", "审核：柳成荫"),
    ("更多精彩内容，下载青岚客户端",),
    ("相关阅读：", "某地灯会开幕了"),
    ("赞 12 收藏 3",),
)


def _marked(lines: list[str], mark: str, rng: Random) -> str:
    """The lines with a mark behind most of them, and in some sentences."""
    spoiled: list[str] = []
    for line in lines:
        if len(line) > 30 and rng.random() < 0.1:
            at = rng.randrange(6, len(line) - 4)
            line = line[:at] + mark + line[at:]
        spoiled.append(line + mark if rng.random() < 0.8 else line)
    return "\n".join(spoiled)


def _marks(texts: list[str]) -> Iterator[Score]:
    restored = undone = total = 0
    for number, text in enumerate(texts):
        lines = list(lines_of(text))
        for mark in MARKS:
            spoiled = _marked(lines, mark, Random(f"{number}/{mark}"))
            kept, removed = strip_text(spoiled)
            restored += fold(kept) == fold(text)
            undone += restore(kept.split("\n"), removed) == lines_of(spoiled)
            total += 1
    yield Score("strip.marks_gone", restored / total, f"{restored} of {total} marked laws as before")
    yield Score("strip.undone", undone / total, f"{undone} of {total} strippings taken back")


def _clean(texts: list[str]) -> Score:
    whole = 0
    for text in texts:
        _, removed = strip_text(text)
        whole += not removed
    return Score("strip.clean_laws", whole / len(texts), f"{whole} of {len(texts)} laws untouched")


def _notices(path: Path) -> Score:
    """The share of notices that lose no line; 相关文章 and its link behind one of them are of the page."""
    whole = total = 0
    for row in path.read_text(encoding="utf-8").splitlines():
        _, removed = strip_text(json.loads(row)["text"])
        lost = [cut for cut in removed if cut.at is None and cut.rule not in _OF_THE_PAGE]
        whole += not lost or fold(lost[0].quote) == "相关文章:"
        total += 1
    return Score("strip.notices_whole", whole / total, f"{whole} of {total} notices lost no line")


def _own() -> Iterator[Score]:
    """Every tail behind the measure and behind its closing lines."""
    right = total = 0
    for body in (MEASURE, MEASURE + CLOSING):
        for tail in TAILS:
            right += strip_text("\n".join(body + tail))[0] == "\n".join(body)
            total += 1
    yield Score("strip.own_tails", right / total, f"{right} of {total} texts without their tail")


def scores(corpora: Path | None) -> Iterator[Score]:
    """The scores of the own set, then those of the corpora."""
    yield from _own()
    read = list(laws(corpora)) if corpora else []
    texts = [law.printed() for law in read]
    if texts:
        yield from _marks(texts[::MARKED_STEP])
        yield _clean(texts[::CLEAN_STEP])
    else:
        for name in ("marks_gone", "undone", "clean_laws"):
            yield Score(f"strip.{name}", None, "data/statutes is not there")
    notices = corpora / "pbc/docs.jsonl" if corpora else None
    if notices and notices.exists():
        yield _notices(notices)
    else:
        yield Score("strip.notices_whole", None, "data/pbc is not there")
