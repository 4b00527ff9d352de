"""Author and day where a page's markup names them: microdata, hAtom, JSON-LD, classes of blogs and forums."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from lxml import html

from cleaners import clean_page
from cleaners.model import Page
from cleaners.page.places import marked_moment, marked_names
from cleaners.page.printed import CST

TITLE = "云岭县竹编技艺展开幕三天迎客两万"
PARAGRAPH = "展厅里，老人把竹篾剖得像纸一样薄，围观的孩子数着层数，说要回家试一试，看自己能编出什么来。"
# All names are invented.
MARKED = [
    "<a itemprop=author>林竹溪</a>",
    "<div itemprop=author><meta itemprop=name content=林竹溪><p>爱竹，也写字</p></div>",
    "<span class='author vcard'><a class=fn>林竹溪</a></span>",
    "<a rel=author href=/u/1>林竹溪</a>",
    "<p id=articleAuthor>林竹溪</p>",
    '<script type=\'application/ld+json\'>{"author":[{"name":"林竹溪"}]}</script>',
]


def page_of(under_title: str, below: str = "", head: str = "") -> Page:
    """A page with these elements between its title and its text, and below it."""
    text = f"<p>{PARAGRAPH}</p>" * 4
    whole = (
        f"<html><head><title>{TITLE}_云岭网</title>{head}</head><body><h1>{TITLE}</h1>{under_title}"
        f"<div class=content>{text}</div>{below}</body></html>"
    )
    return clean_page(
        whole.encode(), url="https://news.example/1.html", content_type="text/html; charset=utf-8"
    )


@pytest.mark.parametrize("markup", MARKED)
def test_an_element_named_for_the_author_holds_a_candidate(markup: str) -> None:
    assert "林竹溪" in marked_names(html.fromstring(f"<html><body>{markup}</body></html>"))


def test_a_pen_name_in_the_author_s_place_beside_the_title_is_the_author() -> None:
    page = page_of(
        "<div><a class='follow-nickName' href=/u/1>水边小码农</a><span>2032-05-06 17:26</span></div>"
    )
    assert page.author == "水边小码农"


def test_the_author_of_a_comment_or_a_sidebar_is_not_the_page_s() -> None:
    comments = (
        "<div id=comments><b class=fn>林禾</b><p>写得真好，上个月刚去过，渔网吸声这个细节动人。</p></div>"
    )
    assert page_of("<p>2032-05-06 17:26</p>", comments).author is None


def test_a_medium_or_nobody_in_the_author_s_place_is_no_author() -> None:
    for name in ("云岭日报", "admin", "佚名", "2032"):
        assert (
            page_of(f"<div><span class=author>{name}</span> <span>2032-05-06 17:26</span></div>").author
            is None
        )


def test_a_time_marked_as_the_publication_is_read_and_one_of_a_comment_or_a_change_is_not() -> None:
    own = "<time class='entry-date published' datetime='2032-05-06T22:14:03+08:00'>五月六日</time>"
    other = (
        "<ol class=comment-list><li><time itemprop=datePublished datetime=2032-06-01>六月</time></li></ol>"
    )
    changed = "<time class=updated datetime=2033-01-01>元旦</time>"
    root = html.fromstring(f"<html><body><div>{own}{changed}</div>{other}</body></html>")
    assert marked_moment(root) == datetime(2032, 5, 6, 22, 14, 3, tzinfo=CST)
    assert page_of("", other + changed).published is None


def test_two_marked_days_say_nothing() -> None:
    twice = "".join(f"<time itemprop=datePublished datetime=2032-05-{day}></time>" for day in ("06", "07"))
    assert marked_moment(html.fromstring(f"<html><body><div>{twice}</div></body></html>")) is None


def test_fields_set_apart_by_style_alone_are_read_apart() -> None:
    page = page_of("<p><span>2032-05-06 09:12</span><span>来源：云岭报</span><span>文/林竹溪</span></p>")
    assert (page.source, page.author) == ("云岭报", "林竹溪")


def test_a_name_between_day_and_counts_is_the_author() -> None:
    page = page_of("<p><a href=/u>林竹溪</a> · <span>2032/05/06 11:27</span> · <span>浏览 3.2w</span></p>")
    assert page.author == "林竹溪"
    assert page_of("<p>林竹溪·5小时前</p>").author == "林竹溪"


def test_the_buttons_of_a_forum_are_no_author() -> None:
    buttons = "发表于 2032-4-17 21:05 | 只看该作者 | 倒序浏览"
    post = f"<div class=authi><a href=/u>半山听雨</a></div><div>{buttons}</div>"
    assert page_of(post).author == "半山听雨"


def test_a_newspaper_s_edition_dates_its_page() -> None:
    sheet = "<td>2032年07月19日 星期五</td><td>第A02版：要闻</td>"
    whole = page_of("<p>本报记者 林竹溪</p>", f"<table><tr>{sheet}</tr></table>")
    assert (whole.published, whole.author) == (date(2032, 7, 19), "林竹溪")


def test_a_page_s_own_script_says_when_and_a_list_of_moments_does_not() -> None:
    said = '<script>var data={"newsTime":"2032-02-14 15:58:31"}</script>'
    listed = said + '<script>var list=[{"newsTime":"2032-02-15 08:00:00"}]</script>'
    assert page_of("", head=said).published == datetime(2032, 2, 14, 15, 58, 31, tzinfo=CST)
    assert page_of("", head=listed).published is None


def test_a_day_with_the_month_first_is_read_as_american_servers_print_it() -> None:
    assert page_of("<p>08/11/2032</p>").published == date(2032, 8, 11)
    assert page_of("<p>5/6/2032 9:30:00 PM</p>").published == datetime(2032, 5, 6, 21, 30, tzinfo=CST)


def test_a_heading_that_holds_its_date_line_gives_only_the_title() -> None:
    body = (
        f"<h1>{TITLE}<br><span>2032-06-21 19:44 来源:云岭体育 编辑：林禾</span></h1>"
        + f"<p>{PARAGRAPH}</p>" * 4
    )
    whole = f"<html><head><title>{TITLE}_体育_云岭网</title></head><body>{body}</body></html>"
    page = clean_page(whole.encode(), url="https://news.example/1.html")
    assert (page.title, page.source, page.editor) == (TITLE, "云岭体育", "林禾")
    assert page.text.split("\n")[0] == PARAGRAPH


def test_a_summary_that_breaks_off_and_begins_the_text_goes() -> None:
    page = page_of(f"<div class=content><p>{PARAGRAPH[:20]}...</p></div>")
    assert page.text.split("\n") == [PARAGRAPH] * 4


FIELDS = {
    "社会新闻 云岭都市报 林竹溪 2032-05-06 01:46": ("云岭都市报", "林竹溪"),
    "2032-05-06 08:09 来源: 云岭网 林竹溪 方禾": ("云岭网", "林竹溪 方禾"),
    "2032年05月21日 07:00 云岭经济报道 林竹溪": ("云岭经济报道", "林竹溪"),
    "2032年11月03日 15:38 来源于 云岭网 评论(3)": ("云岭网", None),
    "2032年07月14日 00:10 出处：云岭网 【原创】 作者：林竹溪 编辑：林竹溪": ("云岭网", "林竹溪"),
    "云岭网 2032-05-06 21:14:35 听新闻": ("云岭网", None),
    "2032年06月17日09:40　　[云岭商报]　　作者：林竹溪": ("云岭商报", "林竹溪"),
    "2032-01-05 18:05 记者 林竹溪／云州报道": (None, "林竹溪"),
    "作者：□ 本报记者 林竹溪 2032-01-05": (None, "林竹溪"),
    "云岭青年报 2032-06-01 本报记者 林竹溪": (None, "林竹溪"),
    "云岭新闻客户端 2032-05-18 16:40 林竹溪 通讯员 方禾": ("云岭新闻客户端", "林竹溪"),
    "2032-10-21 8:46:31 云岭证券 林竹溪": (None, "林竹溪"),
    "2032-09-18　　《云岭教育报》　　林竹溪": ("云岭教育报", "林竹溪"),
    "2032年09月26日 22:48 · 阅读 1893": (None, None),
    "云岭网 news.example 时间： 2032-09-04 发言 | 责任编辑: 林禾": ("云岭网", None),
}


@pytest.mark.parametrize(("line", "named"), FIELDS.items())
def test_a_line_of_fields_names_its_medium_and_its_author(line: str, named: tuple[str, str | None]) -> None:
    page = page_of(f"<p>{line}</p>")
    assert (page.source, page.author) == named


def test_a_day_without_its_year_has_that_of_the_time_element() -> None:
    own = "<div><time datetime='2032-06-20T19:45:00+08:00'>06-20 19:45</time></div>"
    assert page_of(own).published == datetime(2032, 6, 20, 19, 45, tzinfo=CST)
    assert page_of("<div>06-20 19:45</div>").published is None


def test_those_who_answer_in_a_forum_are_not_read_with_the_first_post() -> None:
    answer = "<p>作者：林禾 时间：2032-05-17 21:48:23</p><p>支持楼主，商家别想糊弄人，这样的店不会再去！</p>"
    first = "<div><p>" + PARAGRAPH + "</p></div>"
    page = page_of("<p>楼主：方溪 时间：2032-05-17 21:36:00</p>" + first * 3 + answer)
    assert (page.author, page.text.split("\n")) == ("方溪", [PARAGRAPH] * 3)


def test_a_day_followed_by_fields_of_the_page_is_its_own() -> None:
    assert page_of("<p>2032-11-03 分类：竹器 阅读(1203) 评论(0)</p>").published == date(2032, 11, 3)


def test_a_graph_of_json_ld_names_the_author_of_a_page_that_prints_the_name() -> None:
    graph = '{"@graph":[{"@type":"NewsArticle","author":{"name":"竹林听雨"}}]}'
    head = f"<script type='application/ld+json'>{graph}</script>"
    assert page_of("<div><b>竹林听雨</b><b>来源：云岭头条</b></div>", head=head).author == "竹林听雨"
    assert page_of("<div><b>来源：云岭头条</b></div>", head=head).author is None


def test_the_name_of_an_editor_program_is_no_title() -> None:
    text = f"<p>{PARAGRAPH}</p>" * 4
    whole = f"<html><head><title>New Page 1</title></head><body><p>{TITLE}</p><p>2032年12月5日</p>{text}"
    page = clean_page(whole.encode(), url="https://news.example/1.html")
    assert (page.title, page.published, page.text.split("\n")) == (TITLE, date(2032, 12, 5), [PARAGRAPH] * 4)


@pytest.mark.parametrize(
    ("named", "above"),
    [
        ("云岭通：" + TITLE, f"<p>{TITLE}</p><p>发布时间：2032.01.12 09:18</p>"),
        ("云岭青年报", f"<p>{TITLE}</p><p>云岭青年报　　2032-06-01　　本报记者　林竹溪</p>"),
        ("云岭县经济委员会 >> 新闻阅读", f"<p>{TITLE}</p><p>[ 发布者：admin | 发布时间：2032-7-8 ]</p>"),
        ("云岭竹器", f"<table><tr><td>新闻标题<td>{TITLE}<tr><td>发布时间<td>2032-3-27</table>"),
    ],
)  # fmt: skip
def test_the_line_above_the_day_is_the_title_where_the_head_names_the_site(named: str, above: str) -> None:
    body = f"<body>{above}<div>{f'<p>{PARAGRAPH}</p>' * 4}</div></body>"
    page = clean_page(
        f"<html><head><title>{named}</title></head>{body}".encode(), url="https://news.example/1.html"
    )
    assert page.title == TITLE


def test_a_lone_name_above_the_text_is_who_wrote_it() -> None:
    assert page_of("<p>2032-03-10</p>", head="<meta name=x>").author is None
    text = f"<p>林竹溪</p>{f'<p>{PARAGRAPH}</p>' * 4}"
    page = clean_page(
        f"<html><title>{TITLE}</title><h2>{TITLE}</h2>{text}".encode(), url="https://news.example/1.html"
    )
    assert page.author == "林竹溪"


def test_answers_below_a_blog_s_text_are_not_read_with_it() -> None:
    answer = f"<p>方禾 2032-06-19 08:10</p><p>{PARAGRAPH[:24]}。</p>"
    text = f"<div class=body>{f'<p>{PARAGRAPH}</p>' * 4}</div><div class=comm>{answer}</div>"
    page = clean_page(
        f"<html><title>{TITLE}</title><h2>{TITLE}</h2>{text}".encode(), url="https://news.example/1.html"
    )
    assert page.text.split("\n") == [PARAGRAPH] * 4


def test_the_next_role_set_against_an_editor_is_not_of_the_name() -> None:
    credit = "<p><span>编辑：林禾</span><span>审读：方溪</span><span>审核：方禾</span></p>"
    assert page_of("<p>2032-03-10</p>", credit).editor == "林禾"


def test_a_flash_of_one_sentence_is_not_lost_among_the_flashes_below_it() -> None:
    others = "".join(
        f"<div><time>2032-01-0{n} 11:11</time><a href=/{n}>竹器第{n}次参展</a><p>据悉，年底前完工。</p></div>"
        for n in range(1, 7)
    )
    own = f"<div class=d><h1>{TITLE}</h1><time>2032-11-02 14:05</time><p>{PARAGRAPH}</p></div>"
    whole = f"<html><head><title>{TITLE}</title></head><body>{own}<div class=o>{others}</div>"
    assert clean_page(whole.encode(), url="https://news.example/1.html").text == PARAGRAPH


def test_neighbours_of_one_paragraph_each_with_link_and_day_are_no_text() -> None:
    items = "".join(
        f"<div class=x4><a href=/{n}>第{n}届竹会</a><i>{PARAGRAPH}</i><em>2032-04-0{n} 09:00</em></div>"
        for n in (1, 2, 3)
    )
    text = f"<div class=x2>{f'<p>{PARAGRAPH}</p>' * 4}</div><div class=x3>{items}</div>"
    whole = f"<html><head><title>{TITLE}</title></head><body><div class=l><h1>{TITLE}</h1>{text}</div>"
    assert clean_page(whole.encode(), url="https://news.example/1.html").text.split("\n") == [PARAGRAPH] * 4
