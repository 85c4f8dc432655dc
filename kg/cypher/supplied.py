"""Functions that the embedded engine calls in Python where its own differ from Neo4j's: values in, a value out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

MOST = 1_000_000
"""So many numbers a range with a step may have."""


def unpadded(value: Any) -> Any:
    """What ``toInteger`` shall see: a text with white space around it is no number.

    >>> unpadded(" 5 "), unpadded("5"), unpadded([" 5", 1])
    ('', '5', ['', 1])
    """
    if isinstance(value, list):
        return [unpadded(one) for one in value]
    return "" if isinstance(value, str) and value != value.strip() else value


def trimmed(value: Any) -> Any:
    """What ``toBoolean`` shall see: white space around a text does not matter.

    >>> trimmed(" true ")
    'true'
    """
    if isinstance(value, list):
        return [trimmed(one) for one in value]
    return value.strip() if isinstance(value, str) else value


def stepped(first: Any, last: Any, step: Any) -> list[int]:
    """``range`` with a step as Neo4j counts it, one number at least where the step leads past the end at once.

    >>> stepped(0, 10, 5), stepped(0, 1, -123), stepped(1, 5, -2)
    ([0, 5, 10], [0], [])
    """
    if any(type(one) is not int for one in (first, last, step)):
        raise TypeError("range() takes three integers")
    if step == 0:
        raise ValueError("the step of range() cannot be 0")
    count = int((last - first) / step) + 1 if abs(last - first) < 2**52 else (last - first) // step + 1
    if count > MOST:
        raise ValueError(f"queryMaxRangeSize: a range of {count} numbers, {MOST} are the most")
    return [first + place * step for place in range(max(count, 0))]


SUPPLIED: dict[str, Callable[..., Any]] = {"kg_unpadded": unpadded, "kg_trimmed": trimmed, "kg_range": stepped}
