"""The program with all verbs of this room mounted (命令总成); what stands above it may mount more."""

from __future__ import annotations

from reader import verbs, verbs_tracking
from reader.options import app, run

__all__ = ["app", "run", "verbs", "verbs_tracking"]
