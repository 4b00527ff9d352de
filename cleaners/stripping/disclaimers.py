"""What a site says of its own pages (免责声明): who answers for them, who may reprint them.

Reads one line; answers whether it is such a line. A numbered clause about 转载 or 版权 is none, nor is what
somebody in the text says of them.
"""

from __future__ import annotations

import re
from functools import lru_cache

from cleaners.stripping.phrases import CLAUSE, any_of

_SITE = (
    r"(?:本(?:站|网|网站|平台|公众号|号|刊|报|社|媒体|机构|栏目|频道|客户端|公司|人|文)|其|"
    r"[\u4e00-\u9fff]{2,8}[网报社])"
)
# Alone enough:
_STRONG = (
    # 并不代表本网赞同其观点 · 不代表竹讯网立场
    rf"(?:不|并不|未必|不一定)(?:代表|意味着|等于|反映)[^，。；]{{0,8}}{_SITE}[^。；]{{0,12}}(?:观点|立场|意见|赞同|认同|看法|真实)",
    r"(?:仅|只|纯属|均)(?:代表|系|为)[^，。；]{0,8}(?:作者|个人|本人|发布者)[^，。；]{0,4}(?:观点|意见|立场|看法)",
    # 如有侵权请联系删除 · 若涉及版权等问题，请及时与我们联系
    r"(?:如|若|一旦)[^。；]{0,16}(?:侵权|侵犯|版权|著作权)[^。；]{0,40}(?:联系|删除|告知|来信|来函)",
    r"侵删|侵权(?:请|必|立|即|则|可)?(?:联系|告知|联络)?[^，。；]{0,4}删",
    # 图片来源于网络 · 部分内容转载自互联网 · 信息来源：网络
    r"(?:本文|文章|图片|图文|素材|稿件|作品|部分)[^，。；]{0,14}(?:来源|来自|转载|转自|摘自|采集|搜集|整理|源)"
    r"(?:于|自)?[^，。；]{0,4}(?:网络|互联网|其[它他]媒体|网友|第三方)",
    r"(?:转载|转自)[^，。；]{0,8}(?:目的|旨)(?:在于|是|为)",
    # 版权所有，翻版必究 · Copyright
    r"版权[^。；]{0,16}(?:必究|翻版)|版权所有|(?i:copyright|all rights reserved)|©",
    # 投资有风险，入市需谨慎
    r"(?:投资|股市|市场|理财|基金|入市|期市|交易)有风险|(?:投资|入市|理财)(?:需|须|请)(?:谨慎|慎重)",
    # 凡本网注明“来源：某报”的作品 · 未经授权不得转载 · 转载请注明出处 · 谢绝转载
    r"(?:凡|所有)[^。；]{0,8}注明[^。；]{0,6}来源",
    r"未[经获][^。；]{0,16}(?:许可|授权|同意|允许)[^。；]{0,12}(?:转载|摘编|镜像|转发)",
    r"(?:转载|引用|转发|摘编)[^。；]{0,8}(?:请|敬请|务请|务必)[^。；]{0,6}(?:注明|标注|标明|保留|联系)",
    r"(?:谢绝|请勿)[^。；]{0,6}转载|文责自负",
    # 作者声明：在本机构、本人所知情的范围内，…没有利害关系
    r"本(?:机构|人)[^。；]{0,12}所知情的范围",
    # 某某网所提供的所有信息仅供参考
    r"所提供的(?:所有|全部|一切)?[^，。；]{0,8}(?:信息|资料|内容)[^，。；]{0,4}仅供参考",
)  # fmt: skip
# Only of a line that names itself or its speaker: clauses use these words, too.
_WEAK = (
    r"(?:不构成|不作为|不应视为|并非|不能作为|不可作为)[^。；]{0,12}(?:建议|依据|参考|邀约|要约|承诺|指导)",
    r"据此[^。；]{0,6}(?:操作|投资|入市|交易|买卖)|(?:风险|后果|责任|盈亏)(?:请)?自(?:负|担|行)",
    r"(?:版权|著作权|知识产权)[^，。；]{0,8}归[^，。；]{1,20}(?:所有|作者|享有)",
    # 本站不承担任何法律责任 · 对内容的真实性不作保证
    r"(?:不承担|概不|不负|不对|不作|不做|免除|恕不|无法保证|不保证)[^。；]{0,30}(?:责任|负责|保证|承诺|真实|准确)",
    r"(?:信息|资料|数据|内容)[^，。；]{0,14}(?:来源|来自|转载|采集|收集|整理)[^，。；]{0,6}(?:网络|互联网|其[它他]媒体|网友)",
    r"仅供(?:读者|参考|学习|交流|网友|投资者|个人)|与本[站网]\w{0,2}无关|不代表",
)  # fmt: skip
_ALONE, _SPOKEN = re.compile("|".join(_STRONG)), re.compile("|".join(_WEAK))
# 信息来源于网络 · 图片来源：网络
_FROM_THE_NET = re.compile(
    r"[^，。；]{0,8}(?:来源|来自|源|整理)(?:[:：]|于|自)?\s?(?:网络|互联网)(?:整理)?[。，]?$"
)
# 某某表示，…: somebody of the text speaks
_SAID = re.compile(r"(?:表示|认为|介绍|指出|告诉|强调|规定|称[，：“]|说[，：“]|记者|《[^》]{2,40}》第)")
_LONGEST = 400
_BARE = 90
_HEADING = 8
# 免责声明：, not 注：
_OPENS = re.compile(r".{0,6}(?:声明|免责|申明)")
# 本站, 本公众号, as the subject of what follows
_SITE_SAYS = re.compile(
    r"本(?:站|网|网站|平台|公众号|号|客户端|文|网页|页面)|以上(?:内容|信息|观点)|文中|该文|小编"
)


@lru_cache(maxsize=1)
def _named() -> re.Pattern[str]:
    """免责声明：… | 【版权声明】… | 声明:…"""
    return re.compile(
        rf"[【\[(（〔*※\s>＊·●■▲]{{0,4}}(?:{any_of('disclaimer', 'names')})\s{{0,2}}(?:[:：】\]）)〕|丨]|$)"
    )


@lru_cache(maxsize=1)
def _speaker() -> re.Pattern[str]:
    return re.compile(any_of("disclaimer", "selves"))


def is_named(line: str) -> bool:
    """Whether a line opens as a disclaimer: 免责声明：….

    >>> is_named("【版权声明】转载请注明出处"), is_named("声明书应当包括下列内容：")
    (True, False)
    """
    return _named().match(line) is not None


def is_disclaimer(line: str) -> bool:
    """Whether a site speaks here of its pages; only at the edge of a text is that enough to cut it.

    >>> is_disclaimer("图片来源于网络，如有侵权请联系删除。"), is_disclaimer("第三条　转载的，应当注明作者。")
    (True, False)
    >>> is_disclaimer("声明：本站转载此文只为传递信息。"), is_disclaimer("郑重声明：即日起关闭三号水闸。")
    (True, False)
    """
    return len(line) <= _LONGEST and _speaks_of_pages(line)


@lru_cache(maxsize=4096)  # the steps ask again until none finds anything
def _speaks_of_pages(line: str) -> bool:
    if CLAUSE.match(line):
        return False
    spoken = _speaker().search(line) is not None
    alone = _ALONE.search(line) is not None
    if is_named(line):
        if _OPENS.match(line):
            return alone or spoken or len(line) <= _HEADING or _SPOKEN.search(line) is not None
        return alone or (spoken and _SPOKEN.search(line) is not None)
    if _SAID.search(line):
        return False
    if alone or _FROM_THE_NET.match(line):
        return spoken or len(line) <= _BARE
    return spoken and _SITE_SAYS.search(line) is not None and _SPOKEN.search(line) is not None


def speaks_of_site(line: str) -> bool:
    """Whether a line is a disclaimer wherever it stands: it says so itself, and speaks of the site."""
    return is_named(line) and is_disclaimer(line) and bool(_SITE_SAYS.search(line) or _ALONE.search(line))
