"""A connection in, the flat rows of the graph in its database out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from kg.progress import Progress, Report
from kg.stores.flat import ENDS, LABELS, Flat
from kg.stores.neo4j_connection import Connection, Rows, Transaction, Work, rows


def _between() -> dict[tuple[str, str], str]:
    """All types between the same two labels, for one pattern: each query costs the server a plan."""
    types: dict[tuple[str, str], list[str]] = {}
    for type_, ends in ENDS.items():
        types.setdefault(ends, []).append(type_)
    return {ends: "|".join(some) for ends, some in types.items()}


PATTERNS = tuple(f"(a:{start})-[r:{types}]->(b:{end})" for (start, end), types in _between().items())
"""Together they match each of our relationships once, and none of a stranger's."""

LEAVING = tuple(
    f"MATCH (a:{start}) WITH a.id AS id, [(a)-[r:{types}]->(b:{end}) | [{{}}]] AS some RETURN id, some, size(some)"
    for (start, end), types in _between().items()
)
"""For each pattern the relationships that leave a node, in one row: the number of rows is what costs the driver time.

``format`` takes what is wanted of each.
"""

_COUNT = (
    f"RETURN {' + '.join(f'COUNT {{ (:{label}) }}' for label in LABELS)}"
    f" + {' + '.join(f'COUNT {{ {pattern} }}' for pattern in PATTERNS)}"
)
_TOLD_EVERY = 1000


def read_rows(connection: Connection, report: Report) -> Flat:
    """Every node of our labels and every relationship of our types between them."""
    flat = Flat({label: [] for label in LABELS}, {type_: [] for type_ in ENDS})
    told = _Told(report, connection.read(partial(rows, text=_COUNT))[0][0])
    for label in LABELS:
        found = connection.read(told.counting(f"MATCH (n:{label}) RETURN properties(n), 1"))
        flat.nodes[label].extend(properties for properties, _ in found)
    for text in LEAVING:
        for source, some, _ in connection.read(told.counting(text.format("type(r), b.id, properties(r)"))):
            for type_, target, properties in some:
                flat.relationships[type_].append((source, target, properties))
    return flat


@dataclass
class _Told:
    """Tells how many of ``total`` nodes and relationships have been read."""

    report: Report
    total: int
    before: int = 0

    def counting(self, text: str) -> Work[Rows]:
        """All rows of a statement whose last column says for how many nodes or relationships a row stands."""

        def work(transaction: Transaction) -> Rows:  # which may run anew, then from the start
            found, done, said = list[list[Any]](), self.before, self.before
            for record in transaction.run(text):
                found.append(record.values())
                done += found[-1][-1]
                if done - said >= _TOLD_EVERY:
                    said = done
                    self.report(Progress("reading", done, self.total, "rows"))
            self.before = done
            self.report(Progress("reading", done, self.total, "rows"))
            return found

        return work
