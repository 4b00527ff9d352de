"""The structure (条款): labels, ladders, and the numbered units of a text."""
