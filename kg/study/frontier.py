"""Known concepts and mastered questions in, what to do next out: questions within reach and what unlocks most.

A question is ready when everything it asks about is known. It is one concept away when all but one is, and that one
can be learned: all its prerequisites are known.
"""

from __future__ import annotations

from bisect import insort
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from heapq import merge, nsmallest
from operator import itemgetter
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


Rank = tuple[int, int, float, str]
"""Orders unlocks: less the number of questions, less the number of concepts, less the importance, the concept."""


@dataclass(frozen=True, slots=True)
class Start:
    """What a learner who knows nothing could begin with, worked out once for a graph.

    ``roots`` are concepts without prerequisites, those that alone unlock most first; ``first`` are pairs of a question
    about just one of them and that root, in study order.
    """

    roots: tuple[Rank, ...]
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
    return Start(tuple(sorted(ranked)), tuple(first))


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
    ready, beside = _within_reach(index, known, done)
    opened = {one: _questions(index, one, known, done) for one in _bordering(index, known, beside)}
    away = {question: concept for concept, questions in opened.items() for question in questions}
    away.update(_first(beginning, known, done, limit))
    return Frontier(
        tuple(nsmallest(limit, ready, key=lambda one: (max(index.place[c] for c in index.about[one]), one))),
        tuple(nsmallest(limit, away.items(), key=lambda pair: (index.place[pair[1]], pair[0]))),
        _unlocks(index, beginning, opened, known, done, limit),
    )


def _within_reach(index: StudyIndex, known: frozenset[str], done: Collection[str]) -> tuple[list[str], set[str]]:
    """The questions about nothing but known concepts, and the concepts that alone are missing for another one."""
    about, asked = index.about, index.asked
    met = Counter([question for concept in known for question in asked.get(concept, ())])
    ready, beside = [], set()
    for question, count in met.items():
        lacking = len(about[question]) - count
        if lacking < 2 and question not in done:
            if lacking == 0:
                ready.append(question)
            else:
                beside.add(next(concept for concept in about[question] if concept not in known))
    return ready, beside


def _first(beginning: Start, known: Collection[str], done: Collection[str], limit: int) -> Iterator[tuple[str, str]]:
    count = 0
    for question, root in beginning.first:
        if root not in known and question not in done:
            yield question, root
            count += 1
            if count == limit:
                return


def _bordering(index: StudyIndex, known: frozenset[str], beside: set[str]) -> set[str]:
    """What can be learned now and is led to by known concepts, or stands beside them: before one or in a question."""
    before, after = index.before, index.after
    met = Counter([edge.after for one in known for edge in after.get(one, ())])  # known prerequisites of each
    found, beside = set(), set(beside)
    for concept, count in met.items():
        if concept in known:
            continue
        lacking = len(before[concept]) - count
        if lacking == 0:
            found.add(concept)
        elif lacking == 1:
            beside.add(next(edge.before for edge in before[concept] if edge.before not in known))
    return found | {one for one in beside if met[one] == len(before.get(one, ()))}


def _questions(index: StudyIndex, concept: str, known: Collection[str], done: Collection[str]) -> tuple[str, ...]:
    """The questions that the concept makes ready."""
    return tuple(
        question
        for question in index.asked.get(concept, ())
        if question not in done and all(one in known or one == concept for one in index.about[question])
    )


def _unlocks(
    index: StudyIndex,
    beginning: Start,
    opened: Mapping[str, tuple[str, ...]],
    known: frozenset[str],
    done: Collection[str],
    limit: int,
) -> tuple[Unlock, ...]:
    """The best, found by going through all by the best rank that each could have, until none left can be better."""
    possible = sorted(
        (-len(questions), -len(index.after.get(one, ())), index.place[one][1], one) for one, questions in opened.items()
    )
    roots = (rank for rank in beginning.roots if rank[-1] not in known and rank[-1] not in opened)
    best: list[tuple[Rank, Unlock]] = []
    for bound in merge(possible, roots):
        if len(best) == limit and bound > best[-1][0]:
            break
        concept = bound[-1]
        questions = opened[concept] if concept in opened else _questions(index, concept, known, done)
        concepts = _concepts(index, concept, known)
        if questions or concepts:
            rank = (-len(questions), -len(concepts), index.place[concept][1], concept)
            insort(best, (rank, Unlock(concept, questions, concepts)), key=itemgetter(0))
            del best[limit:]
    return tuple(one for _, one in best)


def _concepts(index: StudyIndex, concept: str, known: Collection[str]) -> tuple[str, ...]:
    """The concepts that can be learned once this one is."""
    after = (edge.after for edge in index.after.get(concept, ()))
    return tuple(
        one
        for one in after
        if one not in known and all(edge.before in known or edge.before == concept for edge in index.before[one])
    )


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
