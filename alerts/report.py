"""A round in words (提醒报告): a line a rule with news, a line a channel; the same at night and by hand."""

from __future__ import annotations

from alerts.rounds import AlertReport, RuleReport
from alerts.sending import ChannelReport
from reader.wording import say, spoken


def report_lines(report: AlertReport) -> list[str]:
    """What a round did; what was not done says why."""
    told = [_rule(rule) for rule in report.rules if rule.enqueued or rule.reason]
    sent = [_channel(channel) for channel in report.channels]
    undone = [say("not done: {why}", why=spoken(report.reason))] if report.reason else []
    return [*undone, *told, *sent] or [say("nothing new")]


def _rule(rule: RuleReport) -> str:
    if rule.reason:
        return say("rule {rule}: not asked: {why}", rule=rule.rule, why=spoken(rule.reason))
    if rule.held is None:
        return say("rule {rule}: {count} enqueued", rule=rule.rule, count=rule.enqueued)
    return say(
        "rule {rule}: {count} enqueued, one of them the summary of {held} held before",
        rule=rule.rule,
        count=rule.enqueued,
        held=rule.held,
    )


def _channel(channel: ChannelReport) -> str:
    counts = say(
        "channel {channel}: {sent} sent, {failed} failed, {waiting} items waiting",
        channel=channel.channel,
        sent=channel.sent,
        failed=channel.failed,
        waiting=channel.waiting,
    )
    return say("{what}: {why}", what=counts, why=spoken(channel.reason)) if channel.reason else counts
