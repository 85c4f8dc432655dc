"""The title of a question in, what it asks and how deep it goes into its subject out."""

from __future__ import annotations

import re

from kg.names import fold

_FILLERS = re.compile(
    r"请问|请你?|你(能|会|觉得|了解|知道)|能否|谈一?谈|讲一?讲|讲一?下|说一?说|聊一?聊|简单|简要|简述|阐述|概述|描述|介绍|解释|说明|一下|什么是|是什么|的?(概念|定义|含义)|吗|呢|"
    r"\b(please|briefly|explain|describe|define|introduce|discuss|what (is|are)( meant by)?|what does|mean|"
    r"tell me about|can you|could you|the (concept|term|definition|meaning) of|concept|an?|the|your|you|me|about)\b",
    re.IGNORECASE,
)
_MARKS = re.compile(r"[^\w+#]+|_")  # C, C++ and C# are three things

_OPENING = re.compile(
    r"什么是|介绍|简述|概念|定义|\b(what (is|are)|explain|describe|define|introduce)\b", re.IGNORECASE
)
_DEPTHS = (
    (4, re.compile(r"代码|公式|推导|手写|\b(code|implement|formula|derive|compute)", re.IGNORECASE)),
    (
        3,
        re.compile(
            r"如何|怎么|怎样|解决|缓解|减轻|改进|替代|\b(how (can|do|to|should)|solve|mitigate|reduce|improve)",
            re.IGNORECASE,
        ),
    ),
    (
        2,
        re.compile(
            r"为什么|为何|原因|优点|优势|缺点|不足|区别|差异|相比|\b(why|advantage|drawback|limit|differ|compare)",
            re.IGNORECASE,
        ),
    ),
    (
        1,
        re.compile(
            r"原理|思路|流程|步骤|哪些|架构|特点|\b(idea|principle|steps?|which|kinds?|types?|how does)\b",
            re.IGNORECASE,
        ),
    ),
)


def gist(title: str) -> str:
    """What is left of a title without the words that only ask: equal for two titles that ask the same thing.

    Empty where nothing is left but asking.

    >>> gist("请介绍一下 LoRA 的概念？") == gist("什么是 LoRA") == gist("What is LoRA?")
    True
    >>> gist("为什么会出现复读机问题"), gist("请解释一下。")
    ('为什么会出现复读机问题', '')
    """
    return fold(_MARKS.sub("", _FILLERS.sub(" ", title)))


def depth(title: str) -> int:
    """0 for what something is, 1 for how it works, 2 for why or compared to what, 3 for how to deal with it, 4 for how
    to write it down: the order in which an interviewer goes into a subject.

    >>> [depth(title) for title in ("什么是幻觉？", "幻觉有哪些类型？", "Why do models hallucinate?", "如何缓解幻觉？")]
    [0, 1, 2, 3]
    """
    if _OPENING.search(title):
        return 0
    return next((rank for rank, words in _DEPTHS if words.search(title)), 1)
