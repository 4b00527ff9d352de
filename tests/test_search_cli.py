"""search_cli.py as people call it: a base built from own-written documents, every verb, every exit code."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from kb.home import REPOSITORY, Home
from pipeline.building import build
from reader.program import app
from tests.homes import built as home_of

NUMBER = "云工信规〔2091〕8号"
TITLE = "云海省工业和信息化厅关于印发《云海省灯塔工坊培育办法》的通知"
CLAUSE = "灯塔工坊应当于每年3月31日前公布上一年度的能源消耗并接受社会监督"
NOTICE = f"""{TITLE}
{NUMBER}
各市工业和信息化局：
现将《云海省灯塔工坊培育办法》印发给你们，请遵照执行。
云海省工业和信息化厅
2091年5月12日
云海省灯塔工坊培育办法
第一章 总则
第一条 为了培育灯塔工坊，引导制造业节约能源，制定本办法。
第二条 本办法所称灯塔工坊，是指在节能方面走在同行前列的手工业单位。
第二章 认定
第三条 申请认定灯塔工坊应当符合下列条件：
（一）在本省登记满五年；
（二）没有失信记录。
第五条 灯塔工坊的称号有效期为三年。
第六条 {CLAUSE}。
第七条 本办法自2091年6月1日起施行。"""
NEWS = f"""云海日报5月20日讯（记者林一）灯塔工坊的认定有了新规则，记者昨天从省里得到了这个消息。
办法规定，{CLAUSE}。
专家认为，这会让更多工坊愿意公开自己的账本，也会让节能成为一种习惯。"""
PLAN = """云海省渔港照明行动方案
一、总体要求
渔港照明应当节约用电，到2093年建成二十个样板渔港。
二、主要任务
（一）更新灯具。各渔港应当更换老旧灯具。
（二）培训人员。每年培训一次。"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with a notice that carries a measure without 第四条, a news item and a plan."""
    rows = [
        {"title": TITLE, "text": NOTICE, "published": "2091-05-13"},
        {"title": "灯塔工坊有了新办法", "text": NEWS, "published": "2091-05-20", "kind": "新闻"},
        {"title": "云海省渔港照明行动方案", "text": PLAN},
    ]
    return home_of(tmp_path_factory.mktemp("reader"), rows)


@dataclass(frozen=True, slots=True)
class Done:
    """What a command left behind."""

    returncode: int
    stdout: str
    stderr: str


def run(home: Home, *arguments: str) -> Done:
    """The command in this process: its start is measured by the bench, not paid for by every test."""
    result = CliRunner().invoke(app, ["--home", str(home.root), *arguments])
    return Done(result.exit_code, result.stdout, result.stderr)


def started(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, as a person starts it."""
    command = [sys.executable, str(REPOSITORY / "search_cli.py"), "--home", str(root), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def answer(home: Home, *arguments: str) -> Any:
    """The JSON that a verb prints; nothing else may stand on stdout."""
    done = run(home, *arguments, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_clause_is_found_by_words_and_named_by_its_citation(built: Home) -> None:
    found = answer(built, "search", "灯塔工坊称号有效期")
    assert found["hits"][0]["eid"] == "art_5"
    assert found["hits"][0]["citation"] == f"《云海省灯塔工坊培育办法》（{NUMBER}）第五条"
    assert found["hits"][0]["path"] == "第二章 认定"


def test_every_hit_has_the_fields_of_the_contract(built: Home) -> None:
    found = answer(built, "search", "灯塔工坊")
    wanted = {
        "eid", "point", "work", "title", "citation", "path", "text", "snippet", "score", "date", "issuer",
        "issuers", "lineage", "source", "url", "status", "quoted_by",
    }  # fmt: skip
    assert found["hits"]
    assert all(wanted <= set(hit) for hit in found["hits"])
    assert {"query", "total", "took_ms", "hits", "facets", "coverage"} <= set(found)
    assert {"text", "parsed", "expanded"} <= set(found["query"])
    assert found["total_is_exact"] is True


def test_a_quotation_is_listed_under_the_clause_and_not_beside_it(built: Home) -> None:
    found = answer(built, "search", "“公布上一年度的能源消耗并接受社会监督”")
    assert [hit["eid"] for hit in found["hits"]] == ["art_6"]
    assert [q["title"] for q in found["hits"][0]["quoted_by"]] == ["灯塔工坊有了新办法"]


@pytest.mark.parametrize(
    "spelling", ["云工信规[2091] 8 号第5条", "《云海省灯塔工坊培育办法》第五条", f"{NUMBER}第五条"]
)
def test_a_citation_is_looked_up_in_every_spelling(built: Home, spelling: str) -> None:
    found = answer(built, "search", spelling)
    assert [(hit["work"], hit["eid"]) for hit in found["hits"]] == [(f"{NUMBER}/1", "art_5")]
    assert found["query"]["looked_up"] is True


def test_a_cited_point_is_named_inside_its_article(built: Home) -> None:
    hit = answer(built, "search", f"{NUMBER}第三条第（二）项")["hits"][0]
    assert (hit["eid"], hit["point"]) == ("art_3", "art_3__para_1__point_2")


def test_a_missing_article_is_said_to_be_missing(built: Home) -> None:
    found = answer(built, "search", f"{NUMBER}第四条")
    assert found["hits"] == []
    assert found["query"]["missing"] == [
        "第四条 of 《云海省灯塔工坊培育办法》 is missing from every copy held"
    ]
    shown = run(built, "show", f"{NUMBER}第四条")
    assert (shown.returncode, shown.stdout) == (2, "")
    assert "is missing from every copy held" in shown.stderr


def test_show_heads_with_what_is_held(built: Home) -> None:
    found = answer(built, "show", f"{NUMBER}/1")
    assert found["completeness"]["says"] == "6 of 7 articles, no official copy held"
    assert found["lacunae"] == ["art_4"]
    printed = run(built, "show", f"{NUMBER}/1").stdout.splitlines()
    assert printed[1].strip() == "6 of 7 articles, no official copy held"
    assert (
        started(built.root, "--lang", "zh", "show", f"{NUMBER}/1")
        .stdout.splitlines()[1]
        .startswith("存 6 条，共 7 条")
    )


def test_an_article_is_shown_with_what_stands_inside_it_alone(built: Home) -> None:
    found = answer(built, "show", f"{NUMBER}第三条")
    assert [inner["label"] for inner in found["inner"] if inner["label"]] == ["（一）", "（二）"]
    assert all(inner["eid"].startswith("art_3__") for inner in found["inner"])


def test_a_status_is_that_of_the_day_asked_for(built: Home) -> None:
    before = answer(built, "show", f"{NUMBER}/1", "--as-of", "2091-05-20")
    after = answer(built, "show", f"{NUMBER}/1", "--as-of", "2091-06-01")
    assert (before["work"]["status"], after["work"]["status"]) == ("尚未生效", "现行有效")


def test_the_notice_names_what_it_carries(built: Home) -> None:
    found = answer(built, "show", NUMBER)
    assert [carried["id"] for carried in found["carries"]] == [f"{NUMBER}/1"]
    assert ("issues", f"{NUMBER}/1") in [(r["kind"], r["other"]) for r in found["relations"]]


def test_trace_leads_back_to_the_bytes(built: Home) -> None:
    found = answer(built, "trace", "art_6", "--work", f"{NUMBER}/1")
    assert CLAUSE in found["quote"]
    assert found["quote"].startswith("第六条")
    assert len(found["snapshot"]["sha256"]) == 64
    assert (built.warc / found["snapshot"]["warc"]["file"]).is_file()


def test_a_plan_without_articles_is_found_by_its_smallest_level(built: Home) -> None:
    hit = answer(built, "search", "“更换老旧灯具”")["hits"][0]
    assert hit["eid"] == "lvl_2__lvl_1"


def test_paging_cuts_one_list(built: Home) -> None:
    whole = [h["eid"] for h in answer(built, "search", "灯塔工坊", "--limit", "6")["hits"]]
    first = [h["eid"] for h in answer(built, "search", "灯塔工坊", "--limit", "3")["hits"]]
    second = [h["eid"] for h in answer(built, "search", "灯塔工坊", "--limit", "3", "--offset", "3")["hits"]]
    assert first + second == whole


def test_filters_narrow_and_an_empty_answer_says_what_is_held(built: Home) -> None:
    assert answer(built, "search", "灯塔工坊", "--kind", "办法")["total"] > 0
    nothing = answer(built, "search", "灯塔工坊", "--from", "2098-01-01")
    assert (nothing["total"], nothing["hits"]) == (0, [])
    assert nothing["coverage"]["works"] == 4


def test_the_status_filter_means_the_status_that_the_hits_show(built: Home) -> None:
    waiting = answer(built, "search", "灯塔工坊", "--status", "尚未生效")
    assert waiting["total"] > 0
    assert {hit["status"] for hit in waiting["hits"]} == {"尚未生效"}
    assert waiting["facets"]["status"] == {"尚未生效": waiting["total"]}


def test_batch_answers_each_line_and_names_the_bad_ones(built: Home, tmp_path: Path) -> None:
    asked = tmp_path / "queries.jsonl"
    asked.write_text('{"qid": 1, "query": "称号有效期"}\nnot json\n{"qid": 3}\n{"qid": 4, "query": "渔港"}\n')
    done = run(built, "batch", str(asked), "--limit", "2")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 2
    assert [row["qid"] for row in rows] == [1, 4]
    assert set(rows[0]["hits"][0]) == {"eid", "work", "title", "score"}
    assert [line.split(":")[1] for line in done.stderr.splitlines()] == ["2", "3"]


def test_a_batch_line_that_no_reader_can_parse_stops_nothing(built: Home, tmp_path: Path) -> None:
    asked = tmp_path / "queries.jsonl"
    asked.write_text("[" * 100_000 + '\n{"qid": 2, "query": "\\ud800"}\n{"qid": 3, "query": "渔港"}\n')
    done = run(built, "batch", str(asked))
    assert done.returncode == 2
    assert [json.loads(line)["qid"] for line in done.stdout.splitlines()] == [3]
    assert len(done.stderr.splitlines()) == 2


def test_a_batch_without_a_query_is_no_quiet_success(built: Home, tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_bytes(b"")
    done = run(built, "batch", str(tmp_path / "empty.jsonl"))
    assert done.returncode == 2
    assert "no query in" in done.stderr


def test_about_and_doctor_agree_that_all_is_well(built: Home) -> None:
    assert answer(built, "about")["coverage"]["works"] == 4
    assert answer(built, "doctor")["well"] is True


def test_the_doctor_names_what_is_lost_and_degrades(built: Home, tmp_path: Path) -> None:
    copy = Home(tmp_path / "copy")
    shutil.copytree(built.root, copy.root)
    next(copy.warc.glob("*.warc.gz")).unlink()
    done = run(copy, "doctor", "--json")
    lost = [check["check"] for check in json.loads(done.stdout)["checks"] if not check["well"]]
    assert (done.returncode, lost) == (1, ["archive"])


def spoilt(built: Home, home: Home, page: int) -> Home:
    """A copy whose base was written over from a page on."""
    shutil.copytree(built.root, home.root)
    body = bytearray(home.kb.read_bytes())
    size = int.from_bytes(body[16:18], "big")
    body[page * size : (page + 8) * size] = b"\xaa" * len(body[page * size : (page + 8) * size])
    home.kb.write_bytes(body)
    return home


@pytest.mark.parametrize("page", [1, 4, 12])
@pytest.mark.parametrize(
    "verb",
    [
        ("search", "灯塔工坊"), ("show", NUMBER), ("trace", "art_1", "--work", f"{NUMBER}/1"),
        ("diff", NUMBER), ("recognitions",), ("timeline", "甲"), ("windows",), ("about",),
        ("changes", "--since", "2020-01-01"), ("glossary", "工坊"), ("doctor",),
    ],
)  # fmt: skip
def test_a_base_that_was_written_over_is_told_in_a_line(
    built: Home, tmp_path: Path, verb: tuple[str, ...], page: int
) -> None:
    done = run(spoilt(built, Home(tmp_path / "home"), page), *verb)
    if verb == ("doctor",):
        assert (done.returncode, "scrapy build --full" in done.stdout.replace("\n", "")) == (1, True)
    elif done.returncode:  # what it was asked for may lie in the pages that are whole
        assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert "Traceback" not in done.stderr


def test_a_full_build_makes_a_spoilt_base_anew(built: Home, tmp_path: Path) -> None:
    home = spoilt(built, Home(tmp_path / "home"), 1)
    assert run(home, "show", NUMBER).returncode == 2
    assert build(home, full=True).full == "asked for"
    assert run(home, "show", NUMBER).returncode == 0


def test_the_doctor_finds_what_it_cannot_read(built: Home, tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    shutil.copytree(built.root, home.root)
    home.state.write_text("no database")
    home.alerts.write_text("[[rule]")
    home.orders.mkdir()
    done = run(home, "doctor", "--json")
    amiss = [check["check"] for check in json.loads(done.stdout)["checks"] if not check["well"]]
    assert (done.returncode, amiss) == (1, ["night", "crawl.toml", "alerts.toml"])


@pytest.mark.parametrize("pattern", ["table.bin", "*.pst", "names.json"])
def test_the_doctor_finds_a_file_of_the_index_that_rotted_under_its_size(
    built: Home, tmp_path: Path, pattern: str
) -> None:
    home = Home(tmp_path / "home")
    shutil.copytree(built.root, home.root)
    file = next(home.whoosh.glob(f"*/{pattern}"))
    body = bytearray(file.read_bytes())
    body[len(body) // 2] ^= 0x01
    file.write_bytes(body)
    done = run(home, "doctor", "--json")
    (amiss,) = [check for check in json.loads(done.stdout)["checks"] if not check["well"]]
    assert (done.returncode, amiss["check"]) == (1, "index")
    assert f"{file.name} is not what was written" in amiss["says"]
    assert "run `scrapy build`" in amiss["says"]
    build(home)
    assert run(home, "doctor").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("search", "字" * 10_001), "10001 characters; at most"),
        (("search", " "), "it is empty"),
        (("show", "从未有过的办法"), "nothing held is called"),
        (("show", NUMBER, "--as-of", "昨天"), "not a date"),
        (("trace", "art_99", "--work", f"{NUMBER}/1"), "has no art_99"),
        (("trace", "art_1", "--work", "无"), "no work 无 is held"),
        (("batch", "nowhere.jsonl"), "no such file"),
        (("batch", "/dev/null"), "no query in /dev/null"),
        (("batch", "/dev"), "no such file: /dev"),
        (("search", "工坊", "--from", "2091-02-30"), "not a date: 2091-02-30"),
        (("search", "工坊", "--to", "昨天"), "not a date: 昨天"),
        (("search", "\udcff\udcfe"), "not UTF-8"),
        (("show", "\udcff"), "not UTF-8"),
        (("show", ""), "it is empty"),
        (("show", "字" * 10_001), "字…"),
        (("trace", "art_1", "--work", "\udcff"), "not UTF-8"),
        (("search",), "Missing argument 'QUERY'"),
        (("search", "工坊", "--limit", "0"), "--limit"),
        (("nosuch",), "No such command 'nosuch'"),
    ],
)  # fmt: skip
def test_bad_input_is_one_clear_line_and_exit_2(built: Home, arguments: tuple[str, ...], line: str) -> None:
    done = run(built, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert line in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def paths() -> list[tuple[str, ...]]:
    """Every verb with an empty path in each place that takes one, and words in the others."""
    words = {"since": ["--since", "2031-01-01"], "work": ["--work", "w"], "to": ["--to", "out.csv"]}
    found: list[tuple[str, ...]] = [("--home", "", "about")]
    for verb in app.registered_commands:
        command = typer.main.get_command_from_info(verb, pretty_exceptions_short=False, rich_markup_mode=None)
        needed = {
            one.name: words[str(one.name)] if one.opts[0].startswith("-") else ["out.csv"]
            for one in command.params
            if one.required
        }
        for one in command.params:
            if "Path" in str(verb.callback.__annotations__[str(one.name)]) or one.name in ("home", "to"):
                empty = ["--" + str(one.name), ""] if one.opts[0].startswith("-") else [""]
                rest = [word for name, given in needed.items() if name != one.name for word in given]
                found.append((str(command.name), *rest, *empty))
    return found


@pytest.mark.parametrize("arguments", paths(), ids=" ".join)
def test_an_empty_path_is_bad_usage_wherever_one_is_taken(arguments: tuple[str, ...]) -> None:
    done = CliRunner().invoke(app, [*arguments])
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert "an empty path names no file and no folder" in done.stderr


def test_an_unbuilt_base_says_which_command_fills_it(tmp_path: Path) -> None:
    done = started(tmp_path, "search", "集群")
    assert done.returncode == 2
    assert "scrapy build" in done.stderr


def test_a_base_of_an_older_schema_is_refused_with_the_command_that_mends_it(
    built: Home, tmp_path: Path
) -> None:
    copy = Home(tmp_path / "old")
    shutil.copytree(built.root, copy.root)
    with sqlite3.connect(copy.kb) as connection:
        connection.execute("PRAGMA user_version = 0")
    connection.close()
    done = run(copy, "search", "工坊")
    assert done.returncode == 2
    assert "scrapy build --full" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_help_is_there_in_both_languages(tmp_path: Path) -> None:
    assert "Search policy clauses" in started(tmp_path, "--help").stdout
    assert "检索政策条款" in started(tmp_path, "--lang", "zh", "--help").stdout


def piped(built: Home, reader: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command in a shell pipe before `reader`; the exit code is the command's own."""
    command = [sys.executable, str(REPOSITORY / "search_cli.py"), "--home", str(built.root), *arguments]
    line = f"{shlex.join(command)} | {reader}; exit ${{PIPESTATUS[0]}}"
    return subprocess.run(
        ["bash", "-c", line], capture_output=True, text=True, env={**os.environ, **environment}, check=False
    )


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_a_pipe_that_closes_early_is_no_error(built: Home, form: tuple[str, ...]) -> None:
    done = piped(built, "true", "search", "灯塔工坊", *form)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_pipe_gets_whole_lines_without_padding(built: Home) -> None:
    lines = piped(built, "cat", "show", f"{NUMBER}/1").stdout.splitlines()
    assert not [line for line in lines if line != line.rstrip()]
    assert [line for line in lines if line.endswith(f"{CLAUSE}。")]


def test_a_locale_without_the_characters_is_no_error(built: Home) -> None:
    text = piped(built, "cat", "search", "灯塔工坊", PYTHONIOENCODING="ascii")
    assert (text.returncode, text.stderr) == (0, "")
    found = json.loads(piped(built, "cat", "search", "渔港", "--json", PYTHONIOENCODING="ascii").stdout)
    assert found["query"]["text"] == "渔港"


def test_the_help_of_a_verb_explains_its_argument() -> None:
    assert "A work id, a 文号, a title" in CliRunner().invoke(app, ["show", "--help"]).stdout


def test_of_one_clause_in_two_measures_the_one_in_force_leads(tmp_path: Path) -> None:
    text = "云海省盐田管理办法\n第一条 盐田应当分级管理，盐工凭证上岗。\n第二条 本办法自{}起施行{}。"
    rows = [
        {"title": "云海省盐田管理办法", "doc_number": number, "text": text.format(day, end)}
        for number, day, end in (
            ("云盐〔2021〕1号", "2021年3月1日", "，有效期二年"),
            ("云盐〔2023〕9号", "2023年3月1日", ""),
        )
    ]
    home = home_of(tmp_path, rows)
    found = answer(home, "search", "盐工凭证上岗")["hits"]
    assert [(hit["doc_number"], hit["status"]) for hit in found[:2]] == [
        ("云盐〔2023〕9号", "现行有效"),
        ("云盐〔2021〕1号", "失效"),
    ]


def test_explain_says_how_the_query_was_read_and_where_each_hit_has_its_words(built: Home) -> None:
    found = answer(built, "search", "灯塔工坊 复审 称号有效期", "--explain")
    told = found["query"]["explain"]
    assert told["parsed"] == "灯塔工坊 复审 称号有效期"
    origins = {term["term"]: term["origin"] for term in told["terms"]}
    assert (origins["有效期"], origins["复核"]) == ("typed", "synonym")
    weights = {term["term"]: term["weight"] for term in told["terms"]}
    assert weights["有效期"] > weights["复核"]
    assert "复核" in found["query"]["expanded"]
    assert "有效期" in found["hits"][0]["matched"]["text"]
    assert "matched" not in answer(built, "search", "灯塔工坊 复审")["hits"][0]


def test_explain_prints_a_line_a_term(built: Home) -> None:
    printed = run(built, "search", "灯塔工坊 复审", "--explain").stdout
    assert "read as: 灯塔工坊 复审" in printed
    assert "also looked for: 复核" in printed


def test_every_hit_has_its_dates(built: Home) -> None:
    hit = answer(built, "search", "“没有失信记录”")["hits"][0]
    assert hit["dates"]["in_force"] == "2091-06-01"
    assert set(hit["dates"]) == {"document", "publication", "in_force", "no_longer_in_force"}


@pytest.mark.parametrize(
    "query",
    [
        "灯塔工坊培育办法 第五条",
        "灯塔工坊培育办法 5条",
        "Art. 5 灯塔工坊培育办法",
        f"{NUMBER} 有效期",
        "灯塔工坊 NEAR/4 有效期",
    ],
)
def test_an_article_or_a_number_beside_words_leads_to_the_clause(built: Home, query: str) -> None:
    assert answer(built, "search", query)["hits"][0]["eid"] == "art_5"


def test_a_slip_of_the_pen_is_asked_back_and_not_searched_instead(tmp_path: Path) -> None:
    text = "第一条 专精特新名单每年公布。\n第二条 本办法自发布之日起施行。"
    home = home_of(tmp_path, [{"title": "云海省名单办法", "text": text}])
    assert answer(home, "search", "专精特心名单")["query"]["suggested"] == ["专精特新名单"]
    assert answer(home, "search", "zjtx")["query"]["suggested"] == ["专精特新"]
    assert answer(home, "search", "zjtx")["total"] == 0
    assert answer(home, "search", "专精特新名单")["query"]["suggested"] == []
    assert "did you mean: 专精特新" in run(home, "search", "zjtx").stdout


@pytest.mark.parametrize(
    "spelling",
    [
        "云工信规〔2091〕8号",
        "云工信规[2091]8号",
        "云工信规(2091)8号",
        "云工信规（2091）8号",
        "云工信规【2091】8号",
        "云工信规［2091］8号",
        "云工信规﹝２０９１﹞８号",
        "云工信规 〔2091〕 8 号",
        "云工信规〔2091〕第8号",
        "云工信规〔2091〕8號",
        "云工信规〔2091〕008号",
        "云工信规{2091}8号文件",
    ],
)
def test_a_number_in_any_spelling_is_one_document(built: Home, spelling: str) -> None:
    found = answer(built, "search", spelling)
    assert found["query"]["looked_up"]
    assert {hit["work"].removesuffix("/1") for hit in found["hits"]} == {NUMBER}


@pytest.mark.parametrize(
    "notation",
    [
        "《云海省灯塔工坊培育办法》第五条",
        "《云海省灯塔工坊培育办法》第5条",
        "云海省灯塔工坊培育办法第五条",
        "云海省灯塔工坊培育办法 第 5 条",
        "云海省灯塔工坊培育办法 5条",
        "云海省灯塔工坊培育办法第５条",
        "云海省灯塔工坊培育办法 Art. 5",
        "Article 5 云海省灯塔工坊培育办法",
        "第五条 云海省灯塔工坊培育办法",
        "根据《云海省灯塔工坊培育办法》第五条的规定",
        f"《云海省灯塔工坊培育办法》（{NUMBER}）第五条",
        f"{NUMBER}第五条",
        "《雲海省燈塔工坊培育辦法》第五條",
        f"{NUMBER}/1 第5条",
    ],
)
def test_an_article_in_any_notation_is_one_answer(built: Home, notation: str) -> None:
    found = answer(built, "search", notation)
    assert found["query"]["looked_up"]
    assert [(hit["work"], hit["eid"]) for hit in found["hits"]] == [(f"{NUMBER}/1", "art_5")]


def test_a_page_that_does_not_show_all_tells_how_they_spread(built: Home) -> None:
    total = answer(built, "search", "灯塔工坊")["total"]
    printed = run(built, "search", "灯塔工坊", "--limit", "1").stdout
    assert f"1 of {total} hits" in printed
    for head in ("Hits by issuer: ", "Hits by status: ", "Hits by year: "):
        (line,) = (line for line in printed.splitlines() if line.startswith(head))
        assert sum(int(count) for count in re.findall(r" (\d+)(?: ·|$)", line)) == total, line


def test_every_facet_sums_to_the_number_of_hits(built: Home) -> None:
    """Also where a quotation is folded under its clause, and where a document states no kind."""
    found = answer(built, "search", "公布上一年度的能源消耗并接受社会监督 OR 渔港", "--limit", "1")
    assert found["hits"][0]["quoted_by"]
    sums = {name: sum(values.values()) for name, values in found["facets"].items()}
    assert sums == dict.fromkeys(sums, found["total"])
    assert found["facets"]["programme"][""] > 0


def test_a_clause_of_several_issuers_stands_under_each_and_that_is_said(tmp_path: Path) -> None:
    text = "第一条 灯塔工坊应当公布能源消耗。\n第二条 灯塔工坊应当接受监督。\n第三条 灯塔工坊应当登记。"
    joint = {"title": "云海省灯塔工坊监督办法", "text": text, "issuer": "云海省工业和信息化厅、云海省财政厅"}
    home = home_of(tmp_path, [joint])
    found = answer(home, "search", "灯塔工坊")
    assert sum(found["facets"]["issuers"].values()) == 2 * found["total"] > 0
    assert "a clause of several stands under each" in run(home, "search", "灯塔工坊", "--limit", "1").stdout
