from dataclasses import replace

from kg.model import KnowledgeGraph, Related, RelatedReason, ordered
from kg.study.index import concepts_of, study_index, teaching


def test_concepts_of_a_question(tiny_graph: KnowledgeGraph):
    index = study_index(tiny_graph)
    for question in tiny_graph.questions:
        expected = [one for one in tiny_graph.mentions if one.question == question]
        assert list(concepts_of(index, question)) == expected
    assert list(concepts_of(index, "nowhere#1")) == []


def test_where_no_question_asks_about_it_the_most_salient_ones_teach(tiny_graph: KnowledgeGraph):
    mentions = tuple(replace(one, about=False) for one in tiny_graph.mentions)
    index = study_index(replace(tiny_graph, mentions=mentions))
    assert teaching(index, "gqa") == ("tiny.zh#7",)
    assert teaching(index, "multi-head-attention") == ("tiny.zh#3",)


def test_of_a_translated_pair_the_readers_language_is_shown(tiny_graph: KnowledgeGraph):
    question, mention = tiny_graph.questions["tiny.zh#7"], tiny_graph.mentions
    twin = replace(question, id="tiny.en#7", bank="tiny.en", language="en", answer="short")
    copies = tuple(replace(one, question="tiny.en#7") for one in mention if one.question == "tiny.zh#7")
    pair = Related("tiny.en#7", "tiny.zh#7", 1.0, ("gqa",), RelatedReason.TRANSLATION)
    graph = replace(
        tiny_graph,
        questions=tiny_graph.questions | {twin.id: twin},
        mentions=mention + copies,
        related=(pair,),
    )
    index = study_index(ordered(graph))
    assert teaching(index, "gqa", "zh") == ("tiny.zh#7",)
    assert teaching(index, "gqa", "en") == ("tiny.en#7",)
    assert len(teaching(index, "gqa")) == 1


def test_levels_are_found_where_a_graph_lacks_them(tiny_graph: KnowledgeGraph):
    bare = {one.id: replace(one, level=None) for one in tiny_graph.concepts.values()}
    assert study_index(replace(tiny_graph, concepts=bare)).place == study_index(tiny_graph).place
