"""What questions mention in, how much each concept counts for a question and which questions are alike out."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any

from kg.model import Mention

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

Vector = dict[str, float]

_ABOUT = 2.0
"""How much more a concept counts that is asked about."""
_BLOCK = 512
_PAIRS = 8192
_EQUAL = 1e-8  # values nearer than this may be equal when rounded to nine places
_COMMON = 4000
"""A concept of more questions than this likens none of them."""


def vectors(mentions: Sequence[Mention], questions: int) -> dict[str, Vector]:
    """The concepts of each question, rare ones and those asked about and often named counting more; length 1.

    >>> vectors([Mention("b#1", "lora", 3, (), ()), Mention("b#2", "lora", 1, (), ())], 9)["b#1"]
    {'lora': 1.0}
    """
    spread = Counter(mention.concept for mention in mentions)
    found: dict[str, Vector] = {}
    for one in mentions:
        rare = math.log((1 + questions) / spread[one.concept])
        weight = rare * (1 + math.log(max(one.count, 1))) * (_ABOUT if one.about else 1.0)
        found.setdefault(one.question, {})[one.concept] = weight
    return {question: _unit(vector) for question, vector in found.items()}


def _unit(vector: Vector) -> Vector:
    length = math.sqrt(sum(weight * weight for weight in vector.values())) or 1.0
    return {concept: weight / length for concept, weight in vector.items()}


def likeness(one: Vector, other: Vector) -> float:
    """The cosine of two vectors."""
    if len(other) < len(one):
        one, other = other, one
    return sum(weight * other.get(concept, 0.0) for concept, weight in one.items())


def shared(one: Vector, other: Vector) -> list[str]:
    """The concepts of both, those that liken them most first."""
    both = [concept for concept in one if concept in other]
    return sorted(both, key=lambda concept: (-round(one[concept] * other[concept], 9), concept))


@dataclass(frozen=True, slots=True)
class Table:
    """Vectors as rows of one sparse matrix in the order of ``questions``; ``telling`` leaves out common concepts."""

    questions: tuple[str, ...]
    whole: csr_matrix
    telling: csr_matrix


def table(found: Mapping[str, Vector]) -> Table:
    """The vectors of all questions side by side."""
    from scipy.sparse import csr_matrix  # noqa: PLC0415 -- only a build needs it

    counts = Counter(concept for vector in found.values() for concept in vector)
    columns = {concept: number for number, concept in enumerate(sorted(counts))}

    def rows(kept: Container[str]) -> csr_matrix:
        cells = [[(columns[c], w) for c, w in vector.items() if c in kept] for vector in found.values()]
        bounds = [0, *accumulate(map(len, cells))]
        places, weights = [c for row in cells for c, _ in row], [w for row in cells for _, w in row]
        return csr_matrix((weights, places, bounds), shape=(len(found), len(columns) or 1))

    return Table(tuple(found), rows(counts), rows({concept for concept, n in counts.items() if n <= _COMMON}))


def alike(rows: Table, *choices: tuple[int, float]) -> list[set[tuple[str, str]]]:
    """For each choice (so many, at least so like) every question with those that are most like it, the smaller id
    first.

    >>> found = vectors([Mention("b#1", "lora", 3, (), ()), Mention("b#2", "lora", 1, (), ())], 9)
    >>> alike(table(found), (10, 0.5))
    [{('b#1', 'b#2')}]
    """
    import numpy as np  # noqa: PLC0415

    found: list[set[tuple[str, str]]] = [set() for _ in choices]
    turned, ids = rows.telling.T.tocsr(), rows.questions
    least = min(enough for _, enough in choices)
    for start in range(0, len(ids), _BLOCK):
        product = (rows.telling[start : start + _BLOCK] @ turned).tocsr()
        lines = np.repeat(np.arange(start, start + product.shape[0]), np.diff(product.indptr))
        kept = (product.data >= least) & (product.indices != lines)
        lines, others, values = lines[kept], product.indices[kept], product.data[kept]
        bounds = np.searchsorted(lines, np.arange(start, start + product.shape[0] + 1))
        for row, (first, last) in enumerate(pairwise(bounds.tolist()), start):
            for pairs, (most, enough) in zip(found, choices, strict=True):
                near = _nearest(others[first:last], values[first:last], most, enough)
                pairs.update((ids[row], ids[n]) if ids[row] < ids[n] else (ids[n], ids[row]) for n in near)
    return found


def _nearest(others: NDArray[Any], values: NDArray[Any], most: int, enough: float) -> list[int]:
    """Whoever is at least so like, the ``most`` that are most; of equal ones, to nine places, the first."""
    import numpy as np  # noqa: PLC0415

    fitting = values >= enough
    others, values = others[fitting], values[fitting]
    if len(values) > most:
        last = np.partition(values, len(values) - most)[len(values) - most]
        near = values >= last - _EQUAL
        others, values = others[near], values[near]
    found: list[int] = others.tolist()
    if len(found) > most:
        ranked = sorted(zip([-round(value, 9) for value in values.tolist()], found, strict=True))
        found = [other for _, other in ranked[:most]]
    return found


def likenesses(rows: Table, ones: Sequence[str], others: Sequence[str]) -> list[float]:
    """About ``likeness`` of each of ``ones`` with its partner in ``others``, for all pairs at once."""
    import numpy as np  # noqa: PLC0415

    place = {question: number for number, question in enumerate(rows.questions)}
    left = np.asarray([place.get(question, -1) for question in ones], dtype=np.int64)
    right = np.asarray([place.get(question, -1) for question in others], dtype=np.int64)
    found = np.zeros(len(left))
    known = np.flatnonzero((left >= 0) & (right >= 0))
    for start in range(0, len(known), _PAIRS):
        some = known[start : start + _PAIRS]
        found[some] = np.asarray(rows.whole[left[some]].multiply(rows.whole[right[some]]).sum(axis=1)).ravel()
    values: list[float] = found.tolist()
    return values
