"""Comparing (对勘): copies of one document, and wordings of one measure, side by side."""
