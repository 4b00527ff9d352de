"""A round in words (提醒报告): a line a rule with news, a line a channel; the same at night and by hand."""

from __future__ import annotations

from alerts.rounds import AlertReport, RuleReport
from alerts.sending import ChannelReport


def report_lines(report: AlertReport) -> list[str]:
    """What a round did; what was not done says why."""
    told = [_rule(rule) for rule in report.rules if rule.enqueued or rule.reason]
    sent = [_channel(channel) for channel in report.channels]
    return [*([f"not looked at: {report.reason}"] if report.reason else []), *told, *sent] or ["nothing new"]


def _rule(rule: RuleReport) -> str:
    if rule.reason:
        return f"rule {rule.rule}: not asked: {rule.reason}"
    held = "" if rule.held is None else f", one of them the summary of {rule.held} held before"
    return f"rule {rule.rule}: {rule.enqueued} enqueued{held}"


def _channel(channel: ChannelReport) -> str:
    counts = f"{channel.sent} sent, {channel.failed} failed, {channel.waiting} items waiting"
    return f"channel {channel.channel}: {counts}" + (f": {channel.reason}" if channel.reason else "")
