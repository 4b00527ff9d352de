"""The fields of the index (索引字段), as Whoosh knows them. No text is stored: what people read is in kb.db.

Two searched fields, frequencies only: words (title, headings, label and text; tokens of index/analyzer.py)
and chars (characters and pairs of characters of the provision's own text). Beside them exact fields. The
classes are pickled into each generation by their import path, so they stay in this module.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import whoosh.analysis
import whoosh.columns
import whoosh.fields
import whoosh.formats

from index.analyzer import analyzer
from index.bigrams import grams

# Whoosh 2.7.4 has no types and whoosh3 has half of them: this file is the untyped edge.
columns: Any = whoosh.columns
fields: Any = whoosh.fields
formats: Any = whoosh.formats

SCHEMA_VERSION = "5"
EXACT = (
    "eid", "doc_number", "issuers", "kind", "status", "lineage", "source", "role", "programme", "region",
)  # fmt: skip
DATES = ("date_document", "date_publication", "date_in_force")

Posting = tuple[bytes, int, float, bytes]


class WordsField(fields.FieldType):  # type: ignore[misc]
    """Tokens with their frequency; takes the tokens themselves, a list."""

    def __init__(self) -> None:
        super().__init__(formats.Existence(), WordsAnalyzer(), scorable=True, multitoken_query="and")

    def index(self, value: list[str], **_: Any) -> Iterator[Posting]:
        return _counted(Counter(value))


class CharsField(fields.FieldType):  # type: ignore[misc]
    """Characters and pairs of characters with their frequency; takes the folded paragraphs, a line each."""

    def __init__(self) -> None:
        super().__init__(formats.Existence(), CharsAnalyzer(), scorable=False, multitoken_query="and")

    def index(self, value: str, **_: Any) -> Iterator[Posting]:
        return _counted(grams(value))


class ExactField(fields.FieldType):  # type: ignore[misc]
    """A name as it is, or several; with a column when `sortable`."""

    def __init__(self, *, sortable: bool = False) -> None:
        super().__init__(formats.Existence(), fields.ID().analyzer, sortable=sortable)

    def index(self, value: str | list[str], **_: Any) -> Iterator[Posting]:
        return _counted(Counter(dict.fromkeys(names_of(value), 1)))

    def default_column(self) -> Any:
        return columns.VarBytesColumn()


def names_of(value: str | list[str]) -> list[str]:
    """The distinct names of an exact field."""
    return [value] if isinstance(value, str) else list(dict.fromkeys(value))


def _counted(found: Counter[str]) -> Iterator[Posting]:
    return ((term.encode("utf-8", "replace"), times, float(times), b"") for term, times in found.items())


class _Tokens:
    """What a plain Whoosh query parser calls to cut its words."""

    def cut(self, text: str) -> list[str]:
        raise NotImplementedError

    def __call__(self, value: str, **options: Any) -> Iterator[Any]:
        token: Any = whoosh.analysis.Token()  # type: ignore[attr-defined]
        for place, text in enumerate(self.cut(value)):
            token.text, token.pos, token.boost, token.stopped = text, place, 1.0, False
            yield token

    def has_morph(self) -> bool:
        return False

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other)

    def __hash__(self) -> int:
        return hash(type(self))


class WordsAnalyzer(_Tokens):
    def cut(self, text: str) -> list[str]:
        from kb.home import current_home

        return analyzer(current_home().cache).tokens(text)


class CharsAnalyzer(_Tokens):
    def cut(self, text: str) -> list[str]:
        return list(grams(text))


def schema() -> Any:
    """The fields of the index."""
    exact = {name: ExactField() for name in EXACT}
    dates = {name: ExactField(sortable=True) for name in DATES}
    return fields.Schema(
        id=ExactField(sortable=True),
        work=ExactField(sortable=True),
        words=WordsField(),
        chars=CharsField(),
        **exact,
        **dates,
    )
