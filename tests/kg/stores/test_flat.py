"""Flat properties as SCHEMA.md (Forms) lists them, and their exact inverse."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings

from kg.errors import StoreError
from kg.exports.node_link import dumps
from kg.model import (
    Concept,
    KnowledgeGraph,
    MapEntry,
    Prerequisite,
    Quote,
    Related,
    RelatedReason,
    Relation,
    RelationType,
    ordered,
)
from kg.stores.flat import ENDS, LABELS, Flat, atlas, atlas_of, flatten, flatten_export, unflatten
from tests.graphs import random_graphs


def _back(graph: KnowledgeGraph, flat: Flat | None = None, *, whole: bool = True) -> KnowledgeGraph:
    return unflatten(flat or flatten(graph), atlas(graph, "", "complete"), "it", whole=whole)


def _rows(flat: Flat):
    yield from (row for rows in flat.nodes.values() for row in rows)
    yield from (row for rows in flat.relationships.values() for _, _, row in rows)


def test_the_tiny_graph_comes_back_as_it_was(tiny_graph: KnowledgeGraph):
    assert dumps(_back(tiny_graph)) == dumps(tiny_graph)
    assert _back(tiny_graph, whole=False) == tiny_graph


@settings(deadline=None)
@given(random_graphs())
def test_any_graph_comes_back_as_it_was(graph: KnowledgeGraph):
    assert _back(graph) == ordered(graph)
    assert _back(graph, whole=False) == ordered(graph)


@settings(deadline=None)
@given(random_graphs())
def test_an_export_is_flattened_without_a_graph_in_between(graph: KnowledgeGraph):
    document = json.loads(dumps(graph))
    assert atlas_of(document["graph"], "", "complete") == atlas(graph, "", "complete")
    assert flatten_export(document) == flatten(graph)


@pytest.mark.parametrize("torn", ["no such node", "an edge twice", "a node twice", "a type of another's"])
def test_a_torn_export_is_not_flattened(tiny_graph: KnowledgeGraph, torn: str):
    document = json.loads(dumps(tiny_graph))
    nodes, edges = document["nodes"], document["edges"]
    if torn == "no such node":
        edges[0]["target"] = "concept:nowhere"
    elif torn == "an edge twice":
        edges.append(dict(edges[0]))
    elif torn == "a node twice":
        nodes.append(dict(nodes[0]))
    else:
        edges[0]["type"] = "LIKES"
    with pytest.raises((KeyError, ValueError)):
        flatten_export(document)


def test_every_label_and_type_of_the_schema_has_its_rows(tiny_graph: KnowledgeGraph):
    flat = flatten(KnowledgeGraph())
    assert flat == Flat({"Concept": [], "Question": []}, {type_: [] for type_ in ENDS})
    flat = flatten(tiny_graph)
    assert {label: len(flat.nodes[label]) for label in LABELS} == {"Concept": 11, "Question": 12}
    assert sum(map(len, flat.relationships.values())) == sum(
        map(len, (tiny_graph.mentions, tiny_graph.relations, tiny_graph.prerequisites, tiny_graph.related))
    ) + sum(one.about for one in tiny_graph.mentions)


def test_properties_are_flat_and_bare(tiny_graph: KnowledgeGraph):
    pair = Related("tiny.zh#5", "tiny.zh#6", 0.5, ("kv-cache", "mqa"), RelatedReason.FOLLOW_UP)
    attention = replace(tiny_graph.concepts["attention"], topic="transformer")
    concepts = {**tiny_graph.concepts, "attention": attention}
    flat = flatten(replace(tiny_graph, concepts=concepts, related=(pair,)))
    question, concept, properties = flat.relationships["MENTIONS"][0]
    mention = tiny_graph.mentions[0]
    assert (question, concept) == (mention.question, mention.concept) == ("tiny.zh#1", "attention")
    assert properties["spans"] == [place for span in mention.spans for place in span]
    related = {"score": 0.5, "shared": ["kv-cache", "mqa"], "reason": "follow-up"}
    assert flat.relationships["RELATED_TO"] == [("tiny.zh#5", "tiny.zh#6", related)]
    assert flat.nodes["Concept"][0]["topic"] == "transformer"
    for row in _rows(flat):
        for value in row.values():
            values = value if isinstance(value, list) else [value]
            assert len({type(one) for one in values}) <= 1
            assert all(type(one) in {str, int, float, bool} for one in values)


def test_evidence_of_both_kinds_keeps_quotes_first(tiny_graph: KnowledgeGraph):
    quotes = (Quote("b#2", 1, 2, "“", "r1"), Quote("b#1", 3, 4, "", "r2"))
    files = (MapEntry("m.csv", 7, "因为"), MapEntry("a.csv", 1, ""))
    edge = Prerequisite("a", "b", 1.0, (), (*quotes, *files), "text")
    graph = KnowledgeGraph(
        {one: replace(tiny_graph.questions["tiny.zh#1"], id=one) for one in ("b#1", "b#2")},
        {"a": Concept("a", "A"), "b": Concept("b", "B")},
        prerequisites=(edge,),
    )
    [(_, _, row)] = flatten(graph).relationships["PREREQUISITE_OF"]
    assert row["evidence_questions"] == ["b#2", "b#1"]
    assert row["evidence_lines"] == [7, 1]
    assert row["evidence_reasons"] == ["因为", ""]
    assert _back(graph) == graph
    only_files = replace(graph, prerequisites=(replace(edge, evidence=files),))
    [(_, _, row)] = flatten(only_files).relationships["PREREQUISITE_OF"]
    assert not [name for name in row if name in {"evidence_questions", "evidence_quotes", "evidence_rules"}]


def test_a_whole_number_stays_a_float_where_fractions_may_stand():
    edge = Relation("a", RelationType.USES, "b", 1, (MapEntry("m", 1, "r"),), "imported")
    concepts = {"a": Concept("a", "A", importance=1, level=0), "b": Concept("b", "B")}
    flat = flatten(KnowledgeGraph({}, concepts, relations=(edge,)))
    assert type(flat.relationships["USES"][0][2]["confidence"]) is float
    assert type(flat.nodes["Concept"][0]["importance"]) is float
    assert type(flat.nodes["Concept"][0]["level"]) is int


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda flat: flat.nodes["Concept"][0].pop("name"), "name"),
        (lambda flat: flat.nodes["Concept"][0].pop("id"), "id"),
        (lambda flat: flat.nodes["Question"][0].update(start="x"), "start"),
        (lambda flat: flat.relationships["MENTIONS"][0][2].update(spans=[1, 2, 3]), "edge"),
        (lambda flat: flat.relationships["USES"][0][2].pop("evidence_rules"), "damaged"),
        (lambda flat: flat.relationships["USES"].append(flat.relationships["USES"][0]), "a second USES"),
        (lambda flat: flat.relationships["USES"].append(("lora", "mqa", {})), "damaged"),
    ],
)
def test_damaged_rows_are_named(tiny_graph: KnowledgeGraph, spoil, said: str):
    flat = flatten(tiny_graph)
    spoil(flat)
    with pytest.raises(StoreError, match=said):
        _back(tiny_graph, flat)


def test_a_part_of_a_graph_is_read_as_far_as_it_goes(tiny_graph: KnowledgeGraph):
    flat = flatten(tiny_graph)
    flat.nodes["Concept"] = flat.nodes["Concept"][:5]
    flat.nodes["Question"] = flat.nodes["Question"][:6]
    flat.relationships["MENTIONS"] = flat.relationships["MENTIONS"][::2]
    part = _back(tiny_graph, flat, whole=False)
    assert len(part.concepts) == 5
    assert part.mentions
    assert all(one.topic is None or one.topic in part.concepts for one in part.concepts.values())
    ends = {end for one in (*part.relations, *part.prerequisites) for end in _ends(one)}
    assert ends <= part.concepts.keys()
    cited = {one.question for edge in part.prerequisites for one in edge.evidence if isinstance(one, Quote)}
    assert cited <= part.questions.keys()


def _ends(edge: Relation | Prerequisite) -> tuple[str, str]:
    return (edge.head, edge.tail) if isinstance(edge, Relation) else (edge.before, edge.after)
