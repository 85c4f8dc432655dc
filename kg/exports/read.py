"""The bytes of a JSON export in, the graph out; whatever is no such export is named with its place."""

from __future__ import annotations

import gc
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Literal, TypeVar, cast, get_args

from kg.errors import StoreError
from kg.exports.node_link import CONCEPT, QUESTION
from kg.model import (
    SCHEMA_VERSION,
    Concept,
    ConceptOrigin,
    Evidence,
    Input,
    InputRole,
    Kind,
    KnowledgeGraph,
    Language,
    MapEntry,
    Mention,
    Origin,
    Prerequisite,
    Question,
    Quote,
    Related,
    RelatedReason,
    Relation,
    RelationType,
    ordered,
)

T = TypeVar("T")
Record = Mapping[str, Any]
Ids = Mapping[str, str]

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
        return from_document(_document(data, name), name)


def from_document(document: Any, name: str) -> KnowledgeGraph:
    """The graph of a parsed export, or of one put together from another store's rows."""
    with _no_collector():
        graph = _checked_header(document, name)
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


def _document(data: bytes, name: str) -> Any:
    try:
        document = json.loads(data.decode("utf-8-sig"), parse_constant=_refuse_constant)
        if _SURROGATE.search(data):
            json.dumps(document, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError) as error:
        raise StoreError(f"{name} is damaged or no JSON ({_one_line(error)}); {_ANEW}") from error
    return document


def _refuse_constant(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__


def _checked_header(document: Any, name: str) -> Record:
    """The object ``graph`` of an export of our schema."""
    graph = document.get("graph") if isinstance(document, dict) else None
    schema = graph.get("schema") if isinstance(graph, dict) else None
    if type(schema) is not int or not isinstance(graph, dict):
        raise StoreError(f"{name} is no graph of Concept Atlas (it names no schema); {_ANEW}")
    if schema != SCHEMA_VERSION:
        raise StoreError(f"{name} has schema {schema}, this version reads schema {SCHEMA_VERSION}; {_ANEW} anew")
    return graph


def _graph(document: Record, header: Record, name: str) -> KnowledgeGraph:
    place = "graph"
    try:
        inputs = tuple(map(_input, _list(header, "inputs")))
        tool = _text(header, "tool")
        questions: dict[str, Question] = {}
        concepts: dict[str, Concept] = {}
        for number, record in enumerate(_list(document, "nodes"), 1):
            place = f"node {number}"
            _add_node(record, questions, concepts)
        ids = {QUESTION + one: one for one in questions} | {CONCEPT + one: one for one in concepts}
        edges = _Edges(ids)
        for number, record in enumerate(_list(document, "edges"), 1):
            place = f"edge {number}"
            edges.add(record)
        place = "edges"
        return edges.graph(questions, concepts, inputs, tool)
    except KeyError as error:
        raise StoreError(f"{name} is damaged: {place} lacks or does not know {error}; {_ANEW} anew") from error
    except (TypeError, ValueError, AttributeError) as error:
        raise StoreError(f"{name} is damaged: {place}: {_one_line(error)}; {_ANEW} anew") from error


def _add_node(record: Record, questions: dict[str, Question], concepts: dict[str, Concept]) -> None:
    label = record["label"]
    if label == "Question":
        question = _question(record)
        if questions.setdefault(question.id, question) is not question:
            raise ValueError(f"a second question {question.id!r}")
    elif label == "Concept":
        concept = _concept(record)
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
            self._prerequisites.append(_prerequisite(record, self._ids))
        elif sort == "RELATED_TO":
            self._related.append(_related(record, self._ids))
        else:
            self._relations.append(_relation(record, self._ids))

    def graph(
        self, questions: dict[str, Question], concepts: dict[str, Concept], inputs: tuple[Input, ...], tool: str
    ) -> KnowledgeGraph:
        """The whole graph, once every edge is in."""
        mentions = tuple(_mention(record, self._ids, self._about) for record in self._mentions)
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


def _value(record: Record, name: str, sort: type) -> Any:
    value = record[name]
    if type(value) is not sort:
        raise TypeError(f"{name} is {value!r:.60}, expected {sort.__name__}")
    return value


def _text(record: Record, name: str) -> str:
    return cast(str, _value(record, name, str))


def _int(record: Record, name: str) -> int:
    return cast(int, _value(record, name, int))


def _list(record: Record, name: str) -> list[Any]:
    return cast("list[Any]", _value(record, name, list))


def _float(record: Record, name: str) -> float:
    value = record[name]
    if type(value) is not float and type(value) is not int:
        raise TypeError(f"{name} is {value!r:.60}, expected a number")
    return float(value)


def _texts(record: Record, name: str) -> tuple[str, ...]:
    values = _list(record, name)
    if not all(type(one) is str for one in values):
        raise TypeError(f"{name} holds what is no text")
    return tuple(values)


def _maybe(read: Callable[[Record, str], T], record: Record, name: str) -> T | None:
    return read(record, name) if name in record else None


def _one_of(record: Record, name: str, choices: Sequence[str]) -> Any:
    value = record[name]
    if value not in choices:
        raise ValueError(f"{name} is {value!r:.60}, expected one of {', '.join(choices)}")
    return value


def _bare(record: Record, name: str, prefix: str) -> str:
    value = _text(record, name)
    if not value.startswith(prefix):
        raise ValueError(f"{name} is {value!r:.60}, expected {prefix}…")
    return value[len(prefix) :]


def _input(record: Record) -> Input:
    return Input(
        role=_one_of(record, "role", get_args(InputRole)),
        name=_text(record, "name"),
        sha256=_text(record, "sha256"),
        title=_maybe(_text, record, "title"),
        language=_one_of(record, "language", get_args(Language)) if "language" in record else None,
        licence=_maybe(_text, record, "licence"),
    )


def _question(record: Record) -> Question:
    return Question(
        id=_bare(record, "id", QUESTION),
        bank=_text(record, "bank"),
        number=_text(record, "number"),
        title=_text(record, "title"),
        answer=_text(record, "answer"),
        answer_start=_int(record, "answer_start"),
        language=_one_of(record, "language", get_args(Language)),
        start=_int(record, "start"),
        end=_int(record, "end"),
        difficulty=_maybe(_int, record, "difficulty"),
    )


def _concept(record: Record) -> Concept:
    source = _one_of(record, "definition_source", ("bank", "lexicon")) if "definition_source" in record else None
    return Concept(
        id=_bare(record, "id", CONCEPT),
        name=_text(record, "name"),
        name_en=_maybe(_text, record, "name_en"),
        name_zh=_maybe(_text, record, "name_zh"),
        aliases=_texts(record, "aliases"),
        kind=Kind(record["kind"]),
        definition=_maybe(_text, record, "definition"),
        definition_source=cast("Literal['bank', 'lexicon'] | None", source),
        origin=_one_of(record, "origin", get_args(ConceptOrigin)),
        importance=_maybe(_float, record, "importance"),
        level=_maybe(_int, record, "level"),
        topic=_bare(record, "topic", CONCEPT) if "topic" in record else None,
        map_x=_maybe(_float, record, "map_x"),
        map_y=_maybe(_float, record, "map_y"),
    )


def _mention(record: Record, ids: Ids, about: set[tuple[str, str]]) -> Mention:
    question, concept = ids[record["source"]], ids[record["target"]]
    return Mention(
        question,
        concept,
        _int(record, "count"),
        _texts(record, "surfaces"),
        tuple([_span(span) for span in _list(record, "spans")]),
        (question, concept) in about,
        _maybe(_float, record, "salience"),
    )


def _span(span: Any) -> tuple[int, int]:
    start, end = span
    if type(start) is not int or type(end) is not int:
        raise TypeError(f"span {span!r:.60} is no pair of numbers")
    return start, end


def _evidence(record: Record, ids: Ids) -> Evidence:
    if "file" in record:
        return MapEntry(_text(record, "file"), _int(record, "line"), _text(record, "reason"))
    return Quote(
        ids[record["question"]],
        _int(record, "start"),
        _int(record, "end"),
        _text(record, "quote"),
        _text(record, "rule"),
    )


def _relation(record: Record, ids: Ids) -> Relation:
    return Relation(
        ids[record["source"]],
        RelationType(record["type"]),
        ids[record["target"]],
        _float(record, "confidence"),
        tuple([_evidence(one, ids) for one in _list(record, "evidence")]),
        _one_of(record, "origin", get_args(Origin)),
    )


def _prerequisite(record: Record, ids: Ids) -> Prerequisite:
    return Prerequisite(
        ids[record["source"]],
        ids[record["target"]],
        _float(record, "confidence"),
        _texts(record, "reasons"),
        tuple([_evidence(one, ids) for one in _list(record, "evidence")]),
        _one_of(record, "origin", get_args(Origin)),
        _value(record, "direct", bool) if "direct" in record else None,
    )


def _related(record: Record, ids: Ids) -> Related:
    return Related(
        ids[record["source"]],
        ids[record["target"]],
        _float(record, "score"),
        tuple([ids[one] for one in _texts(record, "shared")]),
        RelatedReason(record["reason"]),
    )
