from dataclasses import replace

import networkx as nx
import pytest
from hypothesis import given

from kg.derive import DROPPED, derive
from kg.model import Concept, KnowledgeGraph, MapEntry, Prerequisite, Quote, ordered
from kg.progress import Event, Notice
from tests.graphs import random_graphs


def _graph(*edges: Prerequisite) -> KnowledgeGraph:
    ids = sorted({end for edge in edges for end in (edge.before, edge.after)})
    return KnowledgeGraph({}, {one: Concept(one, one.upper()) for one in ids}, prerequisites=edges)


def _edge(before: str, after: str, confidence: float = 0.5, origin: str = "text", place: int = 0) -> Prerequisite:
    if origin == "text":
        return Prerequisite(before, after, confidence, (), (Quote("b#1", place, place + 3, "一\n二", "r"),), "text")
    return Prerequisite(before, after, 1.0, (), (MapEntry(f"{origin}.csv", place, "因为"),), origin)  # type: ignore[arg-type]


def _derived(*edges: Prerequisite) -> tuple[list[tuple[str, str]], list[Event]]:
    notices: list[Event] = []
    graph = derive(_graph(*edges), report=notices.append)
    return [(edge.before, edge.after) for edge in graph.prerequisites], [
        one for one in notices if isinstance(one, Notice)
    ]


def test_the_edge_of_least_confidence_goes_and_is_told():
    kept, notices = _derived(_edge("a", "b", 0.9), _edge("b", "c", 0.4, place=7), _edge("c", "a", 0.6))
    assert kept == [("a", "b"), ("c", "a")]
    assert notices == [Notice(f"{DROPPED}, it closes a cycle: B before C (confidence 0.4; b#1: “一 二”)")]


def test_of_equal_edges_the_later_goes():
    assert _derived(_edge("a", "b", place=9), _edge("b", "a", place=4))[0] == [("b", "a")]
    assert _derived(_edge("a", "b", origin="imported", place=2), _edge("b", "a", origin="imported", place=3))[0] == [
        ("a", "b")
    ]


@pytest.mark.parametrize(("strong", "weak"), [("curated", "imported"), ("curated", "text"), ("imported", "text")])
def test_curated_then_imported_edges_outrank_text(strong, weak):
    assert _derived(_edge("a", "b", 1.0, weak), _edge("b", "a", 1.0, strong, 9))[0] == [("b", "a")]


def test_an_edge_of_text_and_curated_map_counts_as_curated():
    both = replace(_edge("a", "b", 1.0), evidence=(*_edge("a", "b").evidence, MapEntry("curated.csv", 5, "因为")))
    kept, notices = _derived(both, _edge("b", "c", origin="imported"), _edge("c", "a", origin="curated"))
    assert kept == [("a", "b"), ("c", "a")]
    assert "imported.csv line 0: 因为" in notices[0].text  # type: ignore[union-attr]


def test_values_of_the_tiny_graph(tiny_graph: KnowledgeGraph):
    level = {one.id: one.level for one in tiny_graph.concepts.values()}
    assert level["attention"] == 0
    assert level["gqa"] == 4
    importance = {one.id: one.importance or 0.0 for one in tiny_graph.concepts.values()}
    assert sum(importance.values()) == pytest.approx(1, abs=1e-5)
    assert max(importance, key=importance.__getitem__) == "attention"
    direct = {(edge.before, edge.after): edge.direct for edge in tiny_graph.prerequisites}
    assert direct["multi-head-attention", "gqa"] is False
    assert direct["mqa", "gqa"] is True
    assert tiny_graph.questions["tiny.zh#7"].difficulty == 4
    assert sum(one.salience or 0 for one in tiny_graph.mentions if one.question == "tiny.zh#7") == pytest.approx(
        1, abs=1e-5
    )


@given(random_graphs(acyclic=False))
def test_deriving_twice_changes_nothing_and_order_does_not_matter(graph: KnowledgeGraph):
    shuffled = replace(
        graph,
        concepts=dict(reversed(graph.concepts.items())),
        mentions=graph.mentions[::-1],
        prerequisites=graph.prerequisites[::-1],
        relations=graph.relations[::-1],
    )
    assert derive(graph) == graph == ordered(graph) == derive(shuffled)
    network = nx.DiGraph((edge.before, edge.after) for edge in graph.prerequisites)
    assert nx.is_directed_acyclic_graph(network)


def test_an_empty_graph_derives():
    assert derive(KnowledgeGraph()) == KnowledgeGraph()
