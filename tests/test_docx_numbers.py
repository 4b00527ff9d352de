"""cleaners/files/docx_numbers.py: a standard keeps every number that its word processor prints."""

from __future__ import annotations

from cleaners import segment
from cleaners.attachments import read_attachment
from cleaners.files.numbering import written
from cleaners.lists import list_rows
from cleaners.model import Attachment
from tests.test_attachments import W, cell, paragraph, zipped


def level(depth: int, form: str, label: str, more: str = "", start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{label}"/></w:lvl>'
    )


def abstract(number: int, *levels: str, more: str = "") -> str:
    return f'<w:abstractNum w:abstractNumId="{number}">{more}{"".join(levels)}</w:abstractNum>'


def use(number: int, of: int, overrides: str = "") -> str:
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{of}"/>{overrides}</w:num>'


def numbered(text: str, number: int | None = None, depth: int | None = None, style: str = "") -> str:
    inner = "" if depth is None else f'<w:ilvl w:val="{depth}"/>'
    inner += "" if number is None else f'<w:numId w:val="{number}"/>'
    properties = (f'<w:pStyle w:val="{style}"/>' if style else "") + (
        f"<w:numPr>{inner}</w:numPr>" if inner else ""
    )
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def read(body: str, numbering: str, styles: str = "") -> Attachment:
    parts = {
        "word__document_xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
        "word__numbering_xml": f"<w:numbering {W}>{numbering}</w:numbering>",
    }
    if styles:
        parts["word__styles_xml"] = f"<w:styles {W}>{styles}</w:styles>"
    return read_attachment(zipped(**parts), name="标准.docx")


CHINESE = "chineseCountingThousand"
LEGAL = abstract(
    0,
    level(0, CHINESE, "第%1章"),
    level(1, CHINESE, "第%2条", '<w:lvlRestart w:val="0"/>'),
    level(2, CHINESE, "（%3）"),
    level(3, "decimal", "%4."),
) + use(1, 0)


def test_a_standard_keeps_all_its_clause_numbers() -> None:
    """Chapters, articles that count through them, points and indents, to 第一百零五条."""
    body, expected, article = [], [], 0
    for chapter in range(1, 8):
        body.append(numbered("总则", 1, 0))
        expected.append(f"第{written(chapter, CHINESE)}章 总则")
        for _ in range(15):
            article += 1
            body.append(numbered("集群应当具备下列条件：", 1, 1))
            expected.append(f"第{written(article, CHINESE)}条 集群应当具备下列条件：")
            for point in range(1, 13):
                body.append(numbered("主导产业突出；", 1, 2))
                expected.append(f"（{written(point, CHINESE)}）主导产业突出；")
            body += [numbered("甲类；", 1, 3), numbered("乙类。", 1, 3)]
            expected += ["1. 甲类；", "2. 乙类。"]
    found = read("".join(body), LEGAL)
    assert found.text.split("\n") == expected
    eids = {provision.eid for provision in segment(found.text)}
    assert {"art_1", "art_105", "art_105__para_1__point_12"} <= eids


def test_headings_of_several_levels_are_numbered_by_their_styles() -> None:
    numbering = abstract(
        4,
        level(0, "decimal", "%1", '<w:pStyle w:val="H1"/><w:suff w:val="space"/>'),
        level(1, "decimal", "%1.%2", '<w:pStyle w:val="H2"/>'),
        level(2, "decimal", "%1.%2.%3", '<w:pStyle w:val="H3"/>'),
    ) + use(7, 4)
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{name}">{based}'
        f'<w:pPr><w:numPr><w:numId w:val="7"/></w:numPr></w:pPr></w:style>'
        for name, based in (("H1", ""), ("H2", ""), ("H3", ""))
    )
    styles += '<w:style w:type="paragraph" w:styleId="My"><w:basedOn w:val="H1"/></w:style>'
    texts = (("范围", "H1"), ("术语", "My"), ("集群", "H2"), ("企业", "H2"), ("规模", "H3"), ("评价", "H1"))
    found = read("".join(numbered(text, style=style) for text, style in texts), numbering, styles)
    assert found.text.split("\n") == ["1 范围", "2 术语", "2.1 集群", "2.2 企业", "2.2.1 规模", "3 评价"]


def test_a_list_begins_anew_where_its_use_says_so_and_goes_on_where_it_does_not() -> None:
    restart = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    numbering = abstract(0, level(0, CHINESE, "（%1）")) + use(1, 0) + use(2, 0, restart) + use(3, 0)
    body = "".join(numbered("甲", number) for number in (1, 1, 2, 2, 3))
    assert read(body, numbering).text.split("\n") == [
        "（一）甲",
        "（二）甲",
        "（一）甲",
        "（二）甲",
        "（三）甲",
    ]


def test_a_use_may_change_a_level_and_a_paragraph_may_leave_its_list() -> None:
    changed = f'<w:lvlOverride w:ilvl="0">{level(0, "upperLetter", "%1)", start=3)}</w:lvlOverride>'
    numbering = abstract(0, level(0, "decimal", "%1.")) + use(1, 0, changed)
    style = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="N"><w:pPr><w:numPr><w:numId w:val="1"/>'
        "</w:numPr></w:pPr></w:style>"
    )
    body = paragraph("甲") + numbered("乙", 0) + paragraph("丙")
    assert read(body, numbering, style).text == "C)甲\n乙\nD)丙"


def test_a_list_that_only_names_a_style_is_that_of_the_style() -> None:
    numbering = (
        abstract(0, level(0, CHINESE, "%1、"))
        + abstract(1, more='<w:numStyleLink w:val="L"/>')
        + use(1, 0)
        + use(2, 1)
    )
    style = (
        '<w:style w:type="numbering" w:styleId="L"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
        "</w:style>"
    )
    assert read(numbered("目标", 2), numbering, style).text == "一、目标"


def test_figures_where_a_level_asks_for_them() -> None:
    numbering = abstract(
        0, level(0, CHINESE, "第%1章"), level(1, "decimal", "%1.%2", '<w:isLgl w:val="1"/>')
    ) + use(1, 0)
    assert read(numbered("甲", 1, 0) + numbered("乙", 1, 1), numbering).text == "第一章 甲\n1.1 乙"


def test_a_bullet_is_no_number() -> None:
    assert read(numbered("甲", 1), abstract(0, level(0, "bullet", "\uf0b7")) + use(1, 0)).text == "甲"


def test_a_form_that_is_not_known_is_written_in_figures_and_said() -> None:
    found = read(numbered("甲", 1), abstract(0, level(0, "koreanDigital", "%1.")) + use(1, 0))
    assert found.text == "1. 甲"
    assert "koreanDigital" in found.notes[0]


def test_a_column_of_automatic_numbers_numbers_the_rows_of_a_list() -> None:
    numbering = abstract(0, level(0, "decimal", "%1")) + use(1, 0)
    auto = f"<w:tc>{numbered('', 1)}</w:tc>"
    head = f"<w:tr>{cell('序号')}{cell('省份')}{cell('集群名称')}</w:tr>"
    body = "".join(f"<w:tr>{auto}{cell('东山省')}{cell(name)}</w:tr>" for name in "甲乙丙")
    rows = list_rows(read(f"<w:tbl>{head}{body}</w:tbl>", numbering))
    assert [(row.seq, row.region, row.name) for row in rows] == [
        (1, "东山省", "甲"),
        (2, "东山省", "乙"),
        (3, "东山省", "丙"),
    ]


def test_styles_that_are_based_on_each_other_do_not_hang() -> None:
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{name}"><w:basedOn w:val="{base}"/></w:style>'
        for name, base in (("A", "B"), ("B", "A"))
    )
    assert read(numbered("甲", style="A"), LEGAL, styles).text == "甲"


def test_numbers_in_forms_of_their_own() -> None:
    forms = (
        "decimalEnclosedCircle",
        "decimalEnclosedParen",
        "decimalEnclosedFullstop",
        "ideographTraditional",
    )
    assert [written(3, form) for form in forms] == ["③", "⑶", "⒊", "丙"]
    assert written(21, "decimalEnclosedCircle") == "21"
    assert [written(28, form) for form in ("upperLetter", "lowerRoman", "decimalFullWidth")] == [
        "BB",
        "xxviii",
        "２８",
    ]
    assert written(105, "chineseLegalSimplified") == "壹佰零伍"
