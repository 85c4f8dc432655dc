"""A question in, the questions related to it out, best first, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from kg.model import Language, Related, RelatedReason
from kg.study.index import StudyIndex, one_of, shown

Direction = Literal["later", "earlier"]
_DIRECTED = (RelatedReason.FOLLOW_UP, RelatedReason.PREREQUISITE)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A related question: how strongly, why, whether it comes later or earlier, and which concepts both share."""

    question: str
    score: float
    reason: RelatedReason
    direction: Direction | None
    shared: tuple[str, ...]


def neighbours(index: StudyIndex, question: str, *, language: Language | None = None) -> tuple[Neighbour, ...]:
    """What is related to a question or its translation, each once and in the reader's language.

    The translation itself is not among them: it is the same question.
    """
    best: dict[str, Neighbour] = {}
    for own in dict.fromkeys((question, index.twins.get(question, question))):
        for edge in index.related.get(own, ()):
            if edge.reason is not RelatedReason.TRANSLATION:
                found = _neighbour(index, own, edge, language)
                old = best.get(one_of(index, found.question))
                if old is None or (found.score, old.question) > (old.score, found.question):
                    best[one_of(index, found.question)] = found
    return tuple(sorted(best.values(), key=lambda one: (-one.score, one.question)))


def _neighbour(index: StudyIndex, own: str, edge: Related, language: Language | None) -> Neighbour:
    other = edge.target if edge.source == own else edge.source
    direction: Direction | None = None
    if edge.reason in _DIRECTED:
        direction = "later" if edge.source == own else "earlier"
    return Neighbour(shown(index, other, language), edge.score, edge.reason, direction, edge.shared)


def related_document(index: StudyIndex, question: str, language: Language, *, limit: int) -> dict[str, Any]:
    """The JSON document of ``kg related``."""
    asked = shown(index, question, language)
    found = neighbours(index, question, language=language)[:limit]
    return {
        "question": asked,
        "title": index.graph.questions[asked].title,
        "translation": index.twins.get(asked),
        "related": [
            {
                "question": one.question,
                "title": index.graph.questions[one.question].title,
                "score": one.score,
                "reason": str(one.reason),
                "direction": one.direction,
                "shared": [{"concept": id_, "name": index.name(id_, language)} for id_ in one.shared],
            }
            for one in found
        ],
    }
