"""The schema of a graph says what its Cypher form really holds."""

from __future__ import annotations

from kg.cypher.schema import schema_of
from kg.model import KnowledgeGraph
from kg.stores import Store


def test_counts_and_properties_are_those_of_the_engine(file_store: Store):
    found = schema_of(file_store.load())
    for label in found.labels:
        asked = f"MATCH (n:{label.name}) UNWIND keys(n) AS key"
        rows = file_store.cypher(f"{asked} RETURN count(DISTINCT n.id) AS n, collect(DISTINCT key) AS keys").rows
        assert [(count, set(keys)) for count, keys in rows] == [(label.count, set(label.properties))]
    for type_ in found.types:
        text = f"MATCH (a)-[r:{type_.name}]->(b) RETURN count(r) AS n"
        assert file_store.cypher(text).rows == ((type_.count,),)


def test_ends_are_named_for_types_that_a_graph_lacks():
    empty = schema_of(KnowledgeGraph())
    assert {one.name: (one.count, one.ends) for one in empty.types}["MENTIONS"] == (0, ("Question", "Concept"))
    assert [one.name for one in empty.labels] == ["Concept", "Question"]
