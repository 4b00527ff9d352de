"""Thirty nights on the sample portal, each crawled and built: the base is that of one full build."""

from __future__ import annotations

from datetime import datetime, timedelta

from kb.home import Home
from kb.state import State
from kb.store import dump
from pipeline.building import build
from samples.portal.library import Text
from samples.portal.server import Portal
from tests.crawling import crawling_child
from tests.nights import days_pass

NIGHTS = 30
SOURCES = ("miit_notices", "miit_publicity")
REVISED, GONE, WITHDRAWN = 9, 14, 20
FIRST_DAY = datetime.fromisoformat("2026-12-01T09:00:00")  # behind all that the sample portal has published


class MonthPortal(Portal):
    """The sample portal, with one notice or public show more each night, and the changes of a month."""

    def visible(self) -> tuple[Text, ...]:
        fresh = tuple(_notice(night) for night in range(self.night, 0, -1))
        return (*fresh, *super().visible())

    def tonight(self) -> None:
        """What happens to the site tonight beside its news."""
        if self.night == REVISED:
            self.inject("revision")
        elif self.night == GONE:
            self.inject(f"gone-404@{_notice(GONE - 1).path}")
        elif self.night == WITHDRAWN:
            self.inject("withdrawn@/zwgk/zcwj/wjfb/tz/")


def _notice(night: int) -> Text:
    day = FIRST_DAY + timedelta(days=night)
    kind = night % 3
    lines: tuple[tuple[str, ...], ...] = (
        (
            f"= 产振部历〔2026〕{300 + night}号",
            "各省产业振兴主管部门：",
            f"现将第{night}期工坊历书印发给你们，请于每月初一张贴。",
            "第一条　历书由各地工坊协会保管。",
            f"第二条　第{night}期历书自发布之日起施行。",
        ),
        (f"第{night - 1}期工坊历书自即日起不再张贴。", f"请以第{night}期为准。"),
        (f"现将第{night}批虚构历书工坊名单予以公示。", f"公示时间：2026年12月1日至2026年12月{night:02}日"),
    )
    titles = (
        f"关于印发第{night}期工坊历书的通知",
        f"关于第{night - 1}期工坊历书的补充通知",
        f"关于第{night}批虚构历书工坊名单的公示",
    )
    return Text(f"month-{night}", "gs" if kind == 2 else "tz", titles[kind], day, lines[kind])


def test_thirty_nights_of_increments_give_the_dump_of_one_full_build(home: Home) -> None:
    changed = vanished = removed = 0
    states: list[str] = []
    with MonthPortal() as portal, crawling_child() as crawl:
        for _ in range(NIGHTS):
            portal.tonight()
            runs = [crawl(home, portal.base_url, source) for source in SOURCES]
            report = build(home, index=False)
            assert report.full is None or portal.night == 1, report.full
            states += [run.state for run in runs]
            changed += sum(run.changed for run in runs)
            vanished += sum(run.vanished for run in runs)
            removed += sum(run.removed for run in runs)
            days_pass(home)
            portal.advance()
    nightly = list(dump(home.kb))
    build(home, full=True, index=False)
    assert list(dump(home.kb)) == nightly
    assert (vanished, removed) == (1, 3)
    assert changed > 0
    assert states.count("failed") == 2, "a count that falls is believed on the third night"
    with State(home) as state:
        assert all(not state.due(source) for source in SOURCES)
