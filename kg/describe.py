"""A graph and perhaps an id in, the JSON documents of ``kg stats``, ``search`` and ``show`` out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, fields
from typing import Any

from kg.exports.node_link import evidence_record
from kg.lookup import Found
from kg.model import Concept, Evidence, KnowledgeGraph, Language, Prerequisite, Question, Quote, RelatedReason, Relation
from kg.study.index import StudyIndex, concepts_of, one_of_twins

Document = dict[str, Any]


def stats(graph: KnowledgeGraph) -> Document:
    """How much of what a graph holds; a translated pair counts as one question."""
    translations = sum(one.reason is RelatedReason.TRANSLATION for one in graph.related)
    edges = graph.prerequisites
    return {
        "tool": graph.tool,
        "inputs": [_present(asdict(source)) for source in graph.inputs],
        "questions": len(graph.questions) - translations,
        "translations": translations,
        "banks": _counted(one.bank for one in graph.questions.values()),
        "languages": _counted(one.language for one in graph.questions.values()),
        "concepts": len(graph.concepts),
        "kinds": _counted(str(one.kind) for one in graph.concepts.values()),
        "levels": max((one.level or 0 for one in graph.concepts.values()), default=-1) + 1,
        "mentions": len(graph.mentions),
        "about": sum(one.about for one in graph.mentions),
        "relations": len(graph.relations),
        "relation_types": _counted(str(one.type) for one in graph.relations),
        "prerequisites": len(edges),
        "direct_prerequisites": sum(one.direct is True for one in edges),
        "prerequisite_origins": _counted(one.origin for one in edges),
        "related": len(graph.related),
    }


def found(result: Found, graph: KnowledgeGraph, text: str, language: Language) -> Document:
    """What a search found, best first."""
    concepts = [graph.concepts[one] for one in result.concepts]
    questions = [graph.questions[one] for one in result.questions]
    return {
        "text": text,
        "concepts": [{"concept": one.id, "name": one.name_in(language), "kind": str(one.kind)} for one in concepts],
        "questions": [{"question": one.id, "title": one.title} for one in questions],
    }


def concept_document(index: StudyIndex, concept: Concept, language: Language) -> Document:
    """A concept with what it needs, what needs it, its relations and the questions that speak of it."""
    mentions = sorted(index.mentions.get(concept.id, ()), key=lambda one: (not one.about, -one.count, one.question))
    shown = set(one_of_twins(index, [one.question for one in mentions], language))
    return {
        "concept": _properties(concept) | {"name": concept.name_in(language)},
        "needs": [_prerequisite(one, one.before, index, language) for one in index.before.get(concept.id, ())],
        "unlocks": [_prerequisite(one, one.after, index, language) for one in index.after.get(concept.id, ())],
        "relations": [_relation(one, index, language) for one in index.relations.get(concept.id, ())],
        "questions": [
            {
                "question": one.question,
                "title": index.graph.questions[one.question].title,
                "about": one.about,
                "count": one.count,
            }
            for one in mentions
            if one.question in shown
        ],
    }


def question_document(index: StudyIndex, question: Question, language: Language) -> Document:
    """A question with its answer, the concepts it mentions and the relations and prerequisites it states."""
    mentions = sorted(concepts_of(index, question.id), key=lambda one: (not one.about, -one.count, one.concept))
    relations = [one for one in index.graph.relations if _stated_in(one.evidence, question.id)]
    edges = [one for one in index.graph.prerequisites if _stated_in(one.evidence, question.id)]
    return {
        "question": _properties(question),
        "concepts": [
            {
                "concept": one.concept,
                "name": index.name(one.concept, language),
                "about": one.about,
                "count": one.count,
            }
            for one in mentions
        ],
        "relations": [_relation(one, index, language) for one in relations],
        "prerequisites": [
            {
                **_prerequisite(one, one.before, index, language),
                "after": one.after,
                "after_name": index.name(one.after, language),
            }
            for one in edges
        ],
    }


def _stated_in(evidence: Iterable[Evidence], question: str) -> bool:
    return any(isinstance(one, Quote) and one.question == question for one in evidence)


def _relation(relation: Relation, index: StudyIndex, language: Language) -> Document:
    return {
        "head": relation.head,
        "head_name": index.name(relation.head, language),
        "type": str(relation.type),
        "tail": relation.tail,
        "tail_name": index.name(relation.tail, language),
        "confidence": relation.confidence,
        "origin": relation.origin,
        "evidence": [evidence_record(one) for one in relation.evidence],
    }


def _prerequisite(edge: Prerequisite, end: str, index: StudyIndex, language: Language) -> Document:
    return {
        "concept": end,
        "name": index.name(end, language),
        "confidence": edge.confidence,
        "reasons": list(edge.reasons),
        "origin": edge.origin,
        "direct": edge.direct,
        "evidence": [evidence_record(one) for one in edge.evidence],
    }


def _properties(node: Concept | Question) -> Document:
    """The properties of SCHEMA.md that have a value."""
    values = {one.name: getattr(node, one.name) for one in fields(node)}
    return _present({name: list(value) if isinstance(value, tuple) else value for name, value in values.items()})


def _present(record: Document) -> Document:
    return {name: value for name, value in record.items() if value is not None}


def _counted(values: Iterable[str]) -> dict[str, int]:
    """How often each value comes, the most frequent first."""
    return dict(sorted(Counter(values).items(), key=lambda one: (-one[1], one[0])))
