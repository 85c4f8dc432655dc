"""Maps of prerequisites: how a file is read, whose names its names are, and what a curated map leaves out."""

from dataclasses import replace
from itertools import permutations
from pathlib import Path

import networkx as nx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.derive import DROPPED, derive
from kg.errors import InputError
from kg.invariants import breaches
from kg.maps import OWN, with_map, with_maps
from kg.model import Concept, KnowledgeGraph, MapEntry, Prerequisite, Quote
from kg.progress import Event, Notice
from kg.settings import data_folder
from tests.graphs import random_edges


def _map(folder: Path, text: str | bytes, name: str = "map.csv") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def _edges(graph: KnowledgeGraph) -> list[tuple[str, str]]:
    return [(edge.before, edge.after) for edge in graph.prerequisites]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("before,after,reason\n导数,梯度,因为\n", "因为"),
        ("导数,梯度,因为\n", "因为"),
        ("\ufeffBefore , AFTER,reason\n导数,梯度,因为\n", "因为"),
        ("after,note,before,reason\r\n梯度,x,导数,因为\r\n", "因为"),
        ("before,after,reason_zh,reason_en\n导数,梯度,因为,because\n", "因为 / because"),
        ("导数,梯度,因为,because\n", "因为 / because"),
        ("before,after\n导数,梯度\n", "the map gives no reason"),
        ('导数,梯度,"因为，\n真的"\n', "因为，\n真的"),
    ],
)
def test_forms_of_a_map(tmp_path: Path, text: str, reason: str):
    graph = with_map(KnowledgeGraph(), _map(tmp_path, text), curated=False)
    assert {one.name: one.origin for one in graph.concepts.values()} == {"导数": "imported", "梯度": "imported"}
    [edge] = graph.prerequisites
    assert (edge.before, edge.after, edge.confidence, edge.origin) == ("导数", "梯度", 1.0, "imported")
    assert edge.reasons == ("map map.csv",)
    assert edge.evidence == (MapEntry("map.csv", 1 if text.startswith(("导数",)) else 2, reason),)
    assert [(one.role, one.name) for one in graph.inputs] == [("prerequisites", "map.csv")]
    assert breaches(derive(graph)) == []


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no edge"),
        (b"before,after\n", "no edge"),
        (b"a,b\nc\n", "line 2 is 'c'"),
        (b"a,b\n,c\n", "line 2"),
        (b"\xff\xfe", "not UTF-8"),
        (b'a,"' + b"x" * 200_000 + b'"\n', "line 1 is no CSV"),
    ],
)
def test_what_is_no_map_is_told(tmp_path: Path, data: bytes, said: str):
    with pytest.raises(InputError, match=said):
        with_map(KnowledgeGraph(), _map(tmp_path, data), curated=False)
    with pytest.raises(InputError, match=r"cannot read .*gone\.csv"):
        with_map(KnowledgeGraph(), tmp_path / "gone.csv", curated=False)


def _field() -> KnowledgeGraph:
    named = {
        "lora": Concept("lora", "LoRA", name_zh="低秩适配"),
        "attention": Concept("attention", "注意力机制", name_en="Attention"),
        "rlhf": Concept("rlhf", "RLHF"),
    }
    quote = (Quote("b#1", 0, 1, "q", "r"),)
    return KnowledgeGraph({}, named, prerequisites=(Prerequisite("attention", "lora", 0.5, ("title",), quote),))


def test_names_are_sought_as_ids_then_exactly_then_folded(tmp_path: Path):
    graph = with_map(_field(), _map(tmp_path, "low rank,低秩适配\nrlhf,Attention Mechanism\n"), curated=False)
    assert set(graph.concepts) == {"lora", "attention", "rlhf", "low-rank"}
    assert set(_edges(graph)) == {("attention", "lora"), ("low-rank", "lora"), ("rlhf", "attention")}


def test_different_names_of_one_map_stay_different(tmp_path: Path):
    text = "attention mechanism,Attention\nC,C++\nC++,C#\nc,C\n"
    graph = with_map(_field(), _map(tmp_path, text), curated=False)
    names = {one.name: id_ for id_, one in graph.concepts.items()}
    assert names["注意力机制"] == "attention"
    assert names["attention mechanism"] == "attention-mechanism"
    assert ("attention-mechanism", "attention") in _edges(graph)
    assert [names[one] for one in ("C", "C++", "C#", "c")] == ["c", "cplusplus", "csharp", "c-2"]


def test_an_edge_of_text_and_map_is_of_the_text_and_keeps_both(tmp_path: Path):
    graph = with_map(_field(), _map(tmp_path, "attention,lora,because\nattention,lora,again\n"), curated=False)
    [edge] = graph.prerequisites
    assert (edge.origin, edge.confidence, edge.reasons) == ("text", 1.0, ("title", "map map.csv"))
    assert [type(one).__name__ for one in edge.evidence] == ["Quote", "MapEntry", "MapEntry"]


def test_cycles_and_loops_are_told_with_names_and_lines(tmp_path: Path):
    notices: list[Event] = []
    path = _map(tmp_path, "before,after\nA,B\nB,C\nC,A\nA,A\n")
    graph = derive(with_map(KnowledgeGraph(), path, curated=False, report=notices.append), report=notices.append)
    assert set(_edges(graph)) == {("a", "b"), ("b", "c")}
    assert notices[0] == Notice("left out, it leads from A to itself: map.csv line 5")
    assert isinstance(notices[1], Notice)
    assert notices[1].text.startswith(f"{DROPPED}, it closes a cycle: C before A (confidence 1; map.csv line 4")


def test_a_curated_map_stays_among_the_concepts_of_the_graph(tmp_path: Path):
    text = "attention,kv-cache,一\nkv-cache,paged,二\npaged,lora,三\nx,rlhf,四\nrlhf,y,五\n"
    graph = with_map(_field(), _map(tmp_path, text), curated=True)
    assert set(graph.concepts) == {"lora", "attention", "rlhf"}
    [edge] = graph.prerequisites
    lines = [one.line for one in edge.evidence if isinstance(one, MapEntry)]
    assert (edge.before, edge.after, lines) == ("attention", "lora", [1, 2, 3])
    bare = with_map(KnowledgeGraph({}, graph.concepts), _map(tmp_path, text), curated=True).prerequisites[0]
    assert (bare.origin, bare.reasons, bare.confidence) == ("curated", ("map map.csv",), 1.0)


def test_a_curated_map_outranks_text_that_runs_against_it(tmp_path: Path):
    notices: list[Event] = []
    quote = Quote("q#1", 0, 3, "abc", "title")
    ends = [("rlhf", "attention"), ("attention", "lora"), ("lora", "rlhf"), ("rlhf", "lora")]
    text = tuple(Prerequisite(before, after, 0.9, ("title",), (quote,)) for before, after in ends)
    bank = replace(_field(), prerequisites=text)
    path = _map(tmp_path, "attention,x,一\nx,y,二\ny,rlhf,三\nz,lora,四\n")  # RLHF needs 3, LoRA 1, attention none
    graph = with_map(bank, path, curated=True, report=notices.append)
    assert _edges(graph) == [("attention", "lora"), ("lora", "rlhf"), ("attention", "rlhf")]
    assert [type(one) for one in notices] == [Notice, Notice]
    assert str(notices[0]).startswith(f'Notice(text="{DROPPED}, its first needs 3 concepts, its second 0')
    own = with_map(bank, path, curated=False, report=notices.append)
    assert set(ends) < set(_edges(own))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(random_edges(), st.sets(st.integers(0, 8)))
def test_contracting_keeps_who_is_before_whom(tmp_path: Path, drawn, absent):
    nodes, edges = drawn
    if not edges:
        return
    present = {one: Concept(one, one) for place, one in enumerate(nodes) if place not in absent}
    path = _map(tmp_path, "before,after\n" + "".join(f"{a},{b}\n" for a, b in edges))
    graph = with_map(KnowledgeGraph({}, present), path, curated=True)
    whole, restricted = nx.DiGraph(edges), nx.DiGraph(_edges(graph))
    whole.add_nodes_from(nodes)
    restricted.add_nodes_from(present)
    for one, other in permutations(present, 2):
        assert nx.has_path(restricted, one, other) == nx.has_path(whole, one, other)
    assert all(edge.origin == "curated" and edge.evidence for edge in graph.prerequisites)


def test_the_own_map_of_the_field_comes_first_and_is_curated(tmp_path: Path):
    own = data_folder() / OWN
    if not own.exists():
        pytest.skip("no data/prerequisites.csv")
    bank = KnowledgeGraph({}, {one: Concept(one, one) for one in ("multi-head-attention", "transformer")})
    other = _map(tmp_path, "multi-head-attention,linear-algebra\n")
    graph = with_maps(bank, [other, own])
    assert [one.name for one in graph.inputs] == [OWN, "map.csv"]
    assert {edge.origin for edge in graph.prerequisites} <= {"curated", "imported"}
    assert [edge.after for edge in graph.prerequisites if edge.origin == "imported"] == ["linear-algebra"]
    alone = with_maps(KnowledgeGraph(), [own, other])
    assert _edges(alone) == [("multi-head-attention", "linear-algebra")]
