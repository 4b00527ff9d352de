"""Stripping (剥离): what is in a text but not of it, cut line by line so that it can be put back."""
