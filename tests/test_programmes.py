"""The registry of recognition programmes: what it knows, and what it takes for a name."""

from __future__ import annotations

from datetime import date

import pytest

from cleaners.recognition.programmes import programme, programme_of, programmes, programmes_in


def test_every_programme_says_where_it_is_known_from() -> None:
    assert len({p.id for p in programmes()}) == len(programmes()) >= 28
    for entry in programmes():
        assert entry.source, entry.id
        assert entry.name in entry.aliases or entry.id in ("PROV-FIRST-OF-KIND", "MIIT-SMART-FACTORY")


def test_no_name_belongs_to_two_programmes() -> None:
    names = [name for p in programmes() for name in p.aliases]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("关于公布第五批专精特新“小巨人”企业名单的通告", "MIIT-LITTLE-GIANT"),
        ('关于公布第五批专精特新"小巨人"企业名单的通告', "MIIT-LITTLE-GIANT"),
        ("建议继续支持的国家级专精特新“小巨人”企业名单公示", "MOF-LITTLE-GIANT-SUPPORT"),
        ("关于认定2033年度专精特新中小企业的通知", "MIIT-SRDI-SME"),
        ("制造业单项冠军产品复核结果", "MIIT-SINGLE-CHAMPION"),
        ("关于开展中外中小企业合作区建设的通知", "MIIT-SINO-FOREIGN-ZONE"),
        ("关于认定科技小巨人企业的通知", None),
        ("关于举办绿色工艺展的通知", None),
        ("关于县域特色产业发展的意见", None),
    ],
)
def test_a_title_names_the_longest_name_it_holds(title: str, expected: str | None) -> None:
    assert programme_of(title) == expected


def test_the_fictional_programme_is_marked_and_no_real_name_is_taken_for_it() -> None:
    fictional = [p for p in programmes() if p.fictional]
    assert [p.id for p in fictional] == ["SAMPLE-WORKSHOP-CLUSTER"]
    for real in programmes():
        for name in () if real.fictional else (real.name, *real.aliases):
            assert programme_of(f"关于公布{name}名单的通告") != "SAMPLE-WORKSHOP-CLUSTER"


def test_a_day_has_its_measure() -> None:
    giants = programme("MIIT-LITTLE-GIANT")
    before, after = giants.measure_on(date(2026, 3, 31)), giants.measure_on(date(2026, 4, 1))
    assert before is not None
    assert before.doc_number == "工信部企业〔2022〕63号"
    assert after is not None
    assert after.doc_number == "工信部企业〔2026〕2号"
    assert programme("MIIT-GREEN-FACTORY").measure_on(date(2026, 4, 1)) is None


def test_a_measures_number_names_its_programme() -> None:
    assert programme_of("关于印发某办法的通知", "工信部企业〔2022〕119号") == "MIIT-SME-CLUSTER"
    assert programme_of("关于印发某办法的通知") is None


def test_names_are_found_where_they_stand_whatever_their_quotes() -> None:
    text = "新培育3000家“小巨人”企业、\n200家单项冠军企业"
    found = programmes_in(text)
    assert [text[p.start : p.end] for p in found] == ["“小巨人”企业", "单项冠军企业"]
