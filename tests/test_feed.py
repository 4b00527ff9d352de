"""Feeds: every date form is the day in Beijing, a cut or empty feed is a named fault."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.families.feed import EmptyFeed, FeedUnreadable, read_date, read_feed
from crawler.guards import SourceFault

WHERE = "https://www.example.gov.cn/rss"
ART = "art_0123456789abcdef0123456789abcdef"


def rss(*items: str) -> bytes:
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    return f'{head}<rss version="2.0"><channel>{"".join(items)}</channel></rss>'.encode()


ITEM = (
    f"<item><title><![CDATA[关于灯塔\n工坊的通知]]></title><link>http://www.example.gov.cn/tz/art/2026/{ART}.html</link>"
    "<pubDate>Thu, 12 Nov 2026 16:30:00 GMT</pubDate></item>"
)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("Thu, 12 Nov 2026 16:30:00 GMT", date(2026, 11, 13)),
        ("Thu, 12 Nov 2026 16:30:00 +0800", date(2026, 11, 12)),
        ("2026-11-12 23:59:59", date(2026, 11, 12)),
        ("2026-11-12T17:00:00Z", date(2026, 11, 13)),
        ("2026-11-12", date(2026, 11, 12)),
        ("1784649600", date(2026, 7, 22)),
        ("1784649600000", date(2026, 7, 22)),
        ("昨天", None),
        ("", None),
    ],
)
def test_a_date_of_any_form_is_the_day_in_beijing(written: str, day: date | None) -> None:
    assert read_date(written) == day


def test_an_entry_is_a_row_keyed_by_its_article() -> None:
    (found,) = read_feed(rss(ITEM, ITEM), WHERE)
    assert (found.key, found.listed_title, found.listed_date) == (
        ART,
        "关于灯塔 工坊的通知",
        date(2026, 11, 13),
    )


def test_atom_is_read_like_rss() -> None:
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>通知</title>'
        f'<link rel="self" href="/x"/><link href="/tz/art/2026/{ART}.html"/>'
        "<updated>2026-11-12T01:00:00+08:00</updated></entry></feed>"
    )
    (found,) = read_feed(atom.encode(), WHERE)
    assert (found.key, found.listed_date) == (ART, date(2026, 11, 12))


def test_an_entity_is_not_expanded() -> None:
    body = rss(ITEM).replace(b"<rss", b'<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]><rss', 1)
    body = body.replace("工坊".encode(), "工坊]]>&x;<![CDATA[".encode())
    assert "关于灯塔" in (read_feed(body, WHERE)[0].listed_title or "")


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (rss(), EmptyFeed),
        (rss(ITEM)[:-60], FeedUnreadable),
        (b"", FeedUnreadable),
        (b"<html><body>error</body></html>", EmptyFeed),
        (rss("<item><title>x</title></item>"), FeedUnreadable),
        (rss("<item><link>http://x.example.cn/1</link></item>"), FeedUnreadable),
    ],
)
def test_a_feed_that_cannot_be_believed_is_a_named_fault(body: bytes, fault: type[SourceFault]) -> None:
    with pytest.raises(fault):
        read_feed(body, WHERE)


@settings(derandomize=True, max_examples=80, deadline=None)
@given(st.text(max_size=60))
def test_no_date_ends_in_an_error(written: str) -> None:
    found = read_date(written)
    assert found is None or isinstance(found, date)
