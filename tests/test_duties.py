"""What must be done every year or by a day, and by whom."""

from __future__ import annotations

import pytest

from cleaners.recognition.duties import duties


@pytest.mark.parametrize(
    ("text", "who", "day", "what"),
    [
        (
            "第十六条 省级主管部门加强跟踪，并组织集群于每年4月30日前填报上一年度工作情况，报送至某部。",
            "集群",
            (None, 4, 30),
            "填报上一年度工作情况，报送至某部",
        ),
        (
            "省级主管部门应当于每年3月31日前，将本地区工坊集群上一年度发展情况报送产业振兴部。",
            "省级主管部门",
            (None, 3, 31),
            "将本地区工坊集群上一年度发展情况报送产业振兴部",
        ),
        ("示范平台应当在每年1月底前报送上年度工作总结。", "示范平台", (None, 1, 31), "报送上年度工作总结"),
        ("每年2月底前，各地将监测情况上报。", "各地", (None, 2, 28), "各地将监测情况上报"),
        ("申报单位于2033年7月31日前提交复核报告。", "申报单位", (2033, 7, 31), "提交复核报告"),
        (
            "（二）省级初核。省级主管部门于2033年8月29日前完成初核并报送意见。",
            "省级主管部门",
            (2033, 8, 29),
            "完成初核并报送意见",
        ),
        ("请各市于2033年8月底前完成整改。", "各市", (2033, 8, 31), "完成整改"),
        ("于2033年6月30日（含）前将材料报送我厅。", None, (2033, 6, 30), "将材料报送我厅"),
    ],
)
def test_a_duty_has_its_day_and_its_subject(
    text: str, who: str | None, day: tuple[int | None, int, int], what: str
) -> None:
    found = duties(text)
    assert [(d.who, (d.year, d.month, d.day), d.what) for d in found] == [(who, day, what)]
    assert text[found[0].span[0] : found[0].span[1]] == found[0].quote


@pytest.mark.parametrize(
    "text",
    [
        "请于6月30日前报送。",
        "企业注册时间应在2030年1月1日前。",
        "如有异议，请于2033年5月12日前反馈，公示期满不再受理。",
        "如有意见建议，请于2033年4月9日前反馈。",
        "绿色工厂每年一季度填报动态管理表。",
        "每年2月30日前报送。",
        "每年认定数量由产业振兴部确定。",
    ],
)
def test_a_day_without_its_year_and_a_window_are_no_duties(text: str) -> None:
    assert duties(text) == ()
