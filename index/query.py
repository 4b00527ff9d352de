"""What a person typed, understood (检索式): words, phrases, fields, AND OR NOT.

    集群 有效期                    words: all of them if the base has such a clause, else the best of them
    “共商、共建”  "有效期为三年"      exact phrase, in any quotes
    申报 AND 复核   认定 OR 评定     capital letters; NOT 复核 and -复核 exclude
    “集群 有效期”~10   集群 NEAR/10 有效期   both within ten characters of one paragraph, in any order
    title:"暂行办法"  文号:工信部企业〔2022〕119号  发文机关:工信部  状态:现行有效
    date:2022-01..2023-06   成文日期:2022   2022年以来   from:2022-01-01   to:2022-12
    有效期 第十五条   有效期 15条   有效期 Art. 15     that article, where one has the words; else words too
    工信部企业〔2022〕119号 有效期                      the document of the number, and what names it

Nothing a person types raises: a quote without its partner is a character like any other, an operator without
operands is dropped, a date that is none is text. Parsing is one pass and knows nothing of the index.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from cleaners.normalise import fold
from cleaners.official.doc_number import find_doc_numbers, normalise_doc_number
from index.citations import parse_reference
from index.dates import as_range, since_then
from index.synonyms import alternatives

FIELDS = {
    "issuer": "issuer", "发文机关": "issuer", "机关": "issuer",
    "kind": "kind", "文种": "kind",
    "status": "status", "状态": "status", "效力": "status",
    "lineage": "lineage", "source": "source", "来源": "source",
    "programme": "programme", "项目": "programme",
    "region": "region", "地区": "region",
    "title": "title", "标题": "title",
    "number": "number", "doc_number": "number", "文号": "number", "发文字号": "number",
    "work": "work", "role": "role",
    "from": "from", "to": "to",
    "date": "date", "日期": "date",
    "date_document": "date_document", "成文日期": "date_document", "成文": "date_document",
    "date_publication": "date_publication", "发布日期": "date_publication",
    "date_in_force": "date_in_force", "施行日期": "date_in_force",
    "article": "article",
}  # fmt: skip
_CLOSERS = {'"': '"”＂', "“": '”"', "＂": '＂"', "「": "」", "『": "』", "‘": "’"}
_DATED = frozenset({"date", "date_document", "date_publication", "date_in_force", "from", "to"})
_MAX_DEPTH = 12
_NUMBERS_IN = 1_000  # characters of a query that are looked through for document numbers
_NEAR = 10  # characters, where NEAR says no number
_FARTHEST = 999

# title: 文号：
_FIELD = re.compile(r"(" + "|".join(sorted(FIELDS, key=len, reverse=True)) + r")[:：](?=\S)", re.IGNORECASE)
# the end of a bare word: white space or an opening quote
_WORD_END = re.compile(r"[\s\"“＂「『‘]")
# 第十二条 | 第 12 条 | 12条 | 第八十二条之一第二款 | Art. 12, standing alone
_ARTICLE = re.compile(
    r"(?:第[ 　]?)?[零〇一二两三四五六七八九十百千0-9０-９]{1,9}[ 　]?[条條](?![件例款])"
    r"(?:之[一二三四五六七八九十0-9]{1,3})?(?:第?[（(]?[一二三四五六七八九十0-9]{1,4}[）)]?[款项]){0,2}(?=[\s)]|\Z)"
    r"|(?:Article|Art\.?)[ 　]?[0-9０-９]{1,4}(?:-[0-9]{1,2})?(?=[\s)]|\Z)",
    re.IGNORECASE,
)
_EID = re.compile(r"art_[0-9]{1,4}(?:-[0-9]{1,3})?")
# NEAR/10 | NEAR ; ~10 behind a closing quote
_NEAR_WORD = re.compile(r"NEAR(?:/([0-9]{1,4}))?")
_TILDE = re.compile(r"[~～]([0-9]{1,4})(?=[\s)]|\Z)")


@dataclass(frozen=True, slots=True)
class Words:
    """Bare words: with `strict` all of them, else all of them or the best of them."""

    text: str
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """Characters that stand in one paragraph exactly so, after folding."""

    text: str


@dataclass(frozen=True, slots=True)
class Near:
    """Words or phrases that stand within so many characters of one paragraph, in any order."""

    terms: tuple[str, ...]
    distance: int


@dataclass(frozen=True, slots=True)
class Field:
    """A property of the document, `name` one of the values of FIELDS; the value of a date is a range."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class And:
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: Node


Node = Words | Phrase | Near | Field | And | Or | Not


@dataclass(frozen=True, slots=True)
class Query:
    """A query understood: `root` is None when nothing searchable was typed; `parsed` prints it.

    `expanded` are the reviewed synonyms of its words (index/synonyms.py).
    """

    text: str
    root: Node | None
    parsed: str
    expanded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # word phrase near number field and or not open close
    value: str = ""
    name: str = ""


def parse(text: str) -> Query:
    """The query of a text; never raises.

    >>> parse('集群 有效期 -复核 title:"暂行办法"').parsed
    '集群 有效期 AND NOT 复核 AND title:"暂行办法"'
    """
    root = _Parser(list(_tokens(text))).query()
    if root is None:
        return Query(text, None, "")
    expanded = (other for words in bare_words(root) for other in alternatives(words))
    return Query(text, root, printed(root), tuple(dict.fromkeys(expanded)))


def strictly(query: Query) -> Query:
    """The query that only takes what has all of its words: a saved search tells no near misses."""
    match query.root:
        case Words(text):
            return replace(query, root=Words(text, strict=True))
        case And(parts):
            all_of = (Words(part.text, strict=True) if isinstance(part, Words) else part for part in parts)
            return replace(query, root=And(tuple(all_of)))
    return query


def bare_words(node: Node) -> Iterator[str]:
    """The words outside quotes that a hit should have."""
    match node:
        case Words(text):
            yield text
        case And(parts) | Or(parts):
            for part in parts:
                yield from bare_words(part)
        case _:
            return


def printed(node: Node) -> str:
    """A node as a query that parses to the same."""
    match node:
        case Words(text):
            return text
        case Phrase(text):
            return f"“{text}”"
        case Near(terms, distance):
            return f"“{' '.join(terms)}”~{distance}"
        case Field(name, value):
            return f'{name}:"{value}"'
        case Not(part):
            return f"NOT {_bracketed(part)}"
        case And(parts):
            return " AND ".join(map(_bracketed, parts))
        case Or(parts):
            return " OR ".join(map(_bracketed, parts))


def _bracketed(node: Node) -> str:
    return f"({printed(node)})" if isinstance(node, And | Or) else printed(node)


def _tokens(text: str) -> Iterator[_Token]:
    at, depth = 0, 0
    numbers = {number.span[0]: number.span[1] for number in find_doc_numbers(text[:_NUMBERS_IN])}
    while at < len(text):
        char = text[at]
        bare = at == 0 or text[at - 1].isspace() or text[at - 1] == "("
        if char.isspace():
            at += 1
        elif char == "(" and bare and depth < _MAX_DEPTH and text.find(")", at) > 0:
            depth, at = depth + 1, at + 1
            yield _Token("open")
        elif char == ")" and depth:
            depth, at = depth - 1, at + 1
            yield _Token("close")
        elif char in "-－!！" and bare and at + 1 < len(text) and not text[at + 1].isspace():
            at += 1
            yield _Token("not")
        else:
            end = numbers.get(at)
            token, at = _special(text, at, end) if bare else (None, at)
            if token is None:
                token, at = _operand(text, at, depth)
            if token:
                yield token


def _special(text: str, at: int, number_end: int | None) -> tuple[_Token | None, int]:
    """What stands for itself at the beginning of a word: a document number, an article, a span of time."""
    if number_end and (number := normalise_doc_number(text[at:number_end])):
        return _Token("number", number), number_end
    if (article := _ARTICLE.match(text, at)) and (eid := _article(article[0])):
        return _Token("field", eid, "article"), article.end()
    word = text[at : found.start() if (found := _WORD_END.search(text, at)) else len(text)]
    if span := since_then(word):
        return _Token("field", span, "date"), at + len(word)
    return None, at


def _article(text: str) -> str | None:
    """art_12 for 第十二条 and its like, and for itself."""
    if _EID.fullmatch(text.lower()):
        return text.lower()
    reference = parse_reference(text)
    return reference.article_eid if reference and reference.bare else None


def _operand(text: str, at: int, depth: int) -> tuple[_Token | None, int]:
    if field := _FIELD.match(text, at):
        value, end = _quoted(text, field.end()) or _bare(text, field.end(), depth)
        return _field(text[at:end], FIELDS[field[1].lower()], value), end
    if quoted := _quoted(text, at):
        tilde = _TILDE.match(text, quoted[1])
        token = _Token("near", quoted[0], tilde[1]) if tilde else _Token("phrase", quoted[0])
        return token if fold(quoted[0]) else None, tilde.end() if tilde else quoted[1]
    word, end = _bare(text, at, depth)
    if near := _NEAR_WORD.fullmatch(word):
        return _Token("beside", near[1] or str(_NEAR)), end
    operator = {"AND": "and", "&&": "and", "OR": "or", "||": "or", "NOT": "not"}.get(word)
    return _Token(operator or "word", word), end


def _field(typed: str, name: str, value: str) -> _Token | None:
    """The field; the text as typed where its value is no date or no article."""
    if not fold(value):
        return None
    if name == "article":
        eid = _article(value)
        return _Token("field", eid, name) if eid else _Token("word", typed)
    if name not in _DATED:
        return _Token("field", value, name)
    span = as_range(value)
    return _Token("field", span, name) if span else _Token("word", typed)


def _quoted(text: str, at: int) -> tuple[str, int] | None:
    """The content of the quotes that open here, and the place after them; None when none close them.

    Chinese quotes may stand in each other (“建立“共建共享”机制”): the partner of the first is the last.
    """
    opener = text[at : at + 1]
    closers = _CLOSERS.get(opener)
    if closers is None or max(map(text.rfind, closers)) <= at:
        return None
    depth = 0
    for end in range(at + 1, len(text)):
        if text[end] in closers and depth == 0:
            return text[at + 1 : end], end + 1
        if text[end] in closers:
            depth -= 1
        elif text[end] == opener:
            depth += 1
    return None if depth == 0 else _quoted_flat(text, at, closers)


def _quoted_flat(text: str, at: int, closers: str) -> tuple[str, int] | None:
    ends = [end for end in (text.find(closer, at + 1) for closer in closers) if end > 0]
    return (text[at + 1 : min(ends)], min(ends) + 1) if ends else None


def _bare(text: str, at: int, depth: int) -> tuple[str, int]:
    end = found.start() if (found := _WORD_END.search(text, at + 1)) else len(text)
    if depth and (bracket := text.find(")", at + 1, end)) > 0 and "(" not in text[at:bracket]:
        end = bracket
    return text[at:end], end


class _Parser:
    """Recursive descent over the tokens: OR binds least, then AND and mere neighbourhood, then NOT."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._strict = any(token.kind in ("and", "or") for token in tokens)

    def query(self) -> Node | None:
        parts: list[Node] = []
        while self._at < len(self._tokens):
            part = self._any()
            if part:
                parts.append(part)
            self._skip("close")
        return _joined(And, parts)

    def _skip(self, kind: str) -> bool:
        if self._at < len(self._tokens) and self._tokens[self._at].kind == kind:
            self._at += 1
            return True
        return False

    def _any(self) -> Node | None:
        parts = [self._all()]
        while self._skip("or"):
            parts.append(self._all())
        return _joined(Or, [part for part in parts if part])

    def _all(self) -> Node | None:
        parts: list[Node] = []
        while self._at < len(self._tokens) and self._tokens[self._at].kind not in ("or", "close"):
            if self._skip("and"):
                continue
            part = self._beside(self._one())
            if part:
                parts.append(part)
        return _joined(And, parts if self._strict else list(_neighbours(parts)))

    def _beside(self, first: Node | None) -> Node | None:
        """`first` with all that NEAR joins to it; what is no word or phrase is joined by AND."""
        while self._at < len(self._tokens) and self._tokens[self._at].kind == "beside":
            distance = min(int(self._tokens[self._at].value), _FARTHEST)
            self._at += 1
            second = self._one()
            terms = (*_terms(first), *_terms(second))
            if second is None or first is None:
                first = first or second
            elif _terms(first) and _terms(second):
                first = Near(terms, distance)
            else:
                first = And((first, second))
        return first

    def _one(self) -> Node | None:
        negated = False
        while self._skip("not"):
            negated = not negated
        if self._at >= len(self._tokens) or self._tokens[self._at].kind in ("and", "or", "close", "beside"):
            return None
        token = self._tokens[self._at]
        self._at += 1
        node = self._group() if token.kind == "open" else self._leaf(token, negated)
        return Not(node) if negated and node else node

    def _group(self) -> Node | None:
        node = self._any()
        self._skip("close")
        return node

    def _leaf(self, token: _Token, negated: bool) -> Node:
        if token.kind == "phrase":
            return Phrase(token.value)
        if token.kind == "near":
            terms = tuple(token.value.split())
            return Near(terms, min(int(token.name), _FARTHEST)) if len(terms) > 1 else Phrase(token.value)
        if token.kind == "number":
            return Or((Field("number", token.value), Phrase(token.value)))
        if token.kind == "field":
            return Field(token.name, token.value)
        return Words(token.value, strict=self._strict or negated)


def _terms(node: Node | None) -> tuple[str, ...]:
    """What NEAR can look for in a node."""
    match node:
        case Words(text) | Phrase(text):
            return (text,)
        case Near(terms, _):
            return terms
        case _:
            return ()


def _neighbours(parts: list[Node]) -> Iterator[Node]:
    """Bare words that stand side by side are one group; only a group of its own can relax."""
    for bare, group in groupby(parts, key=lambda part: isinstance(part, Words)):
        if bare:
            yield Words(" ".join(part.text for part in group if isinstance(part, Words)))
        else:
            yield from group


def _joined(how: type[And] | type[Or], parts: list[Node]) -> Node | None:
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else how(tuple(parts))
