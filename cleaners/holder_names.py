"""Names of holders (主体名称) as lists print them: what can be one, how they end, several in one cell.

Reads a text that stands where a name may; says what it is. Must never be asked of running text, where a name
has no end.
"""

from __future__ import annotations

import re

from cleaners.official.regions import is_region

_LONGEST_NAME = 60
_SHORTEST_OF_SEVERAL = 5  # letters; a shorter line is part of a name

# what no holder's name has or ends with
_NO_NAME = re.compile(
    r"[。；？！;?!□☑✓√]|[:：]$|^[\d\s.,%，、/-]{1,40}$"
    r"|(?:名称|电话|地址|日期|意见|签字|盖章|代码|情况|类别|类型|指标|方式|工作|办法|标准|要求|规模|收入|人数|比例|水平|能力|建设)$"
)
_OFFICE = re.compile(
    r"(?:工业和信息化|经济和信息化|发展和?改革|科学技术|财政|商务|农业农村|市场监督管理|生态环境|主管部门|中小企业)\S{0,8}"
    r"(?:[厅局委司处办部]|委员会|办公室|服务局|部门)$|人民政府$|办公[厅室]$"
)
# how the names of holders end, in the main
_HOLDER = re.compile(
    r"(?:公司|集团|[工总分]?厂|集群|平台|基地|园区?|中心|研究[院所]|院|所|社|大学|学院|学校|医院|实验室|孵化器|空间|联盟|协会"
    r"|开发区|示范区|示范县|新区|高新区|合作社|农场|林场|牧场|企业|商行|酒店|银行|矿|站|馆|店|队|县|区|市|州|镇|乡|村"
    r"|产业|街区|项目|车间|场景|品牌|股份|有限|联合体)\s{0,2}(?:[（(][^（）()]{1,30}[)）])?$"
)
# several names in one cell: each ends so, and none begins as the rest of another does
_SEVERAL = re.compile(
    r"(?:公司|集团|厂|集群|平台|基地|园区?|中心|院|所|大学|学院|医院|实验室|合作社|联盟|协会)$"
)
_REST = re.compile(r"^(?:有限|股份|集团|[（(]|公司)")
_ORDINAL = re.compile(r"^[（(]?[0-9０-９]{1,4}(?:[.．、)）]|\s)\s{0,4}")


def is_name(text: str) -> bool:
    """Whether a text can be the name of a holder: no sentence, no label of a form, no office, no region.

    >>> is_name("云溪县竹编集群"), is_name("联系电话"), is_name("海川省财政厅"), is_name("浙江省")
    (True, False, False, False)
    """
    bare = "".join(text.split())
    strange = _NO_NAME.search(bare) or _OFFICE.search(bare) or is_region(bare)
    return 2 <= len(bare) <= _LONGEST_NAME and not strange


def ends_as_holder(text: str) -> bool:
    """Whether a name ends as those of holders do: 公司, 集群, 中心 …"""
    return _HOLDER.search(text.strip()) is not None


def names_in(cell: str) -> list[str]:
    """The names of a cell: one a line, or parted by 、 or ；; a name that wraps is one.

    >>> names_in("云溪灯具有限公司\\n松泽纽扣厂"), names_in("云溪县灯具、纽扣\\n产业集群")
    (['云溪灯具有限公司', '松泽纽扣厂'], ['云溪县灯具、纽扣\\n产业集群'])
    """
    for parts in (cell.split("\n"), re.split("[、；;]", cell.replace("\n", "").rstrip("。；;"))):
        names = [_ORDINAL.sub("", part.strip()).rstrip("。；;、") for part in parts if part.strip()]
        if len(names) > 1 and all(map(_stands_alone, names)):
            return names
    return [cell]


def _stands_alone(name: str) -> bool:
    bare = re.sub(r"[（(][^（）()]{1,30}[)）]$", "", name)
    long = len(name) >= _SHORTEST_OF_SEVERAL
    return long and _SEVERAL.search(bare) is not None and _REST.match(name) is None and is_name(name)
