"""Known concepts and mastered questions in, what to do next out: questions within reach and what unlocks most.

A question is ready when everything it asks about is known. It is one concept away when all but one is, and that one
can be learned: all its prerequisites are known.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from heapq import nsmallest
from typing import Any

from kg.model import Language
from kg.study.index import StudyIndex, shown


@dataclass(frozen=True, slots=True)
class Unlock:
    """A concept that can be learned now, with the questions it makes ready and the concepts it makes learnable."""

    concept: str
    questions: tuple[str, ...]
    concepts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Frontier:
    """What is next, in study order: ready questions, questions with the one concept they lack, best unlocks first."""

    ready: tuple[str, ...]
    one_away: tuple[tuple[str, str], ...]
    unlocks: tuple[Unlock, ...]


@dataclass(frozen=True, slots=True)
class Start:
    """What a learner who knows nothing could begin with, worked out once for a graph.

    ``roots`` are concepts without prerequisites, those that alone unlock most first; ``first`` are pairs of a question
    about just one of them and that root, in study order.
    """

    roots: tuple[str, ...]
    first: tuple[tuple[str, str], ...]


def start(index: StudyIndex) -> Start:
    """The part of every answer that does not depend on the learner."""
    roots = [concept for concept in index.graph.concepts if concept not in index.before]
    first = []
    ranked = []
    for root in roots:
        alone = [question for question in index.asked.get(root, ()) if len(index.about[question]) == 1]
        first += [(question, root) for question in alone]
        onward = sum(len(index.before[edge.after]) == 1 for edge in index.after.get(root, ()))
        if alone or onward:
            ranked.append((-len(alone), -onward, index.place[root][1], root))
    first.sort(key=lambda pair: (index.place[pair[1]], pair[0]))
    return Start(tuple(root for *_, root in sorted(ranked)), tuple(first))


def frontier(
    index: StudyIndex, beginning: Start, *, known: Collection[str], mastered: Collection[str] = (), limit: int = 10
) -> Frontier:
    """The first ``limit`` of each; only what borders on the known concepts is looked at.

    >>> from kg.model import Concept, KnowledgeGraph, Prerequisite
    >>> from kg.study.index import study_index
    >>> edges = tuple(Prerequisite(a, b, 0.9, (), ()) for a, b in ("ab", "bc"))
    >>> index = study_index(KnowledgeGraph({}, {one: Concept(one, one) for one in "abc"}, prerequisites=edges))
    >>> frontier(index, start(index), known=["a"]).unlocks
    (Unlock(concept='b', questions=(), concepts=('c',)),)
    """
    known, done = frozenset(known), frozenset(mastered)
    bordering = {question for concept in known for question in index.asked.get(concept, ())} - done
    ready = [question for question in bordering if known.issuperset(index.about[question])]
    found = _unlocks(index, beginning, known, done, limit)
    away = {question: one.concept for one in found for question in one.questions}
    away.update(_first(beginning, known, done, limit))
    return Frontier(
        tuple(nsmallest(limit, ready, key=lambda one: (max(index.place[c] for c in index.about[one]), one))),
        tuple(nsmallest(limit, away.items(), key=lambda pair: (index.place[pair[1]], pair[0]))),
        tuple(nsmallest(limit, (one for one in found if one.questions or one.concepts), key=_rank(index))),
    )


def _rank(index: StudyIndex) -> Callable[[Unlock], tuple[int, int, float, str]]:
    return lambda one: (-len(one.questions), -len(one.concepts), index.place[one.concept][1], one.concept)


def _learnable(index: StudyIndex, concept: str, known: Collection[str]) -> bool:
    return all(edge.before in known for edge in index.before.get(concept, ()))


def _first(beginning: Start, known: Collection[str], done: Collection[str], limit: int) -> Iterator[tuple[str, str]]:
    count = 0
    for question, root in beginning.first:
        if root not in known and question not in done:
            yield question, root
            count += 1
            if count == limit:
                return


def _unlocks(
    index: StudyIndex, beginning: Start, known: frozenset[str], done: Collection[str], limit: int
) -> list[Unlock]:
    """What borders on the known and can be learned, and of the roots so many that none beyond could be better."""
    spare = limit + 2 * len(known) + len(done)  # each known concept and mastered question lowers at most one root
    candidates = {*_bordering(index, known), *beginning.roots[:spare]} - known
    return [_unlock(index, one, known, done) for one in candidates if _learnable(index, one, known)]


def _bordering(index: StudyIndex, known: Collection[str]) -> Iterator[str]:
    """Concepts that known ones lead to, or that stand beside known ones before a concept or in a question."""
    for concept in known:
        for edge in index.after.get(concept, ()):
            yield edge.after
            lacking = [one.before for one in index.before[edge.after] if one.before not in known]
            if len(lacking) == 1:
                yield lacking[0]
        for question in index.asked.get(concept, ()):
            yield from index.about[question]


def _unlock(index: StudyIndex, concept: str, known: Collection[str], done: Collection[str]) -> Unlock:
    after = (edge.after for edge in index.after.get(concept, ()))
    concepts = [
        one
        for one in after
        if one not in known and all(edge.before in known or edge.before == concept for edge in index.before[one])
    ]
    questions = [
        question
        for question in index.asked.get(concept, ())
        if question not in done and all(one in known or one == concept for one in index.about[question])
    ]
    return Unlock(concept, tuple(questions), tuple(concepts))


def next_document(
    index: StudyIndex, found: Frontier, language: Language, *, known: Collection[str], mastered: Collection[str]
) -> dict[str, Any]:
    """The JSON document of ``kg next``."""
    return {
        "known": sorted(known),
        "mastered": sorted(shown(index, one, language) for one in mastered),
        "ready": [_question(index, one, language) for one in found.ready],
        "one_away": [
            {**_question(index, one, language), "missing": _concept(index, missing, language)}
            for one, missing in found.one_away
        ],
        "unlocks": [
            {
                **_concept(index, one.concept, language),
                "questions": [_question(index, question, language) for question in one.questions],
                "concepts": [_concept(index, concept, language) for concept in one.concepts],
            }
            for one in found.unlocks
        ],
    }


def _question(index: StudyIndex, question: str, language: Language) -> dict[str, Any]:
    id_ = shown(index, question, language)
    return {"question": id_, "title": index.graph.questions[id_].title}


def _concept(index: StudyIndex, concept: str, language: Language) -> dict[str, Any]:
    return {"concept": concept, "name": index.name(concept, language)}
