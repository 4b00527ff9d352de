"""cite: the handbook's form, GB/T 7714, and entries that reference managers read, whatever a title holds."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from typer.testing import CliRunner

from kb.home import Home
from reader.bibliography import bibtex, csl, ris
from reader.cited import Cited, Page
from reader.program import app
from reader.styles import gbt7714, law, plain
from tests.homes import built as home_of

NUMBER = "云渡规〔2081〕3号"
TITLE = "云海省渡口管理厅关于印发《云海省渡口照明管理办法》的通知"
NOTICE = f"""{TITLE}
{NUMBER}
各市渡口管理局：
现将《云海省渡口照明管理办法》印发给你们，请遵照执行。
云海省渡口管理厅
2081年4月2日
云海省渡口照明管理办法
第一章 总则
第一条 为了规范渡口照明，保障夜间摆渡，制定本办法。
第二条 渡口照明应当符合下列条件：
（一）灯具完好；
（二）亮度足够。
第四条 渡口照明的检查每年不少于两次，结果应当公布。
第五条 本办法自2081年5月1日起施行。"""
LAW = """云海摆渡法（2079年修订）
第一条 为了保障摆渡，制定本法。
第二条 渡船应当登记。"""

PAGE = Page("https://www.example.cn/a_b.html?x=1&y={2}", "2081-05-31T16:00:01+00:00", "0" * 64, "official")
WHOLE = Cited(
    work="示例部规〔2081〕9号/1",
    eid="art_6__para_1__point_4",
    title="示例办法",
    number="示例部规〔2081〕9号",
    kind="办法",
    issuers=("示例部",),
    day="2081-05-09",
    remarks=(),
    page=PAGE,
)
HOSTILE = replace(
    WHOLE,
    title="关于\\“{A}_B”#1 & 100% $5 ~^的办法}\nER  - \n@misc{x,",
    issuers=("甲{部", "乙 and 丙"),
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with a notice that carries a measure without 第三条, and a law."""
    rows = [
        {"title": TITLE, "text": NOTICE, "published": "2081-04-03", "url": "https://www.example.cn/a.html"},
        {"title": "云海摆渡法（2079年修订）", "text": LAW},
    ]
    return home_of(tmp_path_factory.mktemp("cite"), rows)


def run(home: Home, *arguments: str) -> Any:
    return CliRunner().invoke(app, ["--home", str(home.root), *arguments])


def printed(home: Home, *arguments: str) -> str:
    done = run(home, *arguments)
    assert done.exit_code == 0, done.stderr
    return str(done.stdout)


# -- what the formats are read with


def ris_records(text: str) -> list[list[tuple[str, str]]]:
    """RIS, strictly: every line is a tag, two blanks, a dash, a blank; TY opens and ER closes."""
    records: list[list[tuple[str, str]]] = []
    for line in text.splitlines():
        found = re.fullmatch(r"([A-Z][A-Z0-9])  - (.*)", line)
        assert found, line
        if found[1] == "TY":
            assert not records or records[-1][-1][0] == "ER"
            records.append([])
        records[-1].append((found[1], found[2]))
    assert records[-1][-1] == ("ER", "")
    return records


def bibtex_entries(text: str) -> list[tuple[str, dict[str, str]]]:
    """BibTeX, strictly: @misc{key, name = {value}, …}, every brace closed, nothing between entries."""
    found, at = [], 0
    while at < len(text):
        head = re.compile(r"@misc\{([A-Za-z0-9:-]+),\s*").match(text, at)
        assert head, text[at : at + 80]
        fields, at = {}, head.end()
        while text[at] != "}":
            name = re.compile(r"([a-z]+) = \{").match(text, at)
            assert name, text[at : at + 80]
            end = closing(text, name.end())
            fields[name[1]] = text[name.end() : end]
            separator = re.compile(r",?\s*").match(text, end + 1)
            assert separator
            at = separator.end()
        found.append((head[1], fields))
        at = len(text) - len(text[at + 1 :].lstrip())
    return found


def closing(text: str, at: int) -> int:
    """Where the brace closes that was opened before `at`; BibTeX counts every brace, escaped or not."""
    depth = 1
    while depth:
        depth += {"{": 1, "}": -1}.get(text[at], 0)
        at += 1
    return at - 1


# -- in a text


def test_the_handbook_names_document_number_day_and_article(built: Home) -> None:
    assert printed(built, "cite", f"{NUMBER}第四条") == (
        f"《云海省渡口照明管理办法》，{NUMBER}，2081年4月2日发布，第4条（据来源未明文本）。\n"
    )


def test_a_notice_is_cited_as_the_measure_it_issues_with_its_lacuna(built: Home) -> None:
    line = printed(built, "cite", NUMBER)
    assert line.startswith(f"《云海省渡口照明管理办法》，{NUMBER}，2081年4月2日发布（")
    assert "部分残缺" in line


def test_a_law_is_known_by_its_name_and_the_year_of_its_wording(built: Home) -> None:
    line = printed(built, "cite", "云海摆渡法第二条")
    assert line == "《云海摆渡法》（2079年修订）第2条（据来源未明文本）。\n"


@pytest.mark.parametrize(
    ("title", "number", "line"),
    [
        ("中华人民共和国示例法", "主席令第9号", "《示例法》第6条第1款第4项。"),
        ("示例条例", None, "《示例条例》第6条第1款第4项。"),
        ("示例办法", None, "《示例办法》，2081年5月9日发布，第6条第1款第4项。"),
        ("示例规定", "示例部令第7号", "《示例规定》，示例部令第7号，2081年5月9日公布，第6条第1款第4项。"),
        ("关于《某办法》的解释", None, "《关于〈某办法〉的解释》，2081年5月9日发布，第6条第1款第4项。"),
    ],
)
def test_the_form_follows_the_kind_of_document(title: str, number: str | None, line: str) -> None:
    assert law(replace(WHOLE, title=title, number=number)) == line


def test_an_official_text_has_no_remark_and_its_access_day_is_beijings() -> None:
    assert gbt7714(replace(WHOLE, issuers=("甲部", "乙部", "丙部", "丁部"))) == (
        "甲部, 乙部, 丙部, 等. 示例办法:示例部规〔2081〕9号,第六条第一款第（四）项[EB/OL]. "
        "(2081-05-09)[2081-06-01]. https://www.example.cn/a_b.html?x=1&y={2}."
    )
    assert plain(WHOLE) == "《示例办法》（示例部规〔2081〕9号）第六条第一款第（四）项"


def test_what_has_no_address_is_no_electronic_resource() -> None:
    bare = replace(WHOLE, page=replace(PAGE, url=None), eid="", remarks=("据转载文本", "部分残缺"))
    assert gbt7714(bare) == ("示例部. 示例办法:示例部规〔2081〕9号[Z]. 2081-05-09.（据转载文本，部分残缺）")


def test_several_articles_are_cited_one_by_one(built: Home) -> None:
    found = json.loads(printed(built, "cite", f"{NUMBER}第二条第（一）项、第五条", "--json"))
    assert [one["eid"] for one in found["citations"]] == ["art_2__para_1__point_1", "art_5"]
    assert found["editions"]["gbt7714"] == "GB/T 7714-2015"


def test_the_only_paragraph_of_an_article_is_not_counted(built: Home) -> None:
    assert "，第2条第1项（" in printed(built, "cite", f"{NUMBER}第二条第（一）项")
    (item,) = json.loads(printed(built, "cite", f"{NUMBER}第二条第（一）项", "--format", "csl-json"))
    assert item["section"] == "第二条第（一）项"


def test_a_law_that_is_only_spoken_of_is_cited_in_full() -> None:
    title = "示例局关于执行示例法"
    assert (
        law(replace(WHOLE, title=title, number=None, eid="para_2"))
        == f"《{title}》，2081年5月9日发布，第二段。"
    )


def test_the_json_has_every_form_and_the_page(built: Home) -> None:
    one = json.loads(printed(built, "cite", f"{NUMBER}第五条", "--json"))["citations"][0]
    assert {"law", "gbt7714", "plain", "csl", "ris", "bibtex", "remarks", "page"} <= set(one)
    assert one["work"] == f"{NUMBER}/1"
    assert one["page"]["url"] == "https://www.example.cn/a.html"
    assert len(one["page"]["sha256"]) == 64


# -- for reference managers


def test_csl_json_keeps_its_shape(built: Home) -> None:
    (item,) = json.loads(printed(built, "cite", f"{NUMBER}第五条", "--format", "csl-json"))
    assert item["type"] == "legislation"
    assert item["issued"] == {"date-parts": [[2081, 4, 2]]}
    assert item["author"] == [{"literal": "云海省渡口管理厅"}]
    assert (item["number"], item["section"]) == (NUMBER, "第五条")
    assert all(isinstance(item[name], str) for name in ("id", "title", "URL", "language", "note"))
    assert re.fullmatch(r"[ -~]+", item["id"])


def test_ris_is_read_line_by_line(built: Home) -> None:
    text = printed(built, "cite", f"{NUMBER}第四条、第五条", "--format", "ris")
    first, second = (dict(record) for record in ris_records(text))
    assert first["TY"] == "STAT"
    assert (first["TI"], first["M1"]) == ("云海省渡口照明管理办法", NUMBER)
    assert (first["SE"], second["SE"]) == ("第四条", "第五条")
    assert first["ID"] != second["ID"]


def test_bibtex_is_read_brace_by_brace(built: Home) -> None:
    text = printed(built, "cite", f"{NUMBER}第四条、第五条", "--format", "bibtex")
    (key, fields), (other, _) = bibtex_entries(text)
    assert key != other
    assert fields["title"] == "{云海省渡口照明管理办法}"
    assert fields["howpublished"] == f"{NUMBER}，第四条"
    assert (fields["date"], fields["year"]) == ("2081-04-02", "2081")


def test_no_title_breaks_out_of_its_field() -> None:
    ((_, fields),) = bibtex_entries(bibtex(HOSTILE))
    assert fields["title"].startswith(
        r"{关于\textbackslash{}“\textbraceleft{}A\textbraceright{}\_B”\#1 \& 100\% \$5"
    )
    assert fields["author"] == r"{甲\textbraceleft{}部} and {乙 and 丙}"
    assert fields["url"] == "https://www.example.cn/a_b.html?x=1&y=%7B2%7D"
    (record,) = ris_records(ris(HOSTILE))
    assert [tag for tag, _ in record].count("TY") == 1
    assert csl(HOSTILE)["title"] == HOSTILE.title


# -- what cannot be cited


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("cite", "从未有过的办法"), "nothing held is called"),
        (("cite", f"{NUMBER}第三条"), "is missing from every copy held"),
        (("cite", f"{NUMBER}第四条、第九十条"), "has no 第九十条"),
        (("cite", " "), "it is empty"),
        (("cite", NUMBER, "--style", "apa"), "--style"),
    ],
)
def test_what_is_not_held_is_not_cited(built: Home, arguments: tuple[str, ...], line: str) -> None:
    done = run(built, *arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert line in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_citation_is_found_again_by_its_plain_form(built: Home) -> None:
    one = json.loads(printed(built, "cite", f"{NUMBER}第四条", "--json"))["citations"][0]
    again = one["plain"].split("（据")[0]
    assert json.loads(printed(built, "show", again, "--json"))["provision"]["eid"] == one["eid"]
