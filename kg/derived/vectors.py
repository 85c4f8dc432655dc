"""What questions mention in, how much each concept counts for a question and which questions are alike out."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from kg.model import Mention

Vector = dict[str, float]

_ABOUT = 2.0
"""How much more a concept counts that is asked about."""
_BLOCK = 512
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


def alike(found: Mapping[str, Vector], *, nearest: int, least: float) -> Iterator[tuple[str, str]]:
    """Each question with the ``nearest`` that are most like it, at least ``least``; a pair perhaps from both sides."""
    from scipy.sparse import csr_matrix  # noqa: PLC0415 -- only a build needs it

    questions = list(found)
    common = {c for c, count in Counter(c for vector in found.values() for c in vector).items() if count > _COMMON}
    columns = {concept: n for n, concept in enumerate(sorted({c for vector in found.values() for c in vector}))}
    cells = [(n, columns[c], w) for n, q in enumerate(questions) for c, w in found[q].items() if c not in common]
    rows, places, weights = zip(*cells, strict=True) if cells else ((), (), ())
    matrix = csr_matrix((weights, (rows, places)), shape=(len(questions), len(columns) or 1))
    turned = matrix.T.tocsr()
    for start in range(0, len(questions), _BLOCK):
        product = (matrix[start : start + _BLOCK] @ turned).tocsr()
        bounds, others, values = product.indptr.tolist(), product.indices.tolist(), product.data.tolist()
        for row, (first, last) in enumerate(pairwise(bounds), start):
            near = zip(values[first:last], others[first:last], strict=True)
            yield from ((questions[row], questions[n]) for n in _best(row, near, nearest, least))


def _best(row: int, near: Iterable[tuple[float, int]], nearest: int, least: float) -> list[int]:
    ranked = sorted((-round(value, 9), other) for value, other in near if value >= least and other != row)
    return [other for _, other in ranked[:nearest]]
