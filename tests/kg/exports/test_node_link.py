import json

import networkx as nx
import pytest
from hypothesis import given

from kg.errors import StoreError
from kg.exports.node_link import as_networkx, dumps
from kg.exports.read import loads
from kg.model import KnowledgeGraph, ordered
from tests.graphs import random_graphs


@given(random_graphs())
def test_a_graph_and_its_bytes_are_one(graph: KnowledgeGraph):
    data = dumps(graph)
    assert loads(data, "x") == ordered(graph)
    assert dumps(loads(data, "x")) == data


def test_the_form_of_the_schema(tiny_graph: KnowledgeGraph):
    data = dumps(tiny_graph)
    document = json.loads(data)
    assert list(document) == ["directed", "multigraph", "graph", "nodes", "edges"]
    assert list(document["graph"]) == ["schema", "inputs", "tool"]
    assert document["graph"]["inputs"][0] == {
        "role": "bank",
        "name": "tiny.zh.md",
        "sha256": tiny_graph.inputs[0].sha256,
        "title": "注意力小题库",
        "language": "zh",
    }
    ids = [node["id"] for node in document["nodes"]]
    assert ids == sorted(ids)
    places = [(edge["source"], edge["target"], edge["key"]) for edge in document["edges"]]
    assert places == sorted(set(places))
    assert all(edge["key"] == edge["type"] for edge in document["edges"])
    assert "注意力".encode() in data
    assert data.endswith(b"\n")


def test_keys_stand_in_the_order_of_the_schema(tiny_graph: KnowledgeGraph):
    document = json.loads(dumps(tiny_graph))
    nodes = {node["id"]: node for node in document["nodes"]}
    assert " ".join(nodes["question:tiny.zh#7"]) == (
        "id label bank number title answer answer_start language start end difficulty"
    )
    assert " ".join(nodes["concept:multi-head-attention"]) == (
        "id label name name_en name_zh aliases kind definition definition_source definition_en definition_zh "
        "origin importance level topic map_x map_y"
    )
    edges = {(edge["source"], edge["target"], edge["key"]): edge for edge in document["edges"]}
    mention = edges["question:tiny.zh#7", "concept:gqa", "MENTIONS"]
    assert " ".join(mention) == "source target key type count surfaces spans salience"
    assert edges["question:tiny.zh#7", "concept:gqa", "ABOUT"].keys() == {"source", "target", "key", "type"}
    relation = edges["concept:gqa", "concept:mqa", "IMPROVES"]
    assert " ".join(relation) == "source target key type confidence evidence origin"
    assert relation["evidence"][0]["question"] == "question:tiny.zh#7"
    related = edges["question:tiny.zh#6", "question:tiny.zh#7", "RELATED_TO"]
    assert " ".join(related) == "source target key type score shared reason"
    edge = edges["concept:kv-cache", "concept:gqa", "PREREQUISITE_OF"]
    assert " ".join(edge) == "source target key type confidence reasons evidence origin direct"
    assert " ".join(edge["evidence"][0]) == "file line reason"


def test_networkx_reads_it(tiny_graph: KnowledgeGraph):
    read = nx.node_link_graph(json.loads(dumps(tiny_graph)), edges="edges")
    network = as_networkx(tiny_graph)
    assert isinstance(network, nx.MultiDiGraph)
    assert nx.utils.graphs_equal(read, network)
    assert read.graph == network.graph
    assert read.edges["concept:gqa", "concept:mqa", "IMPROVES"]["confidence"] == 0.8


def test_another_form_of_json_is_read_alike(tiny_graph: KnowledgeGraph):
    document = json.loads(dumps(tiny_graph))
    document["nodes"].reverse()
    document["edges"].reverse()
    other = b"\xef\xbb\xbf" + json.dumps(document, indent=2).encode()
    assert dumps(loads(other, "x")) == dumps(tiny_graph)


def _without(key: str):
    return lambda document: document["nodes"][0].pop(key)


def _without_mentions(document):
    document["edges"] = [edge for edge in document["edges"] if edge["key"] != "MENTIONS"]


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda d: d["graph"].update(schema=2), "g.json has schema 2, this version reads schema 1; `kg build`"),
        (lambda d: d["graph"].pop("schema"), "no graph of Concept Atlas"),
        (lambda d: d.update(graph=[]), "no graph of Concept Atlas"),
        (lambda d: d["graph"].update(inputs=None), "graph: inputs is None, expected list"),
        (lambda d: d.pop("edges"), "edges"),
        (_without("name"), "node 1 lacks or does not know 'name'"),
        (lambda d: d["nodes"][0].update(aliases="MHA"), "node 1: aliases is 'MHA', expected list"),
        (lambda d: d["nodes"][0].update(level="0"), "node 1: level is '0', expected int"),
        (lambda d: d["nodes"][0].update(id="attention"), "node 1: id is 'attention', expected concept:…"),
        (lambda d: d["nodes"][0].update(kind="thing"), "node 1: 'thing' is not a valid Kind"),
        (lambda d: d["nodes"][0].update(label="Person"), "node 1: label 'Person'"),
        (lambda d: d["nodes"].append(d["nodes"][0]), "a second concept 'attention'"),
        (lambda d: d["nodes"].append(7), "node 24: "),
        (lambda d: d["edges"][0].update(target="concept:gone"), "edge 1 lacks or does not know 'concept:gone'"),
        (lambda d: d["edges"][0].update(type="LIKES"), "edge 1: relationship type 'LIKES' is unknown"),
        (lambda d: d["edges"][0].update(type="MENTIONS"), "edge 1: MENTIONS cannot lead from concept:attention"),
        (lambda d: d["edges"][0].update(confidence=True), "edge 1: confidence is True, expected a number"),
        (lambda d: d["edges"].append(d["edges"][0]), "a second PREREQUISITE_OF from concept:attention"),
        (_without_mentions, "an ABOUT without its MENTIONS"),
    ],
)
def test_a_spoilt_export_is_named(tiny_graph: KnowledgeGraph, spoil, said: str):
    document = json.loads(dumps(tiny_graph))
    spoil(document)
    with pytest.raises(StoreError) as caught:
        loads(json.dumps(document).encode(), "g.json")
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "`kg build`" in str(caught.value)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not json",
        b"\xff\xfe",
        b"[1, 2",
        b"[" * 200_000,
        b'{"graph": {"schema": NaN}}',
        b'{"a": "\\ud800"}',
        b"null",
    ],
)
def test_what_is_no_export_is_refused(data: bytes):
    with pytest.raises(StoreError, match=r"^g\.json is (damaged|no graph)") as said:
        loads(data, "g.json")
    assert said.value.fault == "damaged"
