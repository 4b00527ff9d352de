"""Learn how announcing sentences sound (学习语感), and write cleaners/data/wordings.tsv.

`python -m tests.learn_likeness` reads the notices of recognition_sentences.toml and recognition_notices.toml,
which are fictional and hold what each announces. Every sentence is labelled with the types of the events that
the reader evidences by it, of notices that it reads without fault; one sparse logistic regression a type
(scikit-learn, `make learn`) weighs the wordings. `--across` prints how well each set is told by what the
others teach.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

import numpy as np

from cleaners.model import EventType
from cleaners.recognition.announced import announced
from cleaners.recognition.likeness import Wording, wordings
from cleaners.recognition.sentences import Sentence, sentences
from kb.entry import CommandLine
from kb.home import REPOSITORY
from tests.gates.recognition import cases, notices, read, right

if TYPE_CHECKING:  # an extra: only who learns has them
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

FILE = REPOSITORY / "cleaners" / "data" / "wordings.tsv"
_LEAST = {"sentence": 3, "title": 4, "before": 4}  # sentences that must hold a wording
_STRENGTH = 20.0  # of what is seen, against few weights
_HEAD = """# Type, part (sentence, title, what stands before), weight in hundredths, wording; 0 stands for
# every figure, ^ and $ for begin and end. Made by tests/learn_likeness.py; source: the fictional notices of
# tests/recognition_notices.toml and recognition_sentences.toml, {sentences} sentences, 2026-11-29.
"""


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence of a notice of a set, and the types of the events that it announces."""

    set: str
    sentence: Sentence
    title: str
    types: frozenset[EventType]


def examples() -> Iterator[Example]:
    """The sentences of all notices that are read without fault."""
    for case in cases():
        if sorted(map(str, read(case))) == sorted(map(str, case.says)):
            yield from _labelled("own", case.title, case.text)
    for notice in notices():
        found = announced(notice.text, title=notice.title)
        if right(notice, found) == len(found) == len(notice.says):
            yield from _labelled(notice.set, notice.title, notice.text)


def _labelled(name: str, title: str, text: str) -> Iterator[Example]:
    found = announced(text, title=title)
    for sentence in sentences(text):
        own = (event for event in found if event.span[0] <= sentence.start < event.span[1])
        yield Example(name, sentence, title, frozenset(event.event_type for event in own))


class Lesson:
    """What a run of examples teaches: the wordings that count, and their weights for each type."""

    def __init__(self, taught: Sequence[Example]) -> None:
        self.known = _known(taught)
        self.kinds = sorted({kind for example in taught for kind in example.types})
        seen = self.matrix(taught)
        self.models = {
            kind: _model(seen, [kind in example.types for example in taught]) for kind in self.kinds
        }

    def matrix(self, of: Sequence[Example]) -> csr_matrix:
        """The shares of the known wordings, one row for each example."""
        from scipy.sparse import csr_matrix

        rows = [_shares(example, self.known) for example in of]
        ends = np.cumsum([0, *map(len, rows)])
        places, shares = zip(*(cell for row in rows for cell in row), strict=True)
        return csr_matrix((shares, places, ends), shape=(len(rows), len(self.known)))

    def lines(self) -> Iterator[str]:
        """The lines of the file."""
        names = list(self.known)
        for kind, model in self.models.items():
            yield f"{kind}\tbias\t{round(model.intercept_[0] * 100)}\t"
            for place in np.flatnonzero(np.abs(model.coef_[0]) >= 0.01):
                part, gram = names[place]
                yield f"{kind}\t{part}\t{round(model.coef_[0][place] * 100)}\t{gram}"


def _known(taught: Sequence[Example]) -> dict[Wording, int]:
    """The wordings that enough examples hold, in a fixed order."""
    found = Counter(wording for example in taught for wording, _ in wordings(example.sentence, example.title))
    kept = sorted(wording for wording, number in found.items() if number >= _LEAST[wording[0]])
    return {wording: place for place, wording in enumerate(kept)}


def _shares(example: Example, known: dict[Wording, int]) -> list[tuple[int, float]]:
    told = wordings(example.sentence, example.title)
    return sorted((known[wording], share) for wording, share in told if wording in known)


def _model(seen: csr_matrix, told: Sequence[bool]) -> LogisticRegression:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=_STRENGTH, l1_ratio=1.0, solver="liblinear", max_iter=500, random_state=1)
    return model.fit(seen, np.array(told))


def across(taught: Sequence[Example]) -> Iterator[str]:
    """Precision and recall for each set by what the others teach, a line each."""
    for name in sorted({example.set for example in taught}):
        rest = [example for example in taught if example.set != name]
        own = [example for example in taught if example.set == name]
        lesson = Lesson(rest)
        seen = lesson.matrix(own)
        told = {kind: model.predict(seen) for kind, model in lesson.models.items()}
        found = [{kind for kind, says in told.items() if says[row]} for row in range(len(own))]
        hits = sum(len(types & example.types) for types, example in zip(found, own, strict=True))
        said, meant = sum(map(len, found)), sum(len(example.types) for example in own)
        figures = f"precision {hits / max(said, 1):.3f}\trecall {hits / max(meant, 1):.3f}"
        yield f"{name}\t{len(own)} sentences\t{figures}"


def main() -> int:
    """Write the file, or print how well it carries over."""
    parser = CommandLine("tests.learn_likeness", __doc__)
    parser.add_argument(
        "--across", action="store_true", help="precision and recall of each set by the others"
    )
    asked = parser.parse_args()
    if find_spec("sklearn") is None:
        parser.error("scikit-learn is not installed: run `make learn`")
    taught = list(examples())
    if asked.across:
        for line in across(taught):
            print(line, flush=True)
        return 0
    lines = list(Lesson(taught).lines())
    FILE.write_text(_HEAD.format(sentences=len(taught)) + "\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(lines)} weights of {len(taught)} sentences", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
