"""What the name of a group of items says of its items: "缺点：", "### Building blocks", "处理死锁的思路有以下几种：".

A label names no concept itself; it says in which way the items below it belong to what the question is about.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from extract.rules import structure
from extract.rules.structure import StructureRule
from kg.model import Kind

_ANY = frozenset(Kind)
_PROBLEMS = frozenset({Kind.PROBLEM, Kind.UNKNOWN})


@dataclass(frozen=True, slots=True)
class Label:
    """A way to name a group: ``regex`` is searched in the folded label.

    ``leads`` and ``topics`` are the kinds that fit; ``inward`` says that the item's concept is the head, ``named``
    that the label may name the whole that its items belong to ("Types of attention").
    """

    regex: re.Pattern[str]
    rule: StructureRule
    inward: bool = True
    leads: frozenset[Kind] = _ANY
    topics: frozenset[Kind] = _ANY
    named: bool = False


def _label(zh: str, en: str, rule: StructureRule, **fields: object) -> Label:
    return Label(re.compile(rf"(?:{zh})|\b(?:{en})\b"), rule, **fields)  # type: ignore[arg-type]


LABELS: tuple[Label, ...] = (
    _label(
        r"缺点|不足|局限|缺陷|代价|存在的?问题|弊端|劣势",
        r"weakness(?:es)?|drawbacks?|limitations?|problems?|disadvantages?|pitfalls?|challenges|costs?|risks",
        structure.WEAK_GROUP,
        inward=False,
        leads=_PROBLEMS,
    ),
    _label(
        r"解决|缓解|应对|处理|预防|避免|防止|措施|对策",
        r"remed(?:y|ies)|solutions?|mitigations?|strateg(?:y|ies)|prevention|countermeasures|handling"
        r"|handled?|how to (?:avoid|prevent|fix)",
        structure.CURE_GROUP,
        leads=_ANY - {Kind.PROBLEM},
        topics=frozenset({Kind.PROBLEM}),
    ),
    _label(r"替代|其他选择", r"alternatives?(?: to)?", structure.OTHER_GROUP, leads=_ANY - {Kind.PROBLEM}),
    _label(
        r"优点|优势|好处|目的|作用",
        r"advantages?|benefits?|strengths?|goals?",
        structure.GOOD_GROUP,
        inward=False,
        leads=frozenset({Kind.PROBLEM}),
    ),
    _label(
        r"应用|场景|用途",
        r"applications?|use cases?|uses",
        structure.FIELD_GROUP,
        inward=False,
        leads=_ANY - {Kind.PROBLEM},
    ),
    _label(
        r"组成|构成|步骤|流程|阶段|部分|环节|要素|特性|性质|结构|机制|涉及|包含",
        r"building blocks|components?|parts|steps?|stages?|phases|properties|architecture"
        r"|ingredients|anatomy",
        structure.PART_GROUP,
        leads=_ANY - {Kind.PROBLEM},
    ),
    _label(
        r"种类|类型|分类|类别|级别|常见的?[\u4e00-\u9fff]{2,4}|分为|几种|[两三四五六七]种",
        r"types?|kinds?|variants?|categories|levels|forms|common \w+|classic \w+|popular \w+",
        structure.KIND_GROUP,
        named=True,
    ),
)
