"""Graphs for the Cypher tests: a made-up field with everything that our schema has, and small ones full of loops."""

from __future__ import annotations

from random import Random

from kg.derive import derive
from kg.model import (
    Concept,
    Input,
    Kind,
    KnowledgeGraph,
    MapEntry,
    Mention,
    Prerequisite,
    Question,
    Quote,
    Relation,
    RelationType,
    ordered,
)

_NAMES = ("注意力", "缓存", "量化", "对齐", "检索", "采样", "梯度", "分词", "蒸馏", "剪枝")
_ENGLISH = ("Attention", "Cache", "Quantization", "Alignment", "Retrieval", "Sampling", "Gradient", "Tokens", "x'y\"z")


def field_graph(
    seed: int = 7,
    *,
    concepts: int = 40,
    questions: int = 30,
    mentions: tuple[int, int] = (1, 7),
    derived: bool = True,
) -> KnowledgeGraph:
    """A graph with Chinese and English names, emoji, quotes, missing properties and both kinds of evidence."""
    random = Random(seed)  # noqa: S311 -- repeatable on purpose
    ids = [f"c{number}" for number in range(concepts)]
    asked = {f"b#{number}": _question(random, number) for number in range(questions)}
    found = tuple(_mention(random, one, id_) for one in asked for id_ in random.sample(ids, random.randint(*mentions)))
    relations = {(a, sort, b): _relation(random, a, sort, b) for a, sort, b in _triples(random, ids)}
    pairs = {(a, b) for a, b in (sorted(random.sample(range(concepts), 2)) for _ in range(2 * concepts)) if a != b}
    prerequisites = tuple(_prerequisite(random, ids[a], ids[b]) for a, b in sorted(pairs))
    known = {one: _concept(random, number, one) for number, one in enumerate(ids)}
    inputs = (Input("bank", "b.zh.md", "0" * 64, "题库 “b”", "zh"),)
    graph = KnowledgeGraph(asked, known, found, tuple(relations.values()), prerequisites, (), inputs, "t")
    return derive(graph) if derived else ordered(graph)


def small_graph(seed: int) -> KnowledgeGraph:
    """Eight concepts and a few edges of three types, loops and opposite edges among them."""
    random = Random(seed)  # noqa: S311 -- repeatable on purpose
    ids = [f"n{number}" for number in range(8)]
    sorts = (RelationType.USES, RelationType.IS_A, RelationType.CAUSES)
    triples = {(random.choice(ids), random.choice(sorts), random.choice(ids)) for _ in range(11)}
    relations = tuple(_relation(random, *triple) for triple in sorted(triples))
    known = {one: Concept(one, one.upper(), kind=random.choice(list(Kind)[:3])) for one in ids}
    return KnowledgeGraph({"b#0": _question(random, 0)}, known, relations=relations, tool="t")


def _question(random: Random, number: int) -> Question:
    answer = random.choice(("先算 😀 权重，\n再求和。", 'It\'s a "cache".\n\nYes.', "a\\b\tc", ""))
    title = f"什么是{random.choice(_NAMES)}？" if number % 3 else f"What is {random.choice(_ENGLISH)}?"
    language = "zh" if number % 3 else "en"
    return Question(
        f"b#{number}", "b", str(number), title, answer, number * 99, language, number * 99, number * 99 + 50
    )


def _concept(random: Random, number: int, id_: str) -> Concept:
    chinese = f"{_NAMES[number % len(_NAMES)]}{number}" if number % 4 else None
    english = f"{_ENGLISH[number % len(_ENGLISH)]} {number}" if number % 5 else None
    name = chinese or english or f"N{number}"
    aliases = tuple(sorted({f"{name}的别名", f"alias {number}"})) if number % 2 else ()
    defined = f"{name} 是一种方法。" if number % 3 else None
    kind = list(Kind)[number % 6]
    origin = "lexicon" if number % 2 else "discovered"
    return Concept(id_, name, english, chinese, aliases, kind, defined, "bank" if defined else None, origin)


def _mention(random: Random, question: str, concept: str) -> Mention:
    count = random.randint(1, 4)
    spans = tuple((place * 3, place * 3 + 2) for place in range(count))
    return Mention(question, concept, count, (concept, f"{concept} x"), spans, random.random() < 0.4)


def _triples(random: Random, ids: list[str]) -> list[tuple[str, RelationType, str]]:
    found = [(random.choice(ids), random.choice(list(RelationType)), random.choice(ids)) for _ in range(3 * len(ids))]
    return sorted({(a, sort, b) for a, sort, b in found if a != b and (sort != RelationType.CONTRASTS_WITH or a < b)})


def _relation(random: Random, head: str, sort: RelationType, tail: str) -> Relation:
    quote = Quote("b#0", 1, 5, f"{head} “{tail}”", "by-hand")
    return Relation(head, sort, tail, random.choice((0.25, 0.5, 0.75, 1.0)), (quote,))


def _prerequisite(random: Random, before: str, after: str) -> Prerequisite:
    if random.random() < 0.3:
        entry = MapEntry("map.csv", random.randint(1, 99), "因为“需要”")
        return Prerequisite(before, after, 1.0, ("map map.csv",), (entry,), "curated")
    return Prerequisite(before, after, random.choice((0.4, 0.6, 0.9)), ("说明",), (Quote("b#1", 2, 9, "见'此'", "r"),))
