"""A text broken at a margin is read as its sentences; a title or a torn head joins nothing."""

from __future__ import annotations

import pytest

from cleaners.normalise import fold
from cleaners.restoring.assembly import assemble
from cleaners.restoring.wrapped import unwrap

# Fictional.
CLAUSES = (
    "第一条为了保护老茶林，规范采摘和炒制，维护茶农和茶商的合法权益，制定本办法。",
    "第二条县茶叶站负责老茶林的登记、巡查和保护工作，乡镇人民政府予以协助。",
    "茶叶站每年春季组织一次普查，普查结果在三十日内向社会公布。",
    "第三条在老茶林采摘应当遵守下列规定：",
    "（一）不得折断主枝，不得在雨后两日内采摘；",
    "（二）每株每年采摘不超过两次，并做好采摘记录；",
    "（三）依照本办法第五条的规定缴存保护金。",
    "第四条违反本办法第三条规定，折断老茶树主枝的，由县茶叶站责令补种，并处二百元以上一千元以下的罚款。",
    "拒不补种的，由县茶叶站代为补种，所需费用由违法行为人承担。",
    "第五条茶商应当在每年三月底以前向县茶叶站缴存保护金，保护金专款专用，定期公布收支。",
    "第六条本办法自2034年3月1日起施行。",
)
TITLE = "望溪县老茶林保护办法"
WHOLE = fold(TITLE + "".join(CLAUSES))


def _broken(text: str, width: int) -> str:
    return "\n".join(text[i : i + width] for i in range(0, len(text), width))


def _damaged() -> str:
    order = (0, 1, 2, 7, 8, 3, 4, 5, 6, 7, 8, 1, 2, 9, 10)
    return TITLE + "".join(CLAUSES[i] for i in order)


@pytest.mark.parametrize("width", [17, 23, 30])
def test_a_damaged_text_broken_at_any_margin_is_put_in_order(width: int) -> None:
    reading = assemble(_broken(_damaged(), width))
    assert fold(reading.text) == WHOLE
    assert reading.repeats == 4
    assert reading.lacunae == ()


def test_every_character_keeps_its_place_in_the_broken_text() -> None:
    text = _broken(_damaged(), 21)
    for provision in assemble(text).provisions:
        printed = "".join(text[span.start : span.end] for span in provision.spans)
        assert fold(printed) == fold(provision.label + provision.heading + provision.text)


def test_the_notice_before_a_broken_measure_stays_apart() -> None:
    notice = (
        f"望溪县茶叶站关于印发《{TITLE}》的通知\n望茶〔2034〕2号\n各乡镇：\n现将《{TITLE}》印发给你们。\n"
    )
    reading = assemble(notice + _broken(_damaged(), 23))
    assert fold(reading.text) == WHOLE
    assert reading.title == TITLE


def test_a_line_that_ends_as_a_sentence_or_before_an_indent_is_not_joined() -> None:
    lines = [
        "老茶林的登记由县茶叶站负责，登记不收",
        "取费用，也不得委托收费。",
        "　　登记册应当放在站内公开的地方备查阅",
    ] * 9
    joined = unwrap("\n".join(lines))
    assert joined is not None
    assert joined.text.split("\n")[:2] == [lines[0] + lines[1], lines[2] + lines[0] + lines[1]]
    assert joined.printed(0, 30) == (0, 31)


def test_unended_lines_of_many_widths_are_no_margin() -> None:
    assert unwrap("\n".join(clause[: 12 + 2 * i] + "，" for i, clause in enumerate(CLAUSES * 3))) is None
    assert unwrap("\n".join(CLAUSES * 3)) is None
