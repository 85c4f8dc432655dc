"""Hand-made graphs for the tests: a small bank about attention with real offsets, and random ones."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace

from hypothesis import strategies as st

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
)

TINY_BANK = """# 注意力小题库

### 1. 什么是注意力机制？

注意力机制（Attention）按相关性给输入的每个位置分配权重，再加权求和。

### 2. 什么是自注意力？

自注意力是注意力机制的一种，查询、键和值都来自同一个序列。理解自注意力要先懂注意力机制。

### 3. 什么是多头注意力？

多头注意力（MHA）把自注意力并行做多次，再拼接结果。不同的头关注不同的子空间。

### 4. Transformer 由哪些部分组成？

Transformer 由多头注意力和前馈网络组成。多头注意力是 Transformer 的核心部件。

### 5. 为什么推理时要用 KV cache？

自注意力在每一步都要用到之前的键和值，KV cache 把它们存下来，避免重复计算。

### 6. MQA 是什么？

MQA 让多头注意力的所有头共享同一组键和值，所以 KV cache 变小。

### 7. GQA 与 MQA 有什么区别？

GQA 把多头注意力的头分组，组内共享键和值；MQA 可以看成只有一组。GQA 的效果好于 MQA。

### 8. Paged Attention 解决了什么问题？

Paged Attention 像分页内存一样管理 KV cache，缓解显存碎片。Paged Attention 建立在 KV cache 之上。

### 9. 显存碎片从哪里来？

KV cache 的长度事先未知，预留的空间用不满，就造成显存碎片。

### 10. 什么是 RLHF？

RLHF 先训练奖励模型，再用强化学习让语言模型的输出得到更高的奖励。奖励模型是 RLHF 的组成部分。

### 11. 奖励模型怎么训练？

奖励模型在人类的偏好比较上训练。RLHF 用它打分。

### 12. How do Transformers use attention?

A Transformer stacks multi-head attention; attention lets "every" position look at all others.
"""

_SURFACES = {
    "attention": ("注意力机制", "attention"),
    "self-attention": ("自注意力",),
    "multi-head-attention": ("多头注意力", "MHA", "multi-head attention"),
    "transformer": ("Transformer", "Transformers"),
    "kv-cache": ("KV cache",),
    "mqa": ("MQA",),
    "gqa": ("GQA",),
    "paged-attention": ("Paged Attention",),
    "memory-fragmentation": ("显存碎片",),
    "rlhf": ("RLHF",),
    "reward-model": ("奖励模型",),
}

_CONCEPTS = (
    Concept("attention", "注意力机制", "Attention", "注意力机制", (), Kind.COMPONENT, origin="lexicon"),
    Concept("self-attention", "自注意力", "Self-Attention", "自注意力", (), Kind.COMPONENT, origin="lexicon"),
    Concept(
        "multi-head-attention",
        "多头注意力",
        "Multi-Head Attention",
        "多头注意力",
        ("MHA",),
        Kind.COMPONENT,
        "多头注意力（MHA）把自注意力并行做多次，再拼接结果。",
        "bank",
        "Attention that runs several heads side by side and joins what they find.",
        "多头注意力（MHA）把自注意力并行做多次，再拼接结果。",
        "lexicon",
    ),
    Concept("transformer", "Transformer", "Transformer", None, ("Transformers",), Kind.MODEL, origin="lexicon"),
    Concept("kv-cache", "KV cache", "KV cache", "键值缓存", (), Kind.COMPONENT, origin="lexicon"),
    Concept("mqa", "MQA", "Multi-Query Attention", "多查询注意力", ("MQA",), Kind.METHOD, origin="lexicon"),
    Concept("gqa", "GQA", "Grouped-Query Attention", "分组查询注意力", ("GQA",), Kind.METHOD, origin="lexicon"),
    Concept("paged-attention", "Paged Attention", "Paged Attention", None, (), Kind.METHOD, origin="lexicon"),
    Concept("memory-fragmentation", "显存碎片", None, "显存碎片", (), Kind.PROBLEM, origin="discovered"),
    Concept("rlhf", "RLHF", "RLHF", "人类反馈强化学习", (), Kind.METHOD, origin="lexicon"),
    Concept("reward-model", "奖励模型", "Reward Model", "奖励模型", (), Kind.MODEL, origin="lexicon"),
)

_RELATIONS = (
    ("self-attention", "IS_A", "attention", 2, "自注意力是注意力机制的一种"),
    ("multi-head-attention", "USES", "self-attention", 3, "多头注意力（MHA）把自注意力并行做多次"),
    ("multi-head-attention", "PART_OF", "transformer", 4, "多头注意力是 Transformer 的核心部件"),
    ("gqa", "CONTRASTS_WITH", "mqa", 7, "GQA 与 MQA 有什么区别？"),
    ("gqa", "IMPROVES", "mqa", 7, "GQA 的效果好于 MQA。"),
    ("paged-attention", "USES", "kv-cache", 8, "Paged Attention 建立在 KV cache 之上"),
    (
        "paged-attention",
        "ADDRESSES",
        "memory-fragmentation",
        8,
        "Paged Attention 像分页内存一样管理 KV cache，缓解显存碎片",
    ),
    ("kv-cache", "CAUSES", "memory-fragmentation", 9, "KV cache 的长度事先未知，预留的空间用不满，就造成显存碎片"),
    ("reward-model", "PART_OF", "rlhf", 10, "奖励模型是 RLHF 的组成部分"),
)

_PREREQUISITES = (
    ("attention", "self-attention", 0.9, 2, "理解自注意力要先懂注意力机制。"),
    ("self-attention", "multi-head-attention", 0.8, 3, "多头注意力（MHA）把自注意力并行做多次"),
    ("multi-head-attention", "transformer", 0.8, 4, "Transformer 由多头注意力和前馈网络组成。"),
    ("self-attention", "kv-cache", 0.6, 5, "自注意力在每一步都要用到之前的键和值，KV cache 把它们存下来"),
    ("multi-head-attention", "mqa", 0.8, 6, "MQA 让多头注意力的所有头共享同一组键和值"),
    ("multi-head-attention", "gqa", 0.8, 7, "GQA 把多头注意力的头分组"),
    ("mqa", "gqa", 0.5, 7, "MQA 可以看成只有一组"),
    ("kv-cache", "paged-attention", 0.9, 8, "Paged Attention 建立在 KV cache 之上"),
    ("reward-model", "rlhf", 0.7, 10, "RLHF 先训练奖励模型"),
)


def tiny_graph() -> KnowledgeGraph:
    """Eleven concepts of ``TINY_BANK`` (bank id ``tiny.zh``), derived; RLHF is an island of its own."""
    questions = {question.id: question for question in _questions()}
    mentions = tuple(mention for question in questions.values() for mention in _mentions(question))
    curated = (MapEntry("prerequisites.csv", 3, "查询组的数目在 KV cache 里才有意义"),)
    relations = tuple(
        Relation(head, RelationType(sort), tail, 0.8, (_quote(questions[f"tiny.zh#{number}"], quote),))
        for head, sort, tail, number, quote in _RELATIONS
    )
    prerequisites = tuple(
        Prerequisite(before, after, confidence, ("说明",), (_quote(questions[f"tiny.zh#{number}"], quote),))
        for before, after, confidence, number, quote in _PREREQUISITES
    )
    prerequisites += (Prerequisite("kv-cache", "gqa", 1.0, ("map prerequisites.csv",), curated, "curated"),)
    sha256 = hashlib.sha256(TINY_BANK.encode()).hexdigest()
    inputs = (Input("bank", "tiny.zh.md", sha256, "注意力小题库", "zh"),)
    concepts = {concept.id: concept for concept in _CONCEPTS}
    return derive(
        KnowledgeGraph(questions, concepts, mentions, relations, prerequisites, (), inputs, "concept-atlas 0.1.0")
    )


def bilingual_graph() -> KnowledgeGraph:
    """The tiny graph with an English copy of its bank, ``tiny.en``: each of its questions is there in two languages."""
    tiny = tiny_graph()
    questions = {
        id_: replace(one, id=id_, bank="tiny.en", language="en", title=f"{one.title} (en)")
        for one in tiny.questions.values()
        for id_ in [one.id.replace(".zh", ".en")]
    }
    mentions = tuple(replace(one, question=one.question.replace(".zh", ".en")) for one in tiny.mentions)
    source = replace(tiny.inputs[0], name="tiny.en.md", language="en")
    return derive(
        replace(
            tiny,
            questions=tiny.questions | questions,
            mentions=tiny.mentions + mentions,
            inputs=(source, *tiny.inputs),
        )
    )


def _questions() -> list[Question]:
    starts = [match.start() for match in re.finditer(r"^### ", TINY_BANK, re.MULTILINE)]
    return [_question(start, end) for start, end in zip(starts, [*starts[1:], len(TINY_BANK)], strict=True)]


def _question(start: int, end: int) -> Question:
    heading, _, rest = TINY_BANK[start:end].partition("\n")
    number, _, title = heading.removeprefix("### ").partition(". ")
    answer = rest.strip()
    answer_start = start + len(heading) + 1 + rest.index(answer)
    language = "en" if number == "12" else "zh"
    end = answer_start + len(answer)
    return Question(f"tiny.zh#{number}", "tiny.zh", number, title, answer, answer_start, language, start, end)


def _mentions(question: Question) -> list[Mention]:
    """Every surface with its spans, the longest surface first; in the title a concept is what is asked about."""
    taken: dict[int, tuple[str, str, int]] = {}
    surfaces = sorted(((name, one) for one, names in _SURFACES.items() for name in names), key=lambda x: -len(x[0]))
    text, covered = TINY_BANK[question.start : question.end], set[int]()
    for surface, concept in surfaces:
        for match in re.finditer(re.escape(surface), text):
            if not covered.intersection(range(*match.span())):
                covered.update(range(*match.span()))
                taken[question.start + match.start()] = (concept, surface, question.start + match.end())
    return [_mention(question, concept, taken) for concept in sorted({one for one, _, _ in taken.values()})]


def _mention(question: Question, concept: str, taken: dict[int, tuple[str, str, int]]) -> Mention:
    spans = tuple((start, end) for start, (one, _, end) in sorted(taken.items()) if one == concept)
    surfaces = tuple(sorted({surface for one, surface, _ in taken.values() if one == concept}))
    title = range(question.start, question.answer_start)
    return Mention(question.id, concept, len(spans), surfaces, spans, any(start in title for start, _ in spans))


def _quote(question: Question, quote: str) -> Quote:
    start = TINY_BANK.index(quote, question.start, question.end)
    return Quote(question.id, start, start + len(quote), quote, "by-hand")


@st.composite
def random_edges(draw: st.DrawFn, *, most: int = 9, acyclic: bool = True) -> tuple[list[str], list[tuple[str, str]]]:
    """Ids and edges between them; acyclic ones follow an order that is not the one of the ids."""
    count = draw(st.integers(1, most))
    nodes = draw(st.permutations([f"c{place}" for place in range(count)]))
    pairs = [(a, b) for i, a in enumerate(nodes) for j, b in enumerate(nodes) if (i < j if acyclic else i != j)]
    edges = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=3 * count)) if pairs else []
    return sorted(nodes), edges


@st.composite
def random_graphs(draw: st.DrawFn, *, most: int = 9, acyclic: bool = True) -> KnowledgeGraph:
    """Small derived graphs with questions, mentions, relations and prerequisites; quotes are made up."""
    nodes, edges = draw(random_edges(most=most, acyclic=acyclic))
    questions = {f"b#{place}": _made_up(draw, place) for place in range(draw(st.integers(1, 4)))}
    mentions = tuple(_made_up_mention(draw, question, node) for node in nodes for question in _some(draw, questions))
    confidences = st.sampled_from([0.25, 0.5, 0.75, 1.0])
    prerequisites = tuple(
        Prerequisite(before, after, draw(confidences), ("r",), (Quote("b#0", 0, 1, "q", "rule"),))
        for before, after in edges
    )
    triples = st.tuples(st.sampled_from(nodes), st.sampled_from(list(RelationType)), st.sampled_from(nodes))
    relations = tuple(
        Relation(head, sort, tail, draw(confidences), (Quote("b#0", 0, 1, "“'\\\n", "rule"),))
        for head, sort, tail in draw(st.lists(triples, unique=True, max_size=6))
        if head < tail
    )
    concepts = {node: Concept(node, draw(_texts) or node, aliases=("別名", node.upper())) for node in nodes}
    return derive(KnowledgeGraph(questions, concepts, mentions, relations, prerequisites, (), (), "t"))


_texts = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=6)


def _some(draw: st.DrawFn, questions: dict[str, Question]) -> list[str]:
    return draw(st.lists(st.sampled_from(sorted(questions)), unique=True, max_size=2))


def _made_up(draw: st.DrawFn, place: int) -> Question:
    answer = draw(_texts)
    return Question(f"b#{place}", "b", str(place), draw(_texts), answer, place * 99, "zh", place * 99, place * 99 + 9)


def _made_up_mention(draw: st.DrawFn, question: str, concept: str) -> Mention:
    count = draw(st.integers(1, 3))
    spans = tuple((place, place + 1) for place in range(count))
    return Mention(question, concept, count, (concept,), spans, draw(st.booleans()))
