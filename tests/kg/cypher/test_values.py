"""Values that are easily taken for others: texts like paths, keys like tags, numbers at the edges."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path as File

import pytest

from kg.cypher.values import Node, Path, Relationship
from kg.errors import CypherError
from kg.model import KnowledgeGraph
from kg.stores import Store, open_store
from tests.kg.cypher.rows import multiset

LIKE_PATHS = ("(#1:0)", "(#1:0)-[#7:0]->(#1:1)", "(#40:0)", "x (#0:3)", "#45:1", "{'@rid': '#1:0'}")


def _hostile(graph: KnowledgeGraph) -> KnowledgeGraph:
    """The graph with concepts named as the embedded engine prints paths and records."""
    named = {
        one.id: replace(one, name=LIKE_PATHS[place % len(LIKE_PATHS)], aliases=LIKE_PATHS)
        for place, one in enumerate(graph.concepts.values())
    }
    return replace(graph, concepts=named)


def test_texts_of_the_graph_are_never_taken_for_paths(
    tiny_graph: KnowledgeGraph, tmp_path: File, server_of: Callable[[KnowledgeGraph], Store]
):
    graph = _hostile(tiny_graph)
    stores = [open_store(tmp_path / "graph.json"), server_of(graph)]
    stores[0].save(graph)
    text = "MATCH p = (a:Concept)-[r]->(b:Concept) RETURN p, a.name AS n, a.aliases AS l, {k: b.name, p: p} AS m, r"
    results = [store.cypher(text) for store in stores]
    assert multiset(results[0].rows) == multiset(results[1].rows)
    for path, name, aliases, held, edge in results[0].rows:
        assert isinstance(path, Path)
        assert (name in LIKE_PATHS, aliases) == (True, list(LIKE_PATHS))
        assert (held["k"] in LIKE_PATHS, held["p"]) == (True, path)
        assert path.relationships == (edge,)
        assert (path.nodes[0].id, path.nodes[1].id) == (edge.start, edge.end)


def test_texts_of_a_query_are_never_taken_for_paths(store: Store):
    for like in LIKE_PATHS[:2]:
        assert store.cypher("RETURN $x AS x, [$x] AS l", {"x": like}).rows == ((like, [like]),)
        with pytest.raises(CypherError, match="looks like one"):
            store.cypher("MATCH p = (:Concept)-->() RETURN p, $x AS x", {"x": [{"a": like}]})
        with pytest.raises(CypherError, match="looks like one"):
            store.cypher(f"MATCH p = (:Concept)-->() RETURN p, '{like}' AS x")


def test_values_are_the_classes_of_the_project(store: Store):
    matched = "MATCH p = (a:Concept {id: 'c1'})-[r:PREREQUISITE_OF]->(b)"
    text = f"{matched} RETURN a, r, p, [a, {{r: r}}] AS l ORDER BY b.id LIMIT 1"
    [[a, r, p, held]] = store.cypher(text).rows
    assert isinstance(a, Node)
    assert (a.id, a.labels, a.properties["id"]) == ("c1", ("Concept",), "c1")
    assert isinstance(r, Relationship)
    assert (r.type, r.start) == ("PREREQUISITE_OF", "c1")
    assert isinstance(p, Path)
    assert (p.nodes[0], p.relationships) == (a, (r,))
    assert held == [a, {"r": r}]
    assert list(a.properties) == sorted(a.properties)


@pytest.mark.parametrize(
    "value", [2**63 - 1, -(2**63), 0.1, 1e-300, -0.0, "", "a\u0000b", "\u2028", "😀", [[]], {"": None}]
)
def test_any_parameter_comes_back_as_it_went(store: Store, value: object):
    [[back]] = store.cypher("RETURN $x AS x", {"x": value}).rows
    assert (back, type(back)) == (value, type(value))
