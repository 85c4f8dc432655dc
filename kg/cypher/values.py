"""What a driver or the engine returned in, the values of a result out, alike in both modes and fit for JSON."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kg.errors import CypherError

MOST_CHARACTERS = 50_000_000
"""A result with more is an error of kind memory, single values included."""


@dataclass(frozen=True, slots=True)
class Node:
    """A node; ``id`` is our own property, None where a foreign node has none."""

    id: str | None
    labels: tuple[str, ...]
    properties: Mapping[str, Any] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Relationship:
    """A relationship between the nodes with these ids."""

    type: str
    start: str | None
    end: str | None
    properties: Mapping[str, Any] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Path:
    """Nodes and the relationships between them, in the order in which the pattern walks."""

    nodes: tuple[Node, ...]
    relationships: tuple[Relationship, ...]


Value = None | bool | int | float | str | list[Any] | dict[str, Any] | Node | Relationship | Path


@dataclass(frozen=True, slots=True)
class CypherResult:
    """The rows in the order of ``columns``, also where there is no row; ``truncated``: there are more."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    truncated: bool
    ms: float


class Size:
    """Counts the characters of a result and ends a query whose result grows past the most.

    >>> size = Size(most=3)
    >>> size.add("abcd")
    Traceback (most recent call last):
    kg.errors.CypherError: the result is larger than 3 characters; return less, as n.id instead of n
    """

    def __init__(self, most: int = MOST_CHARACTERS) -> None:
        self._most = most
        self._left = most

    def add(self, text: str) -> None:
        """Count a text."""
        self._left -= len(text)
        if self._left < 0:
            message = f"the result is larger than {self._most} characters; return less, as n.id instead of n"
            raise CypherError("memory", message)

    def add_number(self) -> None:
        """Count a number, a date or the like."""
        self.add("........")

    def add_value(self, value: Any) -> None:
        """Count a plain value with all that it holds."""
        kind = type(value)
        if kind is str:
            self.add(value)
        elif kind is dict:
            for name, one in value.items():
                self.add(name)
                self.add_value(one)
        elif kind is list or kind is tuple:
            for one in value:
                self.add_value(one)
        else:
            self.add_number()


def node(properties: Mapping[str, Any], labels: Sequence[str]) -> Node:
    """A node of its properties, which come sorted by name.

    >>> node({"name": "LoRA", "id": "lora"}, ["Concept"])
    Node(id='lora', labels=('Concept',), properties={'id': 'lora', 'name': 'LoRA'})
    """
    return Node(bare_id(properties), tuple(sorted(labels)), dict(sorted(properties.items())))


def relationship(type_: str, ends: tuple[str | None, str | None], properties: Mapping[str, Any]) -> Relationship:
    """A relationship of its properties, which come sorted by name."""
    return Relationship(type_, *ends, dict(sorted(properties.items())))


def bare_id(properties: Mapping[str, Any]) -> str | None:
    """The id of a node, if it is one of ours or made alike."""
    found = properties.get("id")
    return found if isinstance(found, str) else None


_DATE = r"[+-]?\d{4,}-\d\d-\d\d"
_CLOCK = re.compile(
    rf"(?P<date>{_DATE}T)?(?P<minutes>\d\d:\d\d)(?::(?P<seconds>\d\d)(?:\.(?P<fraction>\d{{1,9}}))?)?"
    r"(?P<zone>Z|[+-]\d\d:\d\d(?::\d\d)?)?(?:\[[A-Za-z0-9_+\-/]+\])?"
)


def clock(text: str) -> str:
    """A time as ISO 8601 with seconds, without trailing zeros of a fraction and without the name of a zone.

    >>> clock("2020-06-01T10:00+02:00[Europe/Berlin]"), clock("10:00:00.120000000+00:00"), clock("LoRA")
    ('2020-06-01T10:00:00+02:00', '10:00:00.12Z', 'LoRA')
    """
    match = _CLOCK.fullmatch(text)
    if not match:
        return text
    fraction = (match["fraction"] or "").rstrip("0")
    zone = "Z" if match["zone"] == "+00:00" else match["zone"] or ""
    seconds = f"{match['seconds'] or '00'}{'.' if fraction else ''}{fraction}"
    return f"{match['date'] or ''}{match['minutes']}:{seconds}{zone}"


def point(srid: int, coordinates: Sequence[float]) -> str:
    """A point as text.

    >>> point(7203, (1, 2))
    'point({x: 1.0, y: 2.0, srid: 7203})'
    """
    named = ", ".join(f"{name}: {float(one)!r}" for name, one in zip("xyz", coordinates, strict=False))
    return f"point({{{named}, srid: {srid}}})"


@dataclass(frozen=True, slots=True)
class Plain:
    """Makes numbers, texts, lists and maps of either engine the same; which texts and maps it reads is up to the query.

    Only in a query with times is a text that looks like a time written like one, only in one with points a map.
    """

    temporal: bool
    points: bool

    def value(self, value: Any) -> Any:
        """The value as a result holds it.

        >>> Plain(temporal=True, points=True).value([float("nan"), "10:00", {"x": 1, "y": 2, "crs": "c", "srid": 7203}])
        [None, '10:00:00', 'point({x: 1.0, y: 2.0, srid: 7203})']
        """
        if isinstance(value, float):
            return value if math.isfinite(value) else None
        if isinstance(value, str):
            return clock(value) if self.temporal else value
        if isinstance(value, list):
            return [self.value(one) for one in value]
        if isinstance(value, dict):
            written = self.point(value)
            return written or {name: self.value(one) for name, one in sorted(value.items())}
        return value

    def point(self, value: Mapping[str, Any]) -> str | None:
        """A map as a point, in a query with points and if it looks like one."""
        if self.points and {"x", "y", "crs", "srid"} <= value.keys():
            return point(value["srid"], [value[name] for name in "xyz" if name in value])
        return None


def document(value: Value) -> Any:
    """A value as JSON holds it.

    >>> document(Path((Node("a", ("Concept",), {}),), ()))
    {'nodes': [{'id': 'a', 'labels': ['Concept'], 'properties': {}}], 'relationships': []}
    """
    if isinstance(value, Node):
        return {"id": value.id, "labels": list(value.labels), "properties": dict(value.properties)}
    if isinstance(value, Relationship):
        ends = {"type": value.type, "start": value.start, "end": value.end}
        return {**ends, "properties": dict(value.properties)}
    if isinstance(value, Path):
        return {"nodes": list(map(document, value.nodes)), "relationships": list(map(document, value.relationships))}
    if isinstance(value, list):
        return [document(one) for one in value]
    if isinstance(value, dict):
        return {name: document(one) for name, one in value.items()}
    return value
