"""Amending notices and decisions: clean texts, however the numbers of the other text run."""

from __future__ import annotations

import pytest

from cleaners import clean_page
from cleaners.effect.amending import amended
from cleaners.restoring.assembly import assemble, read_document
from cleaners.structure.labels import find_labels
from cleaners.structure.segmentation import segment
from samples.portal.library import text
from samples.portal.pages import detail

NOTICE = """青岚省手工业管理局关于修改《青岚省竹编作坊扶持办法》有关条款的通知
青手工〔2033〕9号
各县手工业管理局：
为落实减轻作坊负担的要求，现对《青岚省竹编作坊扶持办法》（青手工〔2031〕7号）作如下修改：
一、将第九条中的“三年内”修改为“两年内”。
二、删去第四条第二项。
三、将第二条修改为：“第二条 本办法所称竹编作坊，是指雇工不超过四十人的手工生产者。”
四、增加一条，作为第六条：“作坊可以在网上申请续期。”
本通知自2033年6月1日起施行。
青岚省手工业管理局
2033年5月12日"""
DECISION = """青岚省人民政府关于修改《青岚省竹编作坊登记条例》的决定
青岚省人民政府决定对《青岚省竹编作坊登记条例》作如下修改：
一、第十七条修改为：“第十七条 作坊改建编结场所的，应当在三十日内重新登记。
“登记不收取费用。”
二、第三条第二款修改为：“县手工业管理局负责登记。”
三、增加一章，作为第三章：“第三章 传承
“第十一条 作坊可以招收学徒。
第十二条 学徒期满的，由作坊发给证明。”
四、删去第五条、第六条。
五、将第一条、第二条中的“手工业局”修改为“手工业管理局”。
此外，对条文顺序作相应调整。
本决定自2033年7月1日起施行。"""
REPRINTED = """
《青岚省竹编作坊登记条例》根据本决定作相应修改，重新公布。
青岚省竹编作坊登记条例
第一条 为了登记竹编作坊，制定本条例。
第二条 手工业管理局主管登记。
第三条 登记应当提交申请书。
第四条 本条例自2033年7月1日起施行。"""
PACKAGE = """青岚省人民政府关于修改部分规章的决定
为了优化营商环境，决定对下列规章的部分条款予以修改：
一、对《青岚省竹编作坊登记办法》作出修改
第九条修改为：“登记牌有效期为五年。”
第十二条增加一款，作为第二款：“续期不收费。”
删去第十五条。
二、对《青岚省蓑衣收购规则》作出修改
第二条修改为：“收购价格每月公布一次。”
第六条第一款中的“三十日”修改为“十五日”。
第四条改为第五条，删去其中的“县”。
三、对《青岚省河灯管理规定》作出修改
将第九条修改为：“登记牌有效期为五年。”
本决定自公布之日起施行。"""
BY_ARTICLES = """青岚省手工业管理局关于修改《竹材补贴管理办法》的决定
第一条 将第八条修改为：“第八条 补贴每年发放两次。”
第二条 将第三条修改为：“第三条 县手工业管理局负责初审。”
第三条 删去第五条。
第四条 本决定自2033年9月1日起施行。"""
CHARTER = """青岚省竹编行业协会章程修正案
第十条原为：“第十条 会长任期三年。”修改为：“第十条 会长任期四年，可以连任一届。”
第四条后增加一条，作为第五条：“第五条 会员可以自愿退会。”
第二条修改为：“第二条 本会设在青岚省。”"""
UNQUOTED = """青岚省人民代表大会常务委员会关于修改《青岚省河灯管理条例》的决定
（2033年3月1日青岚省人民代表大会常务委员会第二次会议通过）
对《青岚省河灯管理条例》作如下修改：
一、第二十条改为第二十三条，修改为：
第二十三条 违反本条例规定放灯的，由县文化馆责令改正。
二、第八条修改为：
第八条 河灯应当使用可降解的纸张制作。
三、增加一条，作为第九条：
第九条 匠人应当持证上岗。
四、将第三条中的“馆”改为“局”。
本决定自公布之日起施行。"""
COMPARED = """关于修订《竹编师傅考核办法》的说明
原条文：第六条 考核每年举行一次。
新条文：第六条 考核每年举行两次。
原条文：第三条 考核费用由作坊承担。
新条文：第三条 考核不收费。"""
FORMS = (NOTICE, DECISION, DECISION + REPRINTED, PACKAGE, BY_ARTICLES, CHARTER, UNQUOTED, COMPARED)
FUSED = tuple(form.replace("\n", "") for form in FORMS)


@pytest.mark.parametrize("form", FORMS + FUSED)
def test_an_amending_text_is_clean_and_its_numbers_prove_no_damage(form: str) -> None:
    document = read_document(form)
    readings = [reading for reading in (document.carrier, *document.instruments) if reading is not None]
    assert [(r.repeats, r.unplaced, r.lacunae) for r in readings] == [(0, (), ())] * len(readings)
    assert sum(len(reading.provisions) for reading in readings) == len(segment(form))


@pytest.mark.parametrize("form", [NOTICE, DECISION, PACKAGE, CHARTER, UNQUOTED, COMPARED])
def test_no_article_of_a_quoted_amendment_becomes_an_instrument(form: str) -> None:
    document = read_document(form)
    readings = [reading for reading in (document.carrier, *document.instruments) if reading is not None]
    assert len(readings) == 1


def test_a_ministry_notice_that_amends_keeps_the_number_it_cites() -> None:
    page = clean_page(detail(text("night-5")).encode(), url="http://portal.example/night-5.html")
    document = read_document(page.text, header=page.header, title=page.title)
    assert document.instruments == ()
    assert document.carrier is not None
    stray = [p.text for p in document.carrier.provisions if p.kind == "stray"]
    assert not any("〔2025〕28号" in words for words in stray)
    assert [p.eid for p in document.carrier.provisions if p.kind == "level"] == ["lvl_1", "lvl_2"]


def test_a_decision_pasted_twice_is_still_read_once() -> None:
    articles = "\n".join(REPRINTED.strip().split("\n")[2:])
    doubled = f"{DECISION}{REPRINTED}\n{articles}"
    assert assemble(doubled).repeats == 4


def test_an_ordinary_article_that_speaks_of_changes_is_the_texts_own() -> None:
    ordinary = (
        "第九条 禁止将竹林改为其他用地。\n第十条 修改登记事项的，应当申请。\n第十一条 删改账目的，受罚。"
    )
    assert amended(ordinary, find_labels(ordinary)) == frozenset()


def test_the_articles_named_and_worded_are_told_from_the_rest() -> None:
    found = amended(BY_ARTICLES, find_labels(BY_ARTICLES))
    named = [BY_ARTICLES[at : at + 3] for at in sorted(found)]
    assert named == ["第八条", "第八条", "第三条", "第三条", "第五条"]
