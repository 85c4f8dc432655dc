"""A graph in, everything that study questions look up out: built once, in a few passes, and never changed."""

from __future__ import annotations

import gc
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from kg.dag import levels
from kg.model import Concept, KnowledgeGraph, Language, Mention, Prerequisite, Related, RelatedReason, Relation

Place = tuple[int, float, str]

_MENTIONING = 3


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
    with _uncollected():
        before, after = _prerequisites(graph)
        relations, mentions, related = _at_concepts_and_questions(graph)
        places, twins = _places(graph), _twins(graph)
        about, asked = _asking(graph, twins)
        banks = frozenset(one.bank for one in graph.questions.values())
        return StudyIndex(graph, before, after, relations, mentions, related, about, asked, places, banks, twins)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the collector of cycles, which would walk the whole graph again and again for every new list."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


# Plain loops over default dicts: of a million edges each call or tuple more would cost a second.


def _prerequisites(graph: KnowledgeGraph) -> tuple[dict[str, list[Prerequisite]], dict[str, list[Prerequisite]]]:
    before: defaultdict[str, list[Prerequisite]] = defaultdict(list)
    after: defaultdict[str, list[Prerequisite]] = defaultdict(list)
    for edge in graph.prerequisites:
        before[edge.after].append(edge)
        after[edge.before].append(edge)
    before.default_factory = after.default_factory = None  # from now on plain dicts
    return before, after


def _at_concepts_and_questions(
    graph: KnowledgeGraph,
) -> tuple[dict[str, list[Relation]], dict[str, list[Mention]], dict[str, list[Related]]]:
    relations: defaultdict[str, list[Relation]] = defaultdict(list)
    for relation in graph.relations:
        relations[relation.head].append(relation)
        relations[relation.tail].append(relation)
    mentions: defaultdict[str, list[Mention]] = defaultdict(list)
    for mention in graph.mentions:
        mentions[mention.concept].append(mention)
    related: defaultdict[str, list[Related]] = defaultdict(list)
    for edge in graph.related:
        related[edge.source].append(edge)
        related[edge.target].append(edge)
    relations.default_factory = mentions.default_factory = related.default_factory = None
    return relations, mentions, related


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
    defining = _defining(index, index.graph.concepts[concept], mentions)
    teachers = [one for one in mentions if one.about or one.question in defining]
    if not teachers:
        teachers = sorted(mentions, key=lambda one: (-(one.salience or 0.0), one.question))[:_MENTIONING]
    best = sorted(teachers, key=lambda one: (not one.about, one.question not in defining, *_length(index, one)))
    return one_of_twins(index, [one.question for one in best], language)


def _defining(index: StudyIndex, concept: Concept, mentions: Sequence[Mention]) -> set[str]:
    """The questions whose answer holds the concept's definition."""
    text = concept.definition if concept.definition_source == "bank" else None
    if text is None:
        return set()
    return {one.question for one in mentions if text in index.graph.questions[one.question].answer}


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
