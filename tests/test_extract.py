"""The body of a page: own small pages, each for one phenomenon. All text here is invented."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners import clean_page
from cleaners.page.blocks import Blocks, read_blocks, strip_silent
from cleaners.page.extract import Body, body_of
from cleaners.page.hidden import hidden_elements
from cleaners.page.markup import parse_html

FIRST = "云岭县今年新建公共检测平台三个，平台对小微企业开放，检测费减半收取。"
SECOND = "平台由县工业发展局管理，设备更新所需经费列入财政预算，企业不另外付费。"
THIRD = "明年起，检测结果在全市范围内互认，企业不必重复送检，也不必重复付费。"
TEXT = f"<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>"
MENU = "<div><a href=/>首页</a></div><div><a href=/n>新闻</a></div><div><a href=/f>服务</a></div>"


def blocks(html: str) -> Blocks:
    root = parse_html(f"<html><head><title>t</title></head><body>{html}</body></html>")
    hidden = hidden_elements(root)
    strip_silent(root)
    return read_blocks(root, hidden)


def body(html: str, title: str = "", *, official: bool = False) -> Body:
    found = body_of(blocks(html), None, title, official=official)
    assert found is not None
    return found


def lines(html: str, title: str = "", *, official: bool = False) -> list[str]:
    return [block.text for block in body(html, title, official=official).kept]


@pytest.mark.parametrize("name", ["", "article", "page-article", "ad", "main-sidebar", "comments"])
def test_the_text_is_found_whatever_its_element_is_called(name: str) -> None:
    assert lines(f"{MENU}<div class='{name}'>{TEXT}</div><div>版权所有</div>") == [FIRST, SECOND, THIRD]


@pytest.mark.parametrize("wrapper", ["form", "center", "blockquote", "section"])
def test_a_wrapper_around_the_whole_page_hides_nothing(wrapper: str) -> None:
    html = f"<{wrapper}>{MENU}<h1>检测平台</h1><div>{TEXT}</div></{wrapper}>"
    assert lines(html, "检测平台") == [FIRST, SECOND, THIRD]


def test_text_in_a_cell_with_double_line_breaks_is_read_by_paragraphs() -> None:
    cell = f"<td><font>　　{FIRST}<br><br>　　{SECOND}<br><br>　　{THIRD}</font></td>"
    html = f"<table><tr><td><a href=/>首页</a><br><a href=/n>新闻</a></td>{cell}</tr></table>"
    assert lines(html) == [FIRST, SECOND, THIRD]


def test_a_named_anchor_is_no_link() -> None:
    assert lines(f"{MENU}<div><a name=top><p>{FIRST}</p></a><a name=x>{SECOND}</a></div>") == [FIRST, SECOND]


def test_preformatted_text_is_split_at_blank_lines() -> None:
    assert lines(f"<pre>{FIRST[:20]}\n{FIRST[20:]}\n\n{SECOND}</pre>") == [FIRST, SECOND]


@pytest.mark.parametrize("spans", [3, 300])
def test_hidden_spans_go_and_a_hidden_wrapper_of_the_whole_text_stays(spans: int) -> None:
    noise = "<span style='display:none'>竹<i style='display:none'>讯</i><!-- x -->网</span>"
    prose = "<p>云岭县日前举办竹编技艺展，来自全县十二个乡镇的三百多件作品参展。</p>" * 10
    page = blocks(f"<div style='display:none'>{prose}<p>{noise * spans}</p></div>")
    assert len(page.blocks) == 10
    assert len(page.hidden) == spans


def test_what_stands_far_outside_the_screen_is_hidden() -> None:
    spam = "<div style='position:absolute; left:-9999px'>检测价格，检测多少钱，检测公司。</div>"
    page = blocks(f"<div>{TEXT}{spam}</div>")
    assert [b.text for b in page.blocks] == [FIRST, SECOND, THIRD]
    assert len(page.hidden) == 1


def test_strings_of_keywords_are_no_text_however_long() -> None:
    words = "检测价格 检测公司 平台电话 检测报告 " * 200
    assert lines(f"<div>{TEXT}</div><div>{words}</div>") == [FIRST, SECOND, THIRD]


def items(number: int) -> str:
    return "".join(
        f"<div><a href=/{i}>另一条消息的标题之{i}</a>"
        f"<div>{SECOND[:-1]}，这里是第{i}条消息的开头，讲的是别的事情。</div><div>0{i}-12 08:30</div></div>"
        for i in range(1, number + 1)
    )


def test_one_sentence_under_the_headline_outweighs_a_feed_of_teasers() -> None:
    html = f"<div><h1>检测平台开放</h1><div>09-14</div><div><p>{FIRST}</p></div></div><div>{items(5)}</div>"
    assert lines(html, "检测平台开放") == [FIRST]


def test_a_feed_is_the_text_when_there_is_nothing_else() -> None:
    assert len(lines(f"{MENU}<div>{items(5)}</div>")) >= 10


def test_an_element_that_begins_with_a_heading_of_links_is_cut() -> None:
    related = (
        f"<div><h3>相关阅读</h3><p>{SECOND[:-1]}，另一篇文章这样开头。</p><p><a href=/1>更多</a></p></div>"
    )
    found = body(f"<div><h1>检测平台</h1><div>{TEXT}</div>{related}</div>", "检测平台")
    assert [b.text for b in found.kept] == [FIRST, SECOND, THIRD]


def test_tool_lines_of_links_in_brackets_go_and_their_place_is_the_edge_only() -> None:
    tools = "【<a href=1>评论</a>】【<a href=2>推荐</a>】【<a href=3>打印</a>】【<a href=4>关闭</a>】"
    assert lines(f"<table><tr><td>{FIRST}<br>{SECOND}<br>{tools}</td></tr></table>") == [FIRST, SECOND]


def test_annexes_below_the_text_stay_though_they_are_links() -> None:
    annexes = "<p>附件：</p>" + "".join(f"<p><a href={i}.doc>第{i}批平台名册</a></p>" for i in range(4))
    assert lines(f"<div>{TEXT}{annexes}</div>", official=True)[-4:] == [f"第{i}批平台名册" for i in range(4)]


def test_a_signature_below_the_text_stays() -> None:
    signed = "<div align=right>云岭县工业发展局</div><div align=right>2031年3月4日</div>"
    assert lines(f"<div>{TEXT}{signed}</div>")[-2:] == ["云岭县工业发展局", "2031年3月4日"]


def test_short_lines_beside_a_single_sentence_stay() -> None:
    names = "".join(f"<p>云岭第{i}竹器厂</p>" for i in range(1, 6))
    assert len(lines(f"{MENU}<div><p>{FIRST}</p>{names}<p>云岭县工业发展局</p></div>")) == 7
    assert len(lines(f"{MENU}<div><div>{FIRST}</div><div>甲竹器厂</div><div>乙竹器厂</div></div>")) == 3


def test_a_list_of_names_in_an_element_of_its_own_stays_with_its_introduction() -> None:
    names = "".join(f"<p>云岭第{i}竹器厂</p>" for i in range(1, 6))
    html = f"<div>{MENU}</div><div><h1>名单</h1><div><div><p>{FIRST}</p></div><div>{names}</div></div></div>"
    assert lines(html, "名单")[-6:] == [FIRST, *(f"云岭第{i}竹器厂" for i in range(1, 6))]


def test_rows_of_data_below_the_text_stay() -> None:
    rows = "".join(f"<tr><td>{i}</td><td>云岭第{i}竹器厂</td></tr>" for i in range(1, 9))
    assert len(lines(f"<div>{TEXT}<table>{rows}</table></div>")) == 11


def test_a_headline_among_comments_is_not_believed() -> None:
    comment = f"<div class=comments><h3>甲说</h3><p>{THIRD}</p><p>{THIRD}</p></div>"
    assert lines(f"<div class=entry><p>{FIRST}</p><p>{SECOND}</p></div>{comment}", "甲说") == [FIRST, SECOND]


def test_scorers_that_agree_are_surer_than_scorers_that_do_not() -> None:
    plain = body(f"<h1>检测平台</h1><div>{TEXT}</div>", "检测平台").confidence
    torn = body(f"<div><div>{TEXT}</div></div><div><p>{THIRD}</p><p>{SECOND}</p></div>{MENU * 9}").confidence
    assert plain > 0.8 > torn


def test_a_body_named_by_the_rules_is_sure() -> None:
    page = blocks(f"<div id=zoom>{TEXT}</div>")
    found = body_of(page, next(n.element for n in page.nodes if n.name == "zoom"))
    assert found is not None
    assert found.confidence == 1.0


TAGS = st.sampled_from(["div", "p", "td", "li", "form", "table", "span", "h2", "a href=x", "center", "pre"])
WORDS = st.sampled_from([FIRST, SECOND, "短行", "2031-01-02 08:00", "相关阅读", "检测平台", "，。", ""])


@settings(derandomize=True, max_examples=100, deadline=None)
@given(st.lists(st.tuples(TAGS, WORDS, st.booleans()), min_size=1, max_size=25))
def test_a_body_is_a_row_of_the_pages_blocks_in_their_order(pieces: list[tuple[str, str, bool]]) -> None:
    html = "".join(
        f"<{tag}>{text}" + (f"</{tag.split()[0]}>" if closed else "") for tag, text, closed in pieces
    )
    page = blocks(html)
    found = body_of(page, None, "检测平台")
    if found is None:
        return
    at = {id(block): i for i, block in enumerate(page.blocks)}
    kept, cut = [at[id(b)] for b in found.kept], [at[id(b)] for b in found.cut]
    assert kept == sorted(kept)
    assert sorted(kept + cut) == list(range(found.first, found.last))


def test_a_page_reads_the_same_twice() -> None:
    page = f"<html><body>{MENU}<h1>检测平台</h1>{TEXT}<div>{items(3)}</div></body></html>".encode()
    assert clean_page(page, url="https://x.example/") == clean_page(page, url="https://x.example/")
