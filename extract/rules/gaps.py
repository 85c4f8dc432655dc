"""Relations that stand between two neighbouring concepts: "X（如 A、B）", "A、B 等 X", "X 中的 Y"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from extract.reading import Group, Mentioned, Reading, Stated
from extract.rules.signature import allows
from kg.model import Language, RelationType

_NOUN = (
    r"(?:任务|方法|模型|策略|技术|架构|算法|工具|系列|操作|函数|版本|训练|"
    r"方式|手段|指标|数据集|问题|结构|状态|信息|参数|组件|的)*"
)
_SOME = r"(?:一些|多种|各种|常见的?|不同的?|多个|各个|某些|这些|传统的?|相关的?)*"
_LONGEST_GAP = 40


@dataclass(frozen=True, slots=True)
class GapRule:
    """``gap`` must match all between left and right; ``swap``: the right concept is the head.

    ``left`` and ``right`` say whether the relation holds for all concepts coordinated on that side.
    """

    id: str
    language: Language
    type: RelationType
    gap: str
    confidence: float
    example: str
    expect: tuple[str, str, str]
    before: str = ""
    after: str = ""
    swap: bool = False
    left: bool = False
    right: bool = False


RULES: tuple[GapRule, ...] = (
    GapRule(
        "zh-such-as",
        "zh",
        RelationType.IS_A,
        _NOUN
        + r"[)）]?\s*[(（,，:：]?\s*(?:例如|比如|譬如|诸如|包括|像|如)(?![何果此下])[:：,，]?\s*"
        + _SOME
        + r"\s*(?:[\u4e00-\u9fff]{1,8}、){0,2}",
        0.9,
        "## 微调\n常用解码策略（如贪心搜索、束搜索）很多。",
        ("贪心搜索", "IS_A", "解码策略"),
        swap=True,
        right=True,
    ),
    GapRule(
        "zh-and-so-on",
        "zh",
        RelationType.IS_A,
        r"(?:任务|模型)?\s*等(?![级价式待于同])(?:多种|常见|主流|各种|一系列|的|高级|传统)*\s*",
        0.8,
        "## 评测\n采用 BLEU、ROUGE 等自动评测指标。",
        ("BLEU", "IS_A", "自动评测指标"),
        left=True,
    ),
    GapRule(
        "zh-inside",
        "zh",
        RelationType.PART_OF,
        r"\s*(?:模型|架构|层|块|网络|结构|系统|框架)?\s*(?:中|里|内|内部)的" + _SOME + r"(?:基本|连续)?\s*",
        0.7,
        "## 层融合\n融合 Transformer 中的多头注意力。",
        ("多头注意力", "PART_OF", "Transformer"),
        swap=True,
        right=True,
    ),
    GapRule(
        "zh-inside-such-as",
        "zh",
        RelationType.PART_OF,
        r"\s*(?:模型|架构|层)?\s*(?:中|里|内|层内)的[^,。;]{0,10}\(\s*(?:例如|比如|如)\s*",
        0.65,
        "## 算子融合\n融合 Transformer 中的多个单元（如多头注意力）。",
        ("多头注意力", "PART_OF", "Transformer"),
        swap=True,
        right=True,
    ),
    GapRule(
        "zh-in",
        "zh",
        RelationType.PART_OF,
        r"\s*在\s*",
        0.65,
        "## 归一化\n层归一化在 Transformer 中的位置不同。",
        ("层归一化", "PART_OF", "Transformer"),
        after=r"^\s*(?:架构|模型|结构)?[中里内]",
    ),
    GapRule(
        "zh-based-on-of",
        "zh",
        RelationType.USES,
        r"\s*(?:架构|模型|方法|技术)?的\s*(?:[\u4e00-\u9fff]{0,4})?",
        0.75,
        "## 检索\n基于 Transformer 的语言模型很大。",
        ("语言模型", "USES", "Transformer"),
        before=r"(?:基于|使用|采用|利用)\s*(?:了)?\s*$",
        swap=True,
    ),
    GapRule(
        "zh-these-kinds",
        "zh",
        RelationType.IS_A,
        r"\s*(?:这|等|是)?(?:两|三|四|几|多)[种类个](?:常见的|主流的|不同的)?\s*",
        0.85,
        "## LoRA 和前缀微调这两种微调方法怎么选？\n见下文。",
        ("LoRA", "IS_A", "微调"),
        left=True,
    ),
    GapRule(
        "zh-caused-by",
        "zh",
        RelationType.CAUSES,
        r"(?:所|而|从而|可能)*(?:导致|带来|造成|引起|引发|产生)的\s*",
        0.85,
        "## 压缩\n补偿量化带来的精度损失。",
        ("量化", "CAUSES", "精度损失"),
        right=True,
    ),
    GapRule(
        "zh-problem-of",
        "zh",
        RelationType.CAUSES,
        r"(?:训练)?(?:可能)?(?:会)?(?:出现|存在|产生|面临)的\s*",
        0.6,
        "## 头\n缓解注意力可能出现的过拟合。",
        ("注意力机制", "CAUSES", "过拟合"),
    ),
    GapRule(
        "zh-optimised-by",
        "zh",
        RelationType.IMPROVES,
        r"(?:的计算|的结构)?进行(?:优化|改进|改造)\s*[,，]\s*(?:例如|比如|如)?\s*(?:采用|使用|引入|利用|改用)\s*",
        0.75,
        "## 长文本\n对注意力机制进行优化，如采用稀疏注意力。",
        ("稀疏注意力", "IMPROVES", "注意力机制"),
        before=r"对\s*$",
        swap=True,
        right=True,
    ),
    GapRule(
        "en-such-as",
        "en",
        RelationType.IS_A,
        r"\s*(?:tasks?|methods?|models?|techniques?|metrics?|algorithms?|strategies|benchmarks?|tools?|datasets?|layers?|"
        r"approaches)?\s*[(,:]?\s*(?:such as|including|e\.g\.,?|for example,?|for instance,?|like)\s*(?:the|a|an)?\s*",
        0.9,
        "## Decoding\nDecoding strategies such as greedy search and beam search differ.",
        ("贪心搜索", "IS_A", "解码策略"),
        swap=True,
        right=True,
    ),
    GapRule(
        "en-and-other",
        "en",
        RelationType.IS_A,
        r",?\s*(?:and|or)\s+(?:other|similar|related)\s+(?:[a-z\-]+\s)?",
        0.85,
        "## Size\nBERT, GPT and other language models are large.",
        ("BERT", "IS_A", "语言模型"),
        left=True,
    ),
    GapRule(
        "en-layer-of",
        "en",
        RelationType.PART_OF,
        r"\s*(?:layers?|modules?|blocks?|components?|heads?|steps?|stages?|phases?|parts?)?\s*(?:in|of|inside|within)\s+"
        r"(?:the|a|an|each|every)?\s*",
        0.6,
        "## Fusion\nFuse the multi-head attention layers of the Transformer.",
        ("多头注意力", "PART_OF", "Transformer"),
        left=True,
    ),
    GapRule(
        "en-based",
        "en",
        RelationType.USES,
        r"\s*-?\s*based\s+",
        0.75,
        "## Models\nTransformer-based language models are large.",
        ("语言模型", "USES", "Transformer"),
        swap=True,
    ),
    GapRule(
        "en-caused-by",
        "en",
        RelationType.CAUSES,
        r"\s*(?:is|are)?\s*(?:caused|introduced|induced|produced)\s+by\s+(?:the\s+)?",
        0.85,
        "## Loss\nIt compensates the accuracy loss caused by quantization.",
        ("量化", "CAUSES", "精度损失"),
        swap=True,
        right=True,
    ),
)


@cache
def _compiled() -> tuple[tuple[GapRule, re.Pattern[str]], ...]:
    return tuple((rule, re.compile(rule.gap)) for rule in RULES)


@cache
def _any() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{rule.gap})" for rule in RULES))


@lru_cache(maxsize=4096)
def _fitting(gap: str) -> tuple[GapRule, ...]:
    """The rules whose pattern a gap fits; most fit none, which one look at all patterns tells."""
    if len(gap) > _LONGEST_GAP or not _any().fullmatch(gap):
        return ()
    return tuple(rule for rule, pattern in _compiled() if pattern.fullmatch(gap))


def gap_relations(reading: Reading, groups: list[Group], end: int) -> Iterator[Stated]:
    """The relations between neighbouring groups of one sentence that ends at ``end``."""
    for left, right in pairwise(groups):
        for rule in _fitting(reading.gap(left[-1].end, right[0].start)):
            if _framed(reading, rule, left[-1].start, right[0].end):
                yield from _stated(rule, left, right, min(end, right[-1].end))
                break


def _framed(reading: Reading, rule: GapRule, start: int, end: int) -> bool:
    """Whether what stands before and after the two concepts is what the rule asks for."""
    if rule.before and not re.search(rule.before, reading.gap(max(0, start - 8), start)):
        return False
    return not rule.after or re.search(rule.after, reading.gap(end, end + 8)) is not None


def _stated(rule: GapRule, left: Group, right: Group, end: int) -> Iterator[Stated]:
    lefts = left if rule.left else left[-1:]
    rights = right if rule.right else right[:1]
    for one in lefts:
        for other in rights:
            head, tail = (other, one) if rule.swap else (one, other)
            if is_pair(head, tail, rule.type):
                yield Stated(head, rule.type, tail, lefts[0].start, end, rule.id, rule.confidence)


def is_pair(head: Mentioned, tail: Mentioned, relation: RelationType) -> bool:
    """Whether two mentions may be joined: different concepts of kinds that fit."""
    return head.concept != tail.concept and allows(relation, head.kind, tail.kind)
