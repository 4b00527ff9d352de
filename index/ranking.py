"""Which provisions a query means, and in which order (排序): sets of documents, BM25, then their texts.

Words are looked for all together; where fewer than ten provisions have them all, the best of the others
follow. The first few hundred are read again in kb.db: one that holds what was typed, character for character,
comes first, and neighbouring characters count beside words. A phrase is verified in the text before it is
shown. Official texts come before the news, unless they hardly match or news are asked for; a clause always
comes before the news that quotes it. Ties go by work and reading order, so pages are stable.

Nothing here names Whoosh: index/fulltext.py gives the postings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from cleaners.normalise import fold
from index.bigrams import folded_paragraphs, phrase_grams, stands
from index.citations import label_of
from index.drafts import behind_finals
from index.explain import explained
from index.near import stand_near
from index.postings import Postings
from index.query import And, Field, Near, Node, Not, Or, Phrase, Query, Words
from index.results import DateKind, Explanation, Filters, Found, Hit, QueryTooLong
from index.scorer import K1, NOWHERE, B, Posting, best, common, masked, summed
from index.synonyms import names_of, variants
from index.table import Mask, Numbers, Table
from index.weighted import Weighted, typed
from index.wide import wide_scores

MAX_QUERY = 1_000  # characters; a paragraph of a law has some 120
_MAX_TOKENS = 64  # the rarest of a query are looked up, no more
_MAX_POSTINGS = 3_000_000  # scored for one query: a bound on its cost
_COMMON = 0.1  # share of the documents that makes a word too common to tell them apart
_FEW = 200  # documents: in a small base no word is common
_WORTH = 0.2  # of the best score: less is an accident of one common word
_ENOUGH = 10  # provisions that have all words: then those that have only some are left out
_REREAD = 200  # of the best are read again in the base
_MAX_VERIFIED = 3_000  # candidates of a phrase that are looked at
_PAIR_WEIGHT = 0.5
_REREAD_NEWS = 60  # of the best news beside them
_HARDLY = 0.5  # of the best news' score: official texts with less stand behind the news
_ANNEXES = 9
_DATE_FIELDS: dict[str, DateKind] = {
    "date": "any",
    "date_document": "document",
    "date_publication": "publication",
    "date_in_force": "in_force",
}
_ASKS_FOR_NEWS = frozenset({"role", "source", "lineage"})
_ROLE = {"instrument": 1.0, "notice": 0.98, "attachment": 0.95, "news": 0.9}


@dataclass(slots=True)
class _Purse:
    """How many more texts may be read to take a query apart: a bound on its cost."""

    left: int = _MAX_VERIFIED

    def pays(self, wanted: int) -> int:
        """As many of the wanted texts as are left."""
        paid = min(wanted, self.left)
        self.left -= paid
        return paid


@dataclass(slots=True)
class _Plan:
    """A query taken apart: words that may relax, phrases to verify, sets that must hold."""

    soft: str = ""
    phrases: list[Phrase] = field(default_factory=list)
    required: list[Mask] = field(default_factory=list)
    scored: str = ""  # all positive words, for the score
    unread: bool = False  # some texts that might match were not looked at
    articles: list[str] = field(default_factory=list)  # eIds of articles asked for beside words


def search(index: Postings, query: Query, *, limit: int, offset: int, filters: Filters) -> Found:
    """The page of hits from `offset`, the number of all, and their facets."""
    if len(query.text) > MAX_QUERY:
        raise QueryTooLong(f"the query has {len(query.text)} characters; at most {MAX_QUERY} are read")
    if not index.documents or query.root is None:
        return Found((), 0, {}, ())
    plan = _plan(index, query.root)
    scores = _bm25(index, typed(_tokens(index, plan.scored)))
    chosen = bool(filters.source or filters.lineage or filters.work) or _asks_for_news(query.root)
    wide = wide_scores(index, _tokens(index, plan.soft), plan.soft) if plan.soft else scores
    pool, complete, news = _pool(index, plan, wide, filters, chosen)
    scores = np.where(complete, scores, wide)
    ranked = _ranked(index, plan, pool, complete, scores, offset + limit, news)
    page, failed, verified = _verified(index, plan.phrases, ranked, int(np.count_nonzero(pool)))
    hits = tuple(_hit(index, doc, score) for doc, score in page[offset : offset + limit])
    pool[failed] = False
    found = np.flatnonzero(pool)
    told = _explained(index, plan, int(np.count_nonzero(complete & pool)), len(found))
    facets = index.table.counts(found)
    return Found(hits, len(found), facets, _terms(index, plan), verified and not plan.unread, told)


def _explained(index: Postings, plan: _Plan, complete: int, total: int) -> Explanation:
    phrases = [phrase.text for phrase in plan.phrases]
    return explained(index, _tokens(index, plan.scored), phrases, plan.soft, complete=complete, total=total)


# -- taking the query apart


def _plan(index: Postings, root: Node) -> _Plan:
    plan, purse = _Plan(), _Purse()
    parts: tuple[Node, ...] = root.parts if isinstance(root, And) else (root,)
    for part in parts:
        if isinstance(part, Words) and not part.strict and index.analyzer.tokens(part.text):
            plan.soft = f"{plan.soft} {part.text}".strip()
        elif isinstance(part, Phrase) and part not in plan.phrases:
            plan.phrases.append(part)
            plan.required.append(_candidates(index, fold(part.text)))
        elif isinstance(part, Field) and part.name == "article":
            plan.articles.append(part.value)
        elif part not in plan.phrases:
            plan.required.append(_matched(index, part, purse))
    plan.unread = not purse.left
    plan.scored = " ".join(_positive(root))
    for eid in plan.articles:
        _limit_to_article(index, plan, eid)
    return plan


def _limit_to_article(index: Postings, plan: _Plan, eid: str) -> None:
    """Limit a plan to an article, where such an article has all the words; else its name is words too."""
    named = _articles(index, eid)
    complete = np.logical_and.reduce([named, *plan.required])
    if plan.soft:
        complete &= _having_all(index, "words", index.analyzer.tokens(plan.soft))
    if complete.any():
        plan.required.append(named)
        return
    label = label_of(eid)
    plan.soft, plan.scored = f"{plan.soft} {label}".strip(), f"{plan.scored} {label}".strip()


def _articles(index: Postings, eid: str) -> Mask:
    """The articles of a number, of the text itself and of its first annexes."""
    eids = [eid, *(f"att_{annex}__{eid}" for annex in range(1, _ANNEXES + 1))]
    return masked(np.concatenate([index.posting("eid", name).docs for name in eids]), index.documents)


def _by_synonyms(index: Postings, soft: str) -> Mask:
    """The documents that have all the words when one of them is said otherwise."""
    found = [_having_all(index, "words", index.analyzer.tokens(text)) for text, _ in variants(soft)]
    return np.logical_or.reduce(found) if found else np.zeros(index.documents, np.bool_)


def _positive(node: Node) -> Iterator[str]:
    """The words and phrases that a hit should have."""
    match node:
        case Words(text) | Phrase(text):
            yield text
        case Near(terms, _):
            yield from terms
        case And(parts) | Or(parts):
            for part in parts:
                yield from _positive(part)
        case _:
            return


def _tokens(index: Postings, text: str) -> list[str]:
    """The distinct tokens to score, the rarest first, without those that stand nearly everywhere."""
    known = {token: index.frequency("words", token) for token in index.analyzer.tokens(text)}
    ordered = sorted((token for token, n in known.items() if n), key=lambda token: (known[token], token))
    common = max(_FEW, index.documents * _COMMON)
    telling = [token for token in ordered if known[token] <= common]
    return (telling or ordered[:1])[:_MAX_TOKENS]


# -- sets of documents, as masks


def _matched(index: Postings, node: Node, purse: _Purse) -> Mask:
    """The documents that a node means, exactly as far as the purse pays for reading texts."""
    match node:
        case Words(text):
            tokens = index.analyzer.tokens(text)
            if not tokens:
                return _standing(index, Phrase(text), purse)
            return _having_all(index, "words", tokens) | _by_synonyms(index, text)
        case Phrase():
            return _standing(index, node, purse)
        case Near(terms, distance):
            return _near(index, tuple(map(fold, terms)), distance, purse)
        case Field("article", value):
            return _articles(index, value)
        case Field(name, value):
            return index.table.documents(_rows(index.table, name, value))
        case And(parts):
            return np.asarray(np.logical_and.reduce([_matched(index, part, purse) for part in parts]))
        case Or(parts):
            return np.asarray(np.logical_or.reduce([_matched(index, part, purse) for part in parts]))
        case Not(part):
            return index.table.every & ~_matched(index, part, purse)


def _near(index: Postings, terms: tuple[str, ...], distance: int, purse: _Purse) -> Mask:
    """The documents where the folded terms stand so near; of very many candidates only the first are read."""
    candidates = np.logical_and.reduce([_candidates(index, term) for term in terms if term])
    places = np.flatnonzero(candidates)
    read = places[: purse.pays(len(places))].tolist()
    held = [doc for doc in read if stand_near(terms, distance, _text(index, doc))]
    return masked(np.array(held, np.int64), index.documents)


def _rows(table: Table, name: str, value: str) -> Mask:
    first, _, last = value.partition("..")
    if name == "from":
        return table.rows_dated("any", first, None)
    if name == "to":
        return table.rows_dated("any", None, last)
    if name in _DATE_FIELDS:
        return table.rows_dated(_DATE_FIELDS[name], first or None, last or None)
    names = names_of(value) if name == "issuer" else (value,)
    return np.asarray(np.logical_or.reduce([table.rows_with(name, each) for each in names]))


def _having_all(index: Postings, field_name: str, terms: Iterable[str]) -> Mask:
    """The documents that have every term; begun with the rarest, so that a miss costs little."""
    return masked(_all_of(index, field_name, terms), index.documents)


def _all_of(index: Postings, field_name: str, terms: Iterable[str]) -> Numbers:
    counted = sorted((index.frequency(field_name, term), term) for term in set(terms))
    if not counted or counted[0][0] == 0:
        return NOWHERE.docs
    wanted = (index.posting(field_name, term).docs for _, term in counted[: _MAX_TOKENS * 2])
    return common(wanted, index.documents)


def _candidates(index: Postings, phrase: str) -> Mask:
    """The documents whose pairs allow the folded phrase; exact for one or two characters."""
    return _having_all(index, "chars", phrase_grams(phrase))


def _standing(index: Postings, phrase: Phrase, purse: _Purse | None = None) -> Mask:
    """The documents where the phrase stands; of very many candidates only the first are looked at."""
    purse = purse or _Purse()
    folded = fold(phrase.text)
    candidates = _candidates(index, folded)
    places = np.flatnonzero(candidates)
    if len(folded) <= 2 or len(places) > purse.left:
        return candidates
    purse.pays(len(places))
    held = [doc for doc in places.tolist() if stands(folded, phrase.text, _text(index, doc))]
    return masked(np.array(held, np.int64), index.documents)


def _text(index: Postings, doc: int) -> str:
    work, _, eid = index.key(doc).rpartition("|")
    provision = index.texts.provision(work, eid)
    return provision.text if provision else ""


def _pool(
    index: Postings,
    plan: _Plan,
    scores: Numbers,
    filters: Filters,
    chosen: bool,
) -> tuple[Mask, Mask, Mask]:
    """The documents to rank, those of them that have all the words, and the news that stand behind.

    Much news that has all the words does not keep out official texts that have most of them.
    """
    limits = _limits(index, plan, filters)
    nothing = np.zeros(index.documents, np.bool_)
    if not plan.soft:
        pool = _limited(limits, nothing)
        return pool, nothing, _news(index, pool, chosen)
    tokens = index.analyzer.tokens(plan.soft)
    complete = _limited([*limits, _having_all(index, "words", tokens)], nothing)
    news = _news(index, complete, chosen)
    have_all, official = np.count_nonzero(complete), np.count_nonzero(complete & ~news)
    kin = _limited([*limits, _by_synonyms(index, plan.soft)], nothing)
    if official >= _ENOUGH:
        return complete | kin, complete, news | _news(index, kin, chosen)
    reached = scores > 0
    loose = _limited([*limits, reached] if reached.any() else limits, nothing)
    share = _WORTH if have_all < _ENOUGH else _HARDLY
    more = kin | loose & (scores >= share * scores[loose].max(initial=0.0))
    others = _news(index, more, chosen)
    if have_all >= _ENOUGH:
        return complete | (more & ~others), complete, news
    return complete | more, complete, news | others


def _limits(index: Postings, plan: _Plan, filters: Filters) -> list[Mask]:
    """What every hit must be in: what the query demands, and the filters."""
    rows = index.table.allowed(filters)
    if rows is None:
        return plan.required
    # without any demand there is nothing to filter
    return [*plan.required, index.table.documents(rows)] if plan.required or plan.soft else []


def _limited(limits: Sequence[Mask], nothing: Mask) -> Mask:
    return np.logical_and.reduce(limits) if limits else nothing.copy()


# -- scores


def _bm25(index: Postings, terms: Sequence[Weighted]) -> Numbers:
    """BM25 of every document over the words field, each term by its weight."""
    parts: list[tuple[float, Posting]] = []
    left = _MAX_POSTINGS
    for term in terms:
        posting = index.posting("words", term.token)
        left -= len(posting.docs)
        if left < 0 and parts:
            break
        parts.append((term.weight * index.idf("words", term.token), posting))
    return summed(parts, index.documents)


def _ranked(
    index: Postings,
    plan: _Plan,
    pool: Mask,
    complete: Mask,
    scores: Numbers,
    wanted: int,
    news: Mask,
) -> list[tuple[int, float]]:
    """The best of the pool with their final scores, best first: those wanted, and those to be looked at.

    `news` of the pool stand behind the official texts.
    """
    typed = [part for part in map(fold, plan.soft.split()) if len(part) >= 2]
    most = max(_REREAD, wanted, _MAX_VERIFIED if plan.phrases else 0)
    head, later = _best(index, pool & ~news, scores, most), _best(index, news, scores, most)
    top = max((float(scores[docs[0]]) for docs in (head, later) if docs), default=0.0)
    apart = bool(np.count_nonzero(pool) > np.count_nonzero(complete))
    exact = pool & _exact(index, typed)
    chosen = [*_best(index, complete & ~news, scores, _REREAD), *head[:_REREAD]]
    chosen += _best(index, exact & ~news, scores, _REREAD)
    chosen += [*later[:_REREAD_NEWS], *_best(index, exact & news, scores, _REREAD_NEWS)]
    final = _read_again(index, plan, complete, scores, dict.fromkeys(chosen), top, apart)
    final = behind_finals(index.table, final)
    lifted = _before_quotations(index, final)
    rest = dict(zip((*head, *later), scores[[*head, *later]].tolist(), strict=True)) | final
    least = _HARDLY * (float(scores[later[0]]) if later else 0.0)
    firm = {doc for doc in rest if scores[doc] >= least or complete[doc] or doc in lifted}
    return _in_order(index, final, rest, firm, news)


def _read_again(
    index: Postings,
    plan: _Plan,
    complete: Mask,
    scores: Numbers,
    chosen: Iterable[int],
    top: float,
    apart: bool,
) -> dict[int, float]:
    """The scores of provisions whose texts are read; where others are beside them (`apart`), those that have
    all the words stand above."""
    typed = [part for part in map(fold, plan.soft.split()) if len(part) >= 2]
    full = float(scores[complete].max(initial=0.0))
    weights = {pair: index.idf("chars", pair) for part in typed for pair in phrase_grams(part)}
    final = {}
    for doc in chosen:
        text = _text(index, doc) if typed else ""
        if complete[doc] or not plan.soft:
            score = _reread(text, typed, weights, float(scores[doc]), full or top)
        else:  # its characters are in its wide score
            score = _reread(text, typed, {}, float(scores[doc]), top)
        final[doc] = score * _ROLE[index.table.role(doc)] + (2 * top if apart and complete[doc] else 0.0)
    return final


def _in_order(
    index: Postings, final: dict[int, float], rest: dict[int, float], firm: set[int], news: Mask
) -> list[tuple[int, float]]:
    """Firm official matches, then news, then the others; in each first what was read again."""
    rows, behind = index.table.rows, set(np.flatnonzero(news).tolist())

    def place(item: tuple[int, float]) -> tuple[int, bool, float, int, int]:
        doc, score = item
        tier = 1 if doc in behind else 0 if doc in firm else 2
        return tier, doc not in final, -score, int(rows[doc]), doc

    return sorted(rest.items(), key=place)


def _asks_for_news(root: Node) -> bool:
    """Whether a query names a role, a source or a lineage."""
    match root:
        case Field(name, _):
            return name in _ASKS_FOR_NEWS
        case And(parts) | Or(parts):
            return any(map(_asks_for_news, parts))
        case _:
            return False


def _news(index: Postings, docs: Mask, chosen: bool) -> Mask:
    """The documents that are news and stand behind the others; none when the reader has `chosen`."""
    of_news = index.table.news
    return docs & of_news if of_news is not None and not chosen else np.zeros_like(docs)


def _best(index: Postings, docs: Mask, scores: Numbers, most: int) -> list[int]:
    """The documents with the highest scores, best first; ties by work and reading order."""
    found = np.flatnonzero(docs)
    ordered: list[int] = found[best(found, scores[found], index.table.rows, most)].tolist()
    return ordered


def _exact(index: Postings, typed: Sequence[str]) -> Mask:
    """The documents whose pairs allow one of the longer parts typed."""
    found = [_candidates(index, part) for part in typed if len(part) > 2]
    return np.logical_or.reduce(found) if found else np.zeros(index.documents, np.bool_)


def _reread(text: str, typed: Sequence[str], weights: dict[str, float], score: float, top: float) -> float:
    """The score of a provision whose text is read: parts that stand in it as typed, pairs of characters."""
    if not typed:
        return score
    folded = "\n".join(folded_paragraphs(text))
    length = sum(map(len, typed))
    standing = sum(len(part) for part in typed if part in folded) / length
    norm = K1 * (1 - B + B * len(folded) / 120)
    pair_score = 0.0
    for pair, weight in weights.items():
        times = folded.count(pair)
        if times:
            pair_score += weight * times * (K1 + 1) / (times + norm)
    return score + _PAIR_WEIGHT * pair_score + top * standing


def _before_quotations(index: Postings, final: dict[int, float]) -> set[int]:
    """A provision is never below the news that quotes it; those that are quoted so."""
    quoted: set[int] = set()
    for doc in sorted(final, key=lambda doc: -final[doc])[:50]:
        if index.table.role(doc) != "news":
            continue
        work, _, eid = index.key(doc).rpartition("|")
        for quote in index.texts.relations_from(work, eid, "quotes"):
            target = index.document(f"{quote.to_work}|{quote.to_eid}")
            if target in final:
                final[target] = max(final[target], final[doc] * 1.0001)
                quoted.add(target)
    return quoted


# -- the answer


def _verified(
    index: Postings, phrases: Sequence[Phrase], ranked: list[tuple[int, float]], candidates: int
) -> tuple[list[tuple[int, float]], list[int], bool]:
    """The ranked documents where every phrase stands, those where one does not; whether all were read."""
    checks = [(folded, phrase.text) for phrase in phrases if len(folded := fold(phrase.text)) > 2]
    if not checks:
        return ranked, [], True
    failed = {doc for doc, _ in ranked if not _holds(_text(index, doc), checks)}
    return [item for item in ranked if item[0] not in failed], list(failed), len(ranked) == candidates


def _holds(text: str, checks: Iterable[tuple[str, str]]) -> bool:
    return all(stands(folded, raw, text) for folded, raw in checks)


def _hit(index: Postings, doc: int, score: float) -> Hit:
    key = index.key(doc)
    work, _, eid = key.rpartition("|")
    return Hit(key, work, eid, round(score, 4))


def _terms(index: Postings, plan: _Plan) -> tuple[str, ...]:
    """What a snippet marks: the phrases, and the words as a person reads them."""
    phrases = [phrase.text for phrase in plan.phrases]
    words = plan.scored
    for phrase in phrases:
        words = words.replace(phrase, " ")
    single = index.analyzer.words(words)
    telling = [word for word in single if len(word) > 1] or single
    others = [other for _, other in variants(plan.soft)]
    return tuple(dict.fromkeys([*phrases, *words.split(), *telling, *others]))
