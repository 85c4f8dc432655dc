"""One flat record of a JSON export in, the value of the model out; what does not fit raises.

KeyError for a property or an id that is missing, TypeError and ValueError for one that cannot be.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, TypeVar, cast, get_args

from kg.exports.node_link import CONCEPT, QUESTION
from kg.model import (
    Concept,
    ConceptOrigin,
    Evidence,
    Input,
    InputRole,
    Kind,
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
)

T = TypeVar("T")
Record = Mapping[str, Any]
Ids = Mapping[str, str]
"""From prefixed to bare ids of the nodes that there are."""


def _value(record: Record, name: str, sort: type) -> Any:
    value = record[name]
    if type(value) is not sort:
        raise TypeError(f"{name} is {value!r:.60}, expected {sort.__name__}")
    return value


def text_in(record: Record, name: str) -> str:
    """The property ``name``, which must be a text."""
    return cast(str, _value(record, name, str))


def _int(record: Record, name: str) -> int:
    return cast(int, _value(record, name, int))


def list_in(record: Record, name: str) -> list[Any]:
    """The property ``name``, which must be a list."""
    return cast("list[Any]", _value(record, name, list))


def _float(record: Record, name: str) -> float:
    value = record[name]
    if type(value) is not float and type(value) is not int:
        raise TypeError(f"{name} is {value!r:.60}, expected a number")
    return float(value)


def _texts(record: Record, name: str) -> tuple[str, ...]:
    values = list_in(record, name)
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
    value = text_in(record, name)
    if not value.startswith(prefix):
        raise ValueError(f"{name} is {value!r:.60}, expected {prefix}…")
    return value[len(prefix) :]


def input_of(record: Record) -> Input:
    """One file of ``graph.inputs``."""
    return Input(
        role=_one_of(record, "role", get_args(InputRole)),
        name=text_in(record, "name"),
        sha256=text_in(record, "sha256"),
        title=_maybe(text_in, record, "title"),
        language=_one_of(record, "language", get_args(Language)) if "language" in record else None,
        licence=_maybe(text_in, record, "licence"),
    )


def question_of(record: Record) -> Question:
    """The question of a node."""
    return Question(
        id=_bare(record, "id", QUESTION),
        bank=text_in(record, "bank"),
        number=text_in(record, "number"),
        title=text_in(record, "title"),
        answer=text_in(record, "answer"),
        answer_start=_int(record, "answer_start"),
        language=_one_of(record, "language", get_args(Language)),
        start=_int(record, "start"),
        end=_int(record, "end"),
        difficulty=_maybe(_int, record, "difficulty"),
    )


def concept_of(record: Record) -> Concept:
    """The concept of a node."""
    source = _one_of(record, "definition_source", ("bank", "lexicon")) if "definition_source" in record else None
    return Concept(
        id=_bare(record, "id", CONCEPT),
        name=text_in(record, "name"),
        name_en=_maybe(text_in, record, "name_en"),
        name_zh=_maybe(text_in, record, "name_zh"),
        aliases=_texts(record, "aliases"),
        kind=Kind(record["kind"]),
        definition=_maybe(text_in, record, "definition"),
        definition_source=cast("Literal['bank', 'lexicon'] | None", source),
        definition_en=_maybe(text_in, record, "definition_en"),
        definition_zh=_maybe(text_in, record, "definition_zh"),
        origin=_one_of(record, "origin", get_args(ConceptOrigin)),
        importance=_maybe(_float, record, "importance"),
        level=_maybe(_int, record, "level"),
        topic=_bare(record, "topic", CONCEPT) if "topic" in record else None,
        map_x=_maybe(_float, record, "map_x"),
        map_y=_maybe(_float, record, "map_y"),
    )


def mention_of(record: Record, ids: Ids, about: set[tuple[str, str]]) -> Mention:
    """The mention of a MENTIONS edge; ``about`` are the pairs that an ABOUT edge joins."""
    question, concept = ids[record["source"]], ids[record["target"]]
    return Mention(
        question,
        concept,
        _int(record, "count"),
        _texts(record, "surfaces"),
        tuple([_span(span) for span in list_in(record, "spans")]),
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
        return MapEntry(text_in(record, "file"), _int(record, "line"), text_in(record, "reason"))
    return Quote(
        ids[record["question"]],
        _int(record, "start"),
        _int(record, "end"),
        text_in(record, "quote"),
        text_in(record, "rule"),
    )


def relation_of(record: Record, ids: Ids) -> Relation:
    """The relation of an edge of one of the nine types."""
    return Relation(
        ids[record["source"]],
        RelationType(record["type"]),
        ids[record["target"]],
        _float(record, "confidence"),
        tuple([_evidence(one, ids) for one in list_in(record, "evidence")]),
        _one_of(record, "origin", get_args(Origin)),
    )


def prerequisite_of(record: Record, ids: Ids) -> Prerequisite:
    """The prerequisite of a PREREQUISITE_OF edge."""
    return Prerequisite(
        ids[record["source"]],
        ids[record["target"]],
        _float(record, "confidence"),
        _texts(record, "reasons"),
        tuple([_evidence(one, ids) for one in list_in(record, "evidence")]),
        _one_of(record, "origin", get_args(Origin)),
        _value(record, "direct", bool) if "direct" in record else None,
    )


def related_of(record: Record, ids: Ids) -> Related:
    """The pair of a RELATED_TO edge."""
    return Related(
        ids[record["source"]],
        ids[record["target"]],
        _float(record, "score"),
        tuple([ids[one] for one in _texts(record, "shared")]),
        RelatedReason(record["reason"]),
    )
