"""Questions in, the pairs out that are one question in two languages."""

from __future__ import annotations

from collections.abc import Mapping

from kg.model import Question


def translations(questions: Mapping[str, Question]) -> list[tuple[str, str]]:
    """Pairs of ids with the same number in a bank ``X.zh`` and its translation ``X.en``, the smaller id first.

    >>> ids = ("a.zh#1", "a.en#1", "a.zh#~1", "a.en#~1", "b.zh#1")
    >>> banks = {one: one.partition("#")[0] for one in ids}
    >>> numbers = {one: "" if "~" in one else "1" for one in ids}
    >>> translations({one: Question(one, banks[one], numbers[one], "", "", 0, "zh", 0, 0) for one in ids})
    [('a.en#1', 'a.zh#1')]
    """
    pairs = []
    for one in questions.values():
        if one.number and one.bank.endswith(".en"):
            other = f"{one.bank.removesuffix('.en')}.zh{one.id.removeprefix(one.bank)}"
            if other in questions:
                pairs.append((one.id, other))
    return sorted(pairs)
