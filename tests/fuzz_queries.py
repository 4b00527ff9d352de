"""Queries by the hundred thousand (检索变异): each must have an answer or a named refusal, in one CPU second.

`python -m tests.fuzz_queries --queries 100000 --seed 1` indexes `--articles` articles of data/stard, or our
own clauses without the corpora, makes queries by a fixed plan from words, operators, quotes, fields, numbers
and pieces of the texts, and asks each. It prints one JSON document; the seed of a query that went wrong makes
it again. `--from` and `--queries` part a long run; `--home` keeps the index.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from index.citations import parse_reference
from index.fulltext import Fulltext, open_index, update
from index.query import parse
from index.resolve import resolve
from index.results import Filters, QueryTooLong
from index.snippet import snippet
from kb.entry import CommandLine, at_least_one
from kb.home import Home, corpora
from tests.clauses import Clauses, clause
from tests.stard import read_corpus

CPU_LIMIT = 1.0  # seconds for one query
_OWN = (
    "为培育花卉特色产业集群，提升县域园艺水平，制定本办法。",
    "集群有效期为三年。有效期满后组织复核，复核通过的有效期延长三年。",
    "集群应当建立“共种、共养、共赏”的治理机制：\n（一）统一育种；\n（二）Ａ类温室不低于０．１ＭＰａ。",
    "省级花卉主管部门组织集群于每年5月20日前填报上一年度种植情况。",
)
_OPERATORS = ("AND", "OR", "NOT", "NEAR", "NEAR/3", "NEAR/99999", "&&", "||", "-", "(", ")", "~3", "”~5", "!")
_FIELDS = (
    "title:", "文号：", "issuer:", "发文机关:工信部", "status:现行有效", "kind:", "date:2022-01..2023-06",
    "from:",
    "to:9999", "date:..", "成文日期:2031", "article:art_3", "article:", "work:", "role:news", "region:火星",
    "2022年以来", "第十二条", "12条", "Art. 12", "第99999条", "附件2第三条", "第三条第（二）项",
    "工信部企业〔2022〕119号",
    "国发[2031] 7 号", "《花卉集群办法》第六条",
)  # fmt: skip
_ODD = (
    "", " ", "\n", "\t", "\x00", "\x1f", "\u3000", "\u200b", "\ufeff", "\ud83d", "😀", "é", "ﬁ", "〇", "﷽",
    "\u0301",
    "“", "”", '"', "「", "」", "『", "’", "‘", "《", "》", "〔", "〕", "\\", "/", "*", "?", "[", "]",
    "{", "}", "^", "$",
    "%s", "{0}", "'; DROP TABLE work; --", "<script>", "的", "一", "0", "9" * 40, "a" * 60, "集" * 200,
    "十" * 30,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one query ended: answer, refused, or the name of the error; CPU seconds."""

    seed: str
    ended: str
    cpu_s: float


def clauses(articles: int, held: Path | None) -> Clauses:
    """What is searched: so many articles of data/stard, or our own."""
    if held is not None and articles:
        return read_corpus(held, others=articles).clauses
    own = [clause("h:own", f"art_{n}", text, title="花卉集群办法") for n, text in enumerate(_OWN, 1)]
    return Clauses(own)


# --- the queries -------------------------------------------------------------------------------------------


def _piece(rng: Random, texts: Sequence[str]) -> str:
    text = rng.choice(texts)
    start = rng.randrange(len(text))
    return text[start : start + rng.choice((1, 2, 3, 5, 8, 20, 60))]


def _quoted(rng: Random, texts: Sequence[str]) -> str:
    opening, closing = rng.choice(("“”", '""', "「」", "『』", "‘’", '“"', "“ "))
    return opening + _piece(rng, texts) + closing + rng.choice(("", "", "~3", "~0", "~999"))


def _several(rng: Random, texts: Sequence[str]) -> str:
    return " ".join(_piece(rng, texts) for _ in range(rng.choice((2, 3, 8))))


def _long(rng: Random, texts: Sequence[str]) -> str:
    """A page of text, or one part many times: the dearest that is read."""
    unit = rng.choice(
        (_piece(rng, texts), rng.choice(_OPERATORS), rng.choice(_ODD), rng.choice(_FIELDS) + " ")
    )
    many = (unit or "集") * (1_000 // max(1, len(unit)))
    return rng.choice((many[:1_000], "".join(_piece(rng, texts) for _ in range(40))[:1_000], many * 3))


def _many(rng: Random, texts: Sequence[str]) -> str:
    """Many phrases and neighbourhoods in one query: each asks for texts to be read."""
    quoted = (_piece(rng, texts)[:4] + " " + _piece(rng, texts)[:1] for _ in range(90))
    return rng.choice((" ", " OR ")).join(f"“{part}”{rng.choice(('', '~5'))}" for part in quoted)[:1_000]


PARTS: tuple[Callable[[Random, Sequence[str]], str], ...] = (
    _piece,
    _quoted,
    _several,
    lambda rng, _: rng.choice(_OPERATORS),
    lambda rng, _: rng.choice(_FIELDS),
    lambda rng, _: rng.choice(_ODD),
    lambda rng, _: chr(
        rng.choice((rng.randrange(0x20, 0x300), rng.randrange(0x2E80, 0xA000), rng.randrange(0x110000)))
    ),
    lambda rng, texts: rng.choice(_FIELDS) + _piece(rng, texts),
)


def query(seed: str, texts: Sequence[str]) -> str:
    """The query of a seed: some parts joined, or a very long one."""
    rng = Random(seed)
    if rng.random() < 0.03:
        return rng.choice((_long, _many))(rng, texts)
    parts = (rng.choice(PARTS)(rng, texts) for _ in range(rng.choice((1, 1, 2, 3, 5, 9))))
    return rng.choice((" ", " ", "")).join(parts)


def _filters(seed: str) -> Filters:
    rng = Random(seed + "/filters")
    if rng.random() < 0.8:
        return Filters()
    return Filters(
        issuer=rng.choice((None, "工信部", "花卉")), status=rng.choice((None, "现行有效")),
        date_from=rng.choice((None, "2000", "2020-01-01")), region=rng.choice((None, "江苏")),
    )  # fmt: skip


# --- asking ------------------------------------------------------------------------------------------------


def outcome(index: Fulltext, held: Clauses, seed: str, text: str) -> Outcome:
    """Ask one query as the reader does: look a citation up, rank, cut the snippets of the first page."""
    started = time.process_time()
    try:
        reference = parse_reference(text)
        if reference is not None:
            resolve(held, reference)
        found = index.search(parse(text), limit=10, offset=len(text) % 3, filters=_filters(seed))
        for hit in found.hits:
            provision = held.provision(hit.work, hit.eid)
            snippet(provision.text if provision else "", found.terms)
        ended = "answer"
    except QueryTooLong:
        ended = "refused"
    except Exception as wrong:  # the net this program casts: any other error is what it looks for
        ended = f"{type(wrong).__name__}: {str(wrong)[:80]}"
    return Outcome(seed, ended, time.process_time() - started)


def attack(index: Fulltext, held: Clauses, seeds: Sequence[str]) -> Iterator[Outcome]:
    """The outcome of each seed."""
    texts = [entry.text for entry in held.listed if entry.text]
    for seed in seeds:
        yield outcome(index, held, seed, query(seed, texts))


def is_wrong(found: Outcome) -> bool:
    """Neither an answer nor a refusal, or too slow."""
    return found.ended not in ("answer", "refused") or found.cpu_s > CPU_LIMIT


def report(found: Sequence[Outcome]) -> dict[str, object]:
    """What the program prints."""
    slowest = max(found, key=lambda o: o.cpu_s)
    costs = sorted(o.cpu_s for o in found)
    return {
        "queries": len(found),
        "ended": dict(Counter("wrong" if is_wrong(o) else o.ended for o in found)),
        "cpu_s": {"p50": round(costs[len(costs) // 2], 4), "p99": round(costs[len(costs) * 99 // 100], 4)},
        "slowest_cpu_s": round(slowest.cpu_s, 3),
        "slowest": slowest.seed,
        "wrong": [[o.seed, o.ended, round(o.cpu_s, 2)] for o in found if is_wrong(o)][:50],
    }


def main() -> int:
    """Run, print one JSON document, and say by the exit code whether every query ended well."""
    parser = CommandLine("tests.fuzz_queries", __doc__)
    parser.add_argument("--queries", type=at_least_one, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--from", dest="first", type=int, default=0)
    parser.add_argument("--articles", type=at_least_one, default=58_761)
    parser.add_argument("--home", type=Path)
    asked = parser.parse_args()
    held = clauses(asked.articles, corpora())
    with TemporaryDirectory() as folder:
        home = Home(asked.home or Path(folder))
        update(home, held)
        with open_index(home, held) as index:
            seeds = [f"{asked.seed}/{n}" for n in range(asked.first, asked.first + asked.queries)]
            found = list(attack(index, held, seeds))
    print(json.dumps(report(found), ensure_ascii=False, indent=1))
    return 1 if any(map(is_wrong, found)) else 0


if __name__ == "__main__":
    sys.exit(main())
