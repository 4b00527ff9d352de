"""Digests in Chinese: one for a channel, split at the border of items by bytes, nothing told twice."""

from __future__ import annotations

from datetime import UTC, datetime

from alerts.digest import compose
from alerts.message import Item, Message, read_item, read_message, written

NOW = datetime(2026, 9, 4, 18, 10, tzinfo=UTC)  # 2:10 of the fifth in Beijing
LARGE = 1_000_000


def item(number: int, **facts: object) -> Item:
    known: dict[str, object] = {
        "rule": "a",
        "rule_title": "灯塔",
        "key": f"document:{number}",
        "kind": "document",
        "title": f"关于灯塔的第{number}号通知",
        "line": "云海省灯塔厅 · 2081-05-09 发布",
        "quote": "灯塔每夜点亮。",
        "url": f"https://www.example.cn/{number}.html",
        "published": f"2081-05-{number:02}",
    }
    return Item(**known | facts)  # type: ignore[arg-type]


def size(message: Message) -> int:
    return len(message.plain.encode())


def told(*items: Item, limit: int = LARGE) -> tuple[Message, ...]:
    return compose(items, "team", NOW, limit, size)


def test_a_digest_is_grouped_by_rule_programme_and_kind_with_the_newest_first() -> None:
    (message,) = told(
        item(1),
        item(2, kind="deadline", line="意见征集截至 2081-06-01（含当日）", quote=""),
        item(3, programme="MIIT-SME-CLUSTER", why="名单所列：云海灯塔厂"),
        item(4),
        item(5, rule="b", rule_title="渡口", fictional=True),
    )
    assert message.plain.splitlines() == [
        "【条文】2026-09-05 政策提醒 5 件",
        "",
        "■ 灯塔",
        "〔中小企业特色产业集群 · 文件〕",
        "1. 关于灯塔的第3号通知",
        "   云海省灯塔厅 · 2081-05-09 发布",
        "   名单所列：云海灯塔厂",
        "   “灯塔每夜点亮。”",
        "   https://www.example.cn/3.html",
        "〔征求意见截止〕",
        "2. 关于灯塔的第2号通知",
        "   意见征集截至 2081-06-01（含当日）",
        "   https://www.example.cn/2.html",
        "〔文件〕",
        "3. 关于灯塔的第4号通知",
        "   云海省灯塔厅 · 2081-05-09 发布",
        "   “灯塔每夜点亮。”",
        "   https://www.example.cn/4.html",
        "4. 关于灯塔的第1号通知",
        "   云海省灯塔厅 · 2081-05-09 发布",
        "   “灯塔每夜点亮。”",
        "   https://www.example.cn/1.html",
        "",
        "■ 渡口",
        "〔文件〕",
        "5. 关于灯塔的第5号通知〔虚构示例〕",
        "   云海省灯塔厅 · 2081-05-09 发布",
        "   “灯塔每夜点亮。”",
        "   https://www.example.cn/5.html",
        "",
        f"编号 {message.key} · 北京时间 2026-09-05 02:10",
    ]


def test_messages_end_at_the_border_of_an_item_and_keep_to_their_bytes() -> None:
    messages = told(*(item(number) for number in range(1, 31)), limit=900)
    assert all(size(message) <= 900 for message in messages)
    assert [one.key for message in messages for one in message.items] == [
        f"document:{number}" for number in range(30, 0, -1)
    ]
    assert (
        messages[0].title
        == f"【条文】2026-09-05 政策提醒 {len(messages[0].items)} 件（第 1/{len(messages)} 部分）"
    )
    assert len({message.key for message in messages}) == len(messages)
    assert all("关于灯塔的第" in message.plain and message.plain.count("https://") for message in messages)


def test_an_item_that_no_message_holds_loses_its_quote_before_its_title_and_never_its_address() -> None:
    (message,) = told(item(1, quote="灯塔" * 2000), limit=600)
    assert size(message) <= 600
    assert "关于灯塔的第1号通知" in message.plain
    assert "https://www.example.cn/1.html" in message.plain
    assert "…”" in message.plain
    (squeezed,) = told(item(1, title="灯" * 900, why="塔" * 900), limit=500)
    assert size(squeezed) <= 500
    assert "https://www.example.cn/1.html" in squeezed.plain


def test_a_happening_that_two_rules_met_is_told_once_and_names_both() -> None:
    why = "名单所列：云海灯塔厂"
    ferry = item(1, rule="b", rule_title="渡口", why=why, quote="1 云海灯塔厂")
    (message,) = told(item(1), ferry, item(2, rule="b", rule_title="渡口"))
    assert message.plain.count("关于灯塔的第1号通知") == 1
    assert {"   另符合：渡口", f"   {why}", "   “1 云海灯塔厂”"} <= set(message.plain.splitlines())
    assert message.title == "【条文】2026-09-05 政策提醒 2 件"


def test_the_same_items_make_the_same_message_in_any_order() -> None:
    items = [item(number) for number in range(1, 9)]
    assert told(*items, limit=900) == told(*reversed(items), limit=900)


def test_markdown_does_not_read_what_a_title_prints() -> None:
    (message,) = told(
        item(1, title="关于*灯塔*[第一批]<公示>的`通知`", url="https://www.example.cn/a(1).html")
    )
    assert "关于＊灯塔＊［第一批］＜公示＞的｀通知｀" in message.markdown
    assert "[原文](https://www.example.cn/a%281%29.html)" in message.markdown
    assert "关于*灯塔*[第一批]<公示>的`通知`" in message.plain


def test_what_is_written_to_the_outbox_is_read_again_as_it_was() -> None:
    (message,) = told(item(1, names=("云海灯塔厂",)), item(2, programme="MIIT-SME-CLUSTER"))
    assert read_message(written(message)) == message
    assert read_item(written(message.items[0])) == message.items[0]


def test_nothing_to_tell_is_no_message() -> None:
    assert told() == ()
