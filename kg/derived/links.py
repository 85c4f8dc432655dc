"""Concepts and what connects them in, one weighted network of pairs out: what topics and the map are made from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from kg.model import Concept, Mention, Prerequisite, Relation

Link = tuple[int, int]
Links = dict[Link, float]

_IMPLIED = 0.3
"""What a prerequisite weighs that others imply: such edges run across the whole field."""
_TOGETHER = 0.25
"""What it weighs that a question mentions a concept beside what it asks about."""


def links(
    concepts: Mapping[str, Concept],
    prerequisites: Iterable[Prerequisite],
    relations: Iterable[Relation],
    mentions: Sequence[Mention],
) -> Links:
    """How strongly concepts hold together; concepts are counted in the order given, the smaller number first.

    Prerequisites and relations weigh by confidence; a question ties each concept to what it asks about, the more
    the concepts share its text.

    >>> concepts = {one: Concept(one, one) for one in "ab"}
    >>> links(concepts, [Prerequisite("b", "a", 0.8, (), (), direct=True)], [], [])
    {(0, 1): 0.8}
    """
    place = {concept: number for number, concept in enumerate(concepts)}
    found: Links = {}

    def add(one: str, other: str, weight: float) -> None:
        a, b = place[one], place[other]
        if a != b:
            pair = (a, b) if a < b else (b, a)
            found[pair] = found.get(pair, 0.0) + weight

    for edge in prerequisites:
        add(edge.before, edge.after, edge.confidence * (_IMPLIED if edge.direct is False else 1.0))
    for relation in relations:
        add(relation.head, relation.tail, relation.confidence)
    for middle, mention in _stars(mentions):
        add(middle, mention.concept, _TOGETHER * (mention.salience or 0.0) ** 0.5)
    return found


def _stars(mentions: Sequence[Mention]) -> Iterable[tuple[str, Mention]]:
    """Each mention with each concept its question asks about, else with the most mentioned one."""
    by_question: dict[str, list[Mention]] = {}
    for mention in mentions:
        by_question.setdefault(mention.question, []).append(mention)
    for group in by_question.values():
        middles = [one for one in group if one.about] or [max(group, key=lambda one: one.count)]
        yield from ((middle.concept, one) for middle in middles for one in group)
