from itertools import pairwise

import networkx as nx
from hypothesis import given

from kg.dag import acyclic, implied, levels
from tests.graphs import random_edges


def _network(nodes: list[str], edges: list[tuple[str, str]]) -> "nx.DiGraph[str]":
    network: nx.DiGraph[str] = nx.DiGraph()
    network.add_nodes_from(nodes)
    network.add_edges_from(edges)
    return network


@given(random_edges())
def test_levels_are_longest_paths(drawn):
    nodes, edges = drawn
    expected = {
        node: level for level, some in enumerate(nx.topological_generations(_network(nodes, edges))) for node in some
    }
    assert levels(nodes, edges) == expected


@given(random_edges())
def test_implied_is_all_but_the_transitive_reduction(drawn):
    nodes, edges = drawn
    assert set(edges) - implied(nodes, edges) == set(nx.transitive_reduction(_network(nodes, edges)).edges)


def test_implied_sees_past_one_chunk(monkeypatch):
    monkeypatch.setattr("kg.dag._CHUNK", 2)
    nodes = [f"{place:02}" for place in range(12)]
    edges = [(a, b) for a in nodes for b in nodes if a < b]
    assert set(edges) - implied(nodes, edges) == set(pairwise(nodes))


@given(random_edges(acyclic=False))
def test_acyclic_is_the_plain_greedy_choice(drawn):
    nodes, edges = drawn
    network, expected = _network(nodes, []), []
    for head, tail in edges:
        if not nx.has_path(network, tail, head):
            network.add_edge(head, tail)
            expected.append((head, tail))
    kept, dropped = acyclic(edges)
    assert kept == expected
    assert sorted(kept + dropped) == sorted(edges)


def test_a_loop_of_one_goes():
    assert acyclic([("a", "a"), ("a", "b")]) == ([("a", "b")], [("a", "a")])
