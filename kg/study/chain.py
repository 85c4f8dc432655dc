"""Two concepts in, one way from the first to the second out; where there is none, the link that is missing."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import islice, pairwise

from kg.model import Prerequisite, Relation
from kg.study.index import StudyIndex, concepts_of
from kg.study.path import Hop, Limits, Missing, StudyPath, known_already, steps_of, strong_enough
from kg.study.plan import NO_LIMITS
from kg.study.routes import Neighbours, Route, different, distances, routes

_PAIRS = 3
_SIDE = 200


def chain(
    index: StudyIndex,
    source: str,
    goal: str,
    *,
    known: Collection[str] = (),
    alternatives: int = 0,
    limits: Limits = NO_LIMITS,
) -> StudyPath:
    """The shortest chain of prerequisites from ``source`` (taken as known) to ``goal``, both ends among the steps.

    Where no prerequisites lead there: the shortest one along typed relations, in either direction. Where nothing
    connects the two: no steps, and the nearest pairs of what builds on ``source`` and what ``goal`` builds on.
    """
    shown = tuple(sorted({*known, source}))
    if goal in shown:
        return StudyPath("chain", goal, source, shown, missing=known_already(index, goal, limits))
    found = _prerequisite_routes(index, source, goal, alternatives, limits)
    if found:
        main, *others = found
        hops = tuple(_hop(_edge(index, *pair)) for pair in pairwise(main))
        return _answer(index, StudyPath("chain", goal, source, shown, hops=hops), main, others, limits)
    found = _relation_routes(index, source, goal, alternatives, limits)
    if found:
        main, *others = found
        hops = tuple(_hop(_best_relation(index, *pair, limits)) for pair in pairwise(main))
        return _answer(index, StudyPath("relations", goal, source, shown, hops=hops), main, others, limits)
    return StudyPath("chain", goal, source, shown, missing=_missing(index, source, goal, limits))


def _answer(index: StudyIndex, path: StudyPath, main: Route, others: Collection[Route], limits: Limits) -> StudyPath:
    steps = steps_of(index, main, limits)
    return StudyPath(
        path.mode,
        path.goal,
        path.source,
        path.known,
        steps,
        alternatives=tuple(others),
        hops=path.hops,
        omitted=len(main) - len(steps),
    )


def _prerequisite_routes(index: StudyIndex, source: str, goal: str, count: int, limits: Limits) -> list[Route]:
    """Levels rise along prerequisites, so that nothing at or below the level of ``source`` lies between the two."""
    floor = index.place[source][0]

    def back(concept: str) -> Iterator[tuple[float, str]]:
        for edge in index.before.get(concept, ()):
            if strong_enough(edge, limits) and (edge.before == source or index.place[edge.before][0] > floor):
                yield -edge.confidence, edge.before

    def onward(concept: str) -> Iterator[tuple[float, str]]:
        for edge in index.after.get(concept, ()):
            if strong_enough(edge, limits):
                yield -edge.confidence, edge.after

    return _different_routes(source, goal, (back, onward), count, limits)


def _relation_routes(index: StudyIndex, source: str, goal: str, count: int, limits: Limits) -> list[Route]:
    def around(concept: str) -> Iterator[tuple[float, str]]:
        for one in index.relations.get(concept, ()):
            if one.confidence >= limits.min_confidence:
                yield -one.confidence, one.tail if one.head == concept else one.head

    return _different_routes(source, goal, (around, around), count, limits)


def _different_routes(
    source: str, goal: str, ways: tuple[Neighbours, Neighbours], count: int, limits: Limits
) -> list[Route]:
    """The best route and ``count`` different ones, or nothing; ``ways`` lead back from the goal and onward to it."""
    back, onward = ways

    def avoiding(used: Collection[str]) -> Route | None:
        def free(concept: str) -> Iterator[tuple[float, str]]:
            return (step for step in back(concept) if step[1] not in used)

        return next(routes(source, goal, onward, distances(goal, free, most=limits.depth)), None)

    found = routes(source, goal, onward, distances(goal, back, most=limits.depth))
    main = next(found, None)
    if main is None:
        return []
    return [main, *different(main, found, count, avoiding)] if count else [main]


def _edge(index: StudyIndex, before: str, after: str) -> Prerequisite:
    return next(edge for edge in index.after[before] if edge.after == after)


def _best_relation(index: StudyIndex, one: str, other: str, limits: Limits) -> Relation:
    """The surest relation between two concepts; of equally sure ones the one in the direction of the walk."""
    ends = {one, other}
    between = [r for r in index.relations[one] if {r.head, r.tail} == ends and r.confidence >= limits.min_confidence]
    return min(between, key=lambda relation: (-relation.confidence, relation.head != one, relation.type))


def _hop(edge: Prerequisite | Relation) -> Hop:
    if isinstance(edge, Relation):
        return Hop(edge.head, edge.tail, str(edge.type), edge.evidence)
    return Hop(edge.before, edge.after, "PREREQUISITE_OF", edge.evidence)


def _missing(index: StudyIndex, source: str, goal: str, limits: Limits) -> Missing:
    ahead = _side(source, lambda one: ((0.0, edge.after) for edge in index.after.get(one, ())))
    behind = _side(goal, lambda one: ((0.0, edge.before) for edge in index.before.get(one, ())))
    pairs = _nearest(index, ahead, behind)
    names = [index.name(one, limits.language) for one in (source, goal, *pairs[0])]
    if limits.language == "zh":
        text = "没有先修关系从「{}」通向「{}」，也没有别的关系把两者连起来；最接近的缺失环节：「{}」→「{}」。"
    else:
        text = "no prerequisites lead from {} to {}, and no relations connect them; the nearest missing link: {} → {}"
    return Missing(text.format(*names), pairs)


def _side(start: str, neighbours: Neighbours) -> dict[str, int]:
    return dict(islice(distances(start, neighbours).items(), _SIDE))


def _nearest(index: StudyIndex, ahead: dict[str, int], behind: dict[str, int]) -> tuple[tuple[str, str], ...]:
    """Pairs that a relation or at least a question brings together, then whatever is nearest to both ends."""
    together: dict[tuple[str, str], int] = {}
    for one in ahead:
        for mention in index.mentions.get(one, ()):
            for other in concepts_of(index, mention.question):
                if other.concept in behind and other.concept != one:
                    together[one, other.concept] = together.get((one, other.concept), 0) + 1
    linked = {(one, end) for one in ahead for r in index.relations.get(one, ()) for end in (r.head, r.tail)}
    ends = ((one, other) for one in islice(ahead, _PAIRS) for other in islice(behind, _PAIRS))
    pairs = {pair for pair in (*together, *linked, *ends) if pair[1] in behind and pair[0] != pair[1]}

    def order(pair: tuple[str, str]) -> tuple[bool, bool, int, int, tuple[str, str]]:
        shared = together.get(pair, 0)
        return pair not in linked, not shared, ahead[pair[0]] + behind[pair[1]], -shared, pair

    return tuple(sorted(pairs, key=order)[:_PAIRS])
