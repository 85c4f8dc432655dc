"""Annotations of questions: JSONL files come in, checked records go out.

A question's line, with what both annotators found marked ``by`` 2 (must be found) and what one found ``by`` 1
(accepted)::

    {"q": 7, "title": "What is LoRA?",
     "concepts": [{"name": "LoRA", "surfaces": ["LoRA"], "role": "about", "by": 2}],
     "relations": [{"head": "LoRA", "type": "USES", "tail": "rank", "by": 1}]}

A pair's line says which of two concepts comes first, if any: ``{"x": …, "y": …, "label": "x_first"}`` (``y_first``,
``none``).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from kg.errors import InputError
from kg.model import RelationType
from kg.names import key

Record = TypeVar("Record")
BOTH = 2
"""What ``by`` says of findings of both annotators."""
LABELS = ("x_first", "y_first", "none")
_ROLES = ("about", "mention", "either")


@dataclass(frozen=True, slots=True)
class GoldConcept:
    """A concept of one question; two names mean the same if they share a key."""

    name: str
    keys: frozenset[str]
    role: str
    must: bool


@dataclass(frozen=True, slots=True)
class GoldRelation:
    """A relation between the concepts at two places of the question's list."""

    head: int
    type: RelationType
    tail: int
    must: bool


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """What people found in one question."""

    number: str
    title: str
    concepts: tuple[GoldConcept, ...]
    relations: tuple[GoldRelation, ...]


@dataclass(frozen=True, slots=True)
class GoldPair:
    """Two names and which of them comes first."""

    x: str
    y: str
    label: str


def load_questions(path: Path) -> list[GoldQuestion]:
    """The annotated questions of a file."""
    return _load(path, _question)


def load_pairs(path: Path) -> list[GoldPair]:
    """The annotated pairs of a file."""
    return _load(path, _pair)


def _load(path: Path, record: Callable[[dict[str, Any]], Record]) -> list[Record]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        raise InputError(f"no file {path}; give annotations as JSONL") from None
    except (UnicodeDecodeError, OSError) as error:
        raise InputError(f"cannot read {path} ({error}); give annotations as JSONL in UTF-8") from None
    found = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                found.append(record(json.loads(line)))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                told = f"lacks {error}" if isinstance(error, KeyError) else str(error)
                raise InputError(f"{path.name}:{number} is no annotation ({told}); see kg/scoring/gold.py") from None
    if not found:
        raise InputError(f"{path} holds no annotation; give one JSON object a line")
    return found


def _question(line: dict[str, Any]) -> GoldQuestion:
    concepts = tuple(_concept(one) for one in line["concepts"])
    places = {concept.name: place for place, concept in enumerate(concepts)}
    relations = tuple(_relation(one, places) for one in line["relations"])
    return GoldQuestion(str(line["q"]), line["title"], concepts, relations)


def _concept(line: dict[str, Any]) -> GoldConcept:
    if line["role"] not in _ROLES:
        raise ValueError(f"role {line['role']!r}, not one of {', '.join(_ROLES)}")
    return GoldConcept(
        line["name"], frozenset(map(key, (line["name"], *line["surfaces"]))), line["role"], line["by"] == BOTH
    )


def _relation(line: dict[str, Any], places: dict[str, int]) -> GoldRelation:
    ends = line["head"], line["tail"]
    if unknown := [name for name in ends if name not in places]:
        raise ValueError(f"{unknown[0]!r} is in a relation but not among the concepts")
    return GoldRelation(places[ends[0]], RelationType(line["type"]), places[ends[1]], line["by"] == BOTH)


def _pair(line: dict[str, Any]) -> GoldPair:
    if line["label"] not in LABELS:
        raise ValueError(f"label {line['label']!r}, not one of {', '.join(LABELS)}")
    return GoldPair(line["x"], line["y"], line["label"])
