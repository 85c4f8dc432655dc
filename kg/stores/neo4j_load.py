"""A connection and a graph in; when this is done the database holds just that graph, however often it was cut off.

The Atlas node says ``loading`` and which graph is coming, from the first change to the last. First goes what the new
graph lacks, relationships before nodes, so that the database holds a part of the old graph, then a part of the new
one, never edges of both. Then every node and relationship is merged by its id, or by its ends and type. Each
transaction takes the Atlas node's lock and looks whether its graph is still the one to come: of two loads at a
time the later goes on and the earlier ends. So every step may run twice, and a load that was cut off is run again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Sized
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Any, TypeVar

from kg.errors import KGError, StoreError
from kg.exports.node_link import fingerprint
from kg.model import KnowledgeGraph
from kg.progress import Progress, Report
from kg.stores.flat import ENDS, LABELS, Flat, Properties, flatten
from kg.stores.flat import atlas as atlas_of
from kg.stores.neo4j_atlas import COMPLETE, LOADING
from kg.stores.neo4j_connection import Connection, Transaction, Work, rows
from kg.stores.neo4j_read import LEAVING, PATTERNS

T = TypeVar("T")
Batch = tuple[str, list[list[Any]]]

BATCH = 1000
"""So many rows at most go into one statement."""

_CUT = 5000
_CHARACTERS = 2_000_000

_CONSTRAINTS = (
    "CREATE CONSTRAINT concept_atlas_question IF NOT EXISTS FOR (n:Question) REQUIRE n.id IS UNIQUE",
    "CREATE CONSTRAINT concept_atlas_concept IF NOT EXISTS FOR (n:Concept) REQUIRE n.id IS UNIQUE",
    "CREATE CONSTRAINT concept_atlas_atlas IF NOT EXISTS FOR (n:Atlas) REQUIRE n.id IS UNIQUE",
)
_TEXT_INDEX = (
    "CREATE FULLTEXT INDEX concept_atlas_text IF NOT EXISTS FOR (n:Concept|Question)"
    " ON EACH [n.name, n.name_en, n.name_zh, n.aliases, n.title]"
    " OPTIONS {indexConfig: {`fulltext.analyzer`: 'cjk'}}"
)
_BEGIN = "MERGE (atlas:Atlas {id: 'atlas'}) SET atlas = $properties"
_HOLD = "MATCH (atlas:Atlas {id: 'atlas'}) SET atlas.state = $state RETURN atlas.sha256"
_ALL_EDGES = f"MATCH ()-[r:{'|'.join(ENDS)}]->() RETURN count(r)"  # from the server's own counts, a stranger's too
_CUT_EDGES = "UNWIND $elements AS element MATCH ()-[r]->() WHERE elementId(r) = element DELETE r"
_CUT_AROUND = (
    "UNWIND $elements AS element MATCH (n)-[r]-() WHERE elementId(n) = element"
    " WITH DISTINCT r LIMIT $most DELETE r RETURN count(*)"
)
_CUT_NODES = "UNWIND $elements AS element MATCH (n) WHERE elementId(n) = element DELETE n"


def replace_graph(connection: Connection, graph: KnowledgeGraph, report: Report) -> None:
    """Load ``graph`` and delete what is not in it."""
    flat, coming = flatten(graph), fingerprint(graph)
    for constraint in _CONSTRAINTS:  # by which every merge looks ids up
        connection.write(partial(rows, text=constraint))
    connection.write(partial(rows, text=_BEGIN, properties=atlas_of(graph, coming, LOADING)))
    load = _Load(connection, coming, report, _size(flat))
    edges, nodes = load.hold(partial(_left, flat=flat))
    load.total += len(edges) + len(nodes)
    load.cut(edges, nodes)
    load.merge(flat)
    connection.write(partial(rows, text=_TEXT_INDEX))  # filled at once by the server, faster than node by node
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
                raise KGError(f"another load has taken {where} over, or it was emptied; this load has ended")
            return work(transaction)

        return self.connection.write(held)

    def cut(self, edges: Sequence[str], nodes: Sequence[str]) -> None:
        """Delete these relationships, then these nodes with what else hangs on them."""
        for elements in _slices(edges, _CUT):
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
    for text in LEAVING:
        for source, some, _ in rows(transaction, text.format("elementId(r), type(r), b.id")):
            for element, type_, target in some:
                if (type_, source, target) in kept:
                    kept.remove((type_, source, target))
                else:
                    yield element


def _cut_around(transaction: Transaction, elements: Sequence[str]) -> int:
    [[count]] = rows(transaction, _CUT_AROUND, elements=elements, most=_CUT)
    return int(count)


def _node_batches(flat: Flat) -> Iterator[Batch]:
    for label, nodes in flat.nodes.items():
        names = _names(nodes)
        text = f"UNWIND $rows AS row MERGE (n:{label} {{id: row[0]}}) {_set('n', names, 0)} RETURN count(*)"
        for batch in _short_slices(nodes):
            yield text, [[node.get(name) for name in names] for node in batch]


def _edge_batches(flat: Flat) -> Iterator[Batch]:
    for type_, edges in flat.relationships.items():
        names = _names(properties for _, _, properties in edges)
        start, end = ENDS[type_]
        ends = f"MATCH (a:{start} {{id: row[0]}}), (b:{end} {{id: row[1]}})"
        text = f"UNWIND $rows AS row {ends} MERGE (a)-[r:{type_}]->(b) {_set('r', names, 2)} RETURN count(*)"
        for batch in _slices(edges, BATCH):
            yield text, [[a, b, *[properties.get(name) for name in names]] for a, b, properties in batch]


def _names(some: Iterable[Properties]) -> list[str]:
    """The properties that occur; the id, where there is one, first."""
    return list(dict.fromkeys(chain.from_iterable(some)))


def _set(name: str, names: Sequence[str], first: int) -> str:
    """What a row's node or relationship becomes: a new one has nothing to lose, which spares the server a search."""
    properties = _map(names, first)
    return f"ON CREATE SET {name} += {properties} ON MATCH SET {name} = {properties}"


def _map(names: Sequence[str], first: int) -> str:
    """The properties of a row, which holds values alone: names sent with each row would be half of what is sent.

    >>> _map(["count", "spans"], 2)
    '{count: row[2], spans: row[3]}'
    """
    return f"{{{', '.join(f'{name}: row[{place}]' for place, name in enumerate(names, first))}}}"


def _slices(whole: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    return (whole[place : place + size] for place in range(0, len(whole), size))


def _short_slices(nodes: Sequence[Properties]) -> Iterator[list[Properties]]:
    """Slices of nodes, shorter where their texts are long: a transaction lives in the server's memory."""
    batch: list[Properties] = []
    size = 0
    for node in nodes:
        size += len(node.get("answer", ""))
        if batch and (len(batch) == BATCH or size > _CHARACTERS):
            yield batch
            batch, size = [], len(node.get("answer", ""))
        batch.append(node)
    if batch:
        yield batch


def _merge(transaction: Transaction, text: str, batch: list[list[Any]]) -> None:
    [[count]] = rows(transaction, text, rows=batch)
    if count != len(batch):
        ends = f"{batch[0][0]} … {batch[-1][1]}"
        raise StoreError(f"the graph is damaged: an edge among {ends} leads to no node of it; build it anew")


def _complete(transaction: Transaction, flat: Flat) -> None:
    """Say ``complete`` if the database holds as much as the graph."""
    if rows(transaction, _ALL_EDGES) != [[sum(map(len, flat.relationships.values()))]]:
        _check(_edges_by_type(transaction), flat.relationships)
    _check(_nodes_by_label(transaction), flat.nodes)
    rows(transaction, _HOLD, state=COMPLETE)


def _check(found: Mapping[str, int], expected: Mapping[str, Sized]) -> None:
    other = [f"{found.get(sort, 0)} {sort}, not {len(some)}" for sort, some in expected.items()]
    if any(found.get(sort, 0) != len(some) for sort, some in expected.items()):
        raise KGError(f"somebody else writes there: {', '.join(other)}; load the graph again")


def _nodes_by_label(transaction: Transaction) -> dict[str, int]:
    return {label: rows(transaction, f"MATCH (n:{label}) RETURN count(n)")[0][0] for label in LABELS}


def _edges_by_type(transaction: Transaction) -> dict[str, int]:
    texts = (f"MATCH {pattern} RETURN type(r), count(r)" for pattern in PATTERNS)
    return {type_: count for text in texts for type_, count in rows(transaction, text)}
