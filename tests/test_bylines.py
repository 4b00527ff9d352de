"""Source, author and editor: three fields, each read from the line that names it and from no other."""

from __future__ import annotations

import pytest

from cleaners.page.bylines import (
    author_in,
    byline,
    editor_in,
    named_alone,
    reporters,
    source_in,
    source_near_date,
)
from cleaners.page.credits import Credits, Places, credits_of
from cleaners.page.names import is_person, names_at

# All names are invented.
AUTHORS = {
    "2032-05-06 08:15 来源：云岭日报网作者：林禾": "林禾",
    "来源：[ 云岭日报 ]　作者：[ 林禾 ]": "林禾",
    "（作者：林禾，系云岭大学教授）": "林禾",
    "（本文来源：云岭日报 作者：云岭研究院研究部部长、研究员林竹溪）": "林竹溪",
    "采写：云都见习记者 林竹溪": "林竹溪",
    "文 | 林禾 图 | 方溪": "林禾",
    "(文/图 林竹溪 方禾)": "林竹溪 方禾",
    "【文/云岭网专栏作者 林禾】": "林禾",
    "执笔/山姐、胡一山&李小溪": "山姐、胡一山&李小溪",
    "发表于2032-05-06 21:30| 11次阅读| 来源YLDN| 0 条评论| 作者林溪": "林溪",
    "林禾/云岭青年报": "林禾",
    "作者：云岭县药剂科": "云岭县药剂科",
    "作者：Linhe": "Linhe",
    "来　源：云岭日报　　作　者：林竹溪": "林竹溪",
    "作者：[云]阿禾·竹溪": "阿禾·竹溪",
    "来源：云岭日报 记者：林禾 摄影：方溪": "林禾",
    "【作者】林禾": "林禾",
    "（撰稿：竹艺系 林竹溪 审核：方禾）": "林竹溪",
    "文字：林竹溪 图片：方禾": "林竹溪",
    "（供稿人：林竹溪）": "林竹溪",
    "日期 2032年5月6日 作者 林竹溪": "林竹溪",
    "林竹溪/文": "林竹溪",
    "来源：云岭报 文/林竹溪": "林竹溪",
    "楼主：竹林听雨 时间：2032-05-17 21:36:00 点击：12873": "竹林听雨",
    "来源：云岭App，作者： 慢就是快v，（https://news.example/1）": "慢就是快v",
}


@pytest.mark.parametrize(("line", "name"), AUTHORS.items())
def test_a_line_names_its_author(line: str, name: str) -> None:
    assert author_in(line) == name


NO_AUTHORS = [
    "作者：未知 责任编辑：林禾",
    "作者： 来源：云岭日报",
    "作者：2032-05-06",
    "作者：云岭日报",
    "作者：网络整理 阅读：1644",
    "凡本站注明“来源：XXX”“作者：林禾”的稿件，均为转载。",
    "本文仅代表作者本人观点，与本网无关",
    "责任编辑：林禾",
    "关于作者：林禾",
    "作者： 点击：33",
    "作者：本报记者",
    "《竹谱》 作者：方禾",
    "供稿：竹艺系",
    "作者 简介",
    "记者：林厂长，您为什么办这个厂？",
    "记者：请问展览办多久？",
]


@pytest.mark.parametrize("line", NO_AUTHORS)
def test_nobody_editors_papers_and_disclaimers_are_no_authors(line: str) -> None:
    assert author_in(line) is None


TEXTS = {
    ("新华社云岭9月24日电（记者林禾、方竹溪）云岭县今天举办展览。",): "林禾、方竹溪",
    ("本报讯（记者 林禾 通讯员 方溪）云岭县今天举办展览。",): "林禾",
    ("云新网云岭9月24日电 (林竹溪 方禾)云岭县今天举办展览。",): "林竹溪 方禾",
    ("本报讯 记者林禾报道：云岭县今天举办展览。",): "林禾",
    ("云岭新闻记者 林竹溪 方禾", "云岭县今天举办展览。"): "林竹溪 方禾",
    ("本报记者 林竹溪 方 禾", "云岭县今天举办展览。"): "林竹溪 方 禾",
    ("云岭经济报道记者 缴竹溪 云都报道", "云岭县今天举办展览。"): "缴竹溪",
    ("云岭县今天举办展览。", "（总台云岭记者 林禾 方竹溪）"): "林禾 方竹溪",
    ("云岭县今天举办展览。", "展览将持续一个月。（林竹溪）"): "林竹溪",
    ("云岭县今天举办展览。", "展览将持续一个月。(文/图 林竹溪 方禾)"): "林竹溪 方禾",
    ("云岭县今天举办展览。", "展览将持续一个月。（竹艺系 林竹溪）"): "林竹溪",
    ("云岭县今天举办展览。", "（记者 林竹溪 文/图）"): "林竹溪",
    ("□ 林竹溪 方禾", "云岭县今天举办展览。"): "林竹溪 方禾",
}


@pytest.mark.parametrize(("lines", "names"), TEXTS.items())
def test_a_text_names_its_reporters(lines: tuple[str, ...], names: str) -> None:
    assert reporters(lines) == names


NO_REPORTERS = [
    ("记者从云岭县获悉，展览今天开幕。",),
    ("据记者了解，展览今天开幕。",),
    ("展览今天开幕。（安徽）",),
    ("展览今天开幕。（完）",),
    ("展览今天开幕。（云岭县竹业局）",),
    ("图为展览现场。 云岭社记者 林禾 摄",),
    ("有记者问：展览何时结束？",),
]


@pytest.mark.parametrize("lines", NO_REPORTERS)
def test_a_text_without_a_byline_names_no_reporter(lines: tuple[str, ...]) -> None:
    assert reporters(lines) is None


EDITORS = {
    "本文来源：云岭日报 责任编辑：林禾_NB12556": "林禾",
    "[责任编辑：林竹溪 PK155]": "林竹溪",
    "编辑 林竹溪 校对 方禾": "林竹溪",
    "责编|林竹溪": "林竹溪",
    "(责编：林竹溪、方禾)": "林竹溪、方禾",
    "编辑：方禾 责任编辑：林溪": "林溪",
    "责编：Lin He": "Lin He",
    "责任编辑：linhe": "linhe",
}


@pytest.mark.parametrize(("line", "name"), EDITORS.items())
def test_a_line_names_its_editor_without_the_desk_s_number(line: str, name: str) -> None:
    assert editor_in(line) == name


@pytest.mark.parametrize(
    "line", ["责任编辑：", "（责任编辑：系统管理员）", "（责任编辑： HN666）", "编辑推荐：竹编"]
)
def test_a_label_without_a_person_names_no_editor(line: str) -> None:
    assert editor_in(line) is None


def test_a_source_stands_behind_its_label_or_beside_the_date() -> None:
    assert source_in("2032-05-06 来源：[ 云岭晚报 ] 作者：林禾") == "云岭晚报"
    assert source_in("来源于：东区办事处") == "东区办事处"
    assert source_in("图片来源：云岭摄影网") is None
    assert source_in("凡注明“来源：云岭网”的稿件，版权归本网所有") is None
    assert source_near_date("2032年02月10日15:10 云岭晚报") == "云岭晚报"
    assert source_near_date("原创 云岭都市报 2032-09-09 16:01:46") == "云岭都市报"
    assert source_near_date("林竹溪 2032-09-09 16:01:46") is None
    assert source_near_date("发布时间 2032-09-09 16:01:46") is None


def test_a_byline_is_a_line_of_names_and_nothing_else() -> None:
    assert byline("云岭新闻记者 林竹溪") == "林竹溪"
    assert byline("《竹镜》作者 林溪") == "林溪"
    assert byline("云岭社记者 林禾 摄") is None
    assert byline("记者在现场看到，展品琳琅满目，观众络绎不绝。") is None


def test_the_authors_of_neighbours_and_comments_are_not_the_page_s_own() -> None:
    below = ("责任编辑：林竹溪", "相关文章", "竹艺史话 作者：方禾")
    read = credits_of(Places(Credits(), beside=("2032-05-06 08:15",), below=below))
    assert (read.author, read.editor) == (None, "林竹溪")


def test_names_alone_beside_the_title_are_the_writers() -> None:
    assert named_alone("林竹溪　方禾") == "林竹溪　方禾"
    assert named_alone("2032-05-06 08:15 林竹溪") == "林竹溪"
    assert named_alone("林竹溪") is None
    assert named_alone("高清 简介") is None
    assert named_alone("2032-05-06 08:15 云南") is None
    assert named_alone("时间：2032-05-06 08:15") is None
    assert named_alone("云岭日报　林竹溪") is None


def test_a_meta_author_who_edits_or_is_the_site_is_no_author() -> None:
    printed = ("2032-05-06 08:15 来源：云岭日报",)

    def author(meta: str, *cut: str, whole: str = "竹展_云岭网") -> str | None:
        places = Places(Credits(), beside=printed, cut=cut, meta={"author": meta}, whole=whole)
        return credits_of(places).author

    assert author("林竹溪") == "林竹溪"
    assert author("林竹溪", "责任编辑：林竹溪") is None
    assert author("林竹溪", "编辑：林竹溪 责任编辑：方禾") is None
    assert author("云岭网") is None
    assert author("云岭日报") is None
    assert author("linhe") is None


def test_the_writer_set_against_a_source_is_parted_from_it() -> None:
    places = Places(Credits(), beside=("2032-05-06 来源：云岭新闻网林竹",), meta={"source": "云岭新闻网"})
    assert credits_of(places).source == "云岭新闻网"


def test_a_list_of_names_ends_where_the_names_end() -> None:
    assert names_at("林竹溪、方 禾 云都报道") == "林竹溪、方 禾"
    assert names_at("林竹溪返回首页，查看更多") == "林竹溪"
    assert names_at("从云岭县获悉") is None
    assert names_at("阿里木·买买提 报道") == "阿里木·买买提"
    assert [word for word in ("云南", "方案", "林业局", "林禾") if is_person(word)] == ["林禾"]
