"""Restoring (校勘): one true reading of a damaged text and of its witnesses."""
