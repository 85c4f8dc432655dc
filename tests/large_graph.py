"""A number of questions, concepts and edges in, a made-up graph of that size out: for benchmarks and for cut loads."""

from __future__ import annotations

import random
from collections.abc import Sequence

from kg.model import (
    Concept,
    KnowledgeGraph,
    Mention,
    Prerequisite,
    Question,
    Quote,
    Related,
    RelatedReason,
    Relation,
    RelationType,
    ordered,
)

_ANSWER = "这个方法把计算分成两步，先估计再修正，因此更省显存；代价是多一次通信。It trades memory for time. " * 6
_QUOTE = "这个方法把计算分成两步，先估计再修正，因此更省显存"


def large_graph(questions: int, concepts: int, edges: int, *, seed: int = 1) -> KnowledgeGraph:
    """Of the edges two fifths are MENTIONS, the rest ABOUT, relations, prerequisites and RELATED_TO.

    >>> graph = large_graph(20, 10, 100)
    >>> len(graph.mentions), sum(one.about for one in graph.mentions), len(graph.prerequisites), len(graph.related)
    (40, 10, 10, 15)
    """
    chance = random.Random(seed)  # noqa: S311 -- no secret is made of it
    asked = {f"b#{number}": _question(number, chance) for number in range(questions)}
    known = {f"c{number}": _concept(number, concepts, chance) for number in range(concepts)}
    part = edges // 20
    mentions = _mentions(chance, list(asked), list(known), part)
    quotes = [Quote(one.id, one.answer_start, one.answer_start + len(_QUOTE), _QUOTE, "made") for one in asked.values()]
    relations = [
        Relation(head, type_, tail, 0.8, (chance.choice(quotes),))
        for type_ in RelationType
        for head, tail in _pairs(chance, list(known), part * 5 // 9)
    ]
    prerequisites = [
        Prerequisite(before, after, 0.7, ("标题", "定义"), (chance.choice(quotes),), direct=chance.random() < 0.5)
        for before, after in _pairs(chance, list(known), part * 2)
    ]
    related = [
        Related(one, other, round(chance.random(), 6), (chance.choice(list(known)),), RelatedReason.SAME_CONCEPT)
        for one, other in _pairs(chance, list(asked), part * 3)
    ]
    edges_of = (mentions, tuple(relations), tuple(prerequisites), tuple(related))
    return ordered(KnowledgeGraph(asked, known, *edges_of, (), f"seed {seed}"))


def _question(number: int, chance: random.Random) -> Question:
    start = number * 1000
    title = f"概念 {number} 为什么有用？"
    return Question(
        f"b#{number}", "b", str(number), title, _ANSWER, start + 30, "zh", start, start + 900, chance.randrange(9)
    )


def _concept(number: int, concepts: int, chance: random.Random) -> Concept:
    names = f"概念 {number}", f"Concept {number}", f"概念 {number}", (f"C{number}",)
    topic = f"c{chance.randrange(concepts)}"
    places = round(chance.random(), 6), round(chance.random(), 6)
    return Concept(f"c{number}", *names, importance=places[0], level=3, topic=topic, map_x=places[0], map_y=places[1])


def _mentions(
    chance: random.Random, questions: Sequence[str], concepts: Sequence[str], part: int
) -> tuple[Mention, ...]:
    pairs = sorted({(chance.choice(questions), chance.choice(concepts)) for _ in range(part * 16)})
    chosen = chance.sample(pairs, min(part * 8, len(pairs)))
    about = set(chosen[: part * 2])
    spans = ((30, 34), (50, 57))
    return tuple(Mention(*pair, 2, ("概念", "concept"), spans, pair in about, 0.25) for pair in sorted(chosen))


def _pairs(chance: random.Random, ids: Sequence[str], count: int) -> list[tuple[str, str]]:
    """So many pairs, the smaller id first, so that no edges make a cycle."""
    found: set[tuple[str, str]] = set()
    for _ in range(count * 20):
        one, other = sorted((chance.choice(ids), chance.choice(ids)))
        if one != other and len(found) < count:
            found.add((one, other))
    return sorted(found)
