"""cleaners/files/gates.py: a reader that failed silently is found out; all names are fictional."""

from __future__ import annotations

import pytest

from cleaners.attachments import read_attachment
from cleaners.files.gates import gate_list, text_faults
from cleaners.model import ListRow
from tests.list_layouts import entries
from tests.test_attachments import docx, paragraph, pdf


def rows(*listed: tuple[int, str, str]) -> list[ListRow]:
    return [ListRow(seq, region, name, (), 0, 1, seq) for seq, region, name in listed]


def test_chinese_text_passes() -> None:
    assert text_faults("关于公布第一批中小企业特色产业集群名单的通知（ABC-1200 V2）" * 5) == ()
    assert text_faults("") == ()


def test_mojibake_is_found_by_its_letters() -> None:
    garbled = "中小企业特色产业集群认定标准由省厅组织推荐".encode("gbk").decode("latin-1")
    assert text_faults(garbled * 3) == ("only 0 % of the letters are Han",)


def test_private_and_replaced_characters_are_found() -> None:
    assert text_faults("正文" * 20 + "\ue011\ufffd") == (
        "5 % of the characters are private or replaced ones",
    )
    assert text_faults("正文" * 100 + "\ue011") == ()


def test_a_document_that_fails_a_gate_is_one_to_look_at_and_keeps_its_text() -> None:
    found = read_attachment(docx(paragraph("ÖÐÐ¡ÆóÒµÌØÉ«²úÒµ" * 5)), name="a.docx")
    assert found.status == "needs_review"
    assert found.text.startswith("ÖÐÐ¡")
    assert found.notes == ("only 0 % of the letters are Han",)


def test_a_short_text_of_other_letters_is_no_fault() -> None:
    assert read_attachment(pdf("ISO 9001 and GB/T 19001"), name="a.pdf").status == "ok"


def test_a_large_file_without_text_says_its_size() -> None:
    found = read_attachment(docx("<w:p/>" + f"<!-- {'x y z' * 2000} -->"), name="a.docx")
    assert found.status == "needs_review"
    assert found.notes[-1].startswith("no text in a.docx")


def test_a_whole_list_passes() -> None:
    whole = rows(*entries(30))
    assert gate_list(whole, declared=30, named=[whole[0].name, whole[1].name]) == ()


def test_a_holder_may_be_named_with_its_region() -> None:
    assert gate_list(rows((1, "浙江省", "云溪县灯具集群")), named=["浙江省云溪县灯具集群"]) == ()


@pytest.mark.parametrize(
    ("listed", "fault"),
    [
        ([], "no rows"),
        ([(1, "", "甲"), (3, "", "乙")], "1 of the numbers 1 to 3 are missing, the first is 2"),
        ([(2, "", "甲"), (3, "", "乙")], "1 of the numbers 1 to 3 are missing, the first is 1"),
        ([(1, "", "甲"), (2, "", "乙"), (2, "", "丙")], "1 numbers stand twice, the first is 2"),
        ([(1, "", "甲"), (3, "", "乙"), (2, "", "丙")], "the numbers are out of order"),
        ([(1, "云溪州", "甲")], "1 regions are not known, the first is 云溪州"),
        ([(1, "浙江省", "甲"), (2, "", "乙")], "1 rows have no region"),
    ],
)
def test_what_is_wrong_with_a_list_is_said(listed: list[tuple[int, str, str]], fault: str) -> None:
    assert gate_list(rows(*listed)) == (fault,)


def test_numbers_that_begin_anew_are_each_whole() -> None:
    assert gate_list(rows((1, "浙江省", "甲"), (2, "浙江省", "乙"), (1, "湖南省", "丙")), declared=3) == ()


def test_a_count_and_names_that_the_notice_says_otherwise_are_two_faults() -> None:
    assert gate_list(rows((1, "宁波市", "甲")), declared=2, named=["丁"]) == (
        "1 rows, the notice says 2",
        "1 named in the notice are not in the rows, the first is 丁",
    )


def test_regions_may_be_printed_short_or_as_the_body_that_recommends() -> None:
    regions = ("浙江", "新疆兵团", "深圳市", "湖南省工业和信息化厅", "广西壮族自治区")
    assert gate_list(rows(*((n, region, "甲") for n, region in enumerate(regions, start=1)))) == ()
