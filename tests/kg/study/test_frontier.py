"""What next: against a plain look at every question and concept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model import KnowledgeGraph
from kg.study.frontier import Frontier, Unlock, frontier, next_document, start
from kg.study.index import StudyIndex, study_index
from tests.graphs import bilingual_graph, random_graphs


@st.composite
def learners(draw: st.DrawFn) -> tuple[KnowledgeGraph, set[str], set[str]]:
    graph = draw(random_graphs(most=8))
    known = draw(st.sets(st.sampled_from(sorted(graph.concepts)), max_size=5))
    return graph, known, draw(st.sets(st.sampled_from(sorted(graph.questions)), max_size=2))


def _brute(index: StudyIndex, known: set[str], mastered: set[str], limit: int) -> Frontier:
    graph = index.graph
    needs = {one: {e.before for e in graph.prerequisites if e.after == one} for one in graph.concepts}
    about = {one: {m.concept for m in graph.mentions if m.about and m.question == one} for one in graph.questions}
    open_ = {one: concepts for one, concepts in about.items() if concepts and one not in mastered}
    ready = [one for one, concepts in open_.items() if concepts <= known]
    learnable = {one for one in graph.concepts if one not in known and needs[one] <= known}
    away = [(one, *(concepts - known)) for one, concepts in open_.items() if len(concepts - known) == 1]
    unlocks = [
        Unlock(
            one,
            tuple(sorted(q for q, c in open_.items() if c - known == {one})),
            tuple(sorted(c for c in graph.concepts if c not in known and needs[c] - known == {one})),
        )
        for one in learnable
    ]
    place = index.place
    return Frontier(
        tuple(sorted(ready, key=lambda q: (max(place[c] for c in about[q]), q))[:limit]),
        tuple(sorted((p for p in away if p[1] in learnable), key=lambda p: (place[p[1]], p[0]))[:limit]),  # type: ignore[misc]
        tuple(
            sorted(
                (one for one in unlocks if one.questions or one.concepts),
                key=lambda u: (-len(u.questions), -len(u.concepts), place[u.concept][1], u.concept),
            )[:limit]
        ),
    )


@given(learners(), st.integers(1, 4))
def test_the_quick_frontier_is_the_plain_one(asked, limit: int):
    graph, known, mastered = asked
    index = study_index(graph)
    assert frontier(index, start(index), known=known, mastered=mastered, limit=limit) == _brute(
        index, known, mastered, limit
    )


def test_next_on_the_tiny_graph(tiny_graph: KnowledgeGraph):
    index = study_index(tiny_graph)
    known = ["attention", "self-attention"]
    found = frontier(index, start(index), known=known, mastered=["tiny.zh#1"])
    assert found.ready == ("tiny.zh#2",)
    assert ("tiny.zh#3", "multi-head-attention") in found.one_away
    assert found.unlocks[0] == Unlock("multi-head-attention", ("tiny.zh#3",), ("mqa", "transformer"))
    assert Unlock("kv-cache", ("tiny.zh#5",), ("paged-attention",)) in found.unlocks
    document = next_document(index, found, "zh", known=known, mastered=["tiny.zh#1"])
    assert list(document) == ["known", "mastered", "ready", "one_away", "unlocks"]
    assert document["ready"] == [{"question": "tiny.zh#2", "title": "什么是自注意力？"}]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_translated_pair_is_one_question_in_the_readers_language(language):
    index = study_index(bilingual_graph())
    found = frontier(index, start(index), known=["attention", "self-attention", "rlhf"], mastered=["tiny.en#10"])
    document = next_document(index, found, language, known=[], mastered=["tiny.en#10"])
    assert [one["question"] for one in document["ready"]] == [f"tiny.{language}#1", f"tiny.{language}#2"]
    assert document["mastered"] == [f"tiny.{language}#10"]
