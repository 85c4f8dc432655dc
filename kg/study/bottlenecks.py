"""Prerequisites in, for each concept how many long-range dependencies run through it alone out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.study.index import StudyIndex

_BUDGET = 4_000_000
"""At most about so many steps; in a larger graph only every so many concepts are looked from, evenly spread."""


@dataclass(frozen=True, slots=True)
class Bottlenecks:
    """``vanishing[x]``: pairs of concepts of which the later no longer depends on the earlier without x; ``reach[x]``:
    how many concepts depend on x. Where not every concept was looked from (``exact``), the first are estimates."""

    vanishing: dict[str, int]
    reach: dict[str, int]
    exact: bool


def bottlenecks(index: StudyIndex, *, budget: int = _BUDGET) -> Bottlenecks:
    """Look from each concept at what depends on it and by which concepts all the ways lead there.

    Those are its dominators; in an acyclic graph one walk in study order finds them (Cooper, Harvey, Kennedy, "A
    Simple, Fast Dominance Algorithm", 2001).

    >>> from kg.model import Concept, KnowledgeGraph, Prerequisite
    >>> from kg.study.index import study_index
    >>> edges = tuple(Prerequisite(a, b, 0.9, (), ()) for a, b in ("ab", "bc", "bd"))
    >>> index = study_index(KnowledgeGraph({}, {one: Concept(one, one) for one in "abcd"}, prerequisites=edges))
    >>> bottlenecks(index).vanishing
    {'b': 2}
    """
    order = sorted(index.after, key=index.place.__getitem__)
    whole = len(order) * len(index.graph.prerequisites)
    stride = -(-whole // budget) if whole > budget else 1
    vanishing: dict[str, int] = {}
    reach: dict[str, int] = {}
    for source in order[::stride]:
        behind = _behind(index, source)
        reach[source] = behind.pop(source)
        for concept, count in behind.items():
            if count:
                vanishing[concept] = vanishing.get(concept, 0) + count * stride
    return Bottlenecks(vanishing, reach, stride == 1)


def _behind(index: StudyIndex, source: str) -> dict[str, int]:
    """For each concept that depends on ``source``, how many others do so only by way of it; ``source`` for all."""
    order = _dependents(index, source)
    reached = set(order)
    depth, way = {source: 0}, {source: source}
    for concept in order[1:]:
        by = ""
        for edge in index.before[concept]:
            if edge.before in reached:
                by = _meeting(by, edge.before, depth, way) if by else edge.before
        way[concept], depth[concept] = by, depth[by] + 1
    behind = dict.fromkeys(order, 0)
    for concept in reversed(order[1:]):
        behind[way[concept]] += behind[concept] + 1
    return behind


def _dependents(index: StudyIndex, source: str) -> Sequence[str]:
    found, todo = {source}, [source]
    for concept in todo:
        new = [edge.after for edge in index.after.get(concept, ()) if edge.after not in found]
        found.update(new)
        todo += dict.fromkeys(new)
    return sorted(todo, key=index.place.__getitem__)


def _meeting(one: str, other: str, depth: dict[str, int], way: dict[str, str]) -> str:
    """The nearest concept by which all ways to both lead."""
    while one != other:
        if depth[one] < depth[other]:
            other = way[other]
        else:
            one = way[one]
    return one
