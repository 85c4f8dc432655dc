"""The bytes of a JSON export in, the graph out; whatever is no such export is named with its place."""

from __future__ import annotations

import gc
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from kg.errors import StoreError
from kg.exports.node_link import CONCEPT, QUESTION
from kg.exports.records import (
    Ids,
    Record,
    concept_of,
    input_of,
    list_in,
    mention_of,
    prerequisite_of,
    question_of,
    related_of,
    relation_of,
    text_in,
)
from kg.model import (
    SCHEMA_VERSION,
    Concept,
    Input,
    KnowledgeGraph,
    Prerequisite,
    Question,
    Related,
    Relation,
    RelationType,
    ordered,
)

_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_RELATIONS = frozenset(str(one) for one in RelationType)
_ANEW = "`kg build` makes a graph"


def loads(data: bytes, name: str) -> KnowledgeGraph:
    """The graph of a JSON export; ``name`` is what a StoreError calls it.

    >>> from kg.exports.node_link import dumps
    >>> loads(dumps(KnowledgeGraph(tool="x")), "graph.json") == KnowledgeGraph(tool="x")
    True
    >>> loads(b'{"graph": {"schema": 99}}', "graph.json")
    Traceback (most recent call last):
    kg.errors.StoreError: graph.json has schema 99, this version reads schema 1; `kg build` makes a graph anew
    """
    with _no_collector():
        return from_document(parsed(data, name), name)


def from_document(document: Any, name: str) -> KnowledgeGraph:
    """The graph of a parsed export, or of one put together from another store's rows."""
    with _no_collector():
        graph = checked_header(document, name)
        return ordered(_graph(document, graph, name))


@contextmanager
def _no_collector() -> Iterator[None]:
    """Millions of new containers without a cycle among them: the collector would only walk them in vain."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def parsed(data: bytes, name: str) -> Any:
    """The JSON document of these bytes; StoreError if they are none."""
    try:
        document = json.loads(data.decode("utf-8-sig"), parse_constant=_refuse_constant)
        if _SURROGATE.search(data):
            json.dumps(document, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError) as error:
        raise StoreError(f"{name} is damaged or no JSON ({_one_line(error)}); {_ANEW}", "damaged") from error
    return document


def _refuse_constant(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__


def checked_header(document: Any, name: str) -> Record:
    """The object ``graph`` of an export; StoreError if it is of another schema or there is none."""
    graph = document.get("graph") if isinstance(document, dict) else None
    schema = graph.get("schema") if isinstance(graph, dict) else None
    if type(schema) is not int or not isinstance(graph, dict):
        raise StoreError(f"{name} is no graph of Concept Atlas (it names no schema); {_ANEW}", "damaged")
    if schema != SCHEMA_VERSION:
        text = f"{name} has schema {schema}, this version reads schema {SCHEMA_VERSION}; {_ANEW} anew"
        raise StoreError(text, "damaged")
    return graph


def _graph(document: Record, header: Record, name: str) -> KnowledgeGraph:
    place = "graph"
    try:
        inputs = tuple(map(input_of, list_in(header, "inputs")))
        tool = text_in(header, "tool")
        questions: dict[str, Question] = {}
        concepts: dict[str, Concept] = {}
        for number, record in enumerate(list_in(document, "nodes"), 1):
            place = f"node {number}"
            _add_node(record, questions, concepts)
        ids = {QUESTION + one: one for one in questions} | {CONCEPT + one: one for one in concepts}
        edges = _Edges(ids)
        for number, record in enumerate(list_in(document, "edges"), 1):
            place = f"edge {number}"
            edges.add(record)
        place = "edges"
        return edges.graph(questions, concepts, inputs, tool)
    except KeyError as error:
        text = f"{name} is damaged: {place} lacks or does not know {error}; {_ANEW} anew"
        raise StoreError(text, "damaged") from error
    except (TypeError, ValueError, AttributeError) as error:
        text = f"{name} is damaged: {place}: {_one_line(error)}; {_ANEW} anew"
        raise StoreError(text, "damaged") from error


def _add_node(record: Record, questions: dict[str, Question], concepts: dict[str, Concept]) -> None:
    label = record["label"]
    if label == "Question":
        question = question_of(record)
        if questions.setdefault(question.id, question) is not question:
            raise ValueError(f"a second question {question.id!r}")
    elif label == "Concept":
        concept = concept_of(record)
        if concepts.setdefault(concept.id, concept) is not concept:
            raise ValueError(f"a second concept {concept.id!r}")
    else:
        raise ValueError(f"label {label!r}; known: Question, Concept")


class _Edges:
    """The edges read so far, one list a sort; at most one edge of a type between two nodes."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids
        self._seen: set[tuple[str, str, str]] = set()
        self._about: set[tuple[str, str]] = set()
        self._mentions: list[Record] = []
        self._relations: list[Relation] = []
        self._prerequisites: list[Prerequisite] = []
        self._related: list[Related] = []

    def add(self, record: Record) -> None:
        """Take one edge of the export."""
        sort, source, target = record["type"], record["source"], record["target"]
        edge = (self._ids[source], sort, self._ids[target])
        if edge in self._seen:
            raise ValueError(f"a second {sort} from {source} to {target}")
        self._seen.add(edge)
        _check_ends(sort, source, target)
        if sort == "MENTIONS":
            self._mentions.append(record)
        elif sort == "ABOUT":
            self._about.add((edge[0], edge[2]))
        elif sort == "PREREQUISITE_OF":
            self._prerequisites.append(prerequisite_of(record, self._ids))
        elif sort == "RELATED_TO":
            self._related.append(related_of(record, self._ids))
        else:
            self._relations.append(relation_of(record, self._ids))

    def graph(
        self, questions: dict[str, Question], concepts: dict[str, Concept], inputs: tuple[Input, ...], tool: str
    ) -> KnowledgeGraph:
        """The whole graph, once every edge is in."""
        mentions = tuple(mention_of(record, self._ids, self._about) for record in self._mentions)
        if sum(one.about for one in mentions) != len(self._about):
            raise ValueError("an ABOUT without its MENTIONS")
        return KnowledgeGraph(
            questions,
            concepts,
            mentions,
            tuple(self._relations),
            tuple(self._prerequisites),
            tuple(self._related),
            inputs,
            tool,
        )


def _check_ends(sort: str, source: str, target: str) -> None:
    if sort in _RELATIONS or sort == "PREREQUISITE_OF":
        labels = (CONCEPT, CONCEPT)
    elif sort in {"MENTIONS", "ABOUT"}:
        labels = (QUESTION, CONCEPT)
    elif sort == "RELATED_TO":
        labels = (QUESTION, QUESTION)
    else:
        raise ValueError(f"relationship type {sort!r} is unknown")
    if not (source.startswith(labels[0]) and target.startswith(labels[1])):
        raise ValueError(f"{sort} cannot lead from {source} to {target}")
