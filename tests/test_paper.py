"""Official files as printed on paper: the head above the title, page numbers, broken lines, the foot."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners import clean_page
from cleaners.model import Removed
from cleaners.normalise import fold
from cleaners.official.imprint import cut_imprint, is_imprint, is_printed
from cleaners.official.joining import join_lines, width_of
from cleaners.official.paging import cut_page_numbers, is_page_number
from cleaners.official.red_head import official_title, part_red_head
from cleaners.official.signature import find_imprint

# All documents below are invented.
PARAGRAPHS = (
    "各县（市、区）工艺传承局，产业振兴部各直属单位：",
    "为做好云杉产业集群培育工作，根据《云杉产业集群培育管理办法》（产振〔2030〕5号），现将2031年度申报有关事项通知如下：",
    "一、申报条件",
    "（一）集群在同一县域内集聚经营主体不少于60家，主导产品占全省份额不低于15%，近三年未发生重大安全、质量和环境污染事故；",
    "（二）运营机构具有独立法人资格，专职人员不少于12人，制定了公开的服务清单，并且连续两年没有被列入失信名单。",
    "二、申报程序",
    "集群所在地工艺传承局于6月30日前将申报书（一式3份）报送产业振兴部。逾期不予受理。产业振兴部组织专家评审并实地核查，评审结果公示5个工作日。",
    "请各单位加强组织领导，严格把关，确保申报材料真实完整，并于7月15日前通过集群服务平台填报。",
)
HEAD = ("000017", "秘密★1年", "特急", "产业振兴部文件", "产振〔2031〕7号　　签发人：甲某某")
TITLE = ("产业振兴部关于开展2031年度", "云杉产业集群申报工作的通知")
SIGNED = ("产业振兴部", "2031年5月6日")
FOOT = ("主题词：产业　集群　通知", "抄送：工艺传承局，省云杉协会。", "产业振兴部办公室　　2031年5月8日印发")


def broken(paragraphs: tuple[str, ...], width: int, *, indent: bool) -> tuple[list[str], list[bool]]:
    """The lines of paragraphs set to a width, the first of each two ideographs shorter; who is indented."""
    lines: list[str] = []
    indented: list[bool] = []
    for paragraph in paragraphs:
        line, room = "", float(width - 2)
        for char in paragraph:
            if width_of(line + char) > room and char not in "，。；：、）":
                indented.append(indent and room < width)
                lines.append(line)
                line, room = "", float(width)
            line += char
        indented.append(indent and room < width)
        lines.append(line)
    return lines, indented


@pytest.mark.parametrize("width", [24, 28, 30, 34, 40])
def test_lines_broken_at_a_width_are_paragraphs_again(width: int) -> None:
    lines, indented = broken(PARAGRAPHS, width, indent=True)
    assert join_lines(tuple(lines), indented) == PARAGRAPHS


@pytest.mark.parametrize("width", [24, 28, 30, 40])
def test_without_indents_a_line_that_ends_a_sentence_ends_its_paragraph(width: int) -> None:
    lines, _ = broken(PARAGRAPHS, width, indent=False)
    assert join_lines(tuple(lines)) == PARAGRAPHS
    split = join_lines(tuple(broken(PARAGRAPHS, 34, indent=False)[0]))
    assert "".join(split) == "".join(PARAGRAPHS)
    assert all(line.endswith("。") for line in split if line not in PARAGRAPHS)


def test_headings_names_dates_and_rows_are_never_joined() -> None:
    lines, _ = broken(PARAGRAPHS, 28, indent=False)
    alone = (
        *("二、进一步加强云杉产业集群培育工作的组织领导和协调推进", "各单位要高度重视。", "产业振兴部"),
        *(
            "2031年5月6日",
            "序号  集群名称    县域  牵头单位  备注说明和联系",
            "1  云杉一号集群  甲县  甲公司  无",
        ),
        *("2  云杉二号集群  乙县  乙公司  无", "附件1", "抄送：省云杉协会。"),
    )
    assert join_lines((*lines, *alone))[-len(alone) :] == alone


@pytest.mark.parametrize("numbered", [True, False])
def test_a_list_below_regions_is_never_joined_though_its_names_are_equally_long(numbered: bool) -> None:
    lines = ["经评审，确定下列企业为绿色工厂，现予公布。", "绿色工厂名单"]
    for at, region in enumerate(("河北省", "宁波市", "浙江省", "湖南省")):
        lines.append(f"{region}（3家）" if numbered else region)
        for place in range(3):
            dot = f"{3 * at + place + 1}." if numbered else ""
            lines.append(f"{dot}{'岚溯汀渚'[at]}{'甲乙丙'[place]}新型材料科技股份有限公司")
    assert join_lines(tuple(lines)) == tuple(lines)


def test_text_that_is_not_set_to_a_width_stays_as_it_is() -> None:
    assert join_lines(PARAGRAPHS) == PARAGRAPHS
    verse = ("山青青，水青青，云杉林里起歌声", "你一声来我一声，唱到月儿挂树梢") * 6
    assert join_lines(verse) == verse
    assert join_lines(()) == ()


def test_a_word_and_a_number_broken_over_two_lines_are_whole_again() -> None:
    lines = ("本年度集群培育工作按照既定安排有序推进并取得阶段成效于20", "31年通过评审。") * 6
    latin = ("本年度集群培育工作按照既定安排有序推进并取得了成效 Green", "Park 通过评审。") * 6
    assert join_lines(lines) == ("".join(lines[:2]),) * 6
    assert join_lines(latin) == (" ".join(latin[:2]),) * 6


@given(
    st.lists(
        st.text(alphabet="云杉集群培育，。；（一）、二A1 附件第三条", min_size=1, max_size=45), max_size=40
    )
)
@settings(derandomize=True, max_examples=100, deadline=None)
def test_joining_loses_no_character_and_joins_once(lines: list[str]) -> None:
    given_ = tuple(line.strip() for line in lines if line.strip())
    once = join_lines(given_)
    assert fold("".join(once)) == fold("".join(given_))
    assert join_lines(once) == once


def test_the_head_is_parted_from_the_title() -> None:
    parted = part_red_head((*HEAD, *TITLE, *PARAGRAPHS))
    assert parted.head == HEAD
    assert parted.rest[:2] == TITLE


@pytest.mark.parametrize(
    "head",
    [
        ("产 业 振 兴 部 文 件", "产振〔2031〕7号"),
        ("产业振兴部", "工艺传承局", "文件", "产振联〔2031〕7号"),
        ("产业振兴部 文件", "工艺传承局", "产振联〔2031〕7号"),
        ("产业振兴部文件 工艺传承局", "产振联〔2031〕7号"),
        ("机密", "产振〔2031〕7号"),
        ("产振〔2031〕7号",),
        ("特 急", "产业振兴部办公室文件", "———————", "产振办〔2031〕7号"),
    ],
)
def test_every_form_of_head_is_parted(head: tuple[str, ...]) -> None:
    assert part_red_head((*head, *TITLE, *PARAGRAPHS)).head == head


@pytest.mark.parametrize(
    "lines",
    [
        ("2031年第4号", "现予公布，自公布之日起施行。"),
        ("产业振兴部 工艺传承局", "关于做好某事的通知", "各有关单位："),
        ("产业振兴部关于印发文件的通知", "各有关单位："),
        ("学习文件", "今天，大家学习了文件。"),
        ("特急任务：护林员连夜上山", "昨夜，护林员上山。"),
        ("123456", "这是一行编号。"),
        (),
    ],
)
def test_what_is_no_head_stays(lines: tuple[str, ...]) -> None:
    assert part_red_head(lines).rest == lines


def test_a_title_ends_with_its_line_or_before_what_runs_into_it() -> None:
    assert official_title((*TITLE, PARAGRAPHS[0])) == "".join(TITLE)
    assert official_title(("关于做好某事的通知各有关单位：",)) == "关于做好某事的通知"
    assert official_title(("云杉丰收了", "今年雨水好。")) is None


@pytest.mark.parametrize(
    "line", ["— 3 —", "－12－", "-3-", "– 7 –", "第3页 共9页", "第 3 页", "Page 3 of 9", "— １０ —"]
)
def test_page_numbers_are_told_by_their_form(line: str) -> None:
    assert is_page_number(line)


@pytest.mark.parametrize("line", ["3", "-3℃", "2031", "第三页", "— 三 —", "1-3月", "第3条", "3/9"])
def test_a_bare_figure_is_no_page_number(line: str) -> None:
    assert not is_page_number(line)


def test_page_numbers_and_running_heads_are_cut_with_a_record() -> None:
    pages = tuple(
        line for n in range(1, 5) for line in (f"第{n}件事要抓紧办好。", "云杉产业集群申报指南", f"— {n} —")
    )
    kept, removed = cut_page_numbers(pages)
    assert kept == tuple(f"第{n}件事要抓紧办好。" for n in range(1, 5))
    assert {cut.rule for cut in removed} == {"page_number", "running_head"}
    assert len(kept) + len(removed) == len(pages)


def test_the_foot_is_cut_and_the_signature_stays() -> None:
    kept, removed = cut_imprint((*PARAGRAPHS, *SIGNED, *FOOT))
    assert kept == (*PARAGRAPHS, *SIGNED)
    assert removed == tuple(Removed("imprint", line) for line in FOOT)
    assert cut_imprint(kept) == (kept, ())


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("执行中有问题请报告。抄送：工艺传承局。", "执行中有问题请报告。"),
        ("附件：集群名单主题词：产业　集群　通知抄　送：工艺传承局。内部发送：综合司。", "附件：集群名单"),
        ("联系人：甲某　（共印30份）产业振兴部办公室2031年5月8日印发", "联系人：甲某"),
        ("主题词：产业　通知产业振兴部办公室2031年5月8日印发附件：集群名单", "附件：集群名单"),
    ],
)  # fmt: skip
def test_a_foot_that_runs_into_a_line_is_cut_where_it_begins(line: str, kept: str) -> None:
    assert cut_imprint((PARAGRAPHS[0], line)) == ((PARAGRAPHS[0], kept), cut_imprint((line,))[1])


@pytest.mark.parametrize(
    "line",
    [
        "抄送：______________（申请人）",
        "本办法由产业振兴部于2031年5月8日印发，请遵照执行。",
        "2031年5月8日",
        "产业振兴部 2031年5月8日",
        "（抄送有关部门后实施）",
        "执行情况请抄送：工艺传承局；第二条另有规定的除外。",
    ],
)
def test_what_only_looks_like_a_foot_stays(line: str) -> None:
    lines = (*PARAGRAPHS[:3], line, *PARAGRAPHS[3:])
    assert cut_imprint(lines) == (lines, ())


def test_names_that_run_on_belong_to_their_line_of_the_foot() -> None:
    copied = ("抄送：工艺传承局，省云杉协会，", "省林产品质量检验所，省集群研究院。")
    kept, removed = cut_imprint((*PARAGRAPHS, *SIGNED, *copied, "产业振兴部办公室", "2031年5月8日印发"))
    assert kept == (*PARAGRAPHS, *SIGNED)
    assert [cut.quote for cut in removed] == [*copied, "产业振兴部办公室", "2031年5月8日印发"]
    imprint = find_imprint("\n".join((*SIGNED, *copied, FOOT[2])))
    assert imprint.copied_to == "工艺传承局，省云杉协会，省林产品质量检验所，省集群研究院"


def test_the_lines_of_a_foot_are_known_alone() -> None:
    assert all(map(is_imprint, FOOT))
    assert is_printed("二〇三一年五月八日印发")
    assert not is_printed("据2031年5月8日印发")


def test_a_printed_file_is_read_whole() -> None:
    lines, _ = broken(PARAGRAPHS, 28, indent=False)
    pages = (*HEAD, *TITLE, *lines[:8], "— 1 —", *lines[8:], *SIGNED, "— 2 —", *FOOT)
    page = clean_page("\n".join(pages).encode(), url="import:0/file.txt")
    assert page.title == "".join(TITLE)
    assert page.text.split("\n") == [*PARAGRAPHS, *SIGNED]
    header = page.header
    assert header is not None
    assert (header.doc_number, header.issuers) == ("产振〔2031〕7号", ("产业振兴部",))
    assert (header.date_document, header.date_printed) == (date(2031, 5, 6), date(2031, 5, 8))
    assert (header.printed_by, header.copied_to) == ("产业振兴部办公室", "工艺传承局，省云杉协会")
    assert header.keywords == ("产业", "集群", "通知")
    assert header.addressees == PARAGRAPHS[0].rstrip("：")
    rules = [cut.rule for cut in page.removed]
    assert {rule: rules.count(rule) for rule in dict.fromkeys(rules)} == {
        "page_number": 2, "red_head": 5, "title": 2, "imprint": 3,
    }  # fmt: skip


def test_news_keeps_what_a_document_would_lose() -> None:
    news = "云杉丰收\n近日，甲县云杉丰收。\n抄送：大家可以看看。\n村民很高兴。"
    assert clean_page(news.encode(), url="import:0/news.txt").text.endswith(
        "抄送：大家可以看看。\n村民很高兴。"
    )
