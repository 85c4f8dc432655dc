"""The structure of the field: bottlenecks against taking each concept out, gaps and topics on small graphs."""

from dataclasses import replace
from itertools import permutations

import networkx as nx
from hypothesis import given

from kg.derive import derive
from kg.model import Concept, KnowledgeGraph
from kg.study.bottlenecks import bottlenecks
from kg.study.field import field_document
from kg.study.index import study_index
from tests.graphs import bilingual_graph, random_graphs


@given(random_graphs(most=8))
def test_what_vanishes_is_what_taking_the_concept_out_takes_away(graph: KnowledgeGraph):
    found = bottlenecks(study_index(graph))
    network: nx.DiGraph[str] = nx.DiGraph((edge.before, edge.after) for edge in graph.prerequisites)
    for concept in graph.concepts:
        without = network.subgraph(set(network) - {concept})
        lost = [
            pair for pair in permutations(without, 2) if nx.has_path(network, *pair) and not nx.has_path(without, *pair)
        ]
        assert found.vanishing.get(concept, 0) == len(lost)
        assert not any(network.has_edge(*pair) for pair in lost)
    for concept in network:
        assert found.reach.get(concept, 0) == len(nx.descendants(network, concept))
    assert found.exact


def test_a_large_graph_is_looked_at_from_some_concepts(tiny_graph: KnowledgeGraph):
    found = bottlenecks(study_index(tiny_graph), budget=20)
    assert not found.exact
    assert set(found.reach) < {edge.before for edge in tiny_graph.prerequisites}


def test_the_document(tiny_graph: KnowledgeGraph):
    document = field_document(study_index(tiny_graph), "zh", limit=3)
    assert list(document) == [
        *("concepts", "importance", "levels", "topics", "bottlenecks", "bottlenecks_exact", "gaps")
    ]
    assert document["importance"][0]["concept"] == "attention"
    assert document["levels"] == [{"level": n, "concepts": c} for n, c in enumerate((3, 2, 2, 3, 1))]
    assert sum(one["concepts"] for one in field_document(study_index(tiny_graph), "zh", limit=99)["topics"]) == 11
    narrow = {one["concept"]: one["dependencies"] for one in document["bottlenecks"]}
    assert narrow["self-attention"] == 6
    assert document["bottlenecks_exact"] is True


def test_gaps(tiny_graph: KnowledgeGraph):
    questions = {**tiny_graph.questions}
    questions["tiny.zh#6"] = replace(questions["tiny.zh#6"], answer="![图](mqa.png)")
    questions["tiny.zh#7"] = replace(questions["tiny.zh#7"], answer="见上。")
    mentions = tuple(replace(one, about=one.about and one.concept != "self-attention") for one in tiny_graph.mentions)
    graph = derive(replace(tiny_graph, questions=questions, mentions=mentions))
    gaps = field_document(study_index(graph), "zh")["gaps"]
    assert gaps["never_explained"] == [
        {"concept": "mqa", "name": "多查询注意力", "questions": ["tiny.zh#6", "tiny.zh#7"]},
        {"concept": "gqa", "name": "分组查询注意力", "questions": ["tiny.zh#7"]},
    ]
    assert gaps["never_taught"] == [{"concept": "self-attention", "name": "自注意力", "needed_by": 6}]


def test_a_translated_pair_is_one_question_and_explained_in_either_language():
    graph = bilingual_graph()
    english = {one: replace(q, answer="") if q.bank == "tiny.en" else q for one, q in graph.questions.items()}
    document = field_document(study_index(replace(graph, questions=english)), "en", limit=99)
    assert document["gaps"]["never_explained"] == []
    single = field_document(study_index(graph), "zh", limit=99)
    assert max(one["questions"] for one in single["topics"]) <= 12


def test_an_empty_graph_and_one_without_topics():
    assert field_document(study_index(KnowledgeGraph()), "en")["topics"] == []
    bare = KnowledgeGraph({}, {"a": Concept("a", "A")})
    assert field_document(study_index(bare), "en")["topics"][0]["concept"] == "a"
