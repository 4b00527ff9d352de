"""The demonstration (演示), ``make demo``: one night on the sample portal, a few saved files, a first search.

It lives in the home var/demo, made afresh each time, and on loopback. Everything shown is fictional.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

from kb.entry import CommandLine
from kb.home import REPOSITORY, write_in_any_locale
from samples.portal import Portal

HOME = REPOSITORY / "var" / "demo"
SHOWN = HOME.relative_to(REPOSITORY)
IMPORT = REPOSITORY / "samples" / "import"
SCRAPY = (sys.executable, "-m", "scrapy")
SEARCH = (sys.executable, "search_cli.py", "--home", str(SHOWN))
FIRST_QUERY = "工坊集群认定有效期"
STEP_SECONDS = 170


@dataclass(frozen=True, slots=True)
class Step:
    """One command of the demonstration, and what to say before it."""

    english: str
    chinese: str
    command: tuple[str, ...]


class StepFailed(Exception):
    """A step did not end well; the message is one clear line."""


STEPS: tuple[Step, ...] = (
    Step(
        "1. A night: crawl the portal into the archive, build the base and the index.\n"
        "   rows: in the list; count: as the list itself says; new, changed, same: pages and files fetched.",
        "夜巡：抓取样例门户，存档并建库。rows 栏目行数，count 栏目自称条数，new、changed、same 新、改、同。",
        (*SCRAPY, "nightly"),
    ),
    Step(
        "2. Import saved files: five news items, a mirror, a reprint, a garbled copy.",
        "导入：五篇新闻、一份镜像、一份转载、一份错乱的抄本。",
        (*SCRAPY, "import", str(IMPORT.relative_to(REPOSITORY))),
    ),
    Step("3. Build again: only what is new is read.", "增量建库：只读新来的。", (*SCRAPY, "build")),
    Step(
        f"4. A first search: {FIRST_QUERY}",
        "第一次检索：命中的是条，不是篇。",
        (*SEARCH, "search", FIRST_QUERY, "--limit", "3"),
    ),
    Step(
        "5. Who bears a title on a day, and what says so.",
        "某日谁持有称号，依据何在。",
        (*SEARCH, "recognitions", "--batch", "2022", "--province", "江苏", "--as-of", "2026-01-31"),
    ),
)
NEXT = (
    f'.venv/bin/python search_cli.py --home {SHOWN} show "产振部县域〔2022〕46号第十五条"',
    f'.venv/bin/python search_cli.py --home {SHOWN} search "“自名单公布之日起计算”"',
    f".venv/bin/python search_cli.py --home {SHOWN} programme 特色工坊集群",
    f".venv/bin/python search_cli.py --home {SHOWN} timeline 鹤汀县铜锁",
    f"TIAOWEN_HOME={SHOWN} .venv/bin/scrapy sources",
)
OWN = "A base of your own: make setup, then README.md. 自己的库：先 make setup，再看 README.zh-CN.md。"


def main() -> int:
    """Play the steps; the first one that fails ends the demonstration with one line."""
    CommandLine("samples.demo", __doc__).parse_args()
    write_in_any_locale()
    began = time.monotonic()
    try:
        shutil.rmtree(HOME, ignore_errors=True)
        HOME.mkdir(parents=True)
        with Portal() as portal:
            print(f"The sample portal answers at {portal.base_url}; all of it is fictional.", flush=True)
            print("样例门户已启动，内容纯属虚构。", flush=True)
            for step in STEPS:
                play(step, portal.base_url)
    except BrokenPipeError:  # the reader of our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (StepFailed, OSError) as failure:
        print(f"demo: {failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("demo: stopped", file=sys.stderr)
        return 130
    print(f"\nDone in {time.monotonic() - began:.0f} s. Try next 接下来试试：")
    print("\n".join(f"  {line}" for line in NEXT))
    print(OWN)
    return 0


def play(step: Step, base_url: str) -> None:
    """Run one step with its output shown as it comes."""
    print(f"\n{step.english}\n{step.chinese}", flush=True)
    environment = {**os.environ, "TIAOWEN_HOME": str(HOME), "TIAOWEN_REPLICA": base_url}
    try:
        ended = subprocess.run(
            step.command, cwd=REPOSITORY, env=environment, timeout=STEP_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise StepFailed(f"`{_spoken(step.command)}` took more than {STEP_SECONDS} s") from None
    if ended.returncode != 0:
        raise StepFailed(f"`{_spoken(step.command)}` ended with exit code {ended.returncode}")


def _spoken(command: Sequence[str]) -> str:
    """The command as a person would type it."""
    return " ".join(command[1:]).replace("-m scrapy", "scrapy")


if __name__ == "__main__":
    sys.exit(main())
