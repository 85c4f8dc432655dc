"""A goal and known concepts in, all that must be studied for the goal out, in an order in which one can study it."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterator, Sequence
from dataclasses import replace

from kg.study.index import StudyIndex
from kg.study.path import Limits, Skipped, StudyPath, known_already, steps_of, strong_enough

NO_LIMITS = Limits()


def plan(index: StudyIndex, goal: str, *, known: Collection[str] = (), limits: Limits = NO_LIMITS) -> StudyPath:
    """Everything needed for ``goal``, by level, then importance, then id; the search stops at known concepts.

    What the search does not reach only because of known concepts is listed as skipped, with the known concepts
    that the goal would need it for. What ``limits.depth`` cuts off is counted in ``below``. ``goal`` and ``known`` are
    ids of the graph.

    >>> from kg.model import Concept, KnowledgeGraph, Prerequisite
    >>> from kg.study.index import study_index
    >>> edges = tuple(Prerequisite(a, b, 0.9, (), ()) for a, b in [("a", "b"), ("b", "c"), ("x", "c")])
    >>> index = study_index(KnowledgeGraph({}, {one: Concept(one, one) for one in "abcx"}, prerequisites=edges))
    >>> [step.concept for step in plan(index, "c").steps]
    ['a', 'x', 'b', 'c']
    >>> path = plan(index, "c", known=["b"])
    >>> [step.concept for step in path.steps], [(one.concept, one.because) for one in path.skipped]
    (['x', 'c'], [('a', ('b',)), ('b', ('b',))])
    """
    known_set = frozenset(known)
    shown = tuple(sorted(known_set))
    if goal in known_set:
        return StudyPath("plan", goal, None, shown, missing=known_already(index, goal, limits))
    needed, met = search_back(index, goal, known_set, limits)
    order = sorted(needed, key=index.place.__getitem__)
    steps = steps_of(index, order, limits)
    skipped = _skipped(index, goal, needed, met, known_set, limits)
    below = 0 if limits.depth is None else _whole(index, goal, known_set, limits) - len(order)
    return StudyPath("plan", goal, None, shown, steps, skipped, omitted=len(order) - len(steps), below=below)


def search_back(index: StudyIndex, goal: str, known: Container[str], limits: Limits) -> tuple[set[str], set[str]]:
    """What is needed for ``goal`` (itself included), and the known concepts at which the search stopped."""
    needed, met = set[str](), set[str]()
    for ring in _rings(index, goal, known, limits, met):
        needed.update(ring)
    return needed, met


def rings(
    index: StudyIndex, goal: str, *, known: Container[str] = (), limits: Limits = NO_LIMITS
) -> tuple[tuple[str, ...], ...]:
    """What is needed for ``goal``, the nearest first: the goal alone, then what is one edge before it, two, and so on.

    Each ring is in study order. Only a shortest way counts, so a concept may need some of a nearer ring.

    >>> from kg.model import Concept, KnowledgeGraph, Prerequisite
    >>> from kg.study.index import study_index
    >>> edges = tuple(Prerequisite(a, b, 0.9, (), ()) for a, b in ("ab", "bc", "ac", "xb"))
    >>> index = study_index(KnowledgeGraph({}, {one: Concept(one, one) for one in "abcx"}, prerequisites=edges))
    >>> rings(index, "c")
    (('c',), ('a', 'b'), ('x',))
    """
    return tuple(tuple(sorted(ring, key=index.place.__getitem__)) for ring in _rings(index, goal, known, limits, set()))


def _rings(
    index: StudyIndex, goal: str, known: Container[str], limits: Limits, met: set[str]
) -> Iterator[Sequence[str]]:
    """Ring by ring; the known concepts at which the search stops are added to ``met``."""
    needed, ring, depth, least = {goal}, [goal], 0, limits.min_confidence
    while ring:
        yield ring
        if depth == limits.depth:
            return
        depth += 1
        heads = {e.before for one in ring for e in index.before.get(one, ()) if e.confidence >= least}
        met.update(head for head in heads if head in known)
        ring = [head for head in heads if head not in known and head not in needed]
        needed.update(ring)


def _whole(index: StudyIndex, goal: str, known: frozenset[str], limits: Limits) -> int:
    """How many concepts the plan would have without the limit of depth."""
    return len(search_back(index, goal, known, replace(limits, depth=None))[0])


def _skipped(
    index: StudyIndex, goal: str, needed: set[str], met: set[str], known: frozenset[str], limits: Limits
) -> tuple[Skipped, ...]:
    """What the whole closure holds beyond ``needed``: with itself where known, else the met ones it leads to."""
    if not met:
        return ()
    closure, _ = search_back(index, goal, (), limits)
    order = sorted(closure, key=index.place.__getitem__)
    reasons = sorted(met)
    own = {reason: 1 << place for place, reason in enumerate(reasons)}
    because: dict[str, int] = {}  # bits of the reasons that a concept is or leads to
    for concept in reversed(order):
        because[concept] = own.get(concept, 0)
        for edge in index.after.get(concept, ()):
            if strong_enough(edge, limits):
                because[concept] |= because.get(edge.after, 0)
    beyond = [concept for concept in order if concept not in needed]
    return tuple(Skipped(one, (one,) if one in known else _told(because[one], reasons)) for one in beyond)


def _told(bits: int, reasons: Sequence[str]) -> tuple[str, ...]:
    return tuple(reason for place, reason in enumerate(reasons) if bits >> place & 1)
