"""A graph in, its nodes and relationships with flat properties out, as Cypher can hold them, and exactly back.

Cypher's properties cannot nest (SCHEMA.md, Forms): spans become one list of ints, evidence parallel lists, ids are
bare. The Neo4j store writes these rows and the embedded engine copies them, so that a query sees the same in both.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from kg.errors import StoreError
from kg.exports.node_link import CONCEPT, QUESTION, edge_records, header, node_records
from kg.exports.read import from_document
from kg.model import SCHEMA_VERSION, KnowledgeGraph, RelationType, ordered

Properties = dict[str, Any]
Row = tuple[str, str, Properties]

LABELS = ("Concept", "Question")

ENDS: dict[str, tuple[str, str]] = {
    "MENTIONS": ("Question", "Concept"),
    "ABOUT": ("Question", "Concept"),
    **{str(one): ("Concept", "Concept") for one in RelationType},
    "PREREQUISITE_OF": ("Concept", "Concept"),
    "RELATED_TO": ("Question", "Question"),
}
"""Each relationship type with the labels of its two ends, in the order in which a store is filled."""

_PREFIX = {"Concept": CONCEPT, "Question": QUESTION}
_FLOATS = frozenset({"importance", "map_x", "map_y", "salience", "confidence", "score"})
_QUOTES = {"question": "questions", "start": "starts", "end": "ends", "quote": "quotes", "rule": "rules"}
_FILES = {"file": "files", "line": "lines", "reason": "reasons"}


@dataclass(frozen=True, slots=True)
class Flat:
    """Properties of nodes by label, ``(source id, target id, properties)`` of relationships by type."""

    nodes: dict[str, list[Properties]]
    relationships: dict[str, list[Row]]


def flatten(graph: KnowledgeGraph) -> Flat:
    """Every node and relationship of the graph, flat; each label and type is there, perhaps with no row.

    >>> from kg.model import Concept, Prerequisite, Quote
    >>> edge = Prerequisite("a", "b", 1.0, ("r",), (Quote("bank#7", 3, 5, "KV", "is-a"),))
    >>> flat = flatten(KnowledgeGraph({}, {"a": Concept("a", "A")}, prerequisites=(edge,)))
    >>> flat.nodes["Concept"]
    [{'id': 'a', 'name': 'A', 'aliases': [], 'kind': 'unknown', 'origin': 'discovered'}]
    >>> source, target, properties = flat.relationships["PREREQUISITE_OF"][0]
    >>> source, target, properties["evidence_questions"], properties["evidence_starts"]
    ('a', 'b', ['bank#7'], [3])
    """
    graph = ordered(graph)
    flat = Flat({label: [] for label in LABELS}, {type_: [] for type_ in ENDS})
    for record in node_records(graph):
        flat.nodes[record["label"]].append(_flat_node(record))
    for record in edge_records(graph):
        flat.relationships[record["type"]].append(_flat_edge(record))
    return flat


def flatten_export(document: Mapping[str, Any]) -> Flat:
    """The same of a parsed JSON export as we write it, which is taken apart; KeyError or ValueError if it is torn.

    It spares the graph in between, which takes twice as long, and of which a mere copy checks nothing more.

    >>> from kg.exports.node_link import dumps
    >>> flatten_export(json.loads(dumps(KnowledgeGraph()))) == flatten(KnowledgeGraph())
    True
    """
    flat = Flat({label: [] for label in LABELS}, {type_: [] for type_ in ENDS})
    for record in document["nodes"]:
        flat.nodes[record["label"]].append(_flat_node(record))
    for record in document["edges"]:
        flat.relationships[record["type"]].append(_flat_edge(record))
    _check_ends(flat)
    return flat


def _check_ends(flat: Flat) -> None:
    """Every node once, every edge once and between nodes that there are."""
    known = {label: {row["id"] for row in nodes} for label, nodes in flat.nodes.items()}
    pairs = {type_: {(row[0], row[1]) for row in edges} for type_, edges in flat.relationships.items()}
    for type_, some in pairs.items():
        starts, leads = (known[label] for label in ENDS[type_])
        if not all(source in starts and target in leads for source, target in some):
            raise KeyError(type_)
    found, listed = chain(known.items(), pairs.items()), flat.nodes | flat.relationships
    if any(len(some) != len(listed[sort]) for sort, some in found):
        raise ValueError("twice")


def atlas(graph: KnowledgeGraph, sha256: str, state: str) -> Properties:
    """The properties of the one node that tells what graph this is; ``sha256`` is of its JSON export.

    >>> atlas(KnowledgeGraph(tool="t"), "ab", "complete")
    {'id': 'atlas', 'schema': 1, 'inputs_json': '[]', 'tool': 't', 'sha256': 'ab', 'state': 'complete'}
    """
    return atlas_of(header(ordered(graph)), sha256, state)


def atlas_of(top: Mapping[str, Any], sha256: str, state: str) -> Properties:
    """The same of what an export says about the graph as a whole."""
    inputs = json.dumps(top["inputs"], ensure_ascii=False, separators=(",", ":"))
    return {
        "id": "atlas",
        "schema": SCHEMA_VERSION,
        "inputs_json": inputs,
        "tool": top["tool"],
        "sha256": sha256,
        "state": state,
    }


def unflatten(flat: Flat, about: Mapping[str, Any], name: str, *, whole: bool = True) -> KnowledgeGraph:
    """The graph that these rows and ``atlas`` properties are; StoreError, calling it ``name``, if they are none.

    Not ``whole``: the rows are a part of a graph, so what points to a missing node is left out.

    >>> from kg.model import Concept
    >>> graph = KnowledgeGraph({}, {"a": Concept("a", "A", topic="a", level=0)}, tool="t")
    >>> unflatten(flatten(graph), atlas(graph, "", "complete"), "it") == graph
    True
    """
    try:
        nodes = [_deep_node(label, row) for label, rows in flat.nodes.items() for row in rows]
        edges = [_deep_edge(type_, row) for type_, rows in flat.relationships.items() for row in rows]
    except (KeyError, TypeError, ValueError) as error:
        raise StoreError(
            f"{name} is damaged: a property is missing or wrong ({error}); load or build it anew", "damaged"
        ) from error
    if not whole:
        ids = {node["id"] for node in nodes}
        nodes, edges = list(_nodes_within(ids, nodes)), list(_edges_within(ids, edges))
    top = {"schema": about.get("schema"), "inputs": _inputs(about), "tool": about.get("tool")}
    return from_document({"graph": top, "nodes": nodes, "edges": edges}, name)


def _inputs(about: Mapping[str, Any]) -> Any:
    try:
        return json.loads(about["inputs_json"])
    except (KeyError, TypeError, ValueError):
        return None  # which from_document reports


def _flat_node(record: Properties) -> Properties:
    prefix = _PREFIX[record.pop("label")]
    record["id"] = record["id"].removeprefix(prefix)
    if "topic" in record:
        record["topic"] = record["topic"].removeprefix(CONCEPT)
    return _with_floats(record)


def _deep_node(label: str, row: Mapping[str, Any]) -> Properties:
    record = {**row, "label": label, "id": _PREFIX[label] + row["id"]}
    if "topic" in record:
        record["topic"] = CONCEPT + record["topic"]
    return record


def _flat_edge(record: Properties) -> Row:
    type_ = record.pop("type")
    del record["key"]
    starts, leads = ENDS[type_]
    source = record.pop("source").removeprefix(_PREFIX[starts])
    target = record.pop("target").removeprefix(_PREFIX[leads])
    if "spans" in record:
        record["spans"] = list(chain.from_iterable(record["spans"]))
    if "shared" in record:
        record["shared"] = [concept.removeprefix(CONCEPT) for concept in record["shared"]]
    if "evidence" in record:
        record.update(_flat_evidence(record.pop("evidence")))
    return source, target, _with_floats(record)


def _deep_edge(type_: str, row: Row) -> Properties:
    source, target, properties = row
    starts, leads = ENDS[type_]
    record = {
        **properties,
        "source": _PREFIX[starts] + source,
        "target": _PREFIX[leads] + target,
        "type": type_,
    }
    if "spans" in record:
        record["spans"] = [record["spans"][place : place + 2] for place in range(0, len(record["spans"]), 2)]
    if "shared" in record:
        record["shared"] = [CONCEPT + concept for concept in record["shared"]]
    if "confidence" in record:
        record["evidence"] = [*_deep_evidence(record, _QUOTES), *_deep_evidence(record, _FILES)]
    return record


def _flat_evidence(evidence: list[Properties]) -> Iterator[tuple[str, list[Any]]]:
    """The parallel lists; those of a kind without object are absent."""
    quotes = [{**one, "question": one["question"].removeprefix(QUESTION)} for one in evidence if "question" in one]
    files = [one for one in evidence if "file" in one]
    for objects, names in ((quotes, _QUOTES), (files, _FILES)):
        if objects:
            yield from ((f"evidence_{many}", [one[name] for one in objects]) for name, many in names.items())


def _deep_evidence(record: Mapping[str, Any], names: Mapping[str, str]) -> list[Properties]:
    lists = [record.get(f"evidence_{many}", ()) for many in names.values()]
    objects = [dict(zip(names, values, strict=True)) for values in zip(*lists, strict=True)]
    for one in objects:
        if "question" in one:
            one["question"] = QUESTION + one["question"]
    return objects


def _with_floats(record: Properties) -> Properties:
    """Numbers that may be fractions as floats, whatever the model was given: a property has one type everywhere."""
    for name in _FLOATS & record.keys():
        record[name] = float(record[name])
    return record


def _nodes_within(ids: set[str], nodes: Iterable[Properties]) -> Iterator[Properties]:
    for node in nodes:
        if node.get("topic") not in ids:
            node.pop("topic", None)
        yield node


def _edges_within(ids: set[str], edges: Iterable[Properties]) -> Iterator[Properties]:
    """The edges between nodes that are there, their evidence too; ABOUT only beside its MENTIONS."""
    mentioned = set()
    for edge in edges:
        pair = (edge["source"], edge["target"])
        if not ids.issuperset(pair) or (edge["type"] == "ABOUT" and pair not in mentioned):
            continue
        if edge["type"] == "MENTIONS":
            mentioned.add(pair)
        if "shared" in edge:
            edge["shared"] = [concept for concept in edge["shared"] if concept in ids]
        if "evidence" in edge:
            edge["evidence"] = [one for one in edge["evidence"] if one.get("question", pair[0]) in ids]
        if edge.get("evidence", True):
            yield edge
