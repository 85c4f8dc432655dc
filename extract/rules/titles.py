"""What a title asks: the text of a title comes in, an intent goes out.

Patterns are records tried in order; the first that fits decides. Each carries an example that a test runs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from itertools import groupby

from kg.model import Language


class Intent(StrEnum):
    """What sort of answer a question wants."""

    ALTERNATIVES = "alternatives"
    CURES = "cures"
    CAUSES = "causes"
    CONTRAST = "contrast"
    PROS = "pros"
    PARTS = "parts"
    EVALUATION = "evaluation"
    MEMBERS = "members"
    REASON = "reason"
    DEFINITION = "definition"
    HOW = "how"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class TitlePattern:
    """A way to ask: ``regex`` is searched in the folded title."""

    intent: Intent
    language: Language
    regex: str
    example: str


PATTERNS: tuple[TitlePattern, ...] = (
    TitlePattern(Intent.ALTERNATIVES, "zh", r"替代(?:方案|品|方法|选择)", "LangChain 有哪些替代方案？"),
    TitlePattern(Intent.ALTERNATIVES, "en", r"\balternatives?\b", "What are the alternatives to LangChain?"),
    TitlePattern(
        Intent.CURES,
        "zh",
        r"(?:如何|怎么|怎样|咋|怎|能否).{0,6}?(?:缓解|减轻|解决|避免|防止|应对|降低|减少|克服|消除|压缩)"
        r"|解决(?:方法|方案|办法|思路)|(?:怎么|咋|如何)办|省(?:内存|显存)",
        "如何缓解幻觉问题？",
    ),
    TitlePattern(
        Intent.CURES,
        "en",
        r"\b(?:how|ways?|methods?|techniques?|strategies).{0,40}\b(?:mitigat|reduc|avoid|prevent|solv|alleviat|address"
        r"|overcom|combat|deal with|handle|fix|lower)",
        "How can you mitigate hallucination?",
    ),
    TitlePattern(
        Intent.CAUSES,
        "zh",
        r"为什么会(?:出现|产生|发生|有)|(?:哪些|什么)(?:因素|原因).{0,4}(?:导致|造成|引起|产生)|(?:产生|出现|导致|造成).{0,8}原因|的原因|由什么(?:导致|引起)",
        "出现幻觉的原因是什么？",
    ),
    TitlePattern(
        Intent.CAUSES,
        "en",
        r"\bwhat causes\b|\bcauses? of\b|\bwhy do(?:es)? .{1,60}\b(?:happen|occur)\b",
        "What causes overfitting?",
    ),
    TitlePattern(
        Intent.CONTRAST,
        "zh",
        r"区别|差异|差别|异同|有(?:什么|哪些|何|啥)?不同|对比|比较|相比|比起来|和.{1,30}哪个|优劣|(?:怎么|如何|咋)选|一致吗"
        r"|而不是|还是.{1,30}[?？]|\bvs\b",
        "训练后量化和量化感知训练有什么区别？",
    ),
    TitlePattern(
        Intent.CONTRAST,
        "en",
        r"\bdiff(?:er|erences?|erent from|erentiate)\b|\bcompar|\bversus\b|\bvs\b|\bcontrast|\bdistinguish"
        r"|\bbetter than\b|\binstead of\b|\brather than\b|\bchoose between\b"
        r"|\b(?:choose|prefer|use|pick)\b.{1,60}\bover\b",
        "What is the difference between LoRA and prefix tuning?",
    ),
    TitlePattern(
        Intent.PROS, "zh", r"优点|优势|缺点|劣势|不足|好处|局限|优缺点|特点|(?<![个大])特性|利弊", "LoRA 有什么优点？"
    ),
    TitlePattern(
        Intent.PROS,
        "en",
        r"\b(?:advantages?|benefits?|drawbacks?|disadvantages?|limitations?|pros|cons|strengths?|weakness(?:es)?)\b",
        "What are the advantages of LoRA?",
    ),
    TitlePattern(
        Intent.PARTS,
        "zh",
        r"步骤|流程|(?:哪几|哪些|几)个?(?:阶段|部分|环节)|组成|由哪些|包(?:含|括)哪些|构成|[个大]特性",
        "RLHF 的流程是什么？",
    ),
    TitlePattern(
        Intent.PARTS,
        "en",
        r"\b(?:steps?|stages?|phases?|components?|parts|building blocks|pipeline)\b.{0,30}\b(?:of|in|for)\b"
        r"|\bconsists? of\b|\bmade (?:up )?of\b|\bproperties\b",
        "What are the main components of a Transformer?",
    ),
    TitlePattern(Intent.EVALUATION, "zh", r"评测|评估|评价|衡量|检验", "如何评估大模型？"),
    TitlePattern(
        Intent.EVALUATION,
        "en",
        r"\bevaluat|\bmeasur|\bassess|\bmetrics?\b|\bbenchmark",
        "How do you evaluate a language model?",
    ),
    TitlePattern(
        Intent.MEMBERS,
        "zh",
        r"哪些|哪几[种类个]|有几[种类]|几种|多少种|的分类|种类|分为|常见的|常用的|主流的?|有什么.{0,6}(?:方法|模型|技术|方式|算法|策略|工具)",
        "参数高效微调有哪些方法？",
    ),
    TitlePattern(
        Intent.MEMBERS,
        "en",
        r"\b(?:types?|kinds?|categories|examples?|variants?|families) of\b|\bwhat are (?:some|the (?:main|common|"
        r"different|various|popular|most))\b"
        r"|\b(?:list|name) (?:some|the|a few|different|various)\b|\bwhich .{1,40}\b(?:methods|"
        r"techniques|models|algorithms|strategies|approaches)\b",
        "What are the types of attention?",
    ),
    TitlePattern(Intent.REASON, "zh", r"为什么|为何|为啥", "为什么 Transformer 需要位置编码？"),
    TitlePattern(Intent.REASON, "en", r"\bwhy\b", "Why does a Transformer need position encoding?"),
    TitlePattern(
        Intent.DEFINITION,
        "zh",
        r"什么是|是什么|何为|介绍|解释|概念|定义|讲一下|讲讲|简述|谈谈|说说|说一下|思路|原理|理解",
        "什么是 LoRA？",
    ),
    TitlePattern(
        Intent.DEFINITION,
        "en",
        r"\bwhat (?:is|are|does)\b|\bexplain\b|\bdescribe\b|\bdefine\b|\bdiscuss\b|\bwhat's\b"
        r"|\bhow do(?:es)? .{1,60}\bwork",
        "What is LoRA?",
    ),
    TitlePattern(Intent.HOW, "zh", r"如何|怎么|怎样|咋", "如何让大模型处理更长的文本？"),
    TitlePattern(Intent.HOW, "en", r"\bhow\b", "How do you extend the context window?"),
)


@cache
def _compiled() -> tuple[tuple[Intent, re.Pattern[str]], ...]:
    """The patterns in order, those of one intent that follow each other as one."""
    together = groupby(PATTERNS, key=lambda pattern: pattern.intent)
    return tuple(
        (intent, re.compile("|".join(f"(?:{pattern.regex})" for pattern in several))) for intent, several in together
    )


@lru_cache(maxsize=1024)  # a title is asked about more than once
def intent_of(title: str) -> Intent:
    """What ``title`` (folded) asks.

    >>> intent_of("什么是稀疏微调？"), intent_of("how does bert differ from gpt?")
    (<Intent.DEFINITION: 'definition'>, <Intent.CONTRAST: 'contrast'>)
    """
    return next((intent for intent, regex in _compiled() if regex.search(title)), Intent.OTHER)


def also_asks(title: str, intent: Intent) -> bool:
    """Whether a title (folded) asks this too: "what are the stages of X, and what are its weaknesses?"."""
    return any(regex.search(title) for found, regex in _compiled() if found is intent)
