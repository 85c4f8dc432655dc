# ruff: noqa: T201 -- the figures are what it is for
"""How fast a large graph goes into Neo4j and comes back, beside a bare loop over the driver with the same batches.

``make bench`` runs it: both write to a warm server and an emptied database, in turns; the medians of three count.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

import neo4j
import pytest

from kg.model import KnowledgeGraph
from kg.stores import open_store
from kg.stores.flat import ENDS, Flat, flatten
from tests.large_graph import large_graph
from tests.servers.neo4j_database import Database, empty

QUESTIONS, CONCEPTS, EDGES = 10_000, 5_000, 200_000
BATCH = 1000
TURNS = 3


@pytest.fixture(scope="module")
def graph() -> KnowledgeGraph:
    return large_graph(QUESTIONS, CONCEPTS, EDGES)


def bare(database: Database, flat: Flat) -> None:
    """What anybody would write: constraints, then each batch merged in a transaction of its own."""
    with database.session() as session:
        for label, nodes in flat.nodes.items():
            session.run(f"CREATE CONSTRAINT bare_{label} FOR (n:{label}) REQUIRE n.id IS UNIQUE").consume()
            text = f"UNWIND $rows AS row MERGE (n:{label} {{id: row.id}}) SET n += row"
            _write(session, text, nodes)
        for type_, edges in flat.relationships.items():
            start, end = ENDS[type_]
            ends = f"MATCH (a:{start} {{id: row.source}}), (b:{end} {{id: row.target}})"
            text = f"UNWIND $rows AS row {ends} MERGE (a)-[r:{type_}]->(b) SET r += row.properties"
            _write(session, text, [{"source": a, "target": b, "properties": some} for a, b, some in edges])


def _write(session: neo4j.Session, text: str, rows: list[dict]) -> None:
    for place in range(0, len(rows), BATCH):
        batch = rows[place : place + BATCH]
        session.execute_write(lambda transaction, batch=batch: transaction.run(text, rows=batch).consume())


def _seconds(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def test_a_load_keeps_up_with_a_bare_loop(neo4j_server: Database, neo4j_url: str, graph: KnowledgeGraph) -> None:
    store, flat = open_store(neo4j_url), flatten(graph)
    rows = sum(map(len, flat.nodes.values())) + sum(map(len, flat.relationships.values()))
    warm = large_graph(500, 300, 8_000)
    loops = {"bare": lambda: bare(neo4j_server, flat), "store": lambda: store.save(graph)}
    for act in (lambda: bare(neo4j_server, flatten(warm)), lambda: store.save(warm)):
        empty(neo4j_server)
        act()
    took: dict[str, list[float]] = {name: [] for name in loops}
    for _ in range(TURNS):
        for name, act in loops.items():
            empty(neo4j_server)
            took[name].append(_seconds(act))
    rates = {name: rows / median(seconds) for name, seconds in took.items()}
    print(f"\n{rows} rows: " + ", ".join(f"{name} {rate:,.0f} rows/s" for name, rate in rates.items()))
    print(f"store / bare: {rates['store'] / rates['bare']:.2f} (at least 0.8)")
    assert rates["store"] >= 0.8 * rates["bare"]


def test_a_large_graph_is_read_back_within_half_a_minute(neo4j_url: str, graph: KnowledgeGraph) -> None:
    store = open_store(neo4j_url)
    store.save(graph)
    again = _seconds(lambda: store.save(graph))
    started = time.perf_counter()
    assert store.load() == graph
    seconds = time.perf_counter() - started
    print(f"\nread back in {seconds:.1f} s (at most 30), loaded over itself in {again:.1f} s")
    assert seconds <= 30
