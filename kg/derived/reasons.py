"""Questions with what they ask about and the edges between concepts in, why two questions belong together out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product

from kg.dag import adjacency
from kg.derived.titles import depth
from kg.model import KnowledgeGraph, Mention, Prerequisite, Quote, RelatedReason, Relation, RelationType

_SPECIFIC = 0.15
_FEW, _MANY = 4, 60
"""A concept that more questions ask about is no subject by which one leads to another: at most so many in any bank,
and at least so many in a small one."""


@dataclass(frozen=True, slots=True)
class Tie:
    """A reason that leads from one question to another (where it has a direction), and how sure it is."""

    source: str
    target: str
    reason: RelatedReason
    strength: float


@dataclass(frozen=True, slots=True)
class Subjects:
    """What each question asks about and who asks about each concept; without concepts that too many ask about."""

    of: Mapping[str, frozenset[str]]
    asked: Mapping[str, tuple[str, ...]]


def subjects(mentions: Iterable[Mention], questions: int) -> Subjects:
    """Index what questions ask about."""
    asked: dict[str, list[str]] = {}
    for mention in mentions:
        if mention.about:
            asked.setdefault(mention.concept, []).append(mention.question)
    most = max(_FEW, min(_MANY, int(_SPECIFIC * questions)))
    kept = {concept: tuple(sorted(ids)) for concept, ids in asked.items() if len(ids) <= most}
    of: dict[str, set[str]] = {}
    for concept, ids in kept.items():
        for question in ids:
            of.setdefault(question, set()).add(concept)
    return Subjects({question: frozenset(concepts) for question, concepts in of.items()}, kept)


def ties(graph: KnowledgeGraph, found: Subjects) -> Iterator[Tie]:
    """Every contrast, follow-up and prerequisite between two questions, those of a pair in no order."""
    earlier = _earlier(graph)
    for relation in graph.relations:
        if relation.type is RelationType.CONTRASTS_WITH:
            yield from _between(found, relation.head, relation.tail, RelatedReason.CONTRAST, relation.confidence)
        else:
            yield from _raised(relation, found, earlier)
    for edge in graph.prerequisites:
        if edge.direct is not False:
            yield from _needed(edge, found)
    yield from _deeper(graph, found)


def _between(found: Subjects, one: str, other: str, reason: RelatedReason, strength: float) -> Iterator[Tie]:
    """From each question about the one concept alone to each about the other alone."""
    firsts = [question for question in found.asked.get(one, ()) if other not in found.of[question]]
    seconds = [question for question in found.asked.get(other, ()) if one not in found.of[question]]
    return (Tie(first, second, reason, strength) for first, second in product(firsts, seconds))


def _needed(edge: Prerequisite, found: Subjects) -> Iterator[Tie]:
    return _between(found, edge.before, edge.after, RelatedReason.PREREQUISITE, edge.confidence)


def _raised(relation: Relation, found: Subjects, earlier: Callable[[str], frozenset[str]]) -> Iterator[Tie]:
    """From a question whose own answer relates its subject to another, to who asks about that; never back to what
    its subject needs."""
    stating = {one.question for one in relation.evidence if isinstance(one, Quote)}
    for subject, other in ((relation.head, relation.tail), (relation.tail, relation.head)):
        if stating.isdisjoint(found.asked.get(subject, ())) or other in earlier(subject):
            continue
        for tie in _between(found, subject, other, RelatedReason.FOLLOW_UP, relation.confidence):
            if tie.source in stating:
                yield tie


def _earlier(graph: KnowledgeGraph) -> Callable[[str], frozenset[str]]:
    """What each concept needs, near or far, worked out when it is asked for."""
    before, _ = adjacency((edge.before, edge.after) for edge in graph.prerequisites)

    @cache
    def earlier(concept: str) -> frozenset[str]:
        seen, todo = set[str](), [concept]
        while todo:
            new = [head for head in before.get(todo.pop(), ()) if head not in seen]
            seen.update(new)
            todo += new
        return frozenset(seen)

    return earlier


def _deeper(graph: KnowledgeGraph, found: Subjects) -> Iterator[Tie]:
    """Between questions about exactly the same subjects, to the one that goes deeper."""
    groups: dict[frozenset[str], list[str]] = {}
    for question, concepts in found.of.items():
        groups.setdefault(concepts, []).append(question)
    for group in groups.values():
        deep = {question: depth(graph.questions[question].title) for question in group}
        for one, other in product(group, group):
            if deep[one] < deep[other]:
                yield Tie(one, other, RelatedReason.FOLLOW_UP, 1.0)
