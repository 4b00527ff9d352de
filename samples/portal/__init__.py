"""The sample portal (样例门户): plays a ministry's site. Everything on it is fictional."""

from samples.portal.server import Portal

__all__ = ["Portal"]
