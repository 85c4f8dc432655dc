"""A graph in, its JSON export out, byte for byte the file store, and back again (SCHEMA.md, Forms).

The text is the node-link form of NetworkX with one node or edge a line, so that it can be compared line by line and
written without holding the whole text.
"""

from __future__ import annotations

import hashlib
import heapq
import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import TYPE_CHECKING, Any

from kg.model import (
    SCHEMA_VERSION,
    Concept,
    Evidence,
    Input,
    KnowledgeGraph,
    Mention,
    Prerequisite,
    Question,
    Quote,
    Related,
    Relation,
    ordered,
)

if TYPE_CHECKING:
    from networkx import MultiDiGraph

Record = dict[str, Any]

QUESTION = "question:"
CONCEPT = "concept:"

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


def dumps(graph: KnowledgeGraph) -> bytes:
    """The JSON export as UTF-8.

    >>> print(dumps(KnowledgeGraph(tool="concept-atlas 0")).decode(), end="")
    {"directed":true,"multigraph":true,"graph":{"schema":1,"inputs":[],"tool":"concept-atlas 0"},"nodes":[
    ],"edges":[
    ]}
    """
    return b"".join(chunks(graph))


def chunks(graph: KnowledgeGraph) -> Iterator[bytes]:
    """The JSON export piece by piece."""
    graph = ordered(graph)
    head = _encode({"directed": True, "multigraph": True, "graph": header(graph)})
    yield (head[:-1] + ',"nodes":[\n').encode()
    yield from _lines(node_records(graph))
    yield b'],"edges":[\n'
    yield from _lines(edge_records(graph))
    yield b"]}\n"


def is_in_our_form(data: bytes) -> bool:
    """Whether bytes begin as ``dumps`` writes them and hold no null, so that nobody has edited them, most likely.

    >>> is_in_our_form(dumps(KnowledgeGraph())), is_in_our_form(b'{"graph": {"schema": 1}}')
    (True, False)
    """
    return data.startswith(b'{"directed":true,"multigraph":true,"graph":{') and b":null" not in data


def fingerprint(graph: KnowledgeGraph) -> str:
    """The sha256 of the JSON export.

    >>> fingerprint(KnowledgeGraph()) == hashlib.sha256(dumps(KnowledgeGraph())).hexdigest()
    True
    """
    digest = hashlib.sha256()
    for piece in chunks(graph):
        digest.update(piece)
    return digest.hexdigest()


def as_networkx(graph: KnowledgeGraph) -> MultiDiGraph[str]:
    """The same nodes, edges and properties as one ``MultiDiGraph``, edge key = type."""
    from networkx import MultiDiGraph  # noqa: PLC0415 -- slow to import, and few callers need it

    network: MultiDiGraph[str] = MultiDiGraph()
    graph = ordered(graph)
    network.graph.update(header(graph))
    network.add_nodes_from((record.pop("id"), record) for record in node_records(graph))
    for record in edge_records(graph):
        network.add_edge(record.pop("source"), record.pop("target"), record.pop("key"), **record)
    return network


def header(graph: KnowledgeGraph) -> Record:
    """What the export says about the graph as a whole."""
    return {"schema": SCHEMA_VERSION, "inputs": [_input(source) for source in graph.inputs], "tool": graph.tool}


def node_records(graph: KnowledgeGraph) -> Iterator[Record]:
    """One flat record a node, concepts before questions as their prefixed ids sort; ``graph`` is in order."""
    return chain(map(_concept, graph.concepts.values()), map(_question, graph.questions.values()))


def edge_records(graph: KnowledgeGraph) -> Iterator[Record]:
    """One flat record an edge by (source, target, key); ``graph`` is in order."""
    mentions = chain.from_iterable(map(_mention, graph.mentions))
    return chain(
        heapq.merge(map(_relation, graph.relations), map(_prerequisite, graph.prerequisites), key=_place),
        heapq.merge(mentions, map(_related, graph.related), key=_place),
    )


def evidence_record(evidence: Evidence, *, prefix: str = "") -> Record:
    """One evidence object; ``prefix`` stands before the question's id in exports.

    >>> evidence_record(Quote("bank#7", 3, 5, "KV", "is-a"), prefix=QUESTION)
    {'question': 'question:bank#7', 'start': 3, 'end': 5, 'quote': 'KV', 'rule': 'is-a'}
    """
    if isinstance(evidence, Quote):
        return {
            "question": prefix + evidence.question,
            "start": evidence.start,
            "end": evidence.end,
            "quote": evidence.quote,
            "rule": evidence.rule,
        }
    return {"file": evidence.file, "line": evidence.line, "reason": evidence.reason}


def _lines(records: Iterable[Record]) -> Iterator[bytes]:
    """Each record on a line of its own, commas at the ends of all but the last."""
    before = ""
    for record in records:
        yield (before + _encode(record)).encode()
        before = ",\n"
    if before:
        yield b"\n"


def _place(edge: Mapping[str, Any]) -> tuple[str, str, str]:
    return edge["source"], edge["target"], edge["key"]


def _present(record: Record) -> Record:
    """The record without its absent values: a property without a value is absent in every form."""
    return {name: value for name, value in record.items() if value is not None}


def _edge(source: str, target: str, key: str) -> Record:
    return {"source": source, "target": target, "key": key, "type": key}


def _input(source: Input) -> Record:
    return _present(
        {
            "role": source.role,
            "name": source.name,
            "sha256": source.sha256,
            "title": source.title,
            "language": source.language,
            "licence": source.licence,
        }
    )


def _question(question: Question) -> Record:
    return _present(
        {
            "id": QUESTION + question.id,
            "label": "Question",
            "bank": question.bank,
            "number": question.number,
            "title": question.title,
            "answer": question.answer,
            "answer_start": question.answer_start,
            "language": question.language,
            "start": question.start,
            "end": question.end,
            "difficulty": question.difficulty,
        }
    )


def _concept(concept: Concept) -> Record:
    return _present(
        {
            "id": CONCEPT + concept.id,
            "label": "Concept",
            "name": concept.name,
            "name_en": concept.name_en,
            "name_zh": concept.name_zh,
            "aliases": list(concept.aliases),
            "kind": str(concept.kind),
            "definition": concept.definition,
            "definition_source": concept.definition_source,
            "definition_en": concept.definition_en,
            "definition_zh": concept.definition_zh,
            "origin": concept.origin,
            "importance": concept.importance,
            "level": concept.level,
            "topic": None if concept.topic is None else CONCEPT + concept.topic,
            "map_x": concept.map_x,
            "map_y": concept.map_y,
        }
    )


def _mention(mention: Mention) -> Iterator[Record]:
    """ABOUT, where there is one, and MENTIONS."""
    source, target = QUESTION + mention.question, CONCEPT + mention.concept
    if mention.about:
        yield _edge(source, target, "ABOUT")
    record = _edge(source, target, "MENTIONS")
    record.update(count=mention.count, surfaces=list(mention.surfaces), spans=[list(span) for span in mention.spans])
    if mention.salience is not None:
        record["salience"] = mention.salience
    yield record


def _relation(relation: Relation) -> Record:
    return {
        **_edge(CONCEPT + relation.head, CONCEPT + relation.tail, str(relation.type)),
        "confidence": relation.confidence,
        "evidence": [evidence_record(one, prefix=QUESTION) for one in relation.evidence],
        "origin": relation.origin,
    }


def _prerequisite(edge: Prerequisite) -> Record:
    return _present(
        {
            **_edge(CONCEPT + edge.before, CONCEPT + edge.after, "PREREQUISITE_OF"),
            "confidence": edge.confidence,
            "reasons": list(edge.reasons),
            "evidence": [evidence_record(one, prefix=QUESTION) for one in edge.evidence],
            "origin": edge.origin,
            "direct": edge.direct,
        }
    )


def _related(pair: Related) -> Record:
    return {
        **_edge(QUESTION + pair.source, QUESTION + pair.target, "RELATED_TO"),
        "score": pair.score,
        "shared": [CONCEPT + concept for concept in pair.shared],
        "reason": str(pair.reason),
    }
