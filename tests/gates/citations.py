"""cite-check: 500 texts with citations and quotations of statutes, five outcomes of a hundred each.

The statutes of data/statutes, some of them repealed by a decision of our own; without the corpus measures of
our own words, so that the outcomes are told on every machine.
"""

from __future__ import annotations

import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from cleaners.numerals import format_numeral
from kb.home import Home
from kb.read import Base
from reader.cite_check import checked
from tests.cite_cases import OUTCOMES, Case, Measure, cases
from tests.gates.score import Score
from tests.homes import built as home_of

_MEASURES = 60
_REPEALED = 12
_EACH = 100
_DAY = date(2026, 1, 1)
_TOPICS = ("灯塔工坊", "渔港照明", "竹编作坊", "盐田步道", "山泉水站", "陶土窑场", "林下药圃", "纸鸢工艺")


def scores(corpora: Path | None) -> Iterator[Score]:
    """Our own measures always; the statutes when they are there."""
    yield score("citations.own_outcomes", own_measures(), each=20)
    if corpora is None or not (corpora / "statutes").is_dir():
        yield Score("citations.outcomes", None, "no corpus")
        return
    yield score("citations.outcomes", statutes(corpora), each=_EACH)


def own_measures() -> tuple[Measure, ...]:
    """Measures of our own words, the last two repealed."""
    made = []
    for n, topic in enumerate(_TOPICS):
        articles = (
            f"为了培育{topic}，引导各县发展手工业，制定本办法。",
            f"省级主管部门应当于每年{n + 2}月{n + 11}日前公布上一年度的{topic}名录并接受监督。",
            f"{topic}的经营者应当自开业之日起{n + 21}日内向所在县的主管部门提交书面材料。",
            f"主管部门不得向{topic}的经营者收取任何费用，但是法律另有规定的除外。",
            f"{topic}的称号有效期为{n + 3}年，期满前六个月可以申请复核一次。",
            f"违反规定使用{topic}称号的单位，处{n + 4}万元以上二十万元以下的罚款。",
        )
        title = f"云海省{topic}培育管理办法"
        made.append(Measure(title, tuple(enumerate(articles, 1)), repealed=n >= len(_TOPICS) - 2))
    return tuple(made)


def statutes(corpora: Path) -> tuple[Measure, ...]:
    """Statutes of unlike titles, evenly spread over the corpus, whole and numbered without a gap."""
    articles: dict[str, list[tuple[int, str]]] = defaultdict(list)
    titles: dict[str, str] = {}
    with gzip.open(corpora / "statutes" / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if row["clean_doc"] and not row["sub"]:
                articles[row["doc"]].append((row["n"], row["text"]))
                titles[row["doc"]] = row["title"]
    once = {title for title, n in Counter(titles.values()).items() if n == 1}
    names = [d for d in sorted(articles) if titles[d] in once and 12 <= len(articles[d]) <= 80]
    names = [d for d in names if [n for n, _ in articles[d]] == list(range(1, len(articles[d]) + 1))]
    chosen = names[:: max(1, len(names) // _MEASURES)][:_MEASURES]
    return tuple(
        Measure(titles[doc], tuple(articles[doc]), repealed=n % (_MEASURES // _REPEALED) == 0)
        for n, doc in enumerate(chosen)
    )


def score(name: str, measures: Sequence[Measure], *, each: int) -> Score:
    """The share of the cases that get the outcome they must get."""
    with TemporaryDirectory() as folder:
        home = built(Path(folder), measures)
        wrong = Counter(
            case.outcome for case, given in outcomes(home, measures, each) if given != case.outcome
        )
    total = each * len(OUTCOMES)
    missed = ", ".join(f"{n} {outcome}" for outcome, n in sorted(wrong.items()))
    return Score(
        name, 1 - wrong.total() / total, f"{total - wrong.total()} of {total}; wrong: {missed or 'none'}"
    )


def outcomes(home: Home, measures: Sequence[Measure], each: int) -> Iterator[tuple[Case, str]]:
    """Each case with what cite-check makes of its last citation that quotes."""
    with Base(home.kb) as base:
        for case in cases(measures, each):
            found = checked(home, base, case.text, _DAY)
            given = [entry["status"] for entry in found if entry["quote"]]
            yield case, given[0] if len(given) == 1 else f"{len(given)} quotations"


def built(folder: Path, measures: Sequence[Measure]) -> Home:
    """A home that holds the measures and the decision that repeals some."""
    rows = [{"title": m.title, "text": _printed(m), "published": "2019-03-01"} for m in measures]
    ended = "".join(f"《{m.title}》同时废止。" for m in measures if m.repealed)
    decision = f"第一条 为了清理不再适用的办法，制定本规定。\n第二条 本规定自2025年1月1日起施行。{ended}"
    rows.append(
        {"title": "云海省办法清理规定", "text": f"云海省办法清理规定\n{decision}", "published": "2024-12-20"}
    )
    return home_of(folder, rows)


def _printed(measure: Measure) -> str:
    articles = (f"第{format_numeral(number)}条 {text}" for number, text in measure.articles)
    return "\n".join((measure.title, *articles))
