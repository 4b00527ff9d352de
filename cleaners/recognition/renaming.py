"""Old and new names (更名、更正): 甲更名为乙, “甲”更正为“乙”, 甲、乙分别更名为丙、丁.

Reads a sentence and the act of a rename or a correction in it; writes names as printed. Where only a fact
of a holder is corrected (所属行业由“纺织”更正为“建材”), the holder is named and nothing is renamed.
"""

from __future__ import annotations

import re

from cleaners.recognition.acts import Act
from cleaners.recognition.named import holders_in, only_programme

_CORRECTED = re.compile(
    r"“([^“”]{2,60})”[^“”。；]{0,12}?(?:更正为|应改为|应改?为|改为|修改为|订正为|勘误为|变更为|更名为|变更名称为|更改名称为)\s?“([^“”]{2,60})”"
)
# “甲”误写为“乙”: the first is right
_MISWRITTEN = re.compile(r"“([^“”]{2,60})”误[写印录填]?[成为]“([^“”]{2,60})”")
# “甲”系“乙”之误 | “甲”有误，正确名称是“乙”
_MISTAKEN = re.compile(
    r"“([^“”]{2,60})”(?:[系乃为是](?=“[^“”]{2,60}”之误)|(?:有误|系笔误|错误|误写)，(?:正确|准确)的?(?:名称)?[应系]?[是为])“([^“”]{2,60})”"
)
_CORRECTED_BARE = re.compile(
    r"([^，。；：“”]{4,60}?)(?:更正为|应改?为|订正为)([^，。；：“”]{4,40}?)(?=[，。；]|\Z)"
)
# 某公司所属行业由“纺织”更正为“建材”: a fact of a holder, not its name
_ATTRIBUTE = re.compile(
    r"(?:\A|(?<=[。；，：“”\n]))(?P<whose>[^。；]{2,120}?)(?:的|所属|所在|推荐|运营|注册|经营|生产|办公|申报){0,2}(?:地区|所在地|省份|行业|等级|级别|地址|类别|领域|型号|代码|产品|推荐单位|批次|编号)[^，。；“”]{0,4}"
    r"(?:(?:填写|填报|登记|印刷|录入)?(?:有误|错误)(?=，(?:现予?|特此|予以)更正)"
    r"|(?:填写|填报|登记|印刷|录入)?(?:有误|错误|误[写填印录]?为“?[^“”，。；]{1,30}”?)?，?(?:现|将|现将|其|应?由|所属|所在|行业|地区){0,5}“?[^，。；“”]{0,30}”?(?:更正为|应?改为|应为|订正为|修改为))"
)
_RENAMED = re.compile(
    r"(?:由|将|把|从|准予|同意|\A|[，、。；：])\s?“?(?P<old>[^“”，、。；：由将]{4,60}?)(?:（[^（）]{1,40}）)?”?(?:的)?(?:企业)?(?:名称)?(?:由其|由)?(?:正式)?"
    r"(?:更名为|变更名称为|变更为|更改名称为|更改为|改名为|改称)“?(?P<new>[^“”，、。；]{4,60}?)(?:”|(?=[，、。；]|并(?:保留|继续|沿用|承继|继承))|(?=[（(][^（）()]{0,40}[）)](?:[，、。；]|\Z))|\Z)"
)
# 甲、乙分别更名为丙、丁
_IN_ORDER = re.compile(
    r"(?P<old>[^，。；：]{4,300})分别(?:正式)?(?:更名为|变更名称为|变更为|更改名称为|更改为|改名为|改称)(?P<new>[^，。；]{4,300})"
)

# “甲”仅为简单更名，主体未变，同意更名为“乙”
_QUOTED_APART = re.compile(
    r"“(?P<old>[^“”]{4,60})”[^“”。；]{2,60}(?:更名为|变更名称为|变更为|更改名称为|更改为|改名为|改称)“(?P<new>[^“”]{4,60})”"
)
_QUOTED_LAST = re.compile(r"“([^“”]{3,40})”(?:的|企业)?\Z")


def names_changed(text: str, act: Act) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Old and new names of a rename or a correction, in order."""
    if act.event_type not in ("rename", "correct"):
        return (), ()
    found = [(m[1], m[2]) for m in _CORRECTED.finditer(text)]
    found += [(m[2], m[1]) for m in _MISWRITTEN.finditer(text)] if act.event_type == "correct" else []
    found += [(m[1], m[2]) for m in _MISTAKEN.finditer(text)]
    attribute = _ATTRIBUTE.search(text) if act.event_type == "correct" else None
    if attribute:
        quoted = _QUOTED_LAST.search(attribute["whose"])
        return (), (quoted[1],) if quoted else holders_in(attribute["whose"]).named[-1:]
    if not found and act.event_type == "correct":
        found = [(_last_name(m[1]), m[2]) for m in _CORRECTED_BARE.finditer(text)]
    if not found and act.event_type == "rename":
        found = _respectively(text) or [(m["old"], m["new"]) for m in _RENAMED.finditer(text)]
        found = found or [(m["old"], m["new"]) for m in _QUOTED_APART.finditer(text)]
        found = [(_last_name(old), new) for old, new in found]
    found = [(old, new) for old, new in found if not only_programme(old)]
    found = list(dict.fromkeys(found))
    return tuple(old for old, _ in found), tuple(new for _, new in found)


def _respectively(text: str) -> list[tuple[str, str]]:
    """甲、乙分别更名为丙、丁: pairs, when both lists are as long."""
    found = _IN_ORDER.search(text)
    if not found:
        return []
    old, new = (holders_in(found[side]).named for side in ("old", "new"))
    return list(zip(old, new, strict=True)) if len(old) == len(new) else []


def _last_name(stretch: str) -> str:
    """The last holder of a stretch; the stretch where it names none."""
    named = holders_in(stretch.removesuffix("名称")).named
    return named[-1] if named else stretch
