"""Rows in, texts out that are equal when the rows are: numbers to nine digits, which sums in another order keep."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kg.cypher.values import Node, Path, Relationship


def canonical(value: Any) -> str:
    if isinstance(value, float):
        return f"float {value:.9g}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(canonical, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{name}: {canonical(one)}' for name, one in value.items())}}}"
    if isinstance(value, (Node, Relationship, Path)):
        return f"{type(value).__name__} {canonical([getattr(value, name) for name in value.__match_args__])}"
    return f"{type(value).__name__} {value!r}"


def multiset(rows: Iterable[Any]) -> list[str]:
    return sorted(map(canonical, rows))


def in_order(rows: Iterable[Any]) -> list[str]:
    return list(map(canonical, rows))
