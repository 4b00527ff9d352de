"""The county that a holder's name begins with; counties are real, holders are not."""

from __future__ import annotations

import pytest

from cleaners.official.counties import county_of


@pytest.mark.parametrize(
    ("holder", "region", "code", "table"),
    [
        ("宁海县文具特色集群", "浙江省", "330226", "2025"),
        ("宁海县文具特色集群", "宁波市", "330226", "2025"),
        ("浙江省宁波市宁海县文具特色集群", "浙江", "330226", "2025"),
        ("宁海文具特色集群", "浙江省", "330226", "2025"),
        ("杭州市临平区家纺特色集群", "浙江省", "330113", "2025"),
        ("东莞市玩具特色集群", "广东省", "441900", "2025"),
        ("肥乡县面粉特色集群", "河北省", "130428", "2017"),
        ("肥乡区面粉特色集群", "河北省", "130407", "2025"),
    ],
)
def test_a_name_tells_its_county(holder: str, region: str, code: str, table: str) -> None:
    found = county_of(holder, region)
    assert found is not None
    assert (found.code, found.table) == (code, table)


@pytest.mark.parametrize(
    ("holder", "region"),
    [
        ("文具特色集群", "浙江省"),  # no place at all
        ("海川文具（宁海）有限公司", "浙江省"),  # only somewhere inside
        ("宁海县文具特色集群", "江苏省"),  # not of this province
        ("宁海县文具特色集群", ""),  # of no known province
    ],
)
def test_what_is_not_told_is_not_guessed(holder: str, region: str) -> None:
    assert county_of(holder, region) is None


def test_of_two_counties_of_one_name_none_is_meant() -> None:
    assert county_of("桥西区文具特色集群", "河北省") is None
