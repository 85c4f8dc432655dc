"""A graph in, the structure of its field out: what matters, its levels and topics, bottlenecks and gaps."""

from __future__ import annotations

from collections import Counter
from typing import Any

from kg.derived.resemblance import wording
from kg.model import Language
from kg.study.bottlenecks import Bottlenecks, bottlenecks
from kg.study.index import StudyIndex, shown

_LEAST_WORDS = 10
"""An answer of fewer words explains nothing."""
_MANY = 3
"""A concept that so many others need is needed by many."""
_MEMBERS = 5

Document = dict[str, Any]


def field_document(index: StudyIndex, language: Language, *, limit: int = 10) -> Document:
    """The JSON document of ``kg field``, at most ``limit`` entries in each list but the levels."""
    found = bottlenecks(index)
    levels = Counter(place[0] for place in index.place.values())
    return {
        "concepts": len(index.graph.concepts),
        "importance": _important(index, language, limit),
        "levels": [{"level": level, "concepts": count} for level, count in sorted(levels.items())],
        "topics": _topics(index, language, limit),
        "bottlenecks": _narrow(index, found, language, limit),
        "bottlenecks_exact": found.exact,
        "gaps": {
            "never_explained": _never_explained(index, language, limit),
            "never_taught": _never_taught(index, found, language, limit),
        },
    }


def _concept(index: StudyIndex, concept: str, language: Language) -> Document:
    return {"concept": concept, "name": index.name(concept, language)}


def _important(index: StudyIndex, language: Language, limit: int) -> list[Document]:
    ranked = sorted(index.place.values(), key=lambda place: place[1:])[:limit]
    return [
        {**_concept(index, concept, language), "importance": -importance, "level": level}
        for level, importance, concept in ranked
    ]


def _topics(index: StudyIndex, language: Language, limit: int) -> list[Document]:
    """The topics of most concepts, each with its most important ones and how many questions ask about them."""
    members: dict[str, list[str]] = {}
    for _, concept in sorted((place[1:], concept) for concept, place in index.place.items()):
        members.setdefault(index.graph.concepts[concept].topic or concept, []).append(concept)
    ranked = sorted(members, key=lambda topic: (-len(members[topic]), topic))[:limit]
    return [
        {
            **_concept(index, topic, language),
            "concepts": len(members[topic]),
            "questions": len({question for one in members[topic] for question in index.asked.get(one, ())}),
            "members": [_concept(index, one, language) for one in members[topic][:_MEMBERS]],
        }
        for topic in ranked
    ]


def _narrow(index: StudyIndex, found: Bottlenecks, language: Language, limit: int) -> list[Document]:
    ranked = sorted(found.vanishing, key=lambda one: (-found.vanishing[one], one))[:limit]
    return [{**_concept(index, one, language), "dependencies": found.vanishing[one]} for one in ranked]


def _never_explained(index: StudyIndex, language: Language, limit: int) -> list[Document]:
    """Concepts that are asked about where no answer to such a question has words and no bank defines them."""
    questions = index.graph.questions
    gaps = [
        (concept, asking)
        for concept, asking in index.asked.items()
        if index.graph.concepts[concept].definition_source != "bank"
        and not any(len(wording(questions[own].answer)) >= _LEAST_WORDS for one in asking for own in _both(index, one))
    ]
    gaps.sort(key=lambda gap: (-len(gap[1]), index.place[gap[0]][1:]))
    return [
        {**_concept(index, concept, language), "questions": [shown(index, one, language) for one in asking]}
        for concept, asking in gaps[:limit]
    ]


def _both(index: StudyIndex, question: str) -> set[str]:
    return {question, index.twins.get(question, question)}


def _never_taught(index: StudyIndex, found: Bottlenecks, language: Language, limit: int) -> list[Document]:
    """Concepts that many others need, near or far, and no question asks about."""
    untaught = [one for one in index.after if not index.asked.get(one)]
    needed = {one: found.reach.get(one, len(index.after[one])) for one in untaught}
    ranked = sorted((one for one in needed if needed[one] >= _MANY), key=lambda one: (-needed[one], one))
    return [{**_concept(index, one, language), "needed_by": needed[one]} for one in ranked[:limit]]
