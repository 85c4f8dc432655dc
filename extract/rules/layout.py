"""What the layout states: one reading comes in, relations of its title and of its lead-ins go out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from extract.reading import Group, Mentioned, Reading, Stated
from extract.rules import structure
from extract.rules.gaps import is_pair
from extract.rules.labels import LABELS
from extract.rules.structure import StructureRule
from extract.rules.titles import Intent, also_asks
from kg.model import Kind, RelationType

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
_CLASS_TITLE = re.compile(
    r"(?:算法|方法|策略|方式|类型|种类|类|协议|锁|索引|结构|模式|命令|指标|工具|模型|级别|范式|问题|异常|操作|语句|函数|关系|事件|状态"
    r"|levels|forms|anomalies|phenomena|problems|algorithms|methods|strategies|types|policies|"
    r"protocols|patterns|metrics|tools|models|techniques)\s*$"
)
_PROS_LINE = re.compile(r"优点|优势|好处|区别|特点|advantages?|benefits?|differences?")
_WEAK_LINE = re.compile(
    r"缺点|不足|局限|问题|缺陷|代价|weakness(?:es)?|drawbacks?|limitations?|problems?|disadvantages?|pitfalls?"
)
_USED_LINE = re.compile(
    r"依赖|基于|采用|利用|使用|借助|结合|核心思[想路]|关键技术|想法|rel(?:y|ies) on|uses?\b|based on|ideas?|tricks?"
)
_CAUSE_LINE = re.compile(r"原因|成因|来源|为什么会|\bcauses?\b|\breasons?\b|\bsources?\b")
_DESCRIBES = re.compile(r"介绍|讲解|讲一下|架构|组成|\bdescribe|\boverview|\barchitecture")
_LISTED = re.compile(
    r"\s*(?:方法|模型|指标|技术|算法|工具|框架|数据集|任务|机制|策略|类型|种类|方式|methods?|models?|metrics?|techniques?|tools?|"
    r"tasks?|types?|variants?|schemes?|strategies|approaches)?\s*(?:主要|常见的?|通常|一般)?\s*(?:包括|包含|有|如下|分为|可分为|include|are)?"
    r"[以下几两二三四五六七种类个点方面:\s]{0,8}[:：]\s*$"
)
_LISTED_CLASS = re.compile(r"(?:哪些|哪几种|什么|\bwhat are (?:some|the).{0,20}|\b(?:types|kinds) of|\bwhich)\s*$")
_IMPROVING = re.compile(r"提升|提高|改进|优化|改善|加速|增强|\bimprov|\bspeed up|\boptimi|\baccelerat|\benhanc")
_OPENING = 4
_LONGEST_DEED = 24
_NEAR = 16
_SENTENCE = 24  # a line of this length says more than the name of a group
_ASKED = re.compile(r"\s*(?:的)?(?:常见|主流|常用|主要|典型)?的?(?:有|都有|可以有)?\s*(?:哪些|哪几|几种|什么|多少种)")


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
            yield from _state(structure.NEEDS, right, left, (title.start, title.end))
        elif _BLANK.fullmatch(gap) and left.kind == right.kind == Kind.TOOL:
            yield from _state(structure.APPOSITION, left, right, (title.start, title.end))
        elif reading.intent in (Intent.HOW, Intent.DEFINITION, Intent.OTHER) and len(gap) <= _LONGEST_DEED:
            yield from _deed(reading, left, right, (title.start, title.end))


def _deed(reading: Reading, left: Mentioned, right: Mentioned, place: tuple[int, int]) -> Iterator[Stated]:
    """What a cue word between two concepts of a title says: "How does X prevent Y?"."""
    signals = reading.cues_within(left.end, right.start)
    if len(signals) != 1 or signals[0].cue.side != "right":
        return
    cue = signals[0].cue
    head, tail = (right, left) if cue.swap else (left, right)
    fits = not (cue.at_head or cue.needs) and (not cue.tails or tail.kind in cue.tails)
    if cue.type is not None and fits and is_pair(head, tail, cue.type):
        yield Stated(head, cue.type, tail, *place, cue.id, cue.confidence)


def _contrasts(reading: Reading) -> Iterator[Stated]:
    """Every pair of what is compared."""
    title = reading.blocks[0]
    for place, one in enumerate(reading.compared):
        for other in reading.compared[place + 1 :]:
            yield from _state(structure.CONTRAST, one, other, (title.start, title.end))


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
        elif any(_CAUSE_LINE.search(_label(reading, parent)) for parent in reading.parents(index)):
            for problem in reading.focus:
                if problem.kind is Kind.PROBLEM:
                    yield from _state(structure.CAUSE_GROUP, lead, problem, (start, end))
        else:
            grouped = list(_in_group(reading, index, lead, (start, end)))
            yield from grouped or _under_title(reading, lead, (start, end))
            yield from _introduced(reading, index, lead, (start, end))


def _in_group(reading: Reading, index: int, lead: Mentioned, place: tuple[int, int]) -> Iterator[Stated]:
    """What the label of the group says that the lead-in stands in."""
    for parent in reading.parents(index):
        said = _label(reading, parent)
        label = next((label for label in LABELS if label.regex.search(said)), None)
        if label is None:
            continue
        block = reading.blocks[parent]
        alone = reading.focus if len(reading.focus) == 1 else ()
        inside = reading.within(block.start, block.end)[-1:] if label.named else ()
        for topic in inside or (alone if label.named else reading.focus[:1]):
            if lead.kind in label.leads and topic.kind in label.topics:
                yield from _state(label.rule, *((lead, topic) if label.inward else (topic, lead)), place)
        return


def _label(reading: Reading, index: int) -> str:
    """The name of a group of items: a short line, a lead-in or a heading."""
    block = reading.blocks[index]
    said = reading.text[block.start : block.end].lower()
    return said if len(said) <= 2 * _SENTENCE else ""


def _under(
    lead: Mentioned, upper: Mentioned, place: tuple[int, int], reading: Reading, parent: int
) -> Iterator[Stated]:
    """An item whose upper item is a concept too: what the upper line says, else what the kinds suggest."""
    block = reading.blocks[parent]
    said = reading.text[block.start : block.end].lower()
    if _CLASS_LINE.search(said.rstrip(" *：:\n")):
        yield from _state(structure.UNDER, lead, upper, place)
    elif len(said) > _SENTENCE and block.introduces:
        yield from _by_line(said, lead, upper, place)
    elif upper.kind is Kind.PROBLEM and lead.kind is not Kind.PROBLEM:
        yield from _state(structure.UNDER, lead, upper, place, relation=RelationType.ADDRESSES)
    elif _PARTS_LINE.search(said) or (upper.kind is not Kind.METRIC and lead.kind in (Kind.METRIC, Kind.PROBLEM)):
        yield from _state(structure.UNDER, lead, upper, place, relation=RelationType.PART_OF)
    elif not _PROS_LINE.search(said):
        yield from _state(structure.UNDER, lead, upper, place)


def _by_line(said: str, lead: Mentioned, topic: Mentioned, place: tuple[int, int]) -> Iterator[Stated]:
    """What a sentence that introduces a list says of the list's members."""
    if lead.kind is Kind.PROBLEM and _WEAK_LINE.search(said):
        yield from _state(structure.WEAKNESS, topic, lead, place)
    elif _PARTS_LINE.search(said):
        yield from _state(structure.PART_OF_INTRODUCED, lead, topic, place)
    elif _USED_LINE.search(said) and not lead.kind == topic.kind == Kind.MODEL:
        yield from _state(structure.USED_INTRODUCED, topic, lead, place)


def _under_title(reading: Reading, lead: Mentioned, place: tuple[int, int]) -> Iterator[Stated]:
    """What the title asks for, answered by the lead-in of an item that stands under nothing else."""
    focus = [mention for mention in reading.focus if mention.concept != lead.concept]
    if not focus or len(focus) < len(reading.focus):
        return
    intent = reading.intent
    if intent is Intent.MEMBERS:
        yield from _member(reading, lead, focus, place)
    elif intent in (Intent.CURES, Intent.HOW):
        yield from cures(reading, (lead,), place)
    elif intent is Intent.CAUSES:
        for problem in focus:
            yield from _state(structure.CAUSE, lead, problem, place)
    elif (rule := _by_intent(reading, lead, focus, place)) is not None:
        yield from _state(rule, lead, focus[-1] if rule is structure.MEMBER else focus[0], place)


def _by_intent(
    reading: Reading, lead: Mentioned, focus: list[Mentioned], place: tuple[int, int]
) -> StructureRule | None:
    """The rule that joins a lead-in to the title's concept, if the title asks for one thing only."""
    intent = reading.intent
    if intent is Intent.ALTERNATIVES:
        return structure.ALTERNATIVE
    if intent is Intent.PARTS or (also_asks(reading.title, Intent.PARTS) and _is_numbered(reading, place[0])):
        return structure.PART
    if intent is Intent.CONTRAST and len(reading.compared) <= 1 and lead.kind == focus[-1].kind:
        return structure.MEMBER
    if intent is Intent.DEFINITION and _DESCRIBES.search(reading.title):
        return structure.DESCRIBED
    if intent is Intent.OTHER and len(focus) == 1 and _CLASS_TITLE.search(reading.title):
        return structure.MEMBER
    return structure.MEASURE if intent is Intent.EVALUATION and focus[0].kind is Kind.TASK else None


def _is_numbered(reading: Reading, start: int) -> bool:
    """Whether the item whose lead-in begins at ``start`` bears a number."""
    return reading.text[reading.text.rfind("\n", 0, start) + 1 : start].strip(" *_")[:1].isdigit()


def _member(reading: Reading, lead: Mentioned, focus: list[Mentioned], place: tuple[int, int]) -> Iterator[Stated]:
    """A listed member is one of the class that stands at the title's question word; else it serves the title's aim."""
    title = reading.blocks[0]
    asked = [m for m in reading.focus if _ASKED.match(reading.gap(m.end, title.end))]
    listed = [m for m in reading.focus if _LISTED_CLASS.search(reading.gap(title.start, m.start))]
    serves = _IMPROVING.search(reading.title) is not None
    for target in listed or asked or focus[-1:]:
        if target.kind is Kind.PROBLEM or target.concept == lead.concept:
            continue
        before = reading.gap(title.start, target.start)[-_NEAR:]
        is_class = (listed or asked) and not _IMPROVING.search(before)
        if is_class or (not serves and lead.kind == target.kind):
            yield from _state(structure.MEMBER, lead, target, place)
        elif serves:
            yield from _state(structure.WAY, lead, target, place)
    for problem in focus:
        if problem.kind is Kind.PROBLEM:
            yield from _state(structure.CURE, lead, problem, place)


def cures(reading: Reading, methods: Group, place: tuple[int, int]) -> Iterator[Stated]:
    """Methods offered to a title that asks how to solve a problem or how to do a task."""
    if not reading.blocks or reading.intent not in (Intent.CURES, Intent.HOW, Intent.MEMBERS):
        return
    for method in methods:
        if method.kind in (Kind.PROBLEM, Kind.TASK):
            continue
        for aim in reading.focus:
            if aim.kind is Kind.PROBLEM:
                yield from _state(structure.CURE, method, aim, place)
            elif aim.kind is Kind.TASK and reading.intent is Intent.HOW and not reading.is_nested(aim, method):
                yield from _state(structure.WAY, method, aim, place)


def _introduced(reading: Reading, index: int, lead: Mentioned, place: tuple[int, int]) -> Iterator[Stated]:
    """An item under a line that ends with a colon: the line's last concept names the class, or its verb decides."""
    for parent in reading.parents(index):
        block = reading.blocks[parent]
        if block.kind != "text" or not block.introduces:
            continue
        named = [mention for mention in reading.within(block.start, block.end) if mention.concept != lead.concept]
        said = reading.text[block.start : block.end].lower()
        listed = named and _LISTED.fullmatch(reading.gap(named[-1].end, block.end))
        if listed and lead.kind == named[-1].kind and not (_PROS_LINE.search(said) or _PARTS_LINE.search(said)):
            yield from _state(structure.INTRODUCED, lead, named[-1], place)
            return
        opening = named[:1] if named and named[0].start - block.start <= _OPENING else []
        for topic in opening or reading.topic(parent)[:1]:
            yield from _by_line(said, lead, topic, place)
        return


def nested_names(reading: Reading) -> Iterator[Stated]:
    """A term that ends with another term of the question is a kind of it (稀疏注意力, 注意力)."""
    first = {mention.concept: mention for mention in reversed(reading.mentions)}
    topics = {mention.concept for index in range(len(reading.blocks)) for mention in reading.lead(index)}
    topics.update(mention.concept for mention in reading.focus)
    words = {concept: reading.gap(mention.start, mention.end).rstrip("s") for concept, mention in first.items()}
    endings = tuple(word for word in words.values() if len(word) > 1)
    for concept, longer in words.items():
        if concept not in topics or not longer[1:].endswith(endings):
            continue
        for other, shorter in words.items():
            ends = len(longer) > len(shorter) > 1 and longer.endswith(shorter)
            if ends and first[concept].kind == first[other].kind and _is_whole(longer, shorter):
                mention = first[concept]
                yield from _state(structure.NESTED, mention, first[other], (mention.start, mention.end))


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
