"""What a learner takes for granted in, the concepts that then count as known out."""

from __future__ import annotations

from collections.abc import Iterable

from kg.study.index import StudyIndex
from kg.study.path import Limits
from kg.study.plan import search_back


def below_level(index: StudyIndex, level: int) -> frozenset[str]:
    """The concepts of a level lower than ``level``."""
    return frozenset(one for one, place in index.place.items() if place[0] < level)


def with_needs(index: StudyIndex, concepts: Iterable[str]) -> frozenset[str]:
    """Concepts with everything that they need.

    >>> from kg.model import Concept, KnowledgeGraph, Prerequisite
    >>> from kg.study.index import study_index
    >>> edges = tuple(Prerequisite(a, b, 0.9, (), ()) for a, b in ("ab", "bc"))
    >>> index = study_index(KnowledgeGraph({}, {one: Concept(one, one) for one in "abc"}, prerequisites=edges))
    >>> sorted(with_needs(index, ["b"]))
    ['a', 'b']
    """
    found: set[str] = set()
    for concept in concepts:
        if concept not in found:
            found |= search_back(index, concept, found, Limits())[0]
    return frozenset(found)
