"""A question in, chains of questions out as an interviewer would ask them, each next one by an edge with its quote."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import Any

from kg.exports.node_link import evidence_record
from kg.model import Language, Prerequisite, Quote, Relation
from kg.study.index import StudyIndex, one_of, shown

_SAID = 0.5
"""How much more an edge draws that the answer just given states itself."""
_BROAD = 0.03
"""How much less a question draws for each other one that asks about the same concept."""


@dataclass(frozen=True, slots=True)
class Link:
    """The next question, the edge that leads to it and the concept there that it is about."""

    question: str
    edge: Relation | Prerequisite
    concept: str


def followups(
    index: StudyIndex, question: str, *, steps: int = 5, chains: int = 3, language: Language | None = None
) -> tuple[tuple[Link, ...], ...]:
    """Up to ``chains`` chains of up to ``steps`` next questions, best first, each beginning with another question.

    No concept and no question comes up twice in a chain; prerequisites are followed onward only.
    """
    first = one_of(index, question)
    beginnings = _onward(index, first, {first}, set(index.about.get(first, ())))[:chains]
    return tuple(
        tuple(
            Link(shown(index, one.question, language), one.edge, one.concept)
            for one in _walked(index, first, beginning, steps)
        )
        for beginning in beginnings
    )


def _walked(index: StudyIndex, first: str, link: Link, steps: int) -> Iterator[Link]:
    """The chain that begins with ``link`` and always takes the best way on."""
    asked, spoken = {first}, set(index.about.get(first, ()))
    for _ in range(steps):
        yield link
        asked.add(link.question)
        spoken |= {*index.about[link.question], link.concept}
        onward = _onward(index, link.question, asked, spoken)
        if not onward:
            return
        link = onward[0]


def _onward(index: StudyIndex, question: str, asked: Container[str], spoken: Container[str]) -> list[Link]:
    """The ways on from a question, best first, one for each next question."""
    likeness = _likeness(index, question)
    ranked: dict[str, tuple[float, Link]] = {}
    for concept in index.about.get(question, ()):
        for edge, other in _edges(index, concept):
            if other in spoken:
                continue
            said = _SAID if _is_said(edge, question, index) else 0.0
            for following in index.asked.get(other, ()):
                broad = _BROAD * (len(index.asked[concept]) + len(index.asked[other]))
                draw = round(edge.confidence + said + likeness.get(following, 0.0) - broad, 9)
                if following not in asked and draw > ranked.get(following, (float("-inf"),))[0]:
                    ranked[following] = draw, Link(following, edge, other)
    return [link for _, link in sorted(ranked.values(), key=lambda one: (-one[0], one[1].question))]


def _likeness(index: StudyIndex, question: str) -> dict[str, float]:
    """How much other questions are related to this one or its translation."""
    found: dict[str, float] = {}
    for own in (question, index.twins.get(question, question)):
        for edge in index.related.get(own, ()):
            other = one_of(index, edge.target if edge.source == own else edge.source)
            found[other] = max(edge.score, found.get(other, 0.0))
    return found


def _edges(index: StudyIndex, concept: str) -> Iterator[tuple[Relation | Prerequisite, str]]:
    for relation in index.relations.get(concept, ()):
        yield relation, relation.tail if relation.head == concept else relation.head
    for edge in index.after.get(concept, ()):
        yield edge, edge.after


def _is_said(edge: Relation | Prerequisite, question: str, index: StudyIndex) -> bool:
    return any(isinstance(one, Quote) and one_of(index, one.question) == question for one in edge.evidence)


def chains_document(index: StudyIndex, question: str, language: Language, **limits: int) -> dict[str, Any]:
    """The JSON document of ``kg chain``; ``missing`` says why there is no chain."""
    asked = shown(index, question, language)
    found = followups(index, question, language=language, **limits)
    return {
        "question": asked,
        "title": index.graph.questions[asked].title,
        "chains": [[_link(index, link, language) for link in chain] for chain in found],
        "missing": None if found else _missing(index, one_of(index, question), language),
    }


def _link(index: StudyIndex, link: Link, language: Language) -> dict[str, Any]:
    edge = link.edge
    if isinstance(edge, Relation):
        source, target, sort = edge.head, edge.tail, str(edge.type)
    else:
        source, target, sort = edge.before, edge.after, "PREREQUISITE_OF"
    return {
        "question": link.question,
        "title": index.graph.questions[link.question].title,
        "link": {
            "from": source,
            "from_name": index.name(source, language),
            "type": sort,
            "to": target,
            "to_name": index.name(target, language),
            "evidence": [evidence_record(one) for one in edge.evidence],
        },
    }


def _missing(index: StudyIndex, question: str, language: Language) -> str:
    names = ", ".join(index.name(one, language) for one in index.about.get(question, ()))
    if language == "zh":
        return f"没有别的题目问到与「{names}」有关系的概念。" if names else "这道题没有问到图谱里的概念。"
    if names:
        return f"no other question asks about a concept that an edge connects with {names}"
    return "this question asks about no concept of the graph"
