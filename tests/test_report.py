"""Tables of the operator: columns stand under each other, Chinese or not."""

from __future__ import annotations

from crawler.report import aligned


def test_columns_stand_under_each_other_with_chinese_in_them() -> None:
    said = aligned([("publisher", "state"), ("工业和信息化部", "ok"), ("云海省", "failed")])
    assert said.splitlines() == ["publisher       state", "工业和信息化部  ok", "云海省          failed"]
