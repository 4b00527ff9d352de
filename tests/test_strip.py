"""strip_text and its steps: what is in the text but not of it, and what must stay."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.stripping.interference import suspected
from cleaners.stripping.steps import LINE_STEPS, strip_lines, strip_text
from cleaners.stripping.watermark import strip_watermark

CLAUSES = (
    "第一条　为了规范竹器产业集群的认定工作，制定本办法。",
    "第二条　县级工业主管部门负责本行政区域内的认定工作。",
    "第三条　申报单位应当具备下列条件：",
    "（一）主导产业产值占比不低于七成；",
    "（二）近三年未发生重大安全事故。",
    "第四条　认定的有效期为三年，期满复核。",
)
LAW = "\n".join(CLAUSES)
MARKS = (
    "q7Z示例资讯——每天多懂一点SHILIPOS.EXAMPLE",
    "【本文由示例网sl-news.example整理】",
    "www.sl-mirror.example",
)


def test_clean_law_is_left_alone() -> None:
    assert strip_text(LAW) == (LAW, ())


@pytest.mark.parametrize("mark", MARKS)
def test_a_watermark_at_line_ends_goes_and_nothing_else(mark: str) -> None:
    text, removed = strip_text("\n".join(line + mark for line in CLAUSES))
    assert text == LAW
    assert [cut.quote for cut in removed] == [mark] * len(CLAUSES)


@pytest.mark.parametrize("mark", MARKS)
def test_a_watermark_inside_sentences_goes_too(mark: str) -> None:
    marked = [line + mark for line in CLAUSES]
    marked[1] = marked[1][:9] + mark + marked[1][9:]
    assert strip_text("".join(marked))[0] == "".join(CLAUSES)


def test_the_random_token_before_each_copy_goes_with_it() -> None:
    tokens = ("a1B", "Zz9", "q0Q", "7hK", "pL3", "x4X")
    marked = "\n".join(f"{line}{t}示例资讯站每天更多精彩" for line, t in zip(CLAUSES, tokens, strict=True))
    assert strip_text(marked)[0] == LAW


def test_a_line_that_was_only_the_watermark_disappears() -> None:
    text, _ = strip_text("\n".join([*(line + MARKS[0] for line in CLAUSES), MARKS[0]]))
    assert text == LAW


def test_an_official_address_named_again_and_again_is_no_watermark() -> None:
    told = "\n".join(f"{line}申报网址：https://zjtx.yunling.gov.cn/apply。" for line in CLAUSES)
    assert strip_text(told) == (told, ())


def test_an_address_that_the_sentences_ask_for_stays() -> None:
    told = "\n".join(f"{line[:-1]}，登录示例平台（www.platform.example）填报。" for line in CLAUSES)
    assert strip_text(told) == (told, ())


def test_a_repeated_clause_ending_is_no_watermark() -> None:
    told = "\n".join(f"{line[:-1]}，由县级以上工业主管部门责令改正。" for line in CLAUSES)
    assert strip_text(told) == (told, ())


@pytest.mark.parametrize(
    "marker", ["免责声明:本站转载", "扩展阅读", "本文链接：http://a.example/1", "上一篇：某文"]
)
def test_a_tail_goes_from_its_marker_on(marker: str) -> None:
    text, removed = strip_text(f"{LAW}\n{marker}\n某地举办灯会\n某地修桥")
    assert text == LAW
    assert [cut.rule for cut in removed] == ["tail"] * 3


def test_a_disclaimer_before_clauses_takes_only_its_own_line() -> None:
    text, removed = strip_text(f"某县公告\n免责声明：本站转载自其他媒体\n{LAW}")
    assert text == f"某县公告\n{LAW}"
    assert [cut.rule for cut in removed] == ["tail_line"]


def test_the_annex_behind_a_marker_is_not_lost() -> None:
    assert "附件：竹器产业集群申报表" in strip_text(f"{LAW}\n相关阅读\n附件：竹器产业集群申报表.docx")[0]


def test_a_link_farm_without_a_heading_is_known_by_its_twins() -> None:
    farm = "\n".join(
        f"某地第{n}场灯会开幕\n某地第{n}场灯会开幕\n昨晚，某地灯会开幕，游客..." for n in range(4)
    )
    assert strip_text(f"{LAW}\n{farm}")[0] == LAW


@pytest.mark.parametrize(
    "line",
    ["责任编辑：柳成荫", "（责编：柳成荫、安若水）", "【纠错】", "返回搜狐，查看更多", "原标题：某县出招"],
)  # fmt: skip
def test_editor_lines_and_slogans_go_wherever_they_stand(line: str) -> None:
    assert strip_text(f"{CLAUSES[0]}\n{line}\n{CLAUSES[1]}")[0] == f"{CLAUSES[0]}\n{CLAUSES[1]}"


def test_an_editor_in_brackets_goes_and_his_paragraph_stays() -> None:
    text, removed = strip_text(f"{CLAUSES[0]}（责任编辑：柳成荫）")
    assert text == CLAUSES[0]
    assert removed[0].quote == "（责任编辑：柳成荫）"


def test_a_closing_reporter_line_is_text() -> None:
    line = "（示例台记者 安若水 白长亭）"
    assert strip_text(f"{CLAUSES[0]}\n{line}")[0].endswith(line)


def test_debris_of_markup_goes_from_plain_text() -> None:
    assert strip_text("认定标准（<BR>2031年版）<BR>.wps<BR>")[0] == "认定标准（2031年版）.wps"
    assert strip_text("实施&ldquo;小而美&rdquo;计划")[0] == "实施“小而美”计划"


NOISE = [
    "免责声明：本站",
    "扩展阅读",
    "责任编辑：甲",
    "某地灯会",
    "<BR>",
    "&nbsp;",
    "&amp;nbsp;",
    "AD",
    "\n",
    "　",
]
PIECES = st.sampled_from([*CLAUSES, *MARKS, *NOISE])


@settings(derandomize=True, max_examples=100, deadline=None)
@given(st.lists(PIECES, max_size=30).map("".join))
def test_stripping_twice_changes_nothing_more(text: str) -> None:
    once, _ = strip_text(text)
    assert strip_text(once) == (once, ())


@settings(derandomize=True, max_examples=60, deadline=None)
@given(st.lists(PIECES, max_size=20))
def test_each_step_alone_is_idempotent(pieces: list[str]) -> None:
    lines = tuple(piece.strip() for piece in pieces if piece.strip())
    for step in LINE_STEPS:
        once, _ = step(lines)
        assert step(once) == (once, ())


def test_long_lines_of_one_character_take_no_time_to_speak_of() -> None:
    for char in "（【<&aA1.-来源：":
        assert strip_text(char * 40_000)[0] in (char * 40_000, "", "来源：" * 40_000)


BRAND = "【本文由竹讯网zhuxun.example整理】"
SENTENCES = (
    "第一条 河灯工坊应当备有灭火器材，并且每年检查一次。",
    "第二条 放灯以后，工坊应当在当日收回纸灯的残片。",
    "第三条 匠人可以带领学徒，学徒不得单独点灯。",
)


def test_a_bracket_with_an_address_put_into_sentences_is_taken_out() -> None:
    spoiled = "\n".join(s[: 9 + 2 * i] + BRAND + s[9 + 2 * i :] for i, s in enumerate(SENTENCES))
    kept, removed = strip_text(spoiled)
    assert kept == "\n".join(SENTENCES)
    assert [(r.rule, r.quote) for r in removed] == [("injection", BRAND)] * 3
    assert strip_text(kept) == (kept, ())


def test_a_bracket_that_stands_once_or_names_an_official_site_stays() -> None:
    once = "\n".join((SENTENCES[0] + BRAND, *SENTENCES[1:]))
    official = "\n".join(s[:9] + "【详见www.qinglan.gov.cn】" + s[9:] for s in SENTENCES)
    assert strip_text(once)[0] == once
    assert strip_text(official)[0] == official


def test_an_address_scattered_over_sentences_goes_and_one_that_sentences_name_stays() -> None:
    words = "甲乙丙丁戊己庚辛壬癸"
    text = [
        f"第{i}条 {word}类工坊应当在{word}月{word}日以前交纳{word}字号河灯的检验费用。"
        for i, word in enumerate(words)
    ]
    spoiled = [line[: 8 + i] + "www.zhuxun.example" + line[8 + i :] for i, line in enumerate(text)]
    named = [line.replace("以前", "以前登录www.zhuxun.example") for line in text]
    assert strip_text("\n".join(spoiled))[0] == "\n".join(text)
    assert strip_text("\n".join(named))[0] == "\n".join(named)


WORDS = (
    "第一条　河灯工坊应当备有灭火器材，灭火器材由工坊每年检查一次。",
    "第二条　放灯以后，工坊应当在当日收回纸灯的残片，残片不得留在河中。",
    "第三条　匠人可以带领学徒，学徒不得单独点灯，匠人应当在场。",
    "第四条　灭火器材的检查记录由工坊保存，学徒的名册由匠人保存。",
)


@pytest.mark.parametrize("name", ["竹讯网", "ZhuXunNews", "讯达财经"])
def test_a_name_that_breaks_words_goes_and_the_words_come_together(name: str) -> None:
    told = "\n".join(WORDS * 2)
    spoiled = told
    for word in ("器材", "残片", "学徒", "名册", "匠人"):
        spoiled = spoiled.replace(word, f"{word[0]}{name}{word[1]}", 1)
    assert strip_text(spoiled)[0] == told


def test_a_name_that_stands_between_words_stays() -> None:
    told = "\n".join(line.replace("应当", "应当通过竹讯网", 1).replace("由", "由竹讯网", 1) for line in WORDS)
    assert strip_text(told) == (told, ())


@pytest.mark.parametrize("ending", ["竹讯网整理发布", "（本文来自竹讯网）", "【竹讯网首发】", "@竹讯头条"])
def test_what_stands_unfinished_behind_the_last_sentence_again_and_again_is_foreign(ending: str) -> None:
    assert strip_text("\n".join(line + ending for line in WORDS))[0] == "\n".join(WORDS)


def test_a_note_behind_sentences_is_not_foreign() -> None:
    told = "\n".join(line + "（本条删除）" for line in WORDS)
    assert strip_text(told) == (told, ())


def test_invisible_characters_go_and_the_joiners_of_other_scripts_stay() -> None:
    assert strip_text("河\u200b灯\u00ad工\u202e坊\ufeff")[0] == "河灯工坊"
    assert strip_text("می\u200cخواهم")[0] == "می\u200cخواهم"


def test_entities_escaped_twice_and_numbered_go() -> None:
    assert strip_text("河&amp;nbsp;灯&#8203;工&amp;ldquo;坊&amp;rdquo;")[0] == "河 灯工“坊”"
    assert strip_text("灯油 R&D &amp; 灯芯")[0] == "灯油 R&D &amp; 灯芯"


def test_pinyin_behind_common_characters_goes_and_that_of_a_rare_one_stays() -> None:
    assert strip_text("河(hé)灯（dēng）工(gōng)坊(fáng)")[0] == "河灯工坊"
    rare = "鲎（hòu）、鼋（yuán）和鼍（tuó）不得捕捞。"
    assert strip_text(rare) == (rare, ())


def test_pieces_of_the_title_before_clauses_that_also_stand_without_them_go() -> None:
    title = "河灯工坊管理办法"
    told = [f"{n}工坊应当登记在册，应当备有灭火器材和水桶若干。" for n in "甲乙丙"]
    pieces = ("灯工坊", "坊管理", "理办法")
    spoiled = [line.replace("，", f"，{piece}") for line, piece in zip(told, pieces, strict=True)]
    text, removed = strip_text("\n".join([title, *told, *spoiled]))
    assert text == "\n".join([title, *told, *told])
    assert [cut.quote for cut in removed] == list(pieces)


def test_a_subject_before_a_clause_that_also_stands_without_it_stays() -> None:
    told = [f"{n}工坊应当登记在册，应当备有灭火器材和水桶若干。" for n in "甲乙丙"]
    named = [line.replace("，", "，工坊") for line in told]
    text = "\n".join(["河灯工坊管理办法", *told, *named])
    assert strip_text(text) == (text, ())


def test_torn_pieces_of_the_title_without_a_proof_are_named_and_stay() -> None:
    lines = tuple(f"第{n}条　各县，灯工坊管{n}号水闸应当开放，河灯工坊管理不变。" for n in "一二三")
    assert strip_lines(lines, "河灯工坊管理办法") == (lines, ())
    assert {cut.quote for cut in suspected(lines, "河灯工坊管理办法")} == {"灯工坊管"}


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("安若水供稿　编辑/白长亭", "安若水供稿"),
        ("文/安若水 编辑/白长亭 审核/柳成荫", "文/安若水"),
        ("灯会开幕。返回竹讯，查看更多", "灯会开幕。"),
        ("灯会开幕。【编辑 安若水】", "灯会开幕。"),
    ],
)
def test_only_the_editors_of_a_line_of_credits_go(line: str, left: str) -> None:
    assert strip_text(f"{CLAUSES[0]}\n{line}")[0] == f"{CLAUSES[0]}\n{left}"


@pytest.mark.parametrize(
    "line",
    [
        "编辑 安若水 校对 白长亭",
        "责编丨安若水",
        "分享到 微信 微博",
        "阅读 1234",
        "1.2万次浏览",
        "赞 12 收藏 3",
        "长按二维码关注我们",
        "更多精彩，下载竹讯客户端",
        "更多灯会的资讯请关注www.zhuxun.example",
    ],
)
def test_rows_of_buttons_and_calls_to_follow_go(line: str) -> None:
    assert strip_text(f"{CLAUSES[0]}\n{line}\n{CLAUSES[1]}")[0] == f"{CLAUSES[0]}\n{CLAUSES[1]}"


@pytest.mark.parametrize(
    "line",
    [
        "请扫描二维码填报申请表。",
        "扫码登记后方可入场",
        "经办人：安若水　审核：白长亭",
        "编辑出版的图书应当送审。",
        "本规定施行后，更多资讯请关注竹讯网以前的规定不再执行。",
        "下载",
        "大、中、小型工坊",
        "合计 12 34",
    ],
)
def test_errands_forms_and_rows_of_a_document_stay(line: str) -> None:
    text = f"{CLAUSES[0]}\n{line}\n{CLAUSES[1]}"
    assert strip_text(text) == (text, ())


@pytest.mark.parametrize(
    "line",
    [
        "第五条　未经许可，不得转载工坊图样，如有侵权，由工坊联系删除。",
        "（三）转载时请注明出处；",
        "特此声明。",
        "工坊负责人表示，投资有风险。",
        "未经批准，任何单位不得使用河灯标志。",
    ],
)
def test_what_a_document_says_of_copies_and_risks_stays(line: str) -> None:
    text = f"{LAW}\n{line}"
    assert strip_text(text) == (text, ())


def test_nothing_above_a_signature_is_a_tail() -> None:
    closing = "转载本公告请注明出处。\n青岚县工业局\n2031年3月5日\n抄送：青岚县人民政府。"
    assert strip_text(f"{LAW}\n{closing}") == (f"{LAW}\n{closing}", ())
    text, removed = strip_text(f"{LAW}\n{closing}\n下一篇：某县修桥\n某地灯会开幕")
    assert text == f"{LAW}\n{closing}"
    assert [cut.rule for cut in removed] == ["tail", "tail"]


def test_a_link_between_two_paragraphs_takes_only_its_own_line() -> None:
    long = (
        "昨晚，青岚县河灯会开幕，三百盏河灯顺流而下，"
        + "两岸的人们停下脚步，看灯火一直漂到桥下，" * 2
        + "直到夜深。"
    )
    assert strip_text(f"{long}\n相关阅读：某县修桥的故事\n{long}")[0] == f"{long}\n{long}"


def test_a_table_of_names_and_dates_is_no_farm() -> None:
    table = "\n".join(f"青岚第{n}工坊有限公司\n2031-03-0{n}" for n in range(1, 7))
    ranked = "\n".join(f"{n}\n青岚第{n}工坊有限公司" for n in range(1, 7))
    for rows in (table, ranked):
        assert strip_text(f"{LAW}\n{rows}") == (f"{LAW}\n{rows}", ())


@pytest.mark.parametrize(
    "piece", ["竹讯网", "，河灯", "上一篇：甲\n", "<BR>甲", "甲\u200b", "www.ab.cd ", "编辑/甲乙 "]
)
def test_twice_the_text_takes_about_twice_the_time(piece: str) -> None:
    def once(text: str) -> float:
        began = time.process_time()
        strip_text(text)
        return time.process_time() - began

    def seconds(
        size: int,
    ) -> float:  # the least of three: a garbage collection of the whole suite is not ours
        return min(once((piece * size)[:size]) for _ in range(3))

    assert seconds(80_000) < 6 * seconds(20_000) + 0.2


@pytest.mark.parametrize(("sites", "stays"), [(2, False), (12, True)])
@pytest.mark.parametrize(
    "line", ["合作社{}家登记www.zhuxun{}.example了产品，去向公开。", "产品登记{}家。云岭竹讯{}网"]
)
def test_many_different_marks_are_a_list_of_sites(line: str, sites: int, stays: bool) -> None:
    lines = tuple(line.format(37 * n, n // 9) for n in range(9 * sites))
    kept, removed = strip_watermark(lines)
    assert (kept == lines) is stays
    assert bool(removed) is not stays
