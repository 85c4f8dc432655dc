from dataclasses import replace

import pytest
from hypothesis import given

from kg.invariants import breaches
from kg.model import KnowledgeGraph, Mention, Prerequisite, Quote
from tests.graphs import TINY_BANK, random_graphs


def test_the_tiny_graph_keeps_every_rule(tiny_graph: KnowledgeGraph):
    assert breaches(tiny_graph, {"tiny.zh": TINY_BANK}) == []


@given(random_graphs(acyclic=False))
def test_a_derived_graph_has_no_cycle(graph: KnowledgeGraph):
    assert not [one for one in breaches(graph) if "cycle" in one]


def _with_edge(graph: KnowledgeGraph, **changes: object) -> KnowledgeGraph:
    first, *others = graph.prerequisites
    return replace(graph, prerequisites=(replace(first, **changes), *others))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"after": "nowhere"}, "no concept nowhere"),
        ({"evidence": ()}, "no evidence"),
        ({"confidence": 1.5}, "confidence 1.5"),
        ({"evidence": (Quote("tiny.zh#2", 1, 3, "注意", "r"),)}, "a quote outside tiny.zh#2"),
        ({"evidence": (Quote("tiny.zh#12", 700, 702, "错了", "r"),)}, "the quote does not stand at 700"),
        ({"evidence": (Quote("tiny.zh#99", 1, 3, "注意", "r"),)}, "no question tiny.zh#99"),
    ],
)
def test_a_faulty_edge_is_named(tiny_graph: KnowledgeGraph, changes: dict[str, object], said: str):
    found = breaches(_with_edge(tiny_graph, **changes), {"tiny.zh": TINY_BANK})
    assert any(said in one for one in found), found


def test_faulty_mentions_are_named(tiny_graph: KnowledgeGraph):
    orphan = Mention("tiny.zh#1", "nowhere", 1, ("x",), ((1, 2),))
    twice = tiny_graph.mentions[0]
    found = breaches(replace(tiny_graph, mentions=(*tiny_graph.mentions, orphan, twice)))
    assert f"{twice.question} MENTIONS {twice.concept}: more than once" in found
    assert "tiny.zh#1 MENTIONS nowhere: an end is missing" in found


def test_an_edge_may_stand_only_once(tiny_graph: KnowledgeGraph):
    edge: Prerequisite = tiny_graph.prerequisites[0]
    found = breaches(replace(tiny_graph, prerequisites=(*tiny_graph.prerequisites, edge)))
    assert found == [f"{edge.before} PREREQUISITE_OF {edge.after}: more than once"]


def test_a_cycle_is_named(tiny_graph: KnowledgeGraph):
    back = replace(tiny_graph.prerequisites[0], before="gqa", after="attention")
    found = breaches(replace(tiny_graph, prerequisites=(*tiny_graph.prerequisites, back)))
    assert any("a cycle of prerequisites among" in one for one in found)
