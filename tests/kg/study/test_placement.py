"""Placement: what it never does and that it ends; how good it is, the benchmark holds against 500 learners."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.model import KnowledgeGraph
from kg.study.index import study_index
from kg.study.placement import MOST, place, place_document
from kg.study.population import groups, learning, seeking
from tests.graphs import random_graphs


@st.composite
def answered(draw: st.DrawFn) -> tuple[KnowledgeGraph, dict[str, bool], set[str], str | None]:
    graph = draw(random_graphs(most=7))
    ids = st.sampled_from(sorted(graph.concepts))
    answers = draw(st.dictionaries(ids, st.booleans(), max_size=4))
    return graph, answers, draw(st.sets(ids, max_size=2)), draw(st.none() | ids)


@settings(max_examples=40)
@given(answered())
def test_the_estimate_never_contradicts_an_answer(asked):
    graph, answers, known, goal = asked
    index = study_index(graph)
    found = place(index, answers, known=known, goal=goal)
    assert found == place(index, dict(answers), known=sorted(known), goal=goal)
    assert {one for one, yes in answers.items() if yes} <= set(found.known)
    assert not {one for one, yes in answers.items() if not yes} & set(found.known)
    assert known - answers.keys() <= set(found.known)
    if all(answers.values()):
        assert all(edge.before in found.known for edge in graph.prerequisites if edge.after in found.known)
    for one, yes in answers.items():
        if not yes and all(not said for said in answers.values()) and not known:
            dependents = {edge.after for edge in graph.prerequisites if edge.before == one}
            assert not dependents & set(found.known)
    assert found.ask is None or found.ask not in answers.keys() | known


@settings(max_examples=20)
@given(random_graphs(most=7), st.sets(st.integers(0, 6)))
def test_asking_ends(graph: KnowledgeGraph, real: set[int]):
    index, answers = study_index(graph), dict[str, bool]()
    knows = {one for n, one in enumerate(sorted(graph.concepts)) if n in real}
    while (found := place(index, answers)).ask is not None:
        assert found.ask in index.before.keys() | index.after.keys()
        answers[found.ask] = found.ask in knows
        assert len(answers) <= MOST


@given(random_graphs(most=7))
def test_imagined_learners_know_what_they_need(graph: KnowledgeGraph):
    index = study_index(graph)
    order = sorted(graph.concepts, key=index.place.__getitem__)
    for maker in (seeking, learning):
        known = maker(index, order, 64, Random(1))  # noqa: S311 -- imagined people
        assert all(known[edge.after] & ~known[edge.before] == 0 for edge in graph.prerequisites)


def test_each_concept_is_learned_with_the_probability_it_should_be(tiny_graph: KnowledgeGraph):
    index = study_index(tiny_graph)
    order = sorted(tiny_graph.concepts, key=index.place.__getitem__)
    known = learning(index, order, 20_000, Random(1))  # noqa: S311
    assert known["attention"].bit_count() / 20_000 == pytest.approx(0.9, abs=0.01)
    assert known["self-attention"].bit_count() / 20_000 == pytest.approx(0.81, abs=0.01)


def test_where_nobody_answered_like_that_the_nearest_count(tiny_graph: KnowledgeGraph):
    index = study_index(tiny_graph)
    order = sorted(tiny_graph.concepts, key=index.place.__getitem__)
    impossible = {"gqa": True, "attention": False, "rlhf": True}
    for group in groups(index, order, impossible, size=256):
        assert group.known.keys() == set(order)
    assert any(group.alike for group in groups(index, order, impossible, size=256))


def test_with_a_goal_only_what_it_needs_is_asked_and_then_the_plan_comes(tiny_graph: KnowledgeGraph):
    index, answers = study_index(tiny_graph), dict[str, bool]()
    while (found := place(index, answers, goal="gqa")).ask is not None:
        assert place_document(index, answers, found, "zh", goal="gqa")["plan"] is None
        answers[found.ask] = found.ask in {"attention", "self-attention"}
    assert answers.keys() <= {"attention", "self-attention", "multi-head-attention", "kv-cache", "mqa"}
    document = place_document(index, answers, found, "zh", goal="gqa")
    assert list(document) == ["goal", "answers", "ask", "known", "plan"]
    assert document["plan"]["goal"] == "gqa"
    assert document["plan"]["known"] == document["known"] == ["attention", "self-attention"]
    assert document["answers"] == [{"concept": one, "known": said} for one, said in answers.items()]


def test_a_graph_without_prerequisites_asks_nothing():
    assert place(study_index(KnowledgeGraph()), {}) == place(study_index(KnowledgeGraph()), {}, known=())
    assert place(study_index(KnowledgeGraph()), {}).ask is None
