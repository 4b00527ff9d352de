"""Whether an act says enough to be one (要素): holders, an annex, or a list of a programme or a batch.

Reads a sentence, an act in it and its holders. 授予称号 without a holder is a rule, 现将复核结果公布如下 only
leads to what follows.
"""

from __future__ import annotations

import re

from cleaners.recognition.acts import Act, clause_start
from cleaners.recognition.guards import names_a_title
from cleaners.recognition.marks import annexes_in, batch_in, year_in
from cleaners.recognition.named import Holders, holders_in
from cleaners.recognition.pieces import batches_side_by_side
from cleaners.recognition.programmes import programme_of, programmes_in
from cleaners.recognition.sentences import NAME, Sentence

# what a list is of that says nothing of holders
_NO_LIST = re.compile(
    r"(?:事项|情况|结果|要求|安排|办法|意见|方案|计划|标准|指南|电话|规定|细则|通知|模板|样表|问答|解读|案例|流程|材料|数据)[（）()※》]{0,30}(?:向社会)?\Z"
)
# 编制了《…指南》，现予发布
_NO_LIST_BEFORE = re.compile(
    r"(?:指南|办法|标准|细则|方案|意见|规范|手册|规定|指引|要点|计划)(?:[（(][^（）()]{1,12}[）)])?》[^。；》]{0,16}[，现]{0,3}\Z"
)
_LIST = re.compile(r"名单|名录|目录|◎|企业|集群|平台|基地|中心|园区|产品|单位|城市|项目|场景|[家个]")
# 推荐的, 推荐名额: nobody is recommended there
_NO_RECOMMENDING = re.compile(
    r"的|名额|名单|数量|不超过|不少于|不多于|限|工作|函|材料|表|范围|条件|程序|单位|意见|资格|环节"
)
# 拟奖励资金, 保险补偿: money, not a title
_MONEY = re.compile(r"奖补|奖励|补助|补贴|资金|补偿|贴息")
# 现公告如下, in a notice that is about more than one list
_NO_LIST_TITLE = re.compile(r"复核|更名|撤销|取消|情况|结果|更正|整改|变更")
_MIXED = re.compile(r"退出|调出|剔除|终止|失效|撤销|取消|整改|更名|变更|推荐|移出|公布|公示|公告如下")
# 公布第三批◎，共计210家
_BATCH_ALONE = re.compile(r"批[^，。；◎]{0,6}◎+(?:企业)?(?:\d+[家个项])?(?:[（(]※+[）)])?\Z")
_PERSONS = re.compile(r"(?:专家|评委|委员|人员|联系人|代表|人选)名单")
# 《2052年5G工厂名录》（见附件）
_TITLED = re.compile(r"(?:名单|名录|目录)》(?:[（(][^（）()]{1,30}[）)])?\Z")
_BY_WHOM = re.compile(r"由[^，。；]{1,24}")
_NOT_YET = re.compile(r"撤回|延长|终止|暂停|异议的")
# 未提出复核申请的，其称号自2036年7月1日起自动失效: of a day, no rule
_NOT_DONE = re.compile(r"未[^，。；]{2,24}的，[^，。；]{0,8}自20\d\d年\d{1,2}月")
_WHICH = re.compile(r"其他|其余|上述|以下|下列|未列入|附件所列|名单外|之外|原(?=20\d\d|第)")
_OTHER_CHANGE = re.compile(
    r"注册地|地区|地址|住所|所在地|登记地|法定代表人|法人|经营范围|主导产品|类型|股东|联系"
)
RECOGNITION = re.compile(r"称号|产业集群|认定|名单|复核|示范|公示|试点|绿色制造|培育|资格|命名|名录")


def has_substance(sentence: Sentence, act: Act, who: Holders, title: str) -> bool:
    """Whether an act says enough to be one: holders, an annex, or a list of a batch."""
    if act.form in ("proposes", "lists", "publishes", "settles", "names"):
        return _is_list(sentence, act, title)
    if _is_other(sentence, act) or (act.form == "moves" and _is_news(sentence, title)):
        return False
    asked = _ASKED.get(act.form)
    if asked is not None:
        return asked(sentence, act, who, title)
    obj, annexes = _object(sentence, act), bool(annexes_in(sentence.text))
    listed = _WHICH.search(obj) is not None or (annexes and "名单" in obj)
    if act.form in _OF_HOLDERS:
        return bool(who) or (act.form in ("makes", "renames") and listed)
    return bool(who) or annexes


def _is_news(sentence: Sentence, title: str) -> bool:
    """公司整体搬迁至新址: a removal that nobody decides upon, in what is no notice."""
    return bool(title) and not _OFFICIAL.search(title) and not _DECIDES.search(sentence.bare)


def _object(sentence: Sentence, act: Act) -> str:
    return sentence.bare[act.obj[0] : act.obj[1]]


def _is_other(sentence: Sentence, act: Act) -> bool:
    """What sounds like an act and is another thing: 全省新增25家, 推荐名额, 注册地址变更为."""
    text = sentence.bare
    if act.form == "counts":  # a claim, which cleaners/recognition/quantities.py reads
        return text[: act.verb[1]].endswith("新增") and not annexes_in(sentence.text)
    if act.form == "recommends":
        return _NO_RECOMMENDING.match(sentence.text, act.verb[1]) is not None
    clause = text[clause_start(text, act.verb[0]) : act.verb[0]]
    if act.form == "passes" and _NO_REVIEW.search(sentence.text):
        return True
    return act.form == "renames" and _OTHER_CHANGE.search(clause) is not None


def _takes(sentence: Sentence, act: Act, who: Holders, title: str) -> bool:
    """撤销 takes a title from somebody, or from those of an annex."""
    obj, closes = _object(sentence, act), sentence.bare[act.tail[0] : act.tail[1]]
    no_longer = sentence.bare.startswith("不再", act.verb[0]) and bool(who.named)
    titled = bool(closes.strip("，。；")) or NAME in obj or no_longer
    listed = bool(annexes_in(sentence.text)) and NAME in obj + closes
    return titled and names_a_title(sentence.bare, act) and (bool(who) or listed)


# 建议继续支持的企业，须完成…: asked of them
_MUST_DO = re.compile(r"，(?:须|应|需|必须|要)")


def _supports(sentence: Sentence, act: Act, who: Holders, title: str) -> bool:
    listed = NAME in _object(sentence, act) or "名单" in sentence.bare[act.verb[1] :]
    return bool(who) or (listed and not _MUST_DO.match(sentence.bare, act.tail[1]))


def _lapses(sentence: Sentence, act: Act, who: Holders, title: str) -> bool:
    dated = _NOT_DONE.search(sentence.bare, 0, act.verb[1])
    return bool(who or dated) or _WHICH.search(sentence.bare, 0, act.verb[0]) is not None


def _wins(sentence: Sentence, act: Act, who: Holders, title: str) -> bool:
    """入选 may leave the list to the clause before; 获得 must name the title itself."""
    titled = re.search("◎|称号|名单|名录", sentence.bare[act.verb[1] : act.tail[1]]) is not None
    lists = sentence.bare[act.verb[0] : act.verb[1]].endswith(_ON_A_LIST)
    return bool(who) and (titled or (lists and bool(programmes_in(sentence.text + sentence.heading + title))))


def _passes(sentence: Sentence, act: Act, who: Holders, title: str) -> bool:
    """133家合格 is of a review only where one is spoken of."""
    said = sentence.bare[act.verb[0] : act.verb[1]]
    bare_verb = said == "通过" or said.endswith(("合格", "家通过"))
    reviewed = not bare_verb or _REVIEWED.search(sentence.bare, 0, act.verb[1])
    return bool(reviewed) and (bool(who) or bool(annexes_in(sentence.text)))


def _corrects(sentence: Sentence, act: Act, who: Holders, title: str) -> bool:
    return True


# 继续有效的文件87件 | 完成整改并通过验收, and no title kept
_NO_REVIEW = re.compile(r"文件|整改并通过验收(?![^。；]{0,40}(?:保留|恢复|继续))")
_REVIEWED = re.compile("复核|复审|复评|监测|评估|评价|考核|测评|评审")
_OFFICIAL = re.compile(r"通知|公告|通告|公示|决定|函|通报|批复|名单|情况|迁移")
_DECIDES = re.compile(r"同意|准予|核准|批准|确认|称号|资格|名单")
_ON_A_LIST = ("入选", "上榜", "获评", "当选", "榜上有名", "名列其中", "在列", "入列", "入围", "认定")
_OF_HOLDERS = (
    *(
        "renames",
        "moves",
        "recommends",
        "makes",
        "made",
        "grants",
        "counts",
        "lets_pass",
        "lets_found",
        "told_to_mend",
    ),
)
_ASKED = {
    "passes": _passes,
    "takes": _takes,
    "supports": _supports,
    "lapses": _lapses,
    "wins": _wins,
    "corrects": _corrects,
}


def _is_list(sentence: Sentence, act: Act, title: str) -> bool:
    """Whether what is published is a list of holders."""
    obj, said = _object(sentence, act), sentence.text[act.obj[0] : act.tail[1]]
    if act.form == "settles":
        return _is_named_list(said)
    if _MONEY.search(obj + title):
        return False
    if act.form == "publishes":
        batched = batch_in(said) or batches_side_by_side(said)
        return _is_named_list(said) or (bool(batched) and _BATCH_ALONE.search(obj) is not None)
    if act.form == "names":
        return bool(holders_in(sentence.text[act.verb[1] :]).named) and not _MIXED.search(sentence.bare)
    if act.form == "proposes" and _NOT_YET.search(sentence.bare[: act.verb[1] + 4]):
        return False
    return _is_of_holders(sentence, act, obj, title)


def _is_named_list(said: str) -> bool:
    """2033年度…名单: a list with its programme, its batch or its year."""
    named = bool(programmes_in(said)) or batch_in(said) is not None or year_in(said) is not None
    return named and re.search("名单|名录|目录", said) is not None


def _is_of_holders(sentence: Sentence, act: Act, obj: str, title: str) -> bool:
    """Whether 现将…予以公布 is about holders, not about 有关事项, 由某中心公布 or 撤销称号并予以公布."""
    if (
        _BY_WHOM.fullmatch(obj)
        or _PERSONS.search(obj)
        or (obj.endswith("并") and not obj.endswith("一并") and "名单" not in obj)
    ):
        return False
    said = sentence.text[act.obj[0] : act.obj[1]]
    if _TITLED.search(said) and (programmes_in(said) or programme_of(title)):
        return True
    result = act.form == "proposes" and "结果" in obj
    if _NO_LIST.search(obj) and not result:
        return "名单》" in sentence.text[act.obj[0] : act.obj[1]]
    alone = not obj.strip("，现")
    if alone and _NO_LIST_BEFORE.search(sentence.text, 0, act.obj[0]):
        return False
    if act.form == "lists" and alone and _NO_LIST_TITLE.search(title):
        return False
    known = bool(programmes_in(sentence.text)) or programme_of(title) is not None
    listed = alone or result or _LIST.search(obj) is not None
    return listed and (known or RECOGNITION.search(obj) is not None)
