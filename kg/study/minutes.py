"""A question in, how many minutes it takes to read and understand its answer out."""

from __future__ import annotations

import re

from kg.model import Question

CHINESE_A_MINUTE = 300
OTHERS_A_MINUTE = 1000
_CHINESE = re.compile(r"[㐀-鿿]")


def minutes(question: Question) -> int:
    """Whole minutes, at least one, from the length of the answer.

    >>> minutes(Question("b#1", "b", "1", "", "字" * 301, 0, "zh", 0, 0))
    2
    """
    chinese = len(_CHINESE.findall(question.answer))
    others = len(question.answer) - chinese
    return max(1, -(-(chinese * OTHERS_A_MINUTE + others * CHINESE_A_MINUTE) // (CHINESE_A_MINUTE * OTHERS_A_MINUTE)))
