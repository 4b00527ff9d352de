"""What witnesses say otherwise in a reading (异文): listed with their places, never merged in.

Reads a text laid out, its provisions and its witnesses; writes Variations. Only a sentence that stands in the
place of another, and is much like it, is one; what a witness lacks or adds is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cleaners.comparing.variants import Sentence, printed, variants
from cleaners.model import Provision, Variation
from cleaners.restoring.layout import Laid
from cleaners.restoring.witnesses import Witness

_CLAUSE = 12  # folded characters from which on a sentence is one that can be quoted behind other words
# 第四条之一, (三) as they are folded
_LABEL = re.compile(r"\A(?:第[^条]{1,9}条(?:之[^，。]{1,2}?)?|\([^)]{1,4}\))")


def find_variations(
    laid: Laid, provisions: Sequence[Provision], witnesses: Sequence[Witness]
) -> Iterator[Variation]:
    """The variations of all witnesses, those of one witness in the order of the text."""
    if not witnesses:
        return
    base = printed(laid.text)
    for witness in witnesses:
        for variant in variants(base, printed(witness.laid.text)):
            if variant.base is None or variant.copy is None or _introduced(variant.base, variant.copy):
                continue
            eid = _innermost(provisions, variant.base.start)
            if not eid:
                continue
            spans = witness.spans(variant.copy.start, variant.copy.end)
            yield Variation(
                eid=eid,
                text=laid.text[variant.base.start : variant.base.end],
                other=witness.laid.text[variant.copy.start : variant.copy.end],
                witness=witness.index,
                span=(min(start for start, _ in spans), max(end for _, end in spans)),
                touches=variant.touches,
            )


def _introduced(base: Sentence, copy: Sentence) -> bool:
    """The copy only puts words of its own before the clause: 办法提出，各县重点 for 第四条各县重点."""
    bare = _LABEL.sub("", base.key)
    return len(bare) >= _CLAUSE and copy.key.endswith(bare)


def _innermost(provisions: Sequence[Provision], at: int) -> str:
    """The eid of the smallest clause around a character of the text; empty in titles and between clauses."""
    around = (p for p in provisions if p.kind != "stray" and p.span[0] <= at < p.span[1])
    inner = min(around, key=lambda p: (p.span[1] - p.span[0], -len(p.eid)), default=None)
    return inner.eid if inner else ""
