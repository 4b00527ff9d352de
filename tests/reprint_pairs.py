"""Pairs of texts for the judgement of copies (同文与异文), all fictional and written for this project.

TWINS are nearly the same and two documents; COPIES are damaged, framed or retitled, and one. Places, bodies,
programmes and persons are invented; what differs in a pair is what differs in the wild.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files

from kb.archive import Capture
from kb.rows import SnapshotRow
from pipeline.reading import TEXT_RECORD, take


@dataclass(frozen=True, slots=True)
class Text:
    """A page as its cleaner leaves it."""

    title: str
    text: str
    lineage: str = "official"
    published: str | None = None
    doc_number: str | None = None

    def snapshot(self, place: int) -> SnapshotRow:
        """The row of this page, fetched as the nth."""
        fields = {
            "title": self.title,
            "text": self.text,
            "published": self.published,
            "doc_number": self.doc_number,
        }
        capture = Capture(
            url=f"https://site{place}.example/page.html",
            fetched_at=datetime(2031, 6, 1 + place, 8, tzinfo=UTC),
            status=200,
            content_type=TEXT_RECORD,
            body=json.dumps(fields, ensure_ascii=False).encode(),
            source="pairs",
            lineage=self.lineage,  # type: ignore[arg-type]
            fictional=True,
        )
        taken = take(capture)
        assert taken is not None
        assert taken.snapshot.status == "ok", taken.snapshot.reason
        return taken.snapshot


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts and what is tried with them."""

    name: str
    one: Text
    other: Text


def call(
    *,
    year: int = 2030,
    body: str = "海川省工业和信息化厅",
    programme: str = "灯塔工坊",
    amount: str = "30万元",
    signed: str | None = None,
    deadline: str | None = None,
    extra: str = "",
    verb: str = "推荐",
) -> str:
    """A yearly call for nominations."""
    until = deadline or f"{year}年6月30日"
    day = signed or f"{year}年4月12日"
    lines = [
        "各市工业和信息化局：",
        f"为鼓励企业节约能源、改进工艺，现组织开展{year}年度{programme}{verb}工作，有关事项通知如下。",
        f"一、{verb}条件。申请单位应当在本省登记满三年，近两年没有发生安全责任事故。",
        "申请单位的能源消耗数据应当真实完整，并按月向社会公开。",
        f"二、支持措施。对认定的{programme}，由省级财政一次性给予{amount}补助，用于设备更新和人员培训。",
        "获得补助的单位应当单独核算，不得挪作他用。",
        f"三、工作程序。申请单位于{until}前将材料报送所在地工业和信息化局，逾期不予受理。",
        "各市工业和信息化局应当逐家核实材料，提出推荐意见后统一报送。",
        "四、工作要求。各地要认真组织，严格把关，做到公开透明，主动接受各方面的监督。",
        "对弄虚作假的单位取消资格，并且三年之内不再受理它的申请。",
        *([extra] if extra else []),
        body,
        day,
    ]
    return "\n".join(lines)


def call_title(year: int | str = 2030, body: str = "海川省工业和信息化厅", verb: str = "推荐") -> str:
    return f"{body}关于组织开展{year}年度灯塔工坊{verb}工作的通知"


def show(batch: str, *, day: str = "2030年9月3日", names: str = "海川市青石工坊、临湖市白塔工坊") -> str:
    """A public show of proposed names."""
    return "\n".join(
        [
            f"根据灯塔工坊认定工作安排，经企业申报、各市初审、专家评审和现场核查，确定了{batch}拟认定名单。",
            f"现将名单予以公示，接受社会各界监督。名单如下：{names}。",
            "公示期为五个工作日，任何单位和个人对公示内容有异议的，可以书面形式提出意见。",
            "以单位名义提出意见的应当加盖公章，以个人名义提出意见的应当签署真实姓名和联系地址。",
            "不符合上述要求的意见不予受理，逾期提出的意见也不再受理。",
            "海川省工业和信息化厅",
            day,
        ]
    )


def measure(
    *,
    place: str = "海川省",
    trade: str = "渔港",
    share: str = "百分之三十",
    years: str = "三年",
    day: str = "2030年7月1日",
    mark: str = "",
    extra: str = "",
) -> str:
    """A measure of eight articles."""
    articles = [
        f"为了加强{trade}照明管理，保障夜间作业安全，节约能源，根据有关法律法规，制定本办法。",
        f"{place}行政区域内{trade}照明设施的规划、建设、使用和维护，适用本办法。",
        f"{trade}照明应当遵循统一规划、安全可靠、节约能源、方便使用的原则。",
        f"新建{trade}应当同步建设照明设施，所需费用由财政承担{share}，其余由经营者承担。",
        "照明设施应当采用节能灯具，不得使用国家明令淘汰的产品。",
        f"照明设施的保修期不少于{years}，保修期内出现故障的由建设单位负责修复。",
        *([extra] if extra else []),
        "违反本办法规定，擅自拆除、移动照明设施的，由主管部门责令恢复原状。",
        f"本办法自{day}起施行。",
    ]
    numerals = "一二三四五六七八九十"
    head = f"{place}{trade}照明管理办法{mark}"
    return "\n".join([head, *(f"第{numerals[i]}条　{text}" for i, text in enumerate(articles))])


def letter(number: str, text: str, *, body: str = "海川省工业和信息化厅", day: str = "2030年5月20日") -> str:
    """The notice that issues a measure, and the measure."""
    title = text.split("\n", 1)[0]
    return "\n".join(
        [
            number,
            "各市工业和信息化局：",
            f"现将《{title}》印发给你们，请结合实际认真贯彻执行。",
            body,
            day,
            text,
        ]
    )


ISSUED = "海川省工业和信息化厅关于印发《海川省渔港照明管理办法》的通知"
NUMBER = "浙工信规〔2030〕12号"
MEASURE = measure()
CARRIER = letter(NUMBER, MEASURE)

REPORT = "\n".join(
    [
        "本报海川4月15日电（记者林一舟）春汛将至，海川省沿海各渔港近日陆续换上了节能灯具。",
        "记者在青石渔港看到，新装的灯杆沿着栈桥排开，入夜以后整个港池亮如白昼。",
        "港务负责人告诉记者，更换灯具以后每个月的电费比去年同期少了将近一半。",
        "老船长陈大海说，过去靠港全凭经验，现在离港两海里就能看清泊位上的编号。",
        "据介绍，全省四十二座渔港的照明改造将在今年秋天以前全部完成，所需资金由财政和经营者共同承担。",
        "业内人士认为，照明改造带来的不只是安全，还会让夜间卸货和交易成为可能。",
        "目前已有三座渔港试行夜间交易，首月成交的水产品超过了八百吨。",
    ]
)


def brief(amount: str, rate: str, day: str) -> str:
    """A daily report that differs in figures only."""
    return "\n".join(
        [
            f"本报海川{day}电　海川电力交易中心今日发布消息，为保持市场电量供应平稳，开展了日前交易。",
            f"当日共成交电量{amount}，成交均价为每千瓦时{rate}，价格与前一交易日相比基本持平。",
            "交易中心表示，将密切关注天气变化和来水情况，合理安排后续交易。",
            "分析人士认为，随着气温回升，市场供需总体平衡，价格不会出现大的波动。",
        ]
    )


def with_comment(text: str, share: float, comment: int) -> str:
    """A report that quotes the first part of a document among its own words."""
    lines = text.split("\n")
    own = [
        f"记者在采访中第{'一二三四五六七八九十'[n]}次听到了不同的看法，受访者希望能够看到更细致的配套安排。"
        for n in range(comment)
    ]
    return "\n".join([*own[: comment // 2], *lines[: int(len(lines) * share)], *own[comment // 2 :]])


def _show(batch: str, day: str = "2030年9月3日") -> Text:
    return Text(f"海川省工业和信息化厅关于{batch}灯塔工坊拟认定名单的公示", show(batch, day=day))


def _numbered(which: str) -> Text:
    return Text(f"关于召开灯塔工坊评审会的{which}通知", call(signed="2030年4月12日"))


def _half(which: str) -> Text:
    return Text(f"关于做好2030年{which}灯塔工坊推荐工作的通知", call(programme=f"{which}灯塔工坊"))


def _trade(which: str) -> Text:
    return Text(f"关于做好{which}灯具检验工作的通知", call(programme=f"{which}灯具"))


def _brief(amount: str, rate: str, day: str, published: str) -> Text:
    return Text(f"海川今日成交电量{amount}", brief(amount, rate, day), "news", published)


def traditional(text: str) -> str:
    """The text as a mirror in traditional characters prints it."""
    table = tomllib.loads(files("cleaners").joinpath("data/scripts.toml").read_text(encoding="utf-8"))
    pairs = zip(table["traditional"]["simplified"], table["traditional"]["traditional"], strict=True)
    return text.translate(str.maketrans(dict(pairs)))


def _report(text: str) -> str:
    return f"本报海川4月13日电　海川省工业和信息化厅昨天发出通知，全文如下。\n{text}"


_REWARD = "关于印发《垃圾分类奖励办法》的通知"
_OFFICES = ("海川县人民政府办公室", "山阳县人民政府办公室")
_CALL = "关于组织开展灯塔工坊推荐工作的通知"
_UNDATED = measure(day="公布之日")

# Nearly the _CALL, and two documents.
TWINS = (
    Pair("两个年度的推荐通知", Text(call_title(2029), call(year=2029)), Text(call_title(2030), call())),
    Pair("题中没有年份的两年通知", Text(_CALL, call(year=2029)), Text(_CALL, call())),
    Pair(
        "题中没有年份，只有发布日期",
        Text(_CALL, call(signed="　", deadline="六月底"), published="2029-04-12"),
        Text(_CALL, call(signed="　", deadline="六月底"), published="2030-04-12"),
    ),
    Pair("第三批与第四批公示", _show("第三批"), _show("第四批", "2030年9月3日")),
    Pair("数字写的批次", _show("2030年第1批"), _show("2030年第2批")),
    Pair("公示与公布", _show("第三批"), Text("关于公布第三批灯塔工坊名单的通知", show("第三批"))),
    Pair(
        "公示与公示结果",
        _show("第三批"),
        Text("关于第三批灯塔工坊拟认定名单公示结果的公告", show("第三批")),
    ),
    Pair(
        "省里转发，自己有文号",
        Text(call_title(body="产业振兴部"), call(body="产业振兴部"), doc_number="产振部函〔2030〕7号"),
        Text(
            "海川省工业和信息化厅转发" + call_title(body="产业振兴部"),
            "浙工信函〔2030〕3号\n" + call(body="产业振兴部"),
            doc_number="浙工信函〔2030〕3号",
        ),
    ),
    Pair(
        "省里转发，没有文号",
        Text(call_title(body="产业振兴部"), call(body="产业振兴部")),
        Text("海川省转发" + call_title(body="产业振兴部"), call(body="产业振兴部")),
    ),
    Pair(
        "市里转发，网站转载",
        Text(call_title(), call()),
        Text("临湖市工业和信息化局转发省厅" + call_title(), call(), "reprint"),
    ),
    Pair(
        "征求意见稿与定稿",
        Text("海川省渔港照明管理办法", MEASURE),
        Text("海川省渔港照明管理办法（征求意见稿）", measure(mark="（征求意见稿）")),
    ),
    Pair(
        "两次征求意见",
        Text("海川省渔港照明管理办法（征求意见稿）", measure(mark="（征求意见稿）")),
        Text("海川省渔港照明管理办法（第二次征求意见稿）", measure(mark="（第二次征求意见稿）")),
    ),
    Pair(
        "题名不带稿字，正文带",
        Text("海川省渔港照明管理办法", measure(mark="\n（征求意见稿）"), "unknown"),
        Text("海川省渔港照明管理办法", MEASURE),
    ),
    Pair(
        "同文两个机关",
        Text(_REWARD, call(body=_OFFICES[0], programme="垃圾分类")),
        Text(_REWARD, call(body=_OFFICES[1], programme="垃圾分类")),
    ),
    Pair(
        "同文两个机关，题中写明",
        Text(call_title(body=_OFFICES[0]), call(body=_OFFICES[0])),
        Text(call_title(body=_OFFICES[1]), call(body=_OFFICES[1])),
    ),
    Pair(
        "同题修改，金额和日期不同",
        Text(_CALL, call()),
        Text(_CALL, call(amount="50万元", signed="2030年8月2日")),
    ),
    Pair(
        "同题修改，没有日期",
        Text("渔港照明管理办法", _UNDATED),
        Text("渔港照明管理办法", measure(day="公布之日", share="百分之五十")),
    ),
    Pair(
        "两份来路不明的文本，一处数字不同",
        Text("渔港照明管理办法", _UNDATED, "unknown"),
        Text("渔港照明管理办法", measure(day="公布之日", years="五年"), "unknown"),
    ),
    Pair(
        "两份来路不明的文本，一处多出不得",
        Text("渔港照明管理办法", _UNDATED, "unknown"),
        Text("渔港照明管理办法", _UNDATED.replace("应当采用节能", "不得采用非节能"), "unknown"),
    ),
    Pair(
        "两个版本，后者多一条",
        Text("渔港照明管理办法", _UNDATED, "unknown"),
        Text(
            "渔港照明管理办法",
            measure(day="公布之日", extra="照明设施的用电应当单独计量，按月公布。"),
            "unknown",
        ),
    ),
    Pair("第一次与第二次通知", _numbered("第一次"), _numbered("第二次")),
    Pair("出口与进口", _trade("出口"), _trade("进口")),
    Pair("上调与下调", _trade("上调"), _trade("下调")),
    Pair(
        "两个县的办法",
        Text("海川县渔港照明管理办法", measure(place="海川县")),
        Text("山阳县渔港照明管理办法", measure(place="山阳县")),
    ),
    Pair(
        "两个行业的办法",
        Text("海川省渔港照明管理办法", MEASURE),
        Text("海川省渡口照明管理办法", measure(trade="渡口")),
    ),
    Pair("更正", Text(call_title(), call()), Text("关于更正" + call_title(), call(amount="50万元"))),
    Pair(
        "更正，题在后",
        Text(call_title(), call()),
        Text(call_title() + "的更正", call(amount="50万元")),
    ),
    Pair(
        "补充通知",
        Text(_CALL, call()),
        Text("关于组织开展灯塔工坊推荐工作的补充通知", call(deadline="2030年7月15日")),
    ),
    Pair(
        "延长期限",
        Text(_CALL, call()),
        Text("关于延长灯塔工坊推荐工作期限的通知", call(deadline="2030年7月15日")),
    ),
    Pair("上半年与下半年", _half("上半年"), _half("下半年")),
    Pair("第一季度与第二季度", _half("第一季度"), _half("第二季度")),
    Pair(
        "两版目录",
        Text("渔港节能灯具目录（2029年版）", MEASURE),
        Text("渔港节能灯具目录（2030年版）", MEASURE),
    ),
    Pair(
        "试行与正式",
        Text("海川省渔港照明管理办法（试行）", measure(mark="（试行）")),
        Text("海川省渔港照明管理办法", MEASURE),
    ),
    Pair(
        "修订本与原本",
        Text("海川省渔港照明管理办法（2032年修订）", measure(mark="（2032年修订）")),
        Text("海川省渔港照明管理办法", MEASURE),
    ),
    Pair(
        "办法与实施细则",
        Text("海川省渔港照明管理办法", MEASURE),
        Text("海川省渔港照明管理办法实施细则", measure(mark="实施细则")),
    ),
    Pair("城市与农村", _trade("城市"), _trade("农村")),
    Pair("初级与高级", _trade("初级"), _trade("高级")),
    Pair("甲类与乙类", _trade("甲类"), _trade("乙类")),
    Pair("春节与国庆", _trade("春节"), _trade("国庆")),
    Pair(
        "推荐与申报",
        Text(call_title(), call()),
        Text(call_title(verb="申报"), call(verb="申报")),
    ),
    Pair(
        "同一天的两份录用公示",
        Text("拟录用公示", show("档案整理岗位", names="甲某某"), published="2030-09-03"),
        Text("拟录用公示", show("窗口接待岗位", names="乙某某"), published="2030-09-03"),
    ),
    Pair(
        "同年两期，截止日期不同",
        Text(_CALL, call(signed="2030年2月1日", deadline="2030年3月1日")),
        Text(_CALL, call(signed="2030年9月1日", deadline="2030年10月8日")),
    ),
    Pair(
        "两个省的同题通知",
        Text("关于组织开展灯塔工坊推荐的通知", call(body="浙江省工业和信息化厅")),
        Text("关于组织开展灯塔工坊推荐的通知", call(body="江苏省工业和信息化厅")),
    ),
    Pair(
        "去年的转载与今年的原文",
        Text("重磅！灯塔工坊推荐工作开始了", call(year=2029), "reprint"),
        Text(call_title(2030), call()),
    ),
    Pair(
        "去年的转载，题名相同",
        Text(_CALL, call(year=2029, signed="　"), "reprint"),
        Text(_CALL, call()),
    ),
    Pair(
        "邻县的转载",
        Text(
            "【转载】山阳县渔港照明管理办法！",
            measure(place="山阳县"),
            "reprint",
        ),
        Text("海川县渔港照明管理办法", measure(place="海川县")),
    ),
    Pair(
        "旧版的转载与新版",
        Text("渔港照明管理办法", _UNDATED, "reprint"),
        Text(
            "渔港照明管理办法",
            measure(day="公布之日", years="五年", extra="照明设施的用电应当单独计量，按月公布。"),
        ),
    ),
    Pair(
        "截短题名的另一批",
        Text("海川省工业和信息化厅关于灯塔工坊拟认定名单…", show("第三批"), "reprint"),
        _show("第四批"),
    ),
    Pair(
        "同题同文，两个文号",
        Text(ISSUED, CARRIER),
        Text(ISSUED, letter("浙工信规〔2032〕5号", MEASURE, day="2032年3月1日")),
    ),
    Pair(
        "废止公告只提到文号",
        Text(ISSUED, CARRIER, doc_number=NUMBER),
        Text(
            "海川省工业和信息化厅公告",
            "经研究，决定自即日起停止执行渔港照明的有关规定，具体事项由各市自行安排。\n"
            "各市应当在十日内清理与之不一致的文件，并将清理结果书面报告我厅。\n2032年3月1日",
            doc_number=NUMBER,
        ),
    ),
    Pair(
        "每日快讯",
        _brief("三十二亿千瓦时", "0.31元", "4月15日", "2030-04-15"),
        _brief("二十八亿千瓦时", "0.33元", "4月16日", "2030-04-16"),
    ),
    Pair(
        "同题快讯，隔一周",
        Text("海川开展日前电力交易", brief("三十亿千瓦时", "0.31元", "4月1日"), "news", "2030-04-01"),
        Text("海川开展日前电力交易", brief("三十亿千瓦时", "0.31元", "4月8日"), "news", "2030-04-08"),
    ),
    Pair(
        "引用一半的新闻与通知",
        Text("灯塔工坊推荐工作启动", with_comment(call(), 0.5, 6), "news", "2030-04-13"),
        Text(call_title(), call()),
    ),
    Pair(
        "引用大半又加评论的新闻与通知",
        Text("灯塔工坊推荐工作启动", with_comment(call(), 1.0, 10), "news", "2030-04-13"),
        Text(call_title(), call()),
    ),
    Pair(
        "解读与原文",
        Text("《海川省渔港照明管理办法》解读", with_comment(MEASURE, 1.0, 8), published="2030-05-21"),
        Text("海川省渔港照明管理办法", MEASURE),
    ),
    Pair(
        "简讯与长篇",
        Text("渔港换灯", "\n".join(REPORT.split("\n")[:2]), "news", "2030-04-15"),
        Text("渔港的夜晚", REPORT, "news", "2030-04-15"),
    ),
    Pair(
        "同一件事两家各写",
        Text("渔港换灯", REPORT, "news", "2030-04-15"),
        Text(
            "渔港换灯",
            "\n".join(REPORT.split("\n")[:3]) + "\n" + with_comment("", 0, 5),
            "news",
            "2030-04-15",
        ),
    ),
    Pair(
        "一年前的同题新闻",
        Text("渔港换灯", REPORT, "news", "2029-04-15"),
        Text("渔港换灯", REPORT, "news", "2030-04-15"),
    ),
)

_TITLE, _TEXT = call_title(), call()
_ORIGINAL = Text(_TITLE, _TEXT, published="2030-04-12")
_ISSUED = Text(ISSUED, CARRIER)
_BRAND = "更多消息请关注拾穗速览，每天拾一点消息。"
_REPORT = Text("渔港换灯：海川四十二座渔港亮起来", REPORT, "news", "2030-04-15")
_LINES = _TEXT.split("\n")
_NARROW = _TEXT.translate(str.maketrans("，：；（）", ",:;()"))

# Damaged, framed or retitled, and one document.
COPIES = (
    Pair("一字不差", _ORIGINAL, Text(_TITLE, _TEXT, "reprint")),
    Pair("题后叹号", _ORIGINAL, Text(_TITLE + "！", _TEXT, "reprint")),
    Pair("题前题后有站名", _ORIGINAL, Text(f"【政策】{_TITLE}_拾穗网", _TEXT, "reprint", "2030-04-20")),
    Pair("题名截短", _ORIGINAL, Text(_TITLE[:22] + "…", _TEXT, "reprint")),
    Pair("题中插字", _ORIGINAL, Text(_TITLE.replace("灯塔", "拾穗灯塔"), _TEXT, "reprint")),
    Pair("题名另起，文中有原题", _ORIGINAL, Text("重磅！又有补助了", f"{_TITLE}\n{_TEXT}", "reprint")),
    Pair("半角标点", _ORIGINAL, Text(_TITLE, _NARROW, "reprint")),
    Pair("繁体字", _ORIGINAL, Text(traditional(_TITLE), traditional(_TEXT), "reprint")),
    Pair("断行连在一起", _ORIGINAL, Text(_TITLE, _TEXT.replace("\n", ""), "reprint")),
    Pair("文中插话", _ORIGINAL, Text(_TITLE, _TEXT.replace("二、", f"{_BRAND}二、"), "reprint")),
    Pair("句中插字", _ORIGINAL, Text(_TITLE, _TEXT.replace("安全责任", "安全拾穗责任"), "reprint")),
    Pair("改了一个数", _ORIGINAL, Text(_TITLE, _TEXT.replace("30万元", "80万元"), "reprint", "2030-04-13")),
    Pair("改了一个数，没有日期", _ORIGINAL, Text(_TITLE, _TEXT.replace("30万元", "80万元"), "unknown")),
    Pair("改了一个字", _ORIGINAL, Text(_TITLE, _TEXT.replace("弄虚", "玩虚"), "reprint")),
    Pair("只剩前大半", _ORIGINAL, Text(_TITLE, "\n".join(_LINES[:8]), "reprint")),
    Pair("没有落款", _ORIGINAL, Text(_TITLE, "\n".join(_LINES[:-2]), "unknown")),
    Pair("另一家官网转发", _ORIGINAL, Text(_TITLE, _TEXT, "official_repost", "2030-04-14")),
    Pair("同一记录两次", Text(_TITLE, _TEXT, "unknown"), Text(_TITLE, _TEXT, "unknown")),
    Pair("同号而题名被改", _ISSUED, Text("《渔港照明拾穗办法》来了", CARRIER, "reprint")),
    Pair("号后附在题中", _ISSUED, Text(f"{ISSUED}（{NUMBER}）", CARRIER, "unknown", doc_number=NUMBER)),
    Pair(
        "新闻照登全文",
        _ORIGINAL,
        Text("快讯：灯塔工坊推荐开始（全文）", _report(_TEXT), "news", "2030-04-13"),
    ),
    Pair("同一篇新闻", _REPORT, Text("海川渔港亮起来", REPORT, "news", "2030-04-16")),
    Pair("同一篇新闻，少了末段", _REPORT, Text(_REPORT.title, REPORT[:-40], "news", "2030-04-15")),
    Pair("同一篇新闻，没有日期", _REPORT, Text(_REPORT.title, REPORT, "news")),
)
