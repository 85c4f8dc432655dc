"""A graph with all its other derived properties in, its RELATED_TO edges with score, reason and shared concepts out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from heapq import nlargest
from typing import TYPE_CHECKING

from kg.derived.reasons import Tie, subjects, ties
from kg.derived.resemblance import Wording, at_most, resemblance
from kg.derived.titles import gist
from kg.derived.translations import translations
from kg.derived.vectors import Vector, alike, likeness, likenesses, shared, table, vectors
from kg.model import KnowledgeGraph, Question, Related, RelatedReason

if TYPE_CHECKING:
    from kg.derived.resemblance import Runs
    from kg.derived.vectors import Table

BEST = 10
_NEAREST = 40
_LIKE = 0.1
_ALIKE = 0.4
"""Least likeness and least resemblance of two answers that are one answer."""
_SHARED = 8
_ROUGH = 2e-6
"""More than rounding a score to six places, and summing in another order, can change."""
_LIFT = 0.4
"""How far a sure reason lifts likeness toward 1, as part of its exponent: who shares nothing stays unrelated."""

Pair = tuple[str, str]
_ORDER = list(RelatedReason)
_NOTHING: Vector = {}


def related(graph: KnowledgeGraph) -> tuple[Related, ...]:
    """One edge a pair, among the ten best of either end, by the first reason that holds; sorted by its ends."""
    twins = translations(graph.questions)
    weights = vectors(graph.mentions, len(graph.questions))
    rows = table(weights)
    tied = _strongest(ties(graph, subjects(graph.mentions, len(graph.questions))))
    perhaps_same, near = alike(rows, (BEST, _ALIKE), (_NEAREST, _LIKE))
    same = _duplicates(graph, perhaps_same)
    crossing = {end for pair in twins for end in pair}
    pairs = [
        pair
        for pair in {*tied, *same, *near}.difference(twins)
        if not (crossing and _told_by_a_twin(graph.questions, pair, crossing))
    ]
    edges = [_edge(pair, weights, tied.get(pair), same.get(pair)) for pair in _promising(pairs, rows, tied, same)]
    kept = _best([edge for edge in edges if edge.score >= _LIKE])
    return tuple(sorted((*kept, *(_translation(pair, weights) for pair in twins)), key=lambda r: (r.source, r.target)))


def _promising(
    pairs: Sequence[Pair], rows: Table, tied: Mapping[Pair, Tie], same: Mapping[Pair, float]
) -> Iterator[Pair]:
    """The pairs that may be among the ten best of an end: most are not, which a rough score tells."""
    likes = likenesses(rows, [one for one, _ in pairs], [other for _, other in pairs])
    scores = [_score(like, tied.get(pair), same.get(pair)) for pair, like in zip(pairs, likes, strict=True)]
    of_end: dict[str, list[float]] = {}
    for (one, other), score in zip(pairs, scores, strict=True):
        of_end.setdefault(one, []).append(score)
        of_end.setdefault(other, []).append(score)
    least = {end: nlargest(BEST, found)[-1] - _ROUGH for end, found in of_end.items()}
    for pair, score in zip(pairs, scores, strict=True):
        if score >= min(least[pair[0]], least[pair[1]]):
            yield pair


def _pair(ends: Pair) -> Pair:
    return ends if ends[0] < ends[1] else (ends[1], ends[0])


def _told_by_a_twin(questions: Mapping[str, Question], pair: Pair, crossing: set[str]) -> bool:
    """Whether a pair in two languages says only what the translations of its ends say."""
    one, other = pair
    return questions[one].language != questions[other].language and bool(crossing.intersection(pair))


def _strongest(found: Iterable[Tie]) -> dict[Pair, Tie]:
    """For each pair the tie of the first reason, then the surest, then the one from the smaller id."""
    best: dict[Pair, tuple[tuple[int, float, str], Tie]] = {}
    for tie in found:
        rank = (_ORDER.index(tie.reason), -tie.strength, tie.source)
        pair = _pair((tie.source, tie.target))
        if pair not in best or rank < best[pair][0]:
            best[pair] = rank, tie
    return {pair: tie for pair, (_, tie) in best.items()}


def _duplicates(graph: KnowledgeGraph, perhaps: Iterable[Pair]) -> dict[Pair, float]:
    """Pairs that ask the same with how much of their answers is the same wording: by title, or, of the pairs
    ``perhaps``, by the answers alone."""
    wording = Wording()

    @cache
    def runs(question: str) -> Runs:
        return wording.runs(graph.questions[question].answer)

    found = {pair: resemblance(runs(pair[0]), runs(pair[1])) for pair in _of_one_gist(graph.questions.values())}
    for one, other in perhaps:
        if (one, other) not in found and at_most(runs(one), runs(other)) >= _ALIKE:
            alike_in_words = resemblance(runs(one), runs(other))
            if alike_in_words >= _ALIKE:
                found[one, other] = alike_in_words
    return found


def _of_one_gist(questions: Iterable[Question]) -> Iterator[Pair]:
    """Pairs whose titles ask the same; a gist of many questions is no gist but a phrase, as in “Explain.”"""
    groups: dict[str, list[str]] = {}
    for one in questions:
        groups.setdefault(gist(one.title), []).append(one.id)
    for text, ids in groups.items():
        if text and len(ids) <= BEST:
            yield from ((one, other) for one in ids for other in ids if one < other)


def _edge(pair: Pair, weights: Mapping[str, Vector], tie: Tie | None, resembling: float | None) -> Related:
    one, other = weights.get(pair[0], _NOTHING), weights.get(pair[1], _NOTHING)
    like, both = likeness(one, other), tuple(shared(one, other)[:_SHARED])
    score = round(_score(like, tie, resembling), 6)
    if resembling is not None:
        return Related(*pair, score, both, RelatedReason.DUPLICATE)
    if tie is None:
        return Related(*pair, score, both, RelatedReason.SAME_CONCEPT)
    ends = pair if tie.reason is RelatedReason.CONTRAST else (tie.source, tie.target)
    return Related(*ends, score, both, tie.reason)


def _score(like: float, tie: Tie | None, resembling: float | None) -> float:
    """How strongly two questions belong together."""
    if resembling is not None:
        return 0.9 + 0.1 * resembling
    return like if tie is None else like ** (1 - _LIFT * tie.strength)


def _translation(pair: Pair, weights: Mapping[str, Vector]) -> Related:
    one, other = weights.get(pair[0], _NOTHING), weights.get(pair[1], _NOTHING)
    return Related(*pair, 1.0, tuple(shared(one, other)[:_SHARED]), RelatedReason.TRANSLATION)


def _best(edges: Iterable[Related]) -> list[Related]:
    """Those among the ten best of either end; of equal ones the first by ids."""
    by_end: dict[str, list[Related]] = {}
    for edge in edges:
        by_end.setdefault(edge.source, []).append(edge)
        by_end.setdefault(edge.target, []).append(edge)
    kept = {
        (edge.source, edge.target): edge
        for group in by_end.values()
        for edge in sorted(group, key=lambda one: (-one.score, one.source, one.target))[:BEST]
    }
    return list(kept.values())
