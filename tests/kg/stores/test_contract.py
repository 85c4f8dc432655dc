"""What every store must do; a new kind of store joins by one parameter of ``new_store``."""

import hashlib
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from kg.errors import StoreError
from kg.exports.node_link import dumps
from kg.model import KnowledgeGraph, RelatedReason, ordered
from kg.stores import Store
from tests.graphs import bilingual_graph, random_graphs

NewStore = Callable[[], Store]
one_store_for_all = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30
)


def test_a_store_without_a_graph_says_how_to_make_one(new_store: NewStore):
    store = new_store()
    assert not store.exists()
    with pytest.raises(StoreError, match=r"no graph .*`kg build") as said:
        store.load()
    assert said.value.fault == "missing"
    with pytest.raises(StoreError):
        store.sha256()


def test_what_is_saved_is_loaded(new_store: NewStore, tiny_graph: KnowledgeGraph):
    new_store().check_writable()
    new_store().save(tiny_graph)
    assert new_store().exists()
    assert new_store().load() == tiny_graph


def test_a_stamp_tells_one_graph_from_the_next(new_store: NewStore, tiny_graph: KnowledgeGraph):
    assert new_store().stamp() is None
    new_store().save(tiny_graph)
    first = new_store().stamp()
    assert first is not None
    assert first.whole
    assert new_store().stamp() == first
    new_store().save(replace(tiny_graph, inputs=()))
    second = new_store().stamp()
    assert second is not None
    assert second.mark != first.mark


def test_derived_properties_survive(new_store: NewStore):
    """Topics, places on the map, related questions with their reasons, translations included."""
    graph = bilingual_graph()
    new_store().save(graph)
    loaded = new_store().load()
    assert loaded.related == graph.related
    assert {one.reason for one in loaded.related} >= {RelatedReason.TRANSLATION, RelatedReason.PREREQUISITE}
    assert all(type(one.score) is float and one.score <= 1 for one in loaded.related)
    for concept in loaded.concepts.values():
        assert concept == graph.concepts[concept.id]
        assert concept.topic in loaded.concepts
        assert type(concept.map_x) is type(concept.map_y) is float
    assert new_store().sha256() == hashlib.sha256(dumps(graph)).hexdigest()


def test_a_save_replaces_everything(new_store: NewStore, tiny_graph: KnowledgeGraph):
    new_store().save(tiny_graph)
    smaller = replace(tiny_graph, relations=tiny_graph.relations[:2], inputs=())
    new_store().save(smaller)
    assert new_store().load() == smaller
    new_store().save(KnowledgeGraph())
    assert new_store().load() == KnowledgeGraph()


def test_saving_twice_changes_nothing(new_store: NewStore, tiny_graph: KnowledgeGraph):
    new_store().save(tiny_graph)
    once = new_store().sha256()
    new_store().save(new_store().load())
    assert new_store().sha256() == once == hashlib.sha256(dumps(tiny_graph)).hexdigest()


@one_store_for_all
@given(random_graphs())
def test_any_graph_survives(new_store: NewStore, graph: KnowledgeGraph):
    new_store().save(graph)
    assert new_store().load() == ordered(graph)
