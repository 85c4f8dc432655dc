from itertools import pairwise

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from kg.model import KnowledgeGraph
from kg.study.basics import below_level, with_needs
from kg.study.index import study_index
from kg.study.path import Limits, StudyPath, document
from kg.study.plan import plan, rings
from tests.graphs import random_graphs


def _network(graph: KnowledgeGraph, least: float = 0.0) -> "nx.DiGraph[str]":
    network: nx.DiGraph[str] = nx.DiGraph()
    network.add_nodes_from(graph.concepts)
    network.add_edges_from((e.before, e.after) for e in graph.prerequisites if e.confidence >= least)
    return network


def _order(path: StudyPath) -> list[str]:
    return [step.concept for step in path.steps]


@st.composite
def questions(draw: st.DrawFn) -> tuple[KnowledgeGraph, str, set[str], float]:
    graph = draw(random_graphs())
    ids = st.sampled_from(sorted(graph.concepts))
    return graph, draw(ids), draw(st.sets(ids, max_size=4)), draw(st.sampled_from([0.0, 0.5, 0.9]))


@given(questions())
def test_a_plan_is_a_closed_linear_extension(asked):
    graph, goal, known, least = asked
    path = plan(study_index(graph), goal, known=known, limits=Limits(min_confidence=least))
    network = _network(graph, least)
    if goal in known:
        assert path.steps == ()
        assert path.missing is not None
        return
    unknown = network.subgraph(set(network) - known)
    assert set(_order(path)) == nx.ancestors(unknown, goal) | {goal}
    place = {concept: n for n, concept in enumerate(_order(path))}
    assert all(place[a] < place[b] for a, b in network.edges if a in place and b in place)
    assert _order(path)[-1] == goal
    for step in path.steps:
        assert [e.after for e in step.needed_by] == sorted(b for b in network[step.concept] if b in place)
        assert step.needed_by or step.concept == goal


@given(questions())
def test_skipped_is_what_known_concepts_made_needless(asked):
    graph, goal, known, least = asked
    if goal in known:
        return
    path = plan(study_index(graph), goal, known=known, limits=Limits(min_confidence=least))
    network = _network(graph, least)
    everything = nx.ancestors(network, goal) | {goal}
    assert {one.concept for one in path.skipped} == everything - set(_order(path))
    for one in path.skipped:
        assert one.because
        assert known.issuperset(one.because)
        assert all(
            one.concept == known_one or nx.has_path(network, one.concept, known_one) for known_one in one.because
        )


@given(questions(), st.integers(0, 3), st.integers(1, 4))
def test_depth_and_most_steps(asked, depth, most):
    graph, goal, known, _ = asked
    index = study_index(graph)
    network = _network(graph)
    unknown = network.subgraph((set(network) - known) | {goal})
    far = nx.single_target_shortest_path_length(unknown, goal) if goal not in known else {}
    near = plan(index, goal, known=known, limits=Limits(depth=depth))
    assert set(_order(near)) == {concept for concept, distance in dict(far).items() if distance <= depth}
    assert all(one.because for one in near.skipped)
    whole = plan(index, goal, known=known)
    assert near.below == len(whole.steps) - len(near.steps)
    some = plan(index, goal, known=known, limits=Limits(max_steps=most))
    assert some.steps == whole.steps[:most]
    assert some.omitted == len(whole.steps) - len(some.steps)


@given(questions())
def test_rings_are_shortest_distances_to_the_goal(asked):
    graph, goal, known, least = asked
    index, limits = study_index(graph), Limits(min_confidence=least)
    network = _network(graph, least)
    unknown = network.subgraph((set(network) - known) | {goal})
    far = dict(nx.single_target_shortest_path_length(unknown, goal))
    found = rings(index, goal, known=known, limits=limits)
    assert {concept: distance for distance, ring in enumerate(found) for concept in ring} == far
    assert all(list(ring) == sorted(ring, key=index.place.__getitem__) for ring in found)


@given(questions(), st.integers(0, 3))
def test_basics_are_closed(asked, level):
    graph, goal, some, _ = asked
    index, network = study_index(graph), _network(graph)
    assert with_needs(index, some) == some.union(*(nx.ancestors(network, one) for one in some))
    low = below_level(index, level)
    assert all(nx.ancestors(network, one) <= low for one in low)
    left = {step.concept for step in plan(index, goal, known=low - {goal}).steps} - {goal}
    assert left == nx.ancestors(network, goal) - low


def test_what_depth_hides_is_counted_in_the_document(tiny_graph: KnowledgeGraph):
    index = study_index(tiny_graph)
    assert "below" not in document(plan(index, "gqa"), index)
    assert document(plan(index, "gqa", limits=Limits(depth=1)), index)["below"] == 2


def test_the_plan_for_gqa(tiny_graph: KnowledgeGraph):
    path = plan(study_index(tiny_graph), "gqa")
    assert _order(path) == ["attention", "self-attention", "multi-head-attention", "kv-cache", "mqa", "gqa"]
    attention, *_, gqa = path.steps
    assert attention.needed_by[0].evidence[0].quote == "理解自注意力要先懂注意力机制。"  # type: ignore[union-attr]
    assert attention.questions == ("tiny.zh#1", "tiny.zh#12")
    assert gqa.needed_by == ()
    assert gqa.questions == ("tiny.zh#7",)


def test_what_asks_about_a_concept_comes_before_what_defines_it(tiny_graph: KnowledgeGraph):
    steps = {step.concept: step for step in plan(study_index(tiny_graph), "transformer").steps}
    assert steps["multi-head-attention"].questions == ("tiny.zh#3",)
    assert steps["transformer"].questions == ("tiny.zh#4", "tiny.zh#12")


def test_known_concepts_stop_the_search(tiny_graph: KnowledgeGraph):
    path = plan(study_index(tiny_graph), "gqa", known=["multi-head-attention", "kv-cache", "rlhf"])
    assert _order(path) == ["mqa", "gqa"]
    assert {one.concept: one.because for one in path.skipped} == {
        "attention": ("kv-cache", "multi-head-attention"),
        "self-attention": ("kv-cache", "multi-head-attention"),
        "kv-cache": ("kv-cache",),
        "multi-head-attention": ("multi-head-attention",),
    }


def test_the_document(tiny_graph: KnowledgeGraph):
    index = study_index(tiny_graph)
    found = document(plan(index, "mqa", known=["self-attention"]), index, "zh")
    assert list(found) == [
        *("mode", "goal", "from", "known", "steps", "skipped", "alternatives", "hops", "omitted", "missing")
    ]
    first, last = found["steps"]
    assert first == {
        "concept": "multi-head-attention",
        "name": "多头注意力",
        "level": 2,
        "needed_by": [
            {
                "concept": "mqa",
                "confidence": 0.8,
                "reasons": ["说明"],
                "evidence": [first["needed_by"][0]["evidence"][0]],
            }
        ],
        "questions": ["tiny.zh#3"],
    }
    assert list(first["needed_by"][0]["evidence"][0]) == ["question", "start", "end", "quote", "rule"]
    assert (last["concept"], last["name"]) == ("mqa", "多查询注意力")
    assert found["skipped"] == [
        {"concept": "attention", "because": ["self-attention"]},
        {"concept": "self-attention", "because": ["self-attention"]},
    ]
    assert (found["mode"], found["goal"], found["from"], found["known"]) == ("plan", "mqa", None, ["self-attention"])
    assert (found["alternatives"], found["hops"], found["omitted"], found["missing"]) == ([], [], 0, None)


def test_a_goal_that_is_known_is_explained(tiny_graph: KnowledgeGraph):
    index = study_index(tiny_graph)
    found = document(plan(index, "mqa", known=["mqa"]), index)
    assert found["steps"] == []
    assert found["missing"] == {"explanation": "MQA is known already, nothing is left to study.", "nearest": []}


def test_levels_never_fall(tiny_graph: KnowledgeGraph):
    index = study_index(tiny_graph)
    for goal in tiny_graph.concepts:
        assert all(a.level <= b.level for a, b in pairwise(plan(index, goal).steps))
