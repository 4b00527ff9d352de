"""Header tables in every markup that publishing systems draw them with; what only looks like one stays."""

from __future__ import annotations

import time

import pytest

from cleaners import clean_page
from cleaners.page.header_table import header_tables, table_fields
from cleaners.page.markup import read_markup
from cleaners.page.sites import GENERIC

BODY = "<p>为做好云杉产业集群培育工作，现将有关事项通知如下，请认真执行并及时报告有关情况。</p>" * 6
EXPECTED = {"索引号": "YL-1", "发文机关": "产业振兴部", "发文字号": "产振〔2031〕7号"}
FORMS = {
    "cells": "<table><tr><td>索 引 号：</td><td>YL-1</td><td>发文机关：</td><td>产业振兴部</td></tr>"
    "<tr><td>发文字号：</td><td>产振〔2031〕7号</td><td>主题词：</td><td></td></tr></table>",
    "one cell": "<table><tr><td>索引号：YL-1</td><td>发文机关：产业振兴部</td></tr>"
    "<tr><td colspan=2>发文字号：产振〔2031〕7号</td></tr></table>",
    "spans": "<ul><li><span>索引号</span><span>YL-1</span></li>"
    "<li><span>发文机关</span><span>产业振兴部</span></li><li><b>发文字号：</b>产振〔2031〕7号</li></ul>",
    "definitions": "<dl><dt>索引号</dt><dd>YL-1</dd><dt>发文机关</dt><dd>产业振兴部</dd><dt>发文字号</dt>"
    "<dd>产振〔2031〕7号</dd></dl>",
    "divs": "<div><div><i>索引号：</i><div>YL-1</div></div><div><i>发文机关：</i><div>产业振兴部</div></div>"
    "<div><i>发文字号：</i><div>产振〔2031〕7号</div></div></div>",
    "paragraph": "<p><b>索引号：</b>YL-1&nbsp;<b>发文机关：</b>产业振兴部&nbsp;"
    "<b>发文字号：</b>产振〔2031〕7号</p>",
    "brackets": "<table><tr><th>【索引号】</th><td>YL-1</td></tr>"
    "<tr><th>【发文机关】</th><td>产业振兴部</td></tr><tr><th>【发文字号】</th><td>产振〔2031〕7号</td></tr></table>",
    "text": "<div>索引号：YL-1　　发文机关：产业振兴部　　发文字号：产振〔2031〕7号</div>",
    "breaks": "<div>索引号：YL-1<br>发文机关：产业振兴部<br>发文字号：产振〔2031〕7号</div>",
    "font": "<table><tr><td><font>索引号</font></td><td><font>YL-1</font></td></tr><tr>"
    "<td><font>发文机关</font></td><td><font>产业振兴部</font></td></tr><tr><td>发文字号</td><td>产振〔2031〕7号</td></tr></table>",
}


def fields(markup: str) -> tuple[list[str], dict[str, str]]:
    page = f"<html><body><div id=main>{markup}<h1>关于某事的通知</h1><div>{BODY}</div></div></body></html>"
    tree = read_markup(page, "text/html").tree
    assert tree is not None
    tables = header_tables(tree, GENERIC, page.encode())
    return [str(table.tag) for table in tables], dict(table_fields(tables))


@pytest.mark.parametrize("form", FORMS)
def test_a_field_table_is_read_in_every_markup(form: str) -> None:
    assert fields(FORMS[form])[1] == EXPECTED


@pytest.mark.parametrize("form", FORMS)
def test_what_was_read_is_cut_and_the_body_stays_whole(form: str) -> None:
    page = f"<html><body><div>{FORMS[form]}<h1>关于某事的通知</h1><div>{BODY}</div></div></body></html>"
    read = clean_page(page.encode(), url="https://www.yunling.example/1.html")
    assert "YL-1" not in read.text
    assert read.text.count("云杉产业集群") == 6
    assert read.header is not None
    assert (read.header.index_number, read.header.doc_number) == ("YL-1", "产振〔2031〕7号")


@pytest.mark.parametrize(
    "markup",
    [
        "<p>来源：云岭日报　发布时间：2031-05-06　作者：甲某</p>",
        "<p>发文机关是谁，索引号在哪里，发文字号怎么查，本文一一说明。</p>",
        "<table><tr><td>发文机关</td><td>发文字号</td><td>成文日期</td></tr></table>",
    ],
)
def test_what_holds_no_values_or_tells_of_them_is_no_field_table(markup: str) -> None:
    assert fields(markup) == ([], {})


def test_an_element_around_the_body_is_no_field_table() -> None:
    around = (
        f"<div><p>索引号：YL-1</p><p>发文机关：产业振兴部</p><p>成文日期：2031年5月6日</p>{BODY * 9}</div>"
    )
    assert fields(around)[0] == []


def test_a_page_of_labels_takes_little_time() -> None:
    started = time.process_time()
    fields("<div>索引号：1<div>发文机关：某部</div></div>" * 20_000)
    fields("<div>索引号：1 发文机关：某部" * 300)
    assert time.process_time() - started < 5
