"""Two answers in, how much of their wording is the same out."""

from __future__ import annotations

import re

from kg.names import fold

_NO_WORDS = re.compile(r"```.*?```|!\[[^\]]*\]\([^)]*\)|\]\([^)]*\)|https?://\S+|<[^>]*>", re.DOTALL)
_WORD = re.compile(r"[㐀-鿿]|[^\W_㐀-鿿]+")
_RUN = 3
_LEAST = 40

Shingles = frozenset[tuple[str, ...]]


def wording(text: str) -> list[str]:
    """The words of a text, a Chinese character being a word; images, addresses and code left out.

    >>> wording("见 ![图](a.png) KV-cache")
    ['见', 'kv', 'cache']
    """
    return [fold(word) for word in _WORD.findall(_NO_WORDS.sub(" ", text))]


def shingles(text: str) -> Shingles:
    """Every run of three words of a text.

    >>> sorted(shingles("See ![x](y.png) **the same** words"))
    [('see', 'the', 'same'), ('the', 'same', 'words')]
    """
    words = wording(text)
    return frozenset(zip(*(words[place:] for place in range(_RUN)), strict=False))


def resemblance(one: Shingles, other: Shingles) -> float:
    """Share of the runs that both texts have: Broder, "On the resemblance and containment of documents" (1997).

    0 where there are too few to tell.
    """
    together = len(one | other)
    return len(one & other) / together if together >= _LEAST else 0.0
