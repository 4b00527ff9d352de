"""cleaners/comparing/versions.py and pipeline/versions.py: which works are one measure. Fictional."""

from __future__ import annotations

from datetime import date
from itertools import permutations
from pathlib import Path

import pytest

from cleaners.comparing.versions import Side, may_be_versions, revision_said, version_name
from cleaners.effect.standing import first_day
from kb.archive import ArchiveWriter, Capture
from kb.home import Home
from kb.read import Base, RelationRow
from kb.store import dump
from pipeline.building import build
from reader.documents import standing
from tests.test_line import HOST, capture, page, record

NAME, OFFICE = "海川省灯塔管理办法", "海川省工艺厅"
ARTICLES = (
    "为了管理灯塔，保障航行安全，制定本办法。",
    "灯塔应当在日落后三十分钟内点灯，日出前不得熄灯。",
    "守灯人每日记录灯油用量，记录保存三年。",
    "任何单位不得在灯塔周围五百米内设置强光源。",
)
ANEW = (
    ARTICLES[0],
    "灯塔应当在日落后二十分钟内点灯，日出前不得熄灯。",
    "灯塔应当备有备用电源，备用电源每季度试用一次。",
    *ARTICLES[2:],
)


def text_of(articles: tuple[str, ...], last: str = "", name: str = NAME, head: str = "") -> str:
    numbered = [
        f"第{'一二三四五六七八'[n]}条　{text}"
        for n, text in enumerate((*articles, last) if last else articles)
    ]
    return "\n".join([name, *([head] if head else []), *numbered])


def issued(
    number: str,
    day: str,
    articles: tuple[str, ...] = ARTICLES,
    name: str = NAME,
    office: str = OFFICE,
    said: str = "",
    fetched: int = 1,
) -> Capture:
    """The notice that issues a wording, with the measure under it."""
    body = f"{number}\n各市工艺局：\n{said}现将《{name}》印发给你们，请遵照执行。\n{office}\n{day}\n"
    whole = body + text_of(articles, "本办法自印发之日起施行。", name)
    address = f"{HOST}/{number.split('〔')[1].replace('〕', '-')}.html"
    return capture(address, page(f"{office}关于印发《{name}》的通知", whole), fetched)


OLD = issued("海工规〔2031〕8号", "2031年8月20日")
NEW = issued("海工规〔2035〕2号", "2035年3月1日", ANEW, fetched=2)
OLD_ID, NEW_ID = "海工规〔2031〕8号/1", "海工规〔2035〕2号/1"


def nights(root: Path, *captures: Capture) -> Home:
    """A home whose base was built after each capture."""
    home = Home(root)
    for one in captures:
        with ArchiveWriter(home, "haichuan") as writer:
            writer.add(one)
        build(home, index=False)
    return home


def revises(home: Home) -> list[RelationRow]:
    with Base(home.kb) as base:
        return [row for work in base.works() for row in base.relations_from(work.id, kind="revises")]


# -- names and evidence


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("灯塔管理暂行办法", "灯塔管理办法"),
        ("灯塔管理办法(试行)", "灯塔管理办法"),
        ("灯塔名录(2031年版)", None),
        ("2031年度灯塔工作规则", None),
        ("第三批灯塔认定办法", None),
        ("第二届灯塔大会章程", None),
        ("灯塔名单", None),
        ("灯塔条例", "灯塔条例"),
    ],
)
def test_a_year_a_batch_or_a_list_is_never_a_version(key: str, name: str | None) -> None:
    assert version_name(key) == name


def side(title: str, day: int, *bodies: str) -> Side:
    return Side(title, title, bodies, date(day, 1, 1))


@pytest.mark.parametrize(
    ("older", "newer", "said", "may"),
    [
        (side("灯塔管理办法", 2031, OFFICE), side("灯塔管理办法", 2032, OFFICE), False, True),
        (side("灯塔管理办法", 2031, OFFICE), side("灯塔管理办法", 2032, "云岭省工艺厅"), True, False),
        (side("灯塔管理办法", 2031, OFFICE), side("灯塔管理办法", 2031, OFFICE), True, False),
        (side("港口灯塔管理办法", 2031), side("港口灯塔管理办法", 2032), False, False),
        (side("港口灯塔管理办法", 2031), side("港口灯塔管理办法", 2032), True, True),
        (side("港口灯塔管理条例", 2031), side("港口灯塔管理条例", 2032), False, True),
        (side("浙江省灯塔管理办法", 2031), side("浙江省灯塔管理办法", 2032), False, True),
        (side("港口灯塔管理条例", 2031, "浙江省工艺厅"), side("港口灯塔管理条例", 2032), True, False),
    ],
)
def test_issuers_places_and_days_must_agree(older: Side, newer: Side, said: bool, may: bool) -> None:
    assert may_be_versions(older, newer, said=said) is may


@pytest.mark.parametrize(
    ("head", "quote"),
    [
        ("2034年12月1日《关于修改〈灯塔条例〉的决定》第二次修正", True),
        ("根据2035年1月1日海川省人民代表大会常务委员会会议修订", True),
        ("2030年12月1日第一次修正", False),
        ("2036年12月1日第三次修正", False),
        ("现将修订后的《灯塔条例》印发给你们。", True),
        ("第一条　本条例的修改由2034年12月1日的会议决定。", False),
    ],
)
def test_a_text_says_that_it_was_revised_after_the_older_wording(head: str, quote: bool) -> None:
    newer = side("灯塔条例", 2035)
    text = f"灯塔条例\n{head}\n第一条　点灯。"
    found = revision_said(text, newer, date(2031, 1, 1))
    assert (found is not None) is quote
    if found:
        assert text[slice(*found.span)] == found.quote


def test_an_amended_text_applies_from_its_own_day_and_not_from_the_first_of_the_measure() -> None:
    assert first_day(date(2004, 7, 1), date(2031, 5, 1)) == date(2031, 5, 1)
    assert first_day(date(2031, 9, 1), date(2031, 5, 1)) == date(2031, 9, 1)
    assert first_day(None, date(2031, 5, 1)) == date(2031, 5, 1)


# -- the base


def test_the_newer_wording_revises_the_older_which_is_amended_from_its_first_day(tmp_path: Path) -> None:
    home = nights(tmp_path, OLD, NEW)
    (row,) = revises(home)
    assert (row.from_work, row.to_work) == (NEW_ID, OLD_ID)
    with Base(home.kb) as base:
        old, new = base.work(OLD_ID), base.work(NEW_ID)
    assert old is not None
    assert new is not None
    days = [date(2031, 8, 19), date(2031, 8, 20), date(2035, 2, 28), date(2035, 3, 1)]
    assert [standing(old, day) for day in days] == ["尚未生效", "现行有效", "现行有效", "已修改"]
    assert standing(new, days[-1]) == "现行有效"
    assert (old.status_evidence or "").splitlines()[0] == f"《{NAME}》［2035-03-01文本：所存6条中5条相应］"


def test_the_sentence_that_says_so_is_kept_with_its_place(tmp_path: Path) -> None:
    said = f"根据工作需要，我厅对《{NAME}》作了修订，"
    home = nights(tmp_path, OLD, issued("海工规〔2035〕2号", "2035年3月1日", ANEW, said=said, fetched=2))
    (row,) = revises(home)
    with Base(home.kb) as base:
        snapshot = base.snapshot(row.snapshot or "")
    assert snapshot is not None
    assert row.quote.startswith(said)
    assert (snapshot.text or "")[row.start : row.end] == row.quote


def test_three_wordings_are_one_chain(tmp_path: Path) -> None:
    third = issued("海工规〔2038〕5号", "2038年6月1日", (*ANEW, "灯塔每年检修一次。"), fetched=3)
    home = nights(tmp_path, OLD, NEW, third)
    assert [(row.from_work, row.to_work) for row in revises(home)] == [
        (NEW_ID, OLD_ID),
        ("海工规〔2038〕5号/1", NEW_ID),
    ]


def test_a_measure_that_drops_its_trial_mark_revises_the_trial_only_when_it_says_so(tmp_path: Path) -> None:
    trial = issued("海工规〔2031〕8号", "2031年8月20日", name="海川省灯塔管理暂行办法")
    assert revises(nights(tmp_path / "silent", trial, NEW)) == []
    said = "我厅于2035年2月1日修订了暂行办法，"
    newer = issued("海工规〔2035〕2号", "2035年3月1日", ANEW, said=said, fetched=2)
    assert len(revises(nights(tmp_path / "said", trial, newer))) == 1


OTHER = ("灯塔以红砖建造。", "守灯人由市镇推举。", "灯塔在节日挂旗。", "灯油由商会供给。")


@pytest.mark.parametrize(
    "newer",
    {
        "of another issuer": issued(
            "云工规〔2035〕2号", "2035年3月1日", ANEW, office="云岭省工艺厅", fetched=2
        ),
        "with other articles": issued("海工规〔2035〕2号", "2035年3月1日", OTHER, fetched=2),
        "of the same day": issued("海工规〔2031〕9号", "2031年8月20日", ANEW, fetched=2),
        "of another name": issued(
            "海工规〔2035〕2号", "2035年3月1日", ANEW, name="海川省渔港灯塔管理办法", fetched=2
        ),
        "of an edition": issued(
            "海工规〔2035〕2号", "2035年3月1日", ANEW, name=f"{NAME}（2035年版）", fetched=2
        ),
    }.items(),
    ids=lambda case: case[0],
)
def test_what_is_no_version_is_not_linked(tmp_path: Path, newer: tuple[str, Capture]) -> None:
    assert revises(nights(tmp_path, OLD, newer[1])) == []


@pytest.mark.parametrize("mark", ["（2031年版）", "（第三批）", "（2031年度）"])
def test_editions_batches_and_years_never_chain_even_with_one_name(tmp_path: Path, mark: str) -> None:
    older = issued("海工规〔2031〕8号", "2031年8月20日", name=NAME + mark)
    newer = issued("海工规〔2035〕2号", "2035年3月1日", ANEW, name=NAME + mark, fetched=2)
    assert revises(nights(tmp_path, older, newer)) == []


def test_an_explicit_repeal_stays_a_repeal(tmp_path: Path) -> None:
    repeal = (*ANEW, f"《{NAME}》（海工规〔2031〕8号）同时废止。")
    home = nights(tmp_path, OLD, issued("海工规〔2035〕2号", "2035年3月1日", repeal, fetched=2))
    with Base(home.kb) as base:
        old = base.work(OLD_ID)
        assert old is not None
        assert (old.status, old.change) == ("废止", None)
        assert base.relations_from(NEW_ID, kind="supersedes")
    assert len(revises(home)) == 1


def test_texts_of_a_corpus_without_issuers_are_linked_by_place_name_and_articles(tmp_path: Path) -> None:
    title = "浙江省灯塔管理条例"
    older = record(
        1, title=title, text=text_of(ARTICLES, "本条例自2031年9月1日起施行。", title), published="2031-08-20"
    )
    head = "（2031年8月20日通过　根据2035年3月1日《关于修改〈浙江省灯塔管理条例〉的决定》修正）"
    newer = record(
        2,
        title=title,
        text=text_of(ANEW, "本条例自2031年9月1日起施行。", title, head),
        published="2035-03-01",
    )
    home = nights(tmp_path, older, newer)
    (row,) = revises(home)
    assert "决定》修正" in row.quote
    with Base(home.kb) as base:
        old = base.work(row.to_work)
        assert old is not None
        assert (old.change, old.date_changed) == ("已修改", "2035-03-01")


def test_the_order_of_arrival_leaves_no_trace(tmp_path: Path) -> None:
    third = issued("海工规〔2038〕5号", "2038年6月1日", (*ANEW, "灯塔每年检修一次。"), fetched=3)
    dumps = set()
    for number, order in enumerate(permutations((OLD, NEW, third))):
        home = nights(tmp_path / str(number), *order)
        lines = [line for line in dump(home.kb) if "warc" not in line and "archive_files" not in line]
        dumps.add("\n".join(line for line in lines if 'INTO "snapshots"' not in line))
    assert len(dumps) == 1


def test_a_full_build_gives_the_dump_of_many_nights(tmp_path: Path) -> None:
    home = nights(tmp_path, NEW, OLD)
    before = "\n".join(dump(home.kb))
    build(home, full=True, index=False)
    assert "\n".join(dump(home.kb)) == before
