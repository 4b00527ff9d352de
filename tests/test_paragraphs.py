"""News by its paragraphs: the numbering of a report is layout, its articles are not."""

from __future__ import annotations

from cleaners.model import Header
from cleaners.restoring.assembly import read_document
from pipeline.hits import hits_of
from pipeline.paragraphs import by_paragraph

NEWS = """海川日报1月2日讯（记者林一）渡口的灯终于亮了。
一、背景
渡口一直没有灯，船夫们多次反映。
　　灯怎么点，长期没有规定。
二、内容
（一）每夜点灯；
（二）灯油自备。"""


def test_every_line_of_a_numbered_report_is_a_hit_of_its_own() -> None:
    document = read_document(NEWS, header=Header(), title="渡口有了灯")
    read = by_paragraph(document.carrier or document.instruments[0], NEWS)
    lines = [line.strip() for line in NEWS.split("\n")]
    assert [p.text for p in read.provisions] == lines
    assert [p.eid for p in read.provisions] == [f"para_{n}" for n in range(1, 8)]
    assert [NEWS[slice(*p.span)] for p in read.provisions] == lines
    assert hits_of(read.provisions) == {p.eid for p in read.provisions}


def test_news_that_reprints_articles_keeps_them() -> None:
    text = "渡口办法\n第一条 渡口应当点灯。\n第二条 灯油由渡口自备。"
    document = read_document(text, header=Header(), title="渡口办法")
    reading = document.carrier or document.instruments[0]
    assert by_paragraph(reading, text) is reading
