"""A connection and a graph in; when this is done the database holds just that graph, however often it was cut off.

The Atlas node says ``loading`` and which graph is coming, from the first change to the last. First goes what the new
graph lacks, relationships before nodes, so that the database holds a part of the old graph, then a part of the new
one, never edges of both. Then every node and relationship is merged by its id, or by its ends and type. Each
transaction takes the Atlas node's lock and looks whether its graph is still the one to come: of two loads at a
time the later goes on and the earlier ends. So every step may run twice, and a load that was cut off is run again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Any

from kg.errors import KGError, StoreError
from kg.exports.node_link import fingerprint
from kg.model import KnowledgeGraph
from kg.progress import Progress, Report
from kg.stores.flat import ENDS, LABELS, Flat, flatten
from kg.stores.flat import atlas as atlas_of
from kg.stores.neo4j_atlas import COMPLETE, LOADING
from kg.stores.neo4j_connection import Connection, Transaction, Work, rows
from kg.stores.neo4j_read import PATTERNS

BATCH = 1000
"""So many rows at most go into one statement."""

_BATCH_CHARACTERS = 4_000_000
_DELETED = 5000

_TEXT = "[n.name, n.name_en, n.name_zh, n.aliases, n.title] OPTIONS {indexConfig: {`fulltext.analyzer`: 'cjk'}}"
_SCHEMA = (
    "CREATE CONSTRAINT concept_atlas_question IF NOT EXISTS FOR (n:Question) REQUIRE n.id IS UNIQUE",
    "CREATE CONSTRAINT concept_atlas_concept IF NOT EXISTS FOR (n:Concept) REQUIRE n.id IS UNIQUE",
    "CREATE CONSTRAINT concept_atlas_atlas IF NOT EXISTS FOR (n:Atlas) REQUIRE n.id IS UNIQUE",
    f"CREATE FULLTEXT INDEX concept_atlas_text IF NOT EXISTS FOR (n:Concept|Question) ON EACH {_TEXT}",
)
_BEGIN = "MERGE (atlas:Atlas {id: 'atlas'}) SET atlas = $properties"
_HOLD = "MATCH (atlas:Atlas {id: 'atlas'}) SET atlas.state = $state RETURN atlas.sha256"
_NODES = "UNWIND $rows AS row MERGE (n:{label} {{id: row.id}}) SET n = row RETURN count(*)"
_EDGES = (
    "UNWIND $rows AS row MATCH (a:{start} {{id: row[0]}}), (b:{end} {{id: row[1]}})"
    " MERGE (a)-[r:{type}]->(b) SET r = row[2] RETURN count(*)"
)
_CUT_EDGES = "UNWIND $elements AS element MATCH ()-[r]->() WHERE elementId(r) = element DELETE r"
_CUT_AROUND = (
    "UNWIND $elements AS element MATCH (n)-[r]-() WHERE elementId(n) = element"
    " WITH DISTINCT r LIMIT $most DELETE r RETURN count(*)"
)
_CUT_NODES = "UNWIND $elements AS element MATCH (n) WHERE elementId(n) = element DELETE n"


def make_schema(connection: Connection) -> None:
    """The constraints that every merge looks ids up by, and the full-text index; nothing where they are there."""
    for statement in _SCHEMA:
        connection.write(partial(rows, text=statement))


def replace_graph(connection: Connection, graph: KnowledgeGraph, report: Report) -> None:
    """Load ``graph`` and delete what is not in it."""
    flat, coming = flatten(graph), fingerprint(graph)
    properties = atlas_of(graph, coming, LOADING)
    connection.write(partial(rows, text=_BEGIN, properties=properties))
    load = _Load(connection, coming, report, _size(flat))
    edges, nodes = load.hold(partial(_left, flat=flat))
    load.total += len(edges) + len(nodes)
    load.cut(edges, nodes)
    load.merge(flat)
    load.hold(partial(_complete, flat=flat))


@dataclass
class _Load:
    """One run of a load: ``done`` of ``total`` rows."""

    connection: Connection
    coming: str
    report: Report
    total: int
    done: int = 0

    def hold(self, work: Work[Any]) -> Any:
        """What ``work`` gives in a transaction that is sure of its Atlas."""

        def held(transaction: Transaction) -> Any:
            found = rows(transaction, _HOLD, state=LOADING)
            if found != [[self.coming]]:
                where = self.connection.address.url
                raise KGError(f"another load took {where} over; this one ended, and what the other loads is coming")
            return work(transaction)

        return self.connection.write(held)

    def cut(self, edges: Sequence[str], nodes: Sequence[str]) -> None:
        """Delete these relationships, then these nodes with what else hangs on them."""
        for elements in _slices(edges, _DELETED):
            self.hold(partial(rows, text=_CUT_EDGES, elements=elements))
            self._told(len(elements))
        for elements in _slices(nodes, BATCH):
            while self.hold(partial(_cut_around, elements=elements)):
                pass
            self.hold(partial(rows, text=_CUT_NODES, elements=elements))
            self._told(len(elements))

    def merge(self, flat: Flat) -> None:
        """Merge every row, nodes first."""
        for text, batch in chain(_node_batches(flat), _edge_batches(flat)):
            self.hold(partial(_merge, text=text, batch=batch))
            self._told(len(batch))

    def _told(self, count: int) -> None:
        self.done += count
        self.report(Progress("loading", self.done, self.total, "rows"))


def _size(flat: Flat) -> int:
    nodes, edges = flat.nodes.values(), flat.relationships.values()
    return sum(map(len, nodes)) + sum(map(len, edges))


def _left(transaction: Transaction, flat: Flat) -> tuple[list[str], list[str]]:
    """The relationships and the nodes of ours that the graph lacks, or that are there twice."""
    nodes = [one for label in LABELS for one in _left_nodes(transaction, label, flat)]
    return list(_left_edges(transaction, flat)), nodes


def _left_nodes(transaction: Transaction, label: str, flat: Flat) -> Iterator[str]:
    kept = {row["id"] for row in flat.nodes[label]}
    found = rows(transaction, f"MATCH (n:{label}) RETURN elementId(n), n.id")
    return (element for element, id_ in found if id_ not in kept)


def _left_edges(transaction: Transaction, flat: Flat) -> Iterator[str]:
    kept = {(type_, source, target) for type_, some in flat.relationships.items() for source, target, _ in some}
    for pattern in PATTERNS:
        for element, *edge in rows(transaction, f"MATCH {pattern} RETURN elementId(r), type(r), a.id, b.id"):
            if tuple(edge) in kept:
                kept.remove((edge[0], edge[1], edge[2]))
            else:
                yield element


def _cut_around(transaction: Transaction, elements: list[str]) -> int:
    [[count]] = rows(transaction, _CUT_AROUND, elements=elements, most=_DELETED)
    return int(count)


def _node_batches(flat: Flat) -> Iterator[tuple[str, list[Any]]]:
    for label, nodes in flat.nodes.items():
        text = _NODES.format(label=label)
        yield from ((text, batch) for batch in _batches(nodes))


def _edge_batches(flat: Flat) -> Iterator[tuple[str, list[Any]]]:
    for type_, edges in flat.relationships.items():
        start, end = ENDS[type_]
        text = _EDGES.format(start=start, end=end, type=type_)
        yield from ((text, batch) for batch in _slices(edges, BATCH))


def _batches(nodes: Sequence[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Nodes by the thousand, fewer where their texts are long: a transaction lives in the server's memory."""
    batch: list[dict[str, Any]] = []
    size = 0
    for node in nodes:
        long = len(node.get("answer", ""))
        if batch and (len(batch) == BATCH or size + long > _BATCH_CHARACTERS):
            yield batch
            batch, size = [], 0
        batch.append(node)
        size += long
    if batch:
        yield batch


def _slices(whole: Sequence[Any], size: int) -> Iterator[list[Any]]:
    return (list(whole[place : place + size]) for place in range(0, len(whole), size))


def _merge(transaction: Transaction, text: str, batch: list[Any]) -> None:
    [[count]] = rows(transaction, text, rows=batch)
    if count != len(batch):
        ends = f"{batch[0][0]} … {batch[-1][1]}" if count < len(batch) else batch[0]
        raise StoreError(f"the graph does not hold together: an edge of {ends} leads to no node of it; build it anew")


def _complete(transaction: Transaction, flat: Flat) -> None:
    """Say ``complete`` if the database holds as much of each label and type as the graph."""
    found = Counter[str]()
    for label in LABELS:
        [[found[label]]] = rows(transaction, f"MATCH (n:{label}) RETURN count(n)")
    for pattern in PATTERNS:
        found.update(dict(rows(transaction, f"MATCH {pattern} RETURN type(r), count(r)")))
    expected = {label: len(some) for label, some in flat.nodes.items()}
    expected |= {type_: len(some) for type_, some in flat.relationships.items()}
    other = [f"{found[sort]} {sort} instead of {count}" for sort, count in expected.items() if found[sort] != count]
    if other:
        raise KGError(f"somebody else writes there: {', '.join(other)}; load the graph again")
    rows(transaction, _HOLD, state=COMPLETE)
