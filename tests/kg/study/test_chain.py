from dataclasses import replace
from itertools import pairwise

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model import KnowledgeGraph
from kg.study.chain import chain
from kg.study.index import study_index
from kg.study.path import Limits, StudyPath, document
from tests.graphs import random_graphs


def _directed(graph: KnowledgeGraph) -> "nx.DiGraph[str]":
    network: nx.DiGraph[str] = nx.DiGraph()
    network.add_nodes_from(graph.concepts)
    network.add_edges_from((e.before, e.after) for e in graph.prerequisites)
    return network


def _undirected(graph: KnowledgeGraph) -> "nx.Graph[str]":
    network: nx.Graph[str] = nx.Graph()
    network.add_nodes_from(graph.concepts)
    network.add_edges_from((r.head, r.tail) for r in graph.relations)
    return network


def _order(path: StudyPath) -> list[str]:
    return [step.concept for step in path.steps]


def _differ(one: list[str], other: list[str]) -> bool:
    inner, inner_other = set(one[1:-1]), set(other[1:-1])
    return 2 * len(inner & inner_other) <= max(len(inner), len(inner_other))


@st.composite
def two_topics(draw: st.DrawFn) -> tuple[KnowledgeGraph, str, str]:
    graph = draw(random_graphs().filter(lambda graph: len(graph.concepts) > 1))
    source, goal = draw(st.lists(st.sampled_from(sorted(graph.concepts)), min_size=2, max_size=2, unique=True))
    return graph, source, goal


@given(two_topics())
def test_the_chain_is_a_shortest_one_or_says_what_is_missing(asked):
    graph, source, goal = asked
    path = chain(study_index(graph), source, goal)
    directed, undirected = _directed(graph), _undirected(graph)
    if nx.has_path(directed, source, goal):
        assert path.mode == "chain"
        assert len(path.steps) == nx.shortest_path_length(directed, source, goal) + 1
        assert all(directed.has_edge(*pair) for pair in pairwise(_order(path)))
        assert [(hop.source, hop.target) for hop in path.hops] == list(pairwise(_order(path)))
    elif nx.has_path(undirected, source, goal):
        assert path.mode == "relations"
        assert len(path.steps) == nx.shortest_path_length(undirected, source, goal) + 1
        stated = {(r.head, r.type, r.tail) for r in graph.relations}
        for hop, pair in zip(path.hops, pairwise(_order(path)), strict=True):
            assert {hop.source, hop.target} == set(pair)
            assert (hop.source, hop.type, hop.target) in stated
            assert hop.evidence
    else:
        assert path.steps == path.hops == ()
        assert path.missing is not None
        assert path.missing.nearest
        ahead, behind = nx.descendants(directed, source) | {source}, nx.ancestors(directed, goal) | {goal}
        assert all(one in ahead and other in behind for one, other in path.missing.nearest)
        return
    assert path.missing is None
    assert (_order(path)[0], _order(path)[-1]) == (source, goal)


@given(two_topics(), st.integers(1, 4))
def test_alternatives_are_valid_and_none_was_overlooked(asked, count):
    graph, source, goal = asked
    directed = _directed(graph)
    if not nx.has_path(directed, source, goal):
        return
    path = chain(study_index(graph), source, goal, alternatives=count)
    chosen = [_order(path), *map(list, path.alternatives)]
    possible = list(nx.all_simple_paths(directed, source, goal))
    assert len(path.alternatives) <= count
    assert all(route in possible for route in chosen)
    assert len({tuple(route) for route in chosen}) == len(chosen)
    assert all(_differ(a, b) for place, a in enumerate(chosen) for b in chosen[:place])
    if len(path.alternatives) < count:
        assert not [route for route in possible if route not in chosen and all(_differ(route, one) for one in chosen)]


def test_a_dense_graph_ends_and_still_finds_a_way_around(tiny_graph: KnowledgeGraph):
    """Two layers of twelve, eight layers deep: far more shortest routes than anybody could list."""
    concept, edge = tiny_graph.concepts["mqa"], tiny_graph.prerequisites[0]
    layers = [["s"], *([f"{layer}-{n}" for n in range(12)] for layer in range(8)), ["t"]]
    ids = [one for layer in layers for one in layer]
    edges = tuple(replace(edge, before=a, after=b) for one, two in pairwise(layers) for a in one for b in two)
    graph = KnowledgeGraph(
        {},
        {one: replace(concept, id=one, level=n) for n, layer in enumerate(layers) for one in layer},
        prerequisites=edges,
    )
    assert len(ids) == 98
    path = chain(study_index(graph), "s", "t", alternatives=5)
    assert len(path.alternatives) == 5


def test_a_chain_with_its_quotes(tiny_graph: KnowledgeGraph):
    index = study_index(tiny_graph)
    found = document(chain(index, "attention", "gqa", alternatives=2), index)
    assert [step["concept"] for step in found["steps"]] == [
        "attention",
        "self-attention",
        "multi-head-attention",
        "gqa",
    ]
    assert (found["mode"], found["from"], found["known"]) == ("chain", "attention", ["attention"])
    assert [hop["type"] for hop in found["hops"]] == ["PREREQUISITE_OF"] * 3
    assert found["hops"][0]["evidence"][0]["quote"] == "理解自注意力要先懂注意力机制。"
    assert found["alternatives"] == [["attention", "self-attention", "kv-cache", "gqa"]]
    hop = document(chain(index, "kv-cache", "gqa"), index)["hops"][0]
    assert hop["evidence"] == [{"file": "prerequisites.csv", "line": 3, "reason": "查询组的数目在 KV cache 里才有意义"}]


def test_relations_lead_where_prerequisites_do_not(tiny_graph: KnowledgeGraph):
    index = study_index(tiny_graph)
    found = document(chain(index, "gqa", "mqa"), index)
    assert found["mode"] == "relations"
    assert [step["concept"] for step in found["steps"]] == ["gqa", "mqa"]
    assert found["hops"][0]["type"] == "CONTRASTS_WITH"
    backwards = document(chain(index, "attention", "memory-fragmentation"), index)
    assert backwards["mode"] == "chain"
    assert backwards["missing"]["nearest"][0]["to"] == "memory-fragmentation"


@pytest.mark.parametrize("language", ["zh", "en", None])
def test_an_island_is_explained(tiny_graph: KnowledgeGraph, language):
    index = study_index(tiny_graph)
    path = chain(index, "gqa", "rlhf", limits=Limits(language=language))
    assert path.steps == ()
    assert path.missing is not None
    assert path.missing.nearest[0] == ("gqa", "rlhf")
    assert index.name("gqa", language) in path.missing.explanation


def test_limits_hold_for_chains(tiny_graph: KnowledgeGraph):
    index = study_index(tiny_graph)
    assert _order(chain(index, "multi-head-attention", "gqa", limits=Limits(min_confidence=0.9)))[:1] == []
    some = chain(index, "attention", "gqa", limits=Limits(max_steps=2))
    assert _order(some) == ["attention", "self-attention"]
    assert some.omitted == 2
    assert chain(index, "attention", "gqa", limits=Limits(depth=2)).steps == ()


def test_a_goal_that_is_known_or_the_start_is_explained(tiny_graph: KnowledgeGraph):
    index = study_index(tiny_graph)
    for path in (chain(index, "gqa", "gqa"), chain(index, "attention", "gqa", known=["gqa"])):
        assert path.steps == ()
        assert path.missing is not None
        assert "known already" in path.missing.explanation
