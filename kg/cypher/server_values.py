"""Values of the Neo4j driver in, the values of a result out; counts what the result grows to."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from neo4j import graph, time
from neo4j.spatial import Point

from kg.cypher.values import Node, Path, Plain, Relationship, Size, node, point, relationship

_NANOSECONDS = 1_000_000_000


def ends_of(value: Any) -> Iterator[graph.Node]:
    """The end nodes of every relationship in a value: what the server sends of them may be their element id alone."""
    if isinstance(value, graph.Relationship):
        yield from (one for one in (value.start_node, value.end_node) if one is not None)
    elif isinstance(value, graph.Path):
        for one in value.relationships:
            yield from ends_of(one)
    elif isinstance(value, (list, dict)):
        for one in value.values() if isinstance(value, dict) else value:
            yield from ends_of(one)


class Converting:
    """Makes values; ``ids`` are our ids by the server's element ids."""

    def __init__(self, plain: Plain, ids: Mapping[str, str | None], size: Size) -> None:
        self._plain = plain
        self._ids = ids
        self._size = size

    def value(self, value: Any) -> Any:
        """A value of the driver as a result holds it."""
        if isinstance(value, graph.Node):
            return self._node(value)
        if isinstance(value, graph.Relationship):
            return self._relationship(value)
        if isinstance(value, graph.Path):
            return Path(tuple(map(self._node, value.nodes)), tuple(map(self._relationship, value.relationships)))
        if isinstance(value, list):
            return [self.value(one) for one in value]
        if isinstance(value, dict):
            written = self._plain.point(value)
            return written or {name: self.value(one) for name, one in sorted(value.items())}
        return self._plain.value(written_value(value))

    def _node(self, value: graph.Node) -> Node:
        return node({name: self.value(one) for name, one in value.items()}, list(value.labels))

    def _relationship(self, value: graph.Relationship) -> Relationship:
        first, last = (self._ids.get(one.element_id) if one is not None else None for one in value.nodes)
        return relationship(value.type, (first, last), {name: self.value(one) for name, one in value.items()})


def measure(value: Any, size: Size) -> None:
    """Count a value of the driver."""
    if isinstance(value, (graph.Node, graph.Relationship)):
        size.add_value(dict(value.items()))
    elif isinstance(value, graph.Path):
        for one in (*value.nodes, *value.relationships):
            measure(one, size)
    elif isinstance(value, list):
        for one in value:
            measure(one, size)
    elif isinstance(value, dict):
        for name, one in value.items():
            size.add(name)
            measure(one, size)
    else:
        size.add_value(value)


def written_value(value: Any) -> Any:
    """A date, time, duration or point as text; anything else as it is.

    >>> written_value(time.Duration(months=14, days=3, seconds=-90)), written_value(time.Date(2020, 1, 2))
    ('P1Y2M3DT-1M-30S', '2020-01-02')
    """
    if isinstance(value, time.Duration):
        return _duration(value)
    if isinstance(value, (time.Date, time.DateTime, time.Time)):
        return value.iso_format()
    if isinstance(value, Point):
        return point(value.srid or 0, value)
    return value


def _duration(value: time.Duration) -> str:
    """A duration as Neo4j prints it."""
    total = value.seconds * _NANOSECONDS + value.nanoseconds
    seconds, nanoseconds = divmod(abs(total), _NANOSECONDS)
    sign = -1 if total < 0 else 1
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    years, months = int(value.months / 12), int(math.fmod(value.months, 12))
    date = "".join(f"{number}{unit}" for number, unit in ((years, "Y"), (months, "M"), (value.days, "D")) if number)
    fraction = f"{nanoseconds:09d}".rstrip("0")
    last = f"{'-' if sign < 0 else ''}{seconds}{'.' if fraction else ''}{fraction}S" if seconds or fraction else ""
    clock = "".join(f"{sign * number}{unit}" for number, unit in ((hours, "H"), (minutes, "M")) if number) + last
    return f"P{date}{'T' if clock else ''}{clock}" if date or clock else "PT0S"
