"""A graph in, everything that study questions look up out: built once, in a few passes, and never changed."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from kg.dag import levels
from kg.model import Concept, KnowledgeGraph, Language, Mention, Prerequisite, Related, RelatedReason, Relation

Place = tuple[int, float, str]

_MENTIONING = 3
Edge = TypeVar("Edge")


@dataclass(frozen=True, slots=True)
class StudyIndex:
    """Adjacency of one graph. ``before[x]`` are the edges into x, ``after[x]`` those out of it.

    ``place`` orders concepts for study: by level, then importance, then id. ``twins`` pairs translated questions; of a
    pair the smaller id stands for both in ``about`` (what a question asks about) and ``asked`` (who asks about a
    concept).
    """

    graph: KnowledgeGraph
    before: Mapping[str, Sequence[Prerequisite]]
    after: Mapping[str, Sequence[Prerequisite]]
    relations: Mapping[str, Sequence[Relation]]
    mentions: Mapping[str, Sequence[Mention]]
    related: Mapping[str, Sequence[Related]]
    about: Mapping[str, Sequence[str]]
    asked: Mapping[str, Sequence[str]]
    place: Mapping[str, Place]
    banks: frozenset[str]
    twins: Mapping[str, str]

    def name(self, concept: str, language: Language | None = None) -> str:
        """The concept's name as shown, or in ``language``."""
        found = self.graph.concepts[concept]
        return found.name_in(language) if language else found.name


def study_index(graph: KnowledgeGraph) -> StudyIndex:
    """Index a graph for any number of study questions."""
    before: dict[str, list[Prerequisite]] = {}
    after: dict[str, list[Prerequisite]] = {}
    for edge in graph.prerequisites:
        before.setdefault(edge.after, []).append(edge)
        after.setdefault(edge.before, []).append(edge)
    mentions: dict[str, list[Mention]] = {}
    for mention in graph.mentions:
        mentions.setdefault(mention.concept, []).append(mention)
    relations = _by_either_end((one.head, one.tail, one) for one in graph.relations)
    related = _by_either_end((one.source, one.target, one) for one in graph.related)
    twins = _twins(graph)
    about, asked = _asking(graph, twins)
    banks = frozenset(one.bank for one in graph.questions.values())
    return StudyIndex(graph, before, after, relations, mentions, related, about, asked, _places(graph), banks, twins)


def _by_either_end(edges: Iterable[tuple[str, str, Edge]]) -> dict[str, list[Edge]]:
    found: dict[str, list[Edge]] = {}
    for one, other, edge in edges:
        found.setdefault(one, []).append(edge)
        found.setdefault(other, []).append(edge)
    return found


def _asking(graph: KnowledgeGraph, twins: Mapping[str, str]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """What each question asks about and who asks about each concept."""
    about: dict[str, list[str]] = {}
    asked: dict[str, list[str]] = {}
    for mention in graph.mentions:
        if mention.about:
            question, concept = mention.question, mention.concept
            if twins:
                question = min(question, twins.get(question, question))
                if concept in about.get(question, ()):
                    continue
            about.setdefault(question, []).append(concept)
            asked.setdefault(concept, []).append(question)
    return about, asked


def one_of(index: StudyIndex, question: str) -> str:
    """The id that stands for a question and its translation."""
    return min(question, index.twins.get(question, question))


def shown(index: StudyIndex, question: str, language: Language | None) -> str:
    """The question, or its translation if that is in the reader's language."""
    twin = index.twins.get(question)
    if twin is None or language is None:
        return question
    return twin if index.graph.questions[twin].language == language else question


def _places(graph: KnowledgeGraph) -> dict[str, Place]:
    if any(concept.level is None for concept in graph.concepts.values()):
        level = levels(graph.concepts, [(edge.before, edge.after) for edge in graph.prerequisites])
    else:
        level = {one.id: one.level or 0 for one in graph.concepts.values()}
    return {one.id: (level.get(one.id, 0), -(one.importance or 0.0), one.id) for one in graph.concepts.values()}


def _twins(graph: KnowledgeGraph) -> dict[str, str]:
    pairs = [(one.source, one.target) for one in graph.related if one.reason is RelatedReason.TRANSLATION]
    return dict(pairs) | {target: source for source, target in pairs}


def concepts_of(index: StudyIndex, question: str) -> Sequence[Mention]:
    """What a question mentions, by concept id."""
    mentions = index.graph.mentions
    start = bisect_left(mentions, question, key=_question)
    return mentions[start : bisect_right(mentions, question, start, key=_question)]


def _question(mention: Mention) -> str:
    return mention.question


def teaching(index: StudyIndex, concept: str, language: Language | None = None) -> tuple[str, ...]:
    """The questions that teach a concept, best first: those that ask about it, that define it, the shortest.

    Where none does either, up to three that speak of it most. Of a translated pair only the one in ``language``.
    """
    mentions = index.mentions.get(concept, ())
    defining = {one.question for one in mentions if _defines(index, index.graph.concepts[concept], one.question)}
    teachers = [one for one in mentions if one.about or one.question in defining]
    if not teachers:
        teachers = sorted(mentions, key=lambda one: (-(one.salience or 0.0), one.question))[:_MENTIONING]
    best = sorted(teachers, key=lambda one: (not one.about, one.question not in defining, *_length(index, one)))
    return one_of_twins(index, [one.question for one in best], language)


def _defines(index: StudyIndex, concept: Concept, question: str) -> bool:
    if concept.definition is None or concept.definition_source != "bank":
        return False
    return concept.definition in index.graph.questions[question].answer


def _length(index: StudyIndex, mention: Mention) -> tuple[int, str]:
    return len(index.graph.questions[mention.question].answer), mention.question


def one_of_twins(index: StudyIndex, questions: Sequence[str], language: Language | None) -> tuple[str, ...]:
    """The questions, but of a translated pair only one, in the pair's first place: the one in ``language``."""
    if not index.twins:
        return tuple(questions)
    listed = set(questions)
    shown: dict[str, None] = {}
    for question in questions:
        twin = index.twins.get(question)
        foreign = language and index.graph.questions[question].language != language
        if twin not in shown:
            shown[twin if twin in listed and twin is not None and foreign else question] = None
    return tuple(shown)
