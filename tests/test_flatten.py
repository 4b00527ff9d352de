"""Pages too deep or too broken for a tree: their text is read in paragraphs, and in time."""

from __future__ import annotations

import time

import pytest

from cleaners import clean_page
from cleaners.page.flatten import flat_html

URL = "https://news.example/1.html"
SENTENCE = "为了规范本县竹编集市的管理，制定本办法。"


def paragraphs(html: str) -> list[str]:
    """The paragraphs of a flat page."""
    body = flat_html(html).partition("<div>")[2].removesuffix("</div></body></html>")
    return [p.removesuffix("</p>") for p in body.split("<p>") if p]


def test_blocks_part_paragraphs_and_inline_elements_do_not() -> None:
    assert paragraphs("<div>竹<b>编</b><p>集市</p>办法<br>全文</div>") == ["竹编", "集市", "办法", "全文"]


def test_scripts_titles_and_comments_are_no_text() -> None:
    html = "<title>题</title><script>var a='<p>不</p>'</script><!--<p>是</p>--><style>p{}</style><p>正文</p>"
    assert paragraphs(html) == ["正文"]


def test_the_title_is_the_first_title_or_heading() -> None:
    assert "<title>竹编 &amp; 集市</title>" in flat_html("<title>竹编 &amp; 集市</title><h1>办法</h1>")
    assert "<title>办法</title>" in flat_html("<h1>办<b>法</b></h1><h1>附则</h1>")


def test_what_looks_like_markup_in_the_text_stays_text() -> None:
    assert paragraphs("<p>1 &lt; 2 &amp; 3</p>") == ["1 &lt; 2 &amp; 3"]


@pytest.mark.parametrize("broken", ["<![CDAT x>", "<![if !IE]>", "<!x>", "<?x>", "</>", "</b>", "<!--", "<"])
def test_what_no_parser_knows_takes_no_text_before_it(broken: str) -> None:
    html = "<div>" * 300 + f"<p>{SENTENCE}</p>{broken}"
    assert SENTENCE in clean_page(html.encode(), url=URL, content_type="text/html").text


def test_a_fragment_that_beautifulsoup_refuses_is_read_without_it() -> None:
    html = f"---\ntitle: 云岭县竹编\n---\n<p>{SENTENCE}</p><!-- news_keyword_pub --><![CDAT x]>"
    assert SENTENCE in clean_page(html.encode(), url=URL).text


@pytest.mark.parametrize("piece", ["<br>{}", "<b>{}</b>", "<p>{}</p>", "{}<!--", "<![CDAT>{}", "</b>{}"])
def test_twice_the_page_takes_about_twice_the_time(piece: str) -> None:
    def seconds(size: int) -> float:
        html = "<div>" * size + piece.format("竹编") * size
        started = time.process_time()
        flat_html(html)
        return time.process_time() - started

    small = min(seconds(4_000) for _ in range(3))
    assert min(seconds(16_000) for _ in range(2)) < 10 * small + 0.05  # the square would be 16 times
