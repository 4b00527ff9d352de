"""Default terms (默认有效期): when an issuer's own rule asks for a document's review; it ends nothing.

Reads data/authorities.toml: an entry [[default_term]] names the issuer, the kinds of documents, the months,
and the rule with its article and source. A document with a term of its own, or of another kind, has none.
What is due shows as due for review; its status stays what the texts say.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from cleaners.effect.relative import months_later


@dataclass(frozen=True, slots=True)
class DefaultTerm:
    """A rule of an issuer: documents of `kinds` are to be reviewed `months` after their first day."""

    issuer: str
    kinds: tuple[str, ...]
    months: int
    rule: str
    article: str
    source: str
    since: date


@dataclass(frozen=True, slots=True)
class ReviewDue:
    """From when a document is due for review, and by which rule."""

    day: date
    term: DefaultTerm


@cache
def default_terms() -> tuple[DefaultTerm, ...]:
    """The rules of data/authorities.toml."""
    held = tomllib.loads(files("cleaners.data").joinpath("authorities.toml").read_text(encoding="utf-8"))
    return tuple(
        DefaultTerm(
            entry["issuer"],
            tuple(entry["kinds"]),
            entry["months"],
            entry["rule"],
            entry["article"],
            entry["source"],
            entry["since"],
        )
        for entry in held.get("default_term", ())
    )


def review_due(
    issuers: Sequence[str],
    kind: str | None,
    first_day: date | None,
    last_day: date | None,
    terms: Iterable[DefaultTerm] | None = None,
) -> ReviewDue | None:
    """When the lead issuer's own rule asks for a review; None where it has no rule, or the document a term.

    >>> review_due(("某部",), "通知", date(2031, 1, 1), None) is None
    True
    """
    if not issuers or first_day is None or last_day is not None:
        return None
    for term in default_terms() if terms is None else terms:
        if term.issuer == issuers[0] and kind in term.kinds and first_day >= term.since:
            day = months_later(first_day, term.months)
            return ReviewDue(day, term) if day else None
    return None
