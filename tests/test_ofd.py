"""cleaners/files/ofd.py: letters in the order of their places, tables by their lines, every path found."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleaners.attachments import read_attachment
from cleaners.lists import list_rows
from cleaners.model import Attachment
from kb.home import corpora
from tests.list_layouts import LAYOUTS, entries, pages, score, triples
from tests.ofd_files import NAMESPACE, drawn, ofd, ofd_of, page_xml, path_object, text_object


def read(body: bytes) -> Attachment:
    return read_attachment(body, name="附件.ofd")


def test_letters_are_read_in_the_order_of_their_places() -> None:
    found = read(ofd([page_xml(text_object(60, 200, "第二行。") + text_object(60, 100, "第一行。"))]))
    assert (found.status, found.kind, found.text, found.pages) == ("ok", "ofd", "第一行。\n第二行。", 1)


def test_paths_are_found_however_they_are_written() -> None:
    page = page_xml(text_object(60, 100, "正文"))
    for root in ("Doc_0/Document.xml", "/Doc_0/Document.xml", "doc_0\\document.XML", "./Doc_0/Document.xml"):
        assert read(ofd([page], root=root)).text == "正文"


def test_a_template_belongs_to_its_page() -> None:
    template = page_xml(text_object(60, 50, "某某部文件"))
    common = '<ofd:TemplatePage ID="7" BaseLoc="Tpls/Tpl_0/Content.xml"/>'
    page = page_xml(text_object(60, 100, "正文"), '<ofd:Template TemplateID="7" ZOrder="Background"/>')
    assert (
        read(ofd([page], common=common, Doc_0__Tpls__Tpl_0__Content_xml=template)).text == "某某部文件\n正文"
    )


def test_a_letter_printed_twice_to_look_bold_is_one_letter() -> None:
    twice = text_object(60, 100, "通知通知") + text_object(60.3, 100, "通知通知")
    assert read(ofd([page_xml(twice)])).text == "通知通知"


def test_a_watermark_that_climbs_across_the_page_is_no_text() -> None:
    mark = text_object(60, 100, "仅供公示").replace(
        "<ofd:TextObject", '<ofd:TextObject CTM="0.7 0.7 -0.7 0.7 0 0"'
    )
    assert read(ofd([page_xml(mark + text_object(60, 100, "正文"))])).text == "正文"


def test_a_document_of_images_waits_for_its_scan() -> None:
    found = read(ofd([page_xml('<ofd:ImageObject ID="1" Boundary="0 0 210 297"/>')]))
    assert (found.status, found.text) == ("scan_pending", "")


def test_letters_for_private_use_are_not_taken_for_text() -> None:
    found = read(ofd([page_xml(text_object(60, 100, "\ue011\ue236正文"))]))
    assert found.status == "scan_pending"
    assert "private" in found.notes[0]


def test_a_page_that_is_missing_is_said() -> None:
    common = '<ofd:Pages><ofd:Page BaseLoc="Pages/Page_9/Content.xml"/></ofd:Pages>'
    found = read(ofd([page_xml(text_object(60, 100, "正文"))], common=common))
    assert (found.pages, found.text, found.notes) == (2, "正文", ("a page is missing in the package",))


def test_repeated_steps_do_not_grow_beyond_the_letters() -> None:
    code = '<ofd:TextCode X="0" Y="3" DeltaX="g 999999999 3.5">正文</ofd:TextCode>'
    thing = f'<ofd:TextObject Boundary="20 20 90 4" Size="3.5">{code}</ofd:TextObject>'
    assert read(ofd([page_xml(thing)])).text == "正文"


def test_what_no_program_writes_has_a_status() -> None:
    entity = f'<!DOCTYPE a [<!ENTITY b "c">]><ofd:Page {NAMESPACE}>&b;</ofd:Page>'
    assert read(ofd([entity])).status == "limit:entities"
    assert read(ofd(["<not closed"])).status == "corrupt"
    assert read(ofd([page_xml("")], root="Nowhere.xml")).status == "needs_review"


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_list_is_read_in_every_layout(layout: str) -> None:
    listed = entries(64)
    found = read(ofd_of(pages(listed, LAYOUTS[layout], title="第一批集群名单")))
    assert score(listed, triples(list_rows(found))) == 1.0
    assert found.status == "ok"


def test_the_text_of_a_table_has_each_cell_once_and_its_rows_in_their_place() -> None:
    listed = [(1, "浙江省", "甲县灯具集群"), (2, "浙江省", "乙县纽扣集群")]
    [page] = pages(listed, title="名单")
    after = text_object(60, 400, "（完）")
    text = read(ofd([page_xml(drawn(page) + after)])).text
    assert text == "名单\n序号\t省份\t集群名称\n1\t浙江省\t甲县灯具集群\n2\t乙县纽扣集群\n（完）"


def test_a_frame_around_a_page_is_no_table() -> None:
    frame = "".join(
        path_object(*line)
        for line in ((40, 40, 550, 40), (40, 800, 550, 800), (40, 40, 40, 800), (550, 40, 550, 800))
    )
    assert read(ofd([page_xml(frame + text_object(60, 100, "正文"))])).tables == ()


@pytest.mark.corpora
def test_every_real_document_ends_in_an_honest_status() -> None:
    held = corpora()
    if held is None:
        pytest.skip("TIAOWEN_CORPORA is not set")
    found = [read(path.read_bytes()) for path in sorted(Path(held, "attachments/ofd").glob("*.ofd"))]
    assert len(found) >= 64
    assert {each.status for each in found} <= {"ok", "scan_pending", "needs_review"}
    assert all(each.text for each in found if each.status == "ok")
    assert sum(each.status == "ok" for each in found) >= 54
