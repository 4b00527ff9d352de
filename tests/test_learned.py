"""cleaners/stripping/learned.py: what pages of a site teach, and what is never learned. Invented."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners import clean_page
from cleaners.model import Boilerplate
from cleaners.normalise import fold
from cleaners.stripping.learned import Shown, edges_of, foreseen, key_of, learn, may_be_learned, strip_learned
from kb.home import corpora
from tests.gates.segmentation import laws

HINT = "灯塔产经提示：文中所述仅供了解，办事请以主管部门公布的文件为准。"
CALL = "看县域产业，上灯塔产经客户端"
BODIES = (
    ("灯塔村的匠人上月交付了第一批竹灯。", "订单来自邻近三个县，匠人说人手不够。"),
    ("河口镇的渔网作坊换上了新织机。", "新织机一天织的网抵得上过去半个月。", "镇上打算再添四台。"),
    ("山前县把陶窑改烧天然气。", "烟尘少了，窑工也不必守夜。"),
    ("白沙乡的糖坊迎来榨季。", "榨季要持续到开春。"),
)


def shown(number: int, *lines: str, title: str = "", beside: tuple[str, ...] = ()) -> Shown:
    return Shown(f"lamp.example/{number}", key_of(title or f"第{number}篇"), edges_of(lines, beside=beside))


def site(*tail: str, head: tuple[str, ...] = (), beside: tuple[str, ...] = ()) -> list[Shown]:
    return [shown(n, *head, *body, *tail, beside=beside) for n, body in enumerate(BODIES)]


def keys(pages: list[Shown]) -> set[str]:
    return {lesson.key for lesson in learn(pages)}


def test_a_line_that_ends_three_different_pages_is_learned() -> None:
    assert keys(site(HINT)[:3]) == {key_of(HINT)}
    assert keys(site(HINT)[:2]) == set()


def test_a_line_that_opens_three_different_pages_is_learned() -> None:
    assert keys(site(head=(HINT,))) == {key_of(HINT)}


def test_the_lesson_names_its_pages() -> None:
    [lesson] = learn(site(HINT))
    assert lesson.addresses == tuple(f"lamp.example/{n}" for n in range(4))
    assert lesson.beside == 0


def test_a_line_in_the_middle_of_long_texts_is_not_learned() -> None:
    def around(number: int) -> list[str]:
        return [f"这是第{number}篇里各不相同的话之{place}。" for place in range(12)]

    pages = [shown(n, *around(n), HINT, *around(n + 100)) for n in range(5)]
    assert keys(pages) == set()


def test_copies_of_one_article_do_not_teach_its_words() -> None:
    body = BODIES[1]
    assert keys([shown(n, *body) for n in range(6)]) == set()
    assert keys([shown(n, *body, title="同一篇") for n in range(6)]) == set()
    assert keys([shown(n, *body, HINT) for n in range(6)]) == set()


def test_pages_of_one_title_count_once() -> None:
    pages = [shown(n, *body, HINT, title="一篇分四页") for n, body in enumerate(BODIES)]
    assert keys(pages) == set()


def test_one_address_fetched_often_counts_once() -> None:
    pages = [Shown("lamp.example/1", page.title, page.edges) for page in site(HINT)]
    assert keys(pages) == set()


def test_a_line_outside_the_body_is_learned_once_it_stands_in_one() -> None:
    outside = [shown(n, *body, beside=(CALL,)) for n, body in enumerate(BODIES[:3])]
    inside = shown(9, *BODIES[3], CALL)
    assert keys(outside) == set()
    [lesson] = learn([*outside, inside])
    assert (lesson.key, lesson.beside) == (key_of(CALL), 3)


def test_a_teaser_beside_other_articles_is_not_taken_from_its_own() -> None:
    opening = BODIES[3][0]
    pages = [shown(n, *body, beside=(opening,)) for n, body in enumerate(BODIES[:3])]
    assert keys([*pages, shown(9, *BODIES[3])]) == set()


def test_a_large_site_needs_one_page_in_a_hundred() -> None:
    pages = [shown(n, f"第一句说的是{n}号作坊。", f"第二句说的是{n}号渔港。") for n in range(400)]
    closing = [shown(1000 + n, f"这里说的是{n}号窑。", HINT) for n in range(5)]
    assert keys([*pages, *closing[:4]]) == set()
    assert keys([*pages, *closing]) == {key_of(HINT)}


def test_news_that_closes_with_the_same_background_does_not_teach_it() -> None:
    background = "据了解，灯塔作坊是指在节约能源方面走在同行前列的手工作坊，全县现有十七家。"
    others = [shown(20 + n, f"第一句说的是{n}号作坊。", f"第二句说的是{n}号渔港。") for n in range(5)]
    assert keys([*site(background), *others]) == set()
    assert keys([*site(HINT), *others]) == {key_of(HINT)}
    beside = [shown(40 + n, f"这里说的是{n}号窑。", beside=(background,)) for n in range(3)]
    assert keys([*site(background)[1:], *others, *beside]) == {key_of(background)}


def test_the_title_of_a_page_is_never_learned() -> None:
    pages = [
        *site("灯塔村竹灯卖到了邻县，匠人直说忙不过来"),
        shown(9, "别的话。", title="灯塔村竹灯卖到了邻县，匠人直说忙不过来"),
    ]
    assert keys(pages) == set()


def test_a_heading_above_text_is_not_learned_and_a_name_below_it_is() -> None:
    headed = [shown(n, "灯塔观察栏目", *body) for n, body in enumerate(BODIES)]
    between = [shown(n, *body, "下一步工作安排", f"第{n}处将另外安排。") for n, body in enumerate(BODIES)]
    below = [shown(n, *body, "灯塔观察栏目") for n, body in enumerate(BODIES)]
    assert (keys(headed), keys(between), keys(below)) == (set(), set(), {key_of("灯塔观察栏目")})


def test_a_heading_by_its_tag_is_never_learned() -> None:
    pages = [
        Shown(f"lamp.example/{n}", key_of(str(n)), edges_of((*body, HINT), headings=frozenset({HINT})))
        for n, body in enumerate(BODIES)
    ]
    assert keys(pages) == set()
    assert strip_learned(("正文一句。", HINT), LEARNED, frozenset({HINT}))[1] == ()


NEVER_LEARNED = """\
特此公告。
特此通知。
此件公开发布
（此件主动公开）
附件：灯塔村名册
各乡镇人民政府：
灯塔县工艺局
河口渔网股份有限公司董事会
2031年5月12日
二〇三一年五月十二日
灯塔社河口5月12日电
第三条 作坊应当登记。
（二）有固定的场所；
三、工作要求
2.材料要齐全。
一是抓紧落实。
本办法自公布之日起施行。
本规定由灯塔县工艺局负责解释。
灯塔县工艺局根据本条例制定名册。
灯塔县以前的规定与本办法不一致的，以本办法为准。
内部发送：办公室。
请结合实际认真贯彻执行。
灯工艺〔2031〕7号
（完）
（灯塔社记者林一）
（总台央视记者 林一 柏舟）
本报记者 林一
作者：林一
编者按：今起推出系列报道。
县领导柏舟、林一参加会议。
会议还研究了其他事项。
数据来源：灯塔县统计局
联系电话：010-00000046
序号\t名称
本公司董事会保证本公告内容真实、准确、完整。
林一舟
现将有关事项公告如下：
县长 林一
"""


@pytest.mark.parametrize("line", NEVER_LEARNED.splitlines())
def test_what_a_document_or_a_report_itself_prints_is_never_learned(line: str) -> None:
    assert not may_be_learned(line)
    assert keys(site(line)) == set()
    told = Boilerplate(frozenset({fold(line)}))
    assert strip_learned(("作坊换上了新织机。", line), told)[1] == ()


LEARNED = Boilerplate(frozenset(map(fold, (HINT, CALL))))


def test_learned_lines_are_cut_at_the_ends_only() -> None:
    middle = tuple(f"这是各不相同的话之{place}。" for place in range(4))
    lines = (HINT, *middle, CALL, *middle, HINT, "（总台央视记者 林一）", CALL)
    left, removed = strip_learned(lines, LEARNED)
    assert left == (*middle, CALL, *middle, "（总台央视记者 林一）")
    assert [(cut.rule, cut.quote) for cut in removed] == [
        ("learned", HINT),
        ("learned", HINT),
        ("learned", CALL),
    ]


def test_a_text_of_learned_lines_alone_keeps_them() -> None:
    assert strip_learned((HINT, CALL), LEARNED) == ((HINT, CALL), ())


LINES = st.lists(
    st.sampled_from((HINT, CALL, "甲村有竹。", "乙村有鱼。", "（一）丙村有糖。", "特此公告。")), max_size=30
)


@settings(derandomize=True, max_examples=100, deadline=None)
@given(LINES)
def test_cutting_twice_cuts_nothing_more_and_what_is_cut_was_foreseen(lines: list[str]) -> None:
    left, removed = strip_learned(tuple(lines), LEARNED)
    assert strip_learned(left, LEARNED) == (left, ())
    edges = edges_of(lines)
    cut = foreseen(edges, frozenset(map(key_of, (HINT, CALL))))
    held = {mark.strip("-~=") for mark in (*edges.first, *edges.last)}
    if not cut.farther:
        assert {key_of(one.quote) for one in removed} == cut.keys
    assert cut.keys <= held


@settings(derandomize=True, max_examples=30, deadline=None)
@given(st.permutations(range(8)))
def test_the_order_of_the_pages_leaves_no_trace(order: list[int]) -> None:
    pages = [*site(HINT, CALL), *(shown(20 + n, *BODIES[n], HINT, title="同一篇") for n in range(4))]
    assert learn([pages[place] for place in order]) == learn(pages)


def test_the_edges_of_a_page_do_not_depend_on_what_is_known() -> None:
    lines = "".join(f"<p>{line}</p>" for line in ("作坊换上了新织机，一天织的网抵得上过去半个月。" * 2, HINT))
    body = (
        f"<html><title>织机</title><body><h1>织机</h1><div id='content'>{lines}</div></body></html>".encode()
    )
    url = "https://lamp.example/1.html"
    fresh, taught = clean_page(body, url=url), clean_page(body, url=url, boilerplate=LEARNED)
    assert fresh.edges == taught.edges is not None
    assert (HINT in fresh.text, HINT in taught.text) == (True, False)
    assert clean_page(body, url="https://www.lamp.gov.cn/1.html", boilerplate=LEARNED).edges is None


# 第三条, 第二章: a mirror that lost its labels keeps nothing but the words
_LABELS = re.compile(r"^第[一二三四五六七八九十百零]+[条章节](?:之.)?\s*")


@pytest.mark.parametrize("size", [10, 50, 300])
def test_a_mirror_of_laws_without_their_labels_does_not_teach_the_words_of_law(size: int) -> None:
    folder = corpora()
    if folder is None or not (folder / "statutes" / "articles.jsonl.gz").exists():
        pytest.skip("the statutes of data/statutes are not there")
    pages = [
        Shown(f"m.example/{n}", key_of(law.name), edges_of([_LABELS.sub("", line) for line in lines]))
        for n, law in enumerate(laws(folder)[::2])
        if (lines := [line.strip() for line in law.printed().split("\n") if line.strip()])
    ]
    assert len(pages) > 1000
    for start in range(0, len(pages), size):
        assert keys(pages[start : start + size]) == set()
