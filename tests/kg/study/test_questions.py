"""Related questions and chains of follow-ups: properties on random graphs, twins, and a small one by hand."""

from hypothesis import given
from hypothesis import strategies as st

from kg.model import KnowledgeGraph, Prerequisite, RelatedReason
from kg.study.followups import followups
from kg.study.index import StudyIndex, one_of, study_index
from kg.study.related import neighbours
from tests.graphs import bilingual_graph, random_graphs


@given(random_graphs())
def test_neighbours_are_the_edges_at_a_question(graph: KnowledgeGraph):
    index = study_index(graph)
    for question in graph.questions:
        found = neighbours(index, question)
        assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
        edges = {(one.source, one.target) for one in graph.related if question in (one.source, one.target)}
        assert {one.question for one in found} == {end for edge in edges for end in edge} - {question}
        for one in found:
            if one.direction == "later":
                assert (question, one.question) in edges
            elif one.direction == "earlier":
                assert (one.question, question) in edges
            else:
                assert one.reason not in {RelatedReason.FOLLOW_UP, RelatedReason.PREREQUISITE}


def _check(index: StudyIndex, question: str, steps: int, chains: int) -> None:
    found = followups(index, question, steps=steps, chains=chains)
    assert len(found) <= chains
    assert len({chain[0].question for chain in found}) == len(found)
    for chain in found:
        assert 1 <= len(chain) <= steps
        asked = [question, *(link.question for link in chain)]
        assert len({one_of(index, one) for one in asked}) == len(asked)
        spoken = set(index.about.get(one_of(index, question), ()))
        for before, link in zip(asked, chain, strict=False):
            edge, about = link.edge, set(index.about[one_of(index, before)])
            ends = {edge.before, edge.after} if isinstance(edge, Prerequisite) else {edge.head, edge.tail}
            assert link.concept in ends
            assert ends & about
            assert link.concept in index.about[one_of(index, link.question)]
            assert link.concept not in spoken
            assert not isinstance(edge, Prerequisite) or edge.after == link.concept
            assert edge.evidence
            spoken |= set(index.about[one_of(index, link.question)])


@given(random_graphs(), st.integers(1, 4), st.integers(1, 3))
def test_each_link_of_a_chain_is_an_edge_between_what_both_ask_about(graph, steps, chains):
    index = study_index(graph)
    for question in graph.questions:
        _check(index, question, steps, chains)


def test_chains_of_the_tiny_graph_and_of_its_translation(tiny_graph: KnowledgeGraph):
    index = study_index(tiny_graph)
    for question in tiny_graph.questions:
        _check(index, question, 5, 3)
    [first, *_] = followups(index, "tiny.zh#10")
    assert [link.question for link in first] == ["tiny.zh#11"]
    both = study_index(bilingual_graph())
    for question in both.graph.questions:
        _check(both, question, 5, 3)
    [first, *_] = followups(both, "tiny.zh#10", language="en")
    assert [link.question for link in first] == ["tiny.en#11"]


def test_a_translated_pair_is_one_question():
    index = study_index(bilingual_graph())
    assert index.asked["mqa"] == ["tiny.en#6", "tiny.en#7"]
    assert set(index.about) == {f"tiny.en#{n}" for n in range(1, 13)}
    for language in ("zh", "en"):
        found = neighbours(index, "tiny.zh#6", language=language)
        assert {one.question.partition("#")[0] for one in found} == {f"tiny.{language}"}
        assert [one.question.partition("#")[2] for one in found] == [
            one.question.partition("#")[2] for one in neighbours(index, "tiny.en#6", language="zh")
        ]
