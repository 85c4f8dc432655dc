"""A graph in, what its Cypher form holds out: labels, relationship types, their properties and how many there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kg.model import KnowledgeGraph
from kg.stores.flat import ENDS, flatten

_SORTS = {bool: "boolean", int: "integer", float: "float", str: "string"}


@dataclass(frozen=True, slots=True)
class Sort:
    """A label or a relationship type; ``properties`` says what each holds, ``ends`` are the labels at a type's ends."""

    name: str
    count: int
    properties: Mapping[str, str]
    ends: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Schema:
    """What can be asked for; a label or type that this graph lacks is there with the count 0."""

    labels: tuple[Sort, ...]
    types: tuple[Sort, ...]


def schema_of(graph: KnowledgeGraph) -> Schema:
    """The labels and types in the order of SCHEMA.md's tables, their properties in that of the first use.

    >>> from kg.model import Concept
    >>> schema_of(KnowledgeGraph({}, {"a": Concept("a", "A", level=0)})).labels[0].properties
    {'id': 'string', 'name': 'string', 'aliases': 'list', 'kind': 'string', 'origin': 'string', 'level': 'integer'}
    """
    flat = flatten(graph)
    labels = (Sort(label, len(rows), _properties(rows)) for label, rows in flat.nodes.items())
    types = (
        Sort(type_, len(rows), _properties(row for _, _, row in rows), ENDS[type_])
        for type_, rows in flat.relationships.items()
    )
    return Schema(tuple(labels), tuple(types))


def _properties(rows: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in rows:
        for name, value in row.items():
            if name not in found:
                found[name] = _sort(value)
    return found


def _sort(value: Any) -> str:
    """What a property holds.

    >>> _sort(["a"]), _sort([]), _sort(1.0)
    ('list of string', 'list', 'float')
    """
    if isinstance(value, list):
        return f"list of {_sort(value[0])}" if value else "list"
    return _SORTS[type(value)]
