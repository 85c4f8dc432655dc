"""A connection in, the flat rows of the graph in its database out."""

from __future__ import annotations

from functools import partial

from kg.progress import Progress, Report
from kg.stores.flat import ENDS, LABELS, Flat
from kg.stores.neo4j_connection import Connection, rows


def _patterns() -> tuple[str, ...]:
    """One pattern for all types between the same labels: each query costs the server a plan."""
    types: dict[tuple[str, str], list[str]] = {}
    for type_, ends in ENDS.items():
        types.setdefault(ends, []).append(type_)
    return tuple(f"(a:{start})-[r:{'|'.join(some)}]->(b:{end})" for (start, end), some in types.items())


PATTERNS = _patterns()
"""Together they match each of our relationships once, and none of a stranger's."""


def read_rows(connection: Connection, report: Report) -> Flat:
    """Every node of our labels and every relationship of our types between them."""
    done = 0
    flat = Flat({label: [] for label in LABELS}, {type_: [] for type_ in ENDS})
    for label in LABELS:
        found = connection.read(partial(rows, text=f"MATCH (n:{label}) RETURN properties(n)"))
        flat.nodes[label].extend(properties for [properties] in found)
        done += len(found)
        report(Progress("reading", done, 0, "rows"))
    for pattern in PATTERNS:
        text = f"MATCH {pattern} RETURN type(r), a.id, b.id, properties(r)"
        found = connection.read(partial(rows, text=text))
        for type_, source, target, properties in found:
            flat.relationships[type_].append((source, target, properties))
        done += len(found)
        report(Progress("reading", done, 0, "rows"))
    return flat
