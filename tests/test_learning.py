"""pipeline/learning.py: learned furniture follows from the archive alone, and its pages are read again."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from urllib.request import urlopen

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.archive import ArchiveWriter, Capture, names
from kb.home import REPOSITORY, Home
from kb.read import Base
from kb.rows import LearnedLineRow
from kb.store import Store, dump
from pipeline.building import build
from samples.portal import press
from samples.portal.library import Text
from samples.portal.server import Portal
from tests.test_line import built, capture, dumped, give

HINT = "灯塔产经提示：文中所述仅供了解，办事请以主管部门公布的文件为准。"
CALL = "看县域产业，上灯塔产经客户端"
CLOSING = "作坊主们商定，来年再办一次。"
STORIES = (
    (
        "竹灯卖到邻县",
        "灯塔村的匠人上月交付了第一批竹灯，全村老少都来看。\n"
        "订单来自邻近三个县，匠人说人手不够，正在招徒弟。",
    ),
    (
        "渔网换了织机",
        "河口镇的渔网作坊换上了新织机，响声小了一半。\n新织机一天织的网抵得上过去半个月，镇上打算再添四台。",
    ),
    (
        "陶窑改烧天然气",
        "山前县把陶窑改烧天然气，窑工不必再守夜。\n烟尘少了，晾在院子里的陶坯也干净了，县里准备推广。",
    ),
    (
        "糖坊迎来榨季",
        "白沙乡的糖坊迎来榨季，甘蔗一车一车运进院子。\n榨季要持续到开春，糖坊从外乡请来二十名帮工。",
    ),
)


def page(title: str, text: str) -> bytes:
    lines = "".join(f"<p>{line}</p>" for line in text.split("\n"))
    return (
        f'<html><head><meta charset="utf-8"><title>{title}</title></head>'
        f'<body><h1>{title}</h1><div class="article">{lines}</div></body></html>'
    ).encode()


def story(host: str, number: int, *tail: str, day: int = 1, lineage: str = "reprint") -> Capture:
    title, text = STORIES[number]
    return capture(
        f"https://{host}/{number}.html", page(f"{host}：{title}", "\n".join((text, *tail))), day, lineage
    )


NIGHTS: tuple[tuple[Capture, ...], ...] = (
    (story("lamp.example", 0, HINT, CALL), story("port.example", 0, CLOSING)),
    (story("lamp.example", 1, HINT, CALL, day=2), story("net.example", 1, HINT, day=2)),
    (story("lamp.example", 2, HINT, day=3), story("lamp.example", 0, HINT, CALL, day=3)),
    (story("lamp.example", 3, HINT, CALL, day=4), story("port.example", 2, CLOSING, day=4)),
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Four nights of three sites."""
    return archived(tmp_path_factory.mktemp("sites"), NIGHTS)


def archived(root: Path, nights: tuple[tuple[Capture, ...], ...]) -> list[Path]:
    staging = Home(root)
    for captured in nights:
        with ArchiveWriter(staging, "lamp") as writer:
            for one in captured:
                writer.add(one)
    return [staging.warc / name for name in names(staging)]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, archive: list[Path]) -> Home:
    return built(tmp_path_factory.mktemp("whole"), archive)[0]


def learned(home: Home) -> dict[tuple[str, str], int]:
    store = Store(home.kb)
    rows = store.all(LearnedLineRow)
    store.close()
    return {(row.site, row.line): row.pages for row in rows}


def texts(home: Home, host: str) -> list[str]:
    with Base(home.kb) as base:
        found = [row for n in range(len(STORIES)) for row in base.snapshots(f"{host}/{n}.html")]
    return [row.text or "" for row in found]


def test_a_site_teaches_its_own_lines_and_no_others(whole: Home) -> None:
    assert learned(whole) == {("lamp.example", HINT): 4, ("lamp.example", CALL): 3}
    assert len(texts(whole, "lamp.example")) == 5
    assert not [text for text in texts(whole, "lamp.example") if HINT in text or CALL in text]
    assert HINT in texts(whole, "net.example")[0]
    assert all(CLOSING in text for text in texts(whole, "port.example"))


def test_what_was_cut_is_on_record(whole: Home) -> None:
    with Base(whole.kb) as base:
        [first, second] = base.snapshots("lamp.example/0.html")
        cuts = [[cut.quote for cut in base.removed(s.id) if cut.rule == "learned"] for s in (first, second)]
    assert cuts == [[HINT, CALL], [HINT, CALL]]


@settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(order=st.permutations(range(4)), sizes=st.sampled_from([(1, 1, 1, 1), (2, 2), (1, 3), (3, 1)]))
def test_nights_in_any_order_teach_what_one_full_build_teaches(
    tmp_path_factory: pytest.TempPathFactory,
    archive: list[Path],
    whole: Home,
    order: list[int],
    sizes: tuple[int, ...],
) -> None:
    home = Home(tmp_path_factory.mktemp("nights"))
    waiting = [archive[place] for place in order]
    for size in sizes:
        give(home, waiting[:size])
        waiting = waiting[size:]
        build(home, index=False)
    assert dumped(home) == dumped(whole)


def test_only_the_pages_of_the_site_that_learned_are_read_again(tmp_path: Path, archive: list[Path]) -> None:
    home, _ = built(tmp_path, archive[:2])
    before = {host: texts(home, host) for host in ("port.example", "net.example")}
    assert HINT in texts(home, "lamp.example")[0]
    give(home, archive[2:])
    steps: list[tuple[str, int]] = []
    report = build(home, index=False, progress=lambda what, _done, total: steps.append((what, total)))
    again = [total for what, total in steps if what == "reading pages again"]
    assert again == [len(again)] * len(again)
    assert len(again) <= len(texts(home, "lamp.example"))
    assert len(report.changed) >= 2
    assert {host: texts(home, host)[:1] for host in before} == before


def test_a_build_killed_between_learning_and_settling_is_finished_by_the_next(
    tmp_path: Path, archive: list[Path], whole: Home
) -> None:
    home, _ = built(tmp_path, archive[:2])
    give(home, archive[2:])

    def killed(step: str, _done: int, _total: int) -> None:
        if step == "settling documents":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(home, index=False, progress=killed)
    build(home, index=False)
    assert dumped(home) == dumped(whole)


def test_a_second_build_reads_nothing_again(whole: Home) -> None:
    before = dumped(whole)
    assert build(whole, index=False).rows == 0
    assert dumped(whole) == before


def test_an_official_source_teaches_nothing_whatever_its_host(tmp_path: Path) -> None:
    own = [story("lamp.example", n, HINT, lineage="official") for n in range(4)]
    home, _ = built(tmp_path / "home", archived(tmp_path / "staging", (tuple(own),)))
    assert learned(home) == {}
    assert all(HINT in text for text in texts(home, "lamp.example"))
    assert 'INSERT INTO "page_edges"' not in "\n".join(dump(home.kb))


def test_a_line_that_more_pages_take_back_returns_to_its_page(tmp_path: Path) -> None:
    """A page whose title is the line shows that the line is a title: it is not learned any more."""
    first = archived(tmp_path / "staging", NIGHTS)
    home, _ = built(tmp_path / "home", first)
    titled = capture(
        "https://lamp.example/9.html",
        page(CALL, "客户端今天上线，作坊主可以在上面晒货。\n" * 2),
        5,
        "reprint",
    )
    give(home, archived(tmp_path / "late", ((titled,),)))
    build(home, index=False)
    assert set(learned(home)) == {("lamp.example", HINT)}
    assert CALL in texts(home, "lamp.example")[0]


def test_a_page_of_furniture_alone_keeps_it(tmp_path: Path) -> None:
    empty = capture("https://lamp.example/8.html", page("空页", HINT), 5, "reprint")
    home, _ = built(tmp_path / "home", archived(tmp_path / "staging", (*NIGHTS, (empty,))))
    connection = sqlite3.connect(home.kb)
    held = connection.execute("SELECT status, text FROM snapshots WHERE url = ?", (empty.url,)).fetchall()
    connection.close()
    assert held == [("ok", HINT)]


def checked(home: Home, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", "check", "sina_china", *arguments],
        cwd=REPOSITORY,
        env={**os.environ, "TIAOWEN_HOME": str(home.root)},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_check_shows_what_a_site_has_taught_with_its_evidence(tmp_path: Path) -> None:
    news = [story("finance.sina.com.cn", n, HINT, lineage="news") for n in range(4)]
    own = tuple(replace(one, source="sina_china", rules="sina") for one in news)
    staging = Home(tmp_path / "staging")
    with ArchiveWriter(staging, "sina_china") as writer:
        for one in own:
            writer.add(one)
    home, _ = built(tmp_path / "home", [staging.warc / name for name in names(staging)])
    told = json.loads(checked(home, "--json"))
    [line] = told["learned"]
    assert (line["site"], line["line"], line["pages"]) == ("finance.sina.com.cn", HINT, 4)
    assert line["examples"] == [f"https://finance.sina.com.cn/{n}.html" for n in range(4)]
    assert [cut["quote"] for cut in told["removed"] if cut["rule"] == "learned"] == [HINT]
    shown = checked(home)
    assert f"cut        learned: {HINT}" in shown
    assert f"learned    finance.sina.com.cn: {HINT}\n           on 4 pages: https://finance" in shown


def test_the_digests_of_the_sample_portal_lose_the_lines_of_their_site(tmp_path: Path) -> None:
    with Portal() as portal:
        taken = tuple(
            capture(portal.base_url + press.digest_path(item), fetched(portal, item), lineage="reprint")
            for item in press.digests()
        )
    home, _ = built(tmp_path / "home", archived(tmp_path / "staging", (taken,)))
    with Base(home.kb) as base:
        read = [base.snapshots(f"replica{press.digest_path(item)}") for item in press.digests()]
    assert [row.text for [row] in read] == ["\n".join(item.body) for item in press.digests()]
    assert {line for _, line in learned(home)} == {press.DIGEST_OPENING, *press.DIGEST_CLOSING}


def fetched(portal: Portal, item: Text) -> bytes:
    with urlopen(portal.base_url + press.digest_path(item)) as answer:
        body: bytes = answer.read()
    return body
