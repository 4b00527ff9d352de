"""Broken pages by the thousand (变异): each must give a page or a named refusal, within its limits.

`python -m tests.fuzz --pages 100000 --seed 1` changes the saved pages of tests/pages (and those of the
corpora, when present) by a fixed plan and cleans each in a child process; no page may take 5 CPU seconds or
500 MB. A child that dies, or an exception other than Refused, is printed with the seed that makes it again.
"""

from __future__ import annotations

import json
import multiprocessing
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random

from cleaners import Refused, clean_page
from kb.entry import CommandLine, at_least_one
from kb.home import corpora

PAGES = Path(__file__).parent / "pages"
CPU_LIMIT = 5.0  # seconds for one page
MEMORY_LIMIT = 500 * 1024 * 1024
_BATCH = 500  # pages a child reads before its memory is asked for
_CHARSETS = ("utf-8", "gbk", "gb2312", "big5", "utf-16", "shift_jis", "iso-8859-1", "utf-7", "x-none", "")
_TAGS = (b"<div>", b"<table><tr><td>", b"<span>", b"<font>", b"<p>", b"<ul><li>", b"<form>", b"<b><i>")
_WEDGES = (
    b"\x00", b"<!--", b"-->", b"<![CDATA[", b"<script>", b"</script>", b"<style>", b"&#", b"&#x110000;",
    b"&#xD800;",
    b"\xff\xfe", b"\xe4\xb8", b"<", b">", b"\"", b"<br", b"<meta charset=utf-16>",
    b"\xef\xbb\xbf", b"<title>",
    "第九百九十九条".encode(), "〔9999〕".encode(), "（一）".encode() * 50,
    b"---\n", b"<base href='//['>",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one page ended: page, refused, or the name of the error; CPU seconds."""

    seed: str
    ended: str
    cpu_s: float


def saved_pages() -> tuple[bytes, ...]:
    """The pages that are changed: our own, and those of the corpora when present."""
    paths = sorted(PAGES.glob("*/*/page.*"))
    held = corpora()
    if held is not None:
        paths += sorted((held / "extraction" / "gne").rglob("*.html"))
    return tuple(path.read_bytes() for path in paths)


# --- the changes -------------------------------------------------------------------------------------------


def _truncated(rng: Random, body: bytes) -> bytes:
    return body[: rng.randrange(len(body) + 1)]


def _flipped(rng: Random, body: bytes) -> bytes:
    changed = bytearray(body)
    for _ in range(rng.choice((1, 5, 50, 500))):
        if changed:
            changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def _wedged(rng: Random, body: bytes) -> bytes:
    for _ in range(rng.choice((1, 3, 20))):
        at = rng.randrange(len(body) + 1)
        body = body[:at] + rng.choice(_WEDGES) + body[at:]
    return body


def _spliced(rng: Random, body: bytes) -> bytes:
    start, end = sorted((rng.randrange(len(body) + 1), rng.randrange(len(body) + 1)))
    at = rng.randrange(len(body) + 1)
    return body[:at] + body[start:end] * rng.choice((1, 1, 2, 5)) + body[at:]


def _cut_out(rng: Random, body: bytes) -> bytes:
    start = rng.randrange(len(body) + 1)
    return body[:start] + body[start + rng.choice((1, 2, 16, 400, 4000)) :]


def _lying_charset(rng: Random, body: bytes) -> bytes:
    text = body.decode("utf-8", "replace")
    real = rng.choice(("utf-8", "gb18030", "utf-16", "big5"))
    return b"<meta charset=" + rng.choice(_CHARSETS).encode() + b">" + text.encode(real, "replace")


def _nested(rng: Random, body: bytes) -> bytes:
    at = rng.randrange(len(body) + 1)
    return body[:at] + rng.choice(_TAGS) * rng.choice((300, 3000)) + body[at:]


CHANGES: tuple[Callable[[Random, bytes], bytes], ...] = (
    _truncated,
    _flipped,
    _wedged,
    _spliced,
    _cut_out,
    _lying_charset,
    _nested,
)


def changed(seed: str, pages: Sequence[bytes]) -> bytes:
    """The page of a seed: one saved page, changed one to three times."""
    rng = Random(seed)
    body = rng.choice(pages)
    for _ in range(rng.choice((1, 1, 2, 3))):
        body = rng.choice(CHANGES)(rng, body)
    return body


# Lines that many steps ask about, each a little unlike the others.
_LINES = {
    "one character": "一",
    "dates": "2031年5月{n}日",
    "numbers": "云工发〔2031〕{n}号",
    "copied to": "抄送：云岭县第{n}办公室。",
    "agencies": "云岭县人民政府",
    "credits": "编辑/林{n} 校对/柳{n}",
    "sources": "来源：云岭日报 2031-05-06 10:20 作者：林{n}",
    "annexes": "附件{n}：云岭县名单.docx",
    "counts": "阅读 {n} 评论 {n}",
    "clauses": "第{n}条　竹编集市的摊主应当登记产品的名称、数量和去向；逾期的，由县局责令改正。",
    "names": "ZhuXun{n} 云岭YiTech{n}网 本站声明转载 {n}:20",
    "addresses": "云岭县合作社登记竹编产品的去向，详见 http://news{m}.example/a，云岭县工业局登记竹编产品",
    "line ends": "合作社登记了竹编产品{n}件。云岭竹讯{m}网",
    "brackets": "合作社{n}家【云岭竹讯第一网{m}】登记产品，去向公开，由县局核对。",
    "labels": "来源：云岭日报{m} 作者：林{n} 责任编辑：柳{m} 时间：2031年5月6日",
    "links": "<a href='/{n}.docx'>云岭县第{n}号名单</a>",
    "long sentences": "第{n}家合作社应当登记竹编产品的名称（见附件{n}）、数量和去向，"
    "{n}号仓库应当在年底前完成盘点；"
    "逾期的，由云岭县工业局（以下简称县局）责令改正，并按照《竹编集市管理办法》（云工发〔2031〕{n}号）处理。",
}


def _lines(line: str, most: int, form: str = "{}") -> bytes:
    return "\n".join(form.format(line.format(n=n, m=n % 150)) for n in range(most)).encode()


_SENTENCE = "为了规范本县竹编集市的管理，制定本办法。".encode()
MONSTERS: dict[str, Callable[[], bytes]] = {
    "deep": lambda: b"<div>" * 100_000 + _SENTENCE,
    "deep with line breaks": lambda: b"<div>" * 50_000 + (b"<br>" + _SENTENCE) * 28_000,
    "deep fragment": lambda: (
        b"---\ntitle: a\n---\n"
        + b"<div>" * 2_900
        + (b"<br>" + _SENTENCE) * 2_900
        + b"<!-- news_keyword_pub -->"
    ),
    "open comments": lambda: b"<p>" + _SENTENCE * 100 + b"<!--" * 200_000,
    "marked sections": lambda: b"<div>" * 300 + b"<![CDAT>" * 100_000 + _SENTENCE * 100,
    "deep mixed": lambda: b"".join(_TAGS) * 12_500 + _SENTENCE,
    "30 MB of one line": lambda: _SENTENCE * (30_000_000 // len(_SENTENCE)),
    "10 MB of one line": lambda: _SENTENCE * (10_000_000 // len(_SENTENCE)),
    "10 MB of one paragraph": lambda: (
        b"<html><body><p>" + _SENTENCE * (10_000_000 // len(_SENTENCE)) + b"</p>"
    ),
    "10 MB of lines": lambda: b"\n".join(_SENTENCE for _ in range(10_000_000 // (len(_SENTENCE) + 1))),
    "10 MB of paragraphs": lambda: b"<p>".join(_SENTENCE for _ in range(10_000_000 // (len(_SENTENCE) + 3))),
    "a million tags": lambda: b"<p>" + b"<br>" * 1_000_000 + _SENTENCE,
    "a million blank lines": lambda: b"\n" * 1_000_000 + _SENTENCE,
    "NUL bytes": lambda: b"\x00" * 5_000_000,
    "NULs between": lambda: b"\x00".join(_SENTENCE for _ in range(20_000)),
    "one attribute": lambda: b"<div class='" + b"a " * 3_000_000 + b"'>" + _SENTENCE,
    "100,000 attributes": lambda: (
        b"<div " + b" ".join(b"a%d=1" % n for n in range(100_000)) + b">" + _SENTENCE
    ),
    "entities": lambda: b"<p>" + b"&nbsp;&amp;" * 500_000 + _SENTENCE,
    "open comment": lambda: b"<p>" + _SENTENCE + b"<!--" + b"-" * 5_000_000,
    "labels": lambda: "第一条第二条第三条".encode() * 200_000,
    "open brackets": lambda: "（一）《“【".encode() * 200_000,
    "digits": lambda: b"1" * 5_000_000,
    "a row of cells": lambda: b"<table><tr>" + b"<td>1</td>" * 120_000,
    "too many cells": lambda: b"<table><tr>" + b"<td>1</td>" * 300_000,
    "tables in tables": lambda: b"<table><tr><td>" * 20_000 + _SENTENCE,
    "links": lambda: (
        b"<a href=x>" * 1 + "".join(f"<a href='{n}'>第{n}号</a>" for n in range(100_000)).encode()
    ),
    "random": lambda: Random("random").randbytes(5_000_000),
    "empty": lambda: b"",
    "blank": lambda: b" \n\t" * 1000,
    **{f"200,000 lines of {name}": partial(_lines, line, 200_000) for name, line in _LINES.items()},
    **{f"30,000 lines of {name}": partial(_lines, line, 29_900) for name, line in _LINES.items()},
    **{
        f"30,000 paragraphs of {name}": partial(_lines, line, 29_900, "<p>{}</p>")
        for name, line in _LINES.items()
    },
}
"""Pages too large, too deep or too odd to come from a chance change."""


# --- running -----------------------------------------------------------------------------------------------


def outcome(seed: str, body: bytes) -> Outcome:
    """Clean one page here."""
    started = time.process_time()
    try:
        clean_page(body, url="https://news.example/1.html", content_type="text/html")
        ended = "page"
    except Refused:
        ended = "refused"
    except Exception as wrong:  # the net this program casts: any other error is what it looks for
        ended = f"{type(wrong).__name__}: {str(wrong)[:80]}"
    return Outcome(seed, ended, time.process_time() - started)


def _limited(
    jobs: Sequence[str], pages: Sequence[bytes], send: multiprocessing.connection.Connection
) -> None:
    """A child: its own limits, then one page after the other, each announced before it is read."""
    resource.setrlimit(resource.RLIMIT_AS, (3 * MEMORY_LIMIT, 3 * MEMORY_LIMIT))
    for job in jobs:
        send.send(("starts", job))
        body = MONSTERS[job.removeprefix("monster ")]() if job.startswith("monster ") else changed(job, pages)
        send.send(("done", outcome(job, body)))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    send.send(("peak", peak))


def _run(jobs: Sequence[str], pages: Sequence[bytes]) -> Iterator[Outcome | int]:
    """The outcomes of some pages, then the child's peak memory in bytes; a child that dies is an outcome."""
    receive, send = multiprocessing.Pipe(duplex=False)
    child = multiprocessing.get_context("fork").Process(target=_limited, args=(jobs, pages, send))
    child.start()
    send.close()
    current = ""
    try:
        while True:
            kind, value = receive.recv()
            if kind == "starts":
                current = value
            else:
                yield value
    except EOFError:
        child.join()
    if child.exitcode:
        yield Outcome(current, f"the child died with {child.exitcode}", 0.0)


def attack(pages: int, seed: int, *, monstrous: bool = True) -> tuple[list[Outcome], int]:
    """All outcomes, and the highest peak memory of a child in bytes."""
    saved = saved_pages()
    batches = [[f"{seed}/{n}" for n in range(at, min(at + _BATCH, pages))] for at in range(0, pages, _BATCH)]
    if monstrous:
        batches += [[f"monster {name}"] for name in MONSTERS]
    found: list[Outcome] = []
    peak = 0
    for jobs in batches:
        for said in _run(jobs, saved):
            if isinstance(said, int):
                peak = max(peak, said)
            else:
                found.append(said)
        if sys.stderr.isatty():
            print(f"\r{len(found):,} pages", end="", file=sys.stderr)
    return found, peak


def is_wrong(found: Outcome) -> bool:
    """Neither a page nor a refusal, or too slow."""
    return found.ended not in ("page", "refused") or found.cpu_s > CPU_LIMIT


def main() -> int:
    """Run, print one JSON document, and say by the exit code whether every page ended well."""
    parser = CommandLine("tests.fuzz", __doc__)
    parser.add_argument("--pages", type=at_least_one, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    found, peak = attack(asked.pages, asked.seed)
    wrong = [o for o in found if is_wrong(o)]
    slowest = max(found, key=lambda o: o.cpu_s)
    report = {
        "pages": len(found),
        "ended": dict(Counter(o.ended if not is_wrong(o) else "wrong" for o in found)),
        "slowest_cpu_s": round(slowest.cpu_s, 2),
        "slowest": slowest.seed,
        "peak_mb": round(peak / 1024 / 1024, 1),
        "wrong": [[o.seed, o.ended, round(o.cpu_s, 2)] for o in wrong[:50]],
    }
    print(json.dumps(report, ensure_ascii=False, indent=1))
    return 1 if wrong or peak > MEMORY_LIMIT else 0


if __name__ == "__main__":
    sys.exit(main())
