"""Citing (引用): references to other documents, short names and definitions."""
