"""Relations that the layout states: the title with its list items, an item with the items under it.

Each rule is a record with an example; the functions below yield what the rules find in one reading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from extract.reading import Group, Mentioned, Reading, Stated
from extract.rules.gaps import is_pair
from extract.rules.titles import Intent
from kg.model import Kind, Language, RelationType


@dataclass(frozen=True, slots=True)
class StructureRule:
    """A way in which layout states a relation, with what it is worth."""

    id: str
    language: Language
    type: RelationType
    confidence: float
    example: str
    expect: tuple[str, str, str]


CONTRAST = StructureRule(
    "title-contrast",
    "zh",
    RelationType.CONTRASTS_WITH,
    0.95,
    "## LoRA 和前缀微调有什么区别？\n见下文。",
    ("LoRA", "CONTRASTS_WITH", "前缀微调"),
)
ALTERNATIVE = StructureRule(
    "title-alternatives",
    "zh",
    RelationType.CONTRASTS_WITH,
    0.85,
    "## LangChain 有哪些替代方案？\n- **LlamaIndex**：索引。",
    ("LangChain", "CONTRASTS_WITH", "LlamaIndex"),
)
MEMBER = StructureRule(
    "title-member",
    "zh",
    RelationType.IS_A,
    0.85,
    "## 参数高效微调有哪些方法？\n- **LoRA**：低秩。",
    ("LoRA", "IS_A", "PEFT"),
)
CURE = StructureRule(
    "title-cure",
    "zh",
    RelationType.ADDRESSES,
    0.8,
    "## 如何缓解过拟合？\n- **正则化**：限制权重。",
    ("正则化", "ADDRESSES", "过拟合"),
)
WAY = StructureRule(
    "title-way",
    "zh",
    RelationType.APPLIES_TO,
    0.7,
    "## 如何让模型做文本分类？\n- **微调**：训练分类层。",
    ("微调", "APPLIES_TO", "文本分类"),
)
CAUSE = StructureRule(
    "title-cause",
    "zh",
    RelationType.CAUSES,
    0.8,
    "## 出现幻觉的原因是什么？\n- **过拟合**：记住噪声。",
    ("过拟合", "CAUSES", "幻觉"),
)
PART = StructureRule(
    "title-part",
    "zh",
    RelationType.PART_OF,
    0.75,
    "## RLHF 的流程是什么？\n- **奖励模型**：打分。",
    ("奖励模型", "PART_OF", "RLHF"),
)
DESCRIBED = StructureRule(
    "title-described-part",
    "zh",
    RelationType.PART_OF,
    0.6,
    "## 介绍一下 ZeRO\n- **梯度分区**：每卡存一份。",
    ("梯度分区", "PART_OF", "ZeRO"),
)
MEASURE = StructureRule(
    "title-measure",
    "zh",
    RelationType.MEASURES,
    0.75,
    "## 如何评估文本摘要？\n- **ROUGE**：看重叠。",
    ("ROUGE", "MEASURES", "摘要"),
)
NEEDS = StructureRule(
    "title-needs",
    "zh",
    RelationType.PART_OF,
    0.7,
    "## 为什么 Transformer 需要位置编码？\n因为没有顺序。",
    ("位置编码", "PART_OF", "Transformer"),
)
UNDER = StructureRule(
    "item-under-item",
    "zh",
    RelationType.IS_A,
    0.85,
    "## 省显存的办法\n- 参数高效微调方法：\n  - **LoRA**：低秩。",
    ("LoRA", "IS_A", "PEFT"),
)
INTRODUCED = StructureRule(
    "item-introduced",
    "zh",
    RelationType.IS_A,
    0.8,
    "## 怎么选\n常见的参数高效微调方法包括：\n\n- **LoRA**：低秩。",
    ("LoRA", "IS_A", "PEFT"),
)
APPOSITION = StructureRule(
    "apposition",
    "zh",
    RelationType.IS_A,
    0.6,
    "## 介绍一下 FAISS 向量数据库\n它很快。",
    ("FAISS", "IS_A", "向量数据库"),
)
NESTED = StructureRule(
    "nested-name",
    "zh",
    RelationType.IS_A,
    0.6,
    "## 什么是稀疏注意力？\n它比注意力便宜。",
    ("稀疏注意力", "IS_A", "注意力机制"),
)

RULES: tuple[StructureRule, ...] = (
    CONTRAST,
    ALTERNATIVE,
    MEMBER,
    CURE,
    WAY,
    CAUSE,
    PART,
    DESCRIBED,
    MEASURE,
    NEEDS,
    UNDER,
    INTRODUCED,
    APPOSITION,
    NESTED,
)

_NEEDS = re.compile(
    r"\s*(?:的?架构|模型|中)?\s*(?:为什么|为何)?(?:需要|要用|要使用|使用|采用|引入|用|加入|need|use|require)s?\s*(?:an?|the)?\s*"
)
_BLANK = re.compile(r"\s?")
_PARTS_LINE = re.compile(
    r"步骤|流程|组成|阶段|包含|环节|部分|结构|构成|维度|steps?|stages?|parts?|components?|consists? of|phases?"
)
_CLASS_LINE = re.compile(
    r"(?:方法|模型|指标|技术|算法|工具|框架|数据集|任务|机制|策略|类|methods|models|metrics|techniques|tools|tasks)$",
    re.IGNORECASE,
)
_PROS_LINE = re.compile(r"优点|缺点|优势|不足|区别|特点|advantages?|drawbacks?|limitations?|benefits?")


def title_relations(reading: Reading) -> Iterator[Stated]:
    """What the title alone states: comparisons, "X needs Y", "X framework"."""
    if not reading.blocks:
        return
    title = reading.blocks[0]
    mentions = reading.within(title.start, title.end)
    if reading.intent is Intent.CONTRAST:
        yield from _contrasts(reading)
    for left, right in pairwise(mentions):
        gap = reading.gap(left.end, right.start)
        if reading.intent is Intent.REASON and _NEEDS.fullmatch(gap):
            yield from _state(NEEDS, right, left, (title.start, title.end))
        elif _BLANK.fullmatch(gap) and {left.kind, right.kind} <= {Kind.TOOL, Kind.METHOD}:
            yield from _state(APPOSITION, left, right, (title.start, title.end))


def _contrasts(reading: Reading) -> Iterator[Stated]:
    """Every pair of what is compared."""
    title = reading.blocks[0]
    for place, one in enumerate(reading.compared):
        for other in reading.compared[place + 1 :]:
            yield from _state(CONTRAST, one, other, (title.start, title.end))


def block_relations(reading: Reading, index: int) -> Iterator[Stated]:
    """What a block's lead-in states by where it stands."""
    block = reading.blocks[index]
    if block.kind not in ("item", "heading", "text") or not (leads := reading.lead(index)):
        return
    start, end = block.lead or (block.start, block.end)
    for lead in leads:
        above = [parent for parent in reading.parents(index) if reading.lead(parent)]
        if above:
            for upper in reading.lead(above[0]):
                yield from _under(lead, upper, (start, end), reading, above[0])
        else:
            yield from _under_title(reading, lead, (start, end))
            yield from _introduced(reading, index, lead, (start, end))


def _under(
    lead: Mentioned, upper: Mentioned, place: tuple[int, int], reading: Reading, parent: int
) -> Iterator[Stated]:
    """An item whose upper item is a concept too: of one sort a kind of it, else what the kinds suggest."""
    said = reading.text[reading.blocks[parent].start : reading.blocks[parent].end]
    if _CLASS_LINE.search(said.rstrip(" *：:\n")):
        yield from _state(UNDER, lead, upper, place)
    elif upper.kind is Kind.PROBLEM and lead.kind is not Kind.PROBLEM:
        yield from _state(UNDER, lead, upper, place, relation=RelationType.ADDRESSES)
    elif _PARTS_LINE.search(said) or (upper.kind is not Kind.METRIC and lead.kind in (Kind.METRIC, Kind.PROBLEM)):
        yield from _state(UNDER, lead, upper, place, relation=RelationType.PART_OF)
    elif not _PROS_LINE.search(said):
        yield from _state(UNDER, lead, upper, place)


def _under_title(reading: Reading, lead: Mentioned, place: tuple[int, int]) -> Iterator[Stated]:
    focus = [mention for mention in reading.focus if mention.concept != lead.concept]
    if not focus or any(mention.concept == lead.concept for mention in reading.focus):
        return
    intent = reading.intent
    if intent is Intent.ALTERNATIVES:
        yield from _state(ALTERNATIVE, lead, focus[0], place)
    elif intent is Intent.MEMBERS:
        yield from _member(reading, lead, focus, place)
    elif intent in (Intent.CURES, Intent.HOW):
        yield from cures(reading, (lead,), place)
    elif intent is Intent.CAUSES:
        for problem in focus:
            yield from _state(CAUSE, lead, problem, place)
    elif intent is Intent.PARTS:
        yield from _state(PART, lead, focus[0], place)
    elif intent is Intent.DEFINITION:
        yield from _state(DESCRIBED, lead, focus[0], place)
    elif intent is Intent.EVALUATION:
        yield from _state(MEASURE, lead, focus[0], place)


def _member(reading: Reading, lead: Mentioned, focus: list[Mentioned], place: tuple[int, int]) -> Iterator[Stated]:
    """A listed member is one of the class that the title names last before, or right after, its question word."""
    target = next((mention for mention in reversed(focus) if mention.kind is not Kind.PROBLEM), None)
    if target is not None:
        yield from _state(MEMBER, lead, target, place)
    for problem in focus:
        if problem.kind is Kind.PROBLEM:
            yield from _state(CURE, lead, problem, place)


def cures(reading: Reading, methods: Group, place: tuple[int, int]) -> Iterator[Stated]:
    """Methods offered to a title that asks how to solve a problem or how to do a task."""
    if not reading.blocks or reading.intent not in (Intent.CURES, Intent.HOW, Intent.MEMBERS):
        return
    for method in methods:
        if method.kind in (Kind.PROBLEM, Kind.TASK):
            continue
        for aim in reading.focus:
            if aim.kind is Kind.PROBLEM:
                yield from _state(CURE, method, aim, place)
            elif aim.kind is Kind.TASK and reading.intent is Intent.HOW:
                yield from _state(WAY, method, aim, place)


def _introduced(reading: Reading, index: int, lead: Mentioned, place: tuple[int, int]) -> Iterator[Stated]:
    """An item under a line that ends with a colon and whose last concept names the class."""
    for parent in reading.parents(index):
        block = reading.blocks[parent]
        if block.kind != "text" or not block.introduces:
            continue
        named = reading.within(block.start, block.end)
        said = reading.text[block.start : block.end]
        if named and not _PROS_LINE.search(said) and named[-1].concept != lead.concept:
            relation = RelationType.PART_OF if _PARTS_LINE.search(said) else RelationType.IS_A
            if relation is RelationType.PART_OF or lead.kind == named[-1].kind:
                yield from _state(INTRODUCED, lead, named[-1], place, relation=relation)
        return


def nested_names(reading: Reading) -> Iterator[Stated]:
    """A term that ends with another term of the question is a kind of it (稀疏注意力, 注意力)."""
    first = {mention.concept: mention for mention in reversed(reading.mentions)}
    topics = {mention.concept for index in range(len(reading.blocks)) for mention in reading.lead(index)}
    topics.update(mention.concept for mention in reading.focus)
    words = {concept: reading.gap(mention.start, mention.end).rstrip("s") for concept, mention in first.items()}
    for concept, longer in words.items():
        if concept not in topics:
            continue
        for other, shorter in words.items():
            ends = len(longer) > len(shorter) > 1 and longer.endswith(shorter)
            if ends and first[concept].kind == first[other].kind and _is_whole(longer, shorter):
                mention = first[concept]
                yield from _state(NESTED, mention, first[other], (mention.start, mention.end))


def _is_whole(longer: str, shorter: str) -> bool:
    """Whether the shorter name stands in the longer one as a word of its own."""
    before = longer[-len(shorter) - 1]
    return not (before.isascii() and before.isalnum() and shorter[0].isascii())


def _state(
    rule: StructureRule,
    head: Mentioned,
    tail: Mentioned,
    place: tuple[int, int],
    *,
    relation: RelationType | None = None,
) -> Iterator[Stated]:
    relation = relation or rule.type
    if is_pair(head, tail, relation):
        yield Stated(head, relation, tail, *place, rule.id, rule.confidence)
