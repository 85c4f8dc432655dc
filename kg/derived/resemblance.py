"""Two answers in, how much of their wording is the same out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.names import fold

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Runs = NDArray[np.int64]

_NO_WORDS = re.compile(r"```.*?```|!\[[^\]]*\]\([^)]*\)|\]\([^)]*\)|https?://\S+|<[^>]*>", re.DOTALL)
_WORD = re.compile(r"[㐀-鿿]|[^\W_㐀-鿿]+")
_BITS = 21
"""Of the number of a word; three of them make a run, which fits 63 bits."""
_LEAST = 40


def wording(text: str) -> list[str]:
    """The words of a text as they stand, a Chinese character being a word; images, addresses and code left out.

    >>> wording("见 ![图](a.png) KV-cache")
    ['见', 'KV', 'cache']
    """
    return _WORD.findall(_NO_WORDS.sub(" ", text))


class _Numbers(dict[str, int]):
    """A number for every word that is asked for, one for all its spellings."""

    def __init__(self) -> None:
        super().__init__()
        self._of_folded: dict[str, int] = {}

    def __missing__(self, word: str) -> int:
        number = self[word] = self._of_folded.setdefault(fold(word), len(self._of_folded) % (1 << _BITS))
        return number


class Wording:
    """Numbers the words of the texts that it is shown, two spellings of a word alike, up to two million words."""

    def __init__(self) -> None:
        self._numbers = _Numbers()

    def runs(self, text: str) -> Runs:
        """Every run of three words of a text as one number, sorted, each once.

        >>> wording = Wording()
        >>> wording.runs("See ![x](y.png) **the same** words").tolist() == wording.runs("see the Same words").tolist()
        True
        >>> len(wording.runs("see the same, see the same"))
        3
        """
        import numpy as np  # noqa: PLC0415 -- only a build compares answers

        numbers = np.asarray(list(map(self._numbers.__getitem__, wording(text))), dtype=np.int64)
        if len(numbers) < 3:
            return numbers[:0]
        return np.unique((numbers[:-2] << 2 * _BITS) | (numbers[1:-1] << _BITS) | numbers[2:])


def resemblance(one: Runs, other: Runs) -> float:
    """Share of the runs that both texts have: Broder, "On the resemblance and containment of documents" (1997).

    0 where there are too few to tell.
    """
    import numpy as np  # noqa: PLC0415

    both = int(np.isin(one, other, assume_unique=True, kind="sort").sum())
    together = len(one) + len(other) - both
    return both / together if together >= _LEAST else 0.0


def at_most(one: Runs, other: Runs) -> float:
    """What the resemblance of two texts of these lengths can be at most."""
    short, long = sorted((len(one), len(other)))
    return short / long if long else 0.0
