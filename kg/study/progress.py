"""The lines of a progress file in, the marks of a learner out; the last mark of a concept or question counts.

Each line is one JSON object: ``{"concept": id, "mark": "known"}`` or ``{"question": id, "mark": "mastered"}``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from kg.errors import InputError, UnknownName
from kg.lookup import Lookup, concept_named


def known_concepts(lines: Iterable[str], name: str = "progress.jsonl") -> tuple[str, ...]:
    """Ids of the concepts marked as known, as the file has them.

    >>> known_concepts(['{"concept": "lora", "mark": "known"}', '{"concept": "lora", "mark": "unsure"}'])
    ()
    """
    marks: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        record = _record(line, number, name)
        if isinstance(record.get("concept"), str):
            marks[record["concept"]] = str(record.get("mark"))
    return tuple(concept for concept, mark in marks.items() if mark == "known")


def _record(line: str, number: int, name: str) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except ValueError as error:
        raise InputError(f"{name} line {number} is no JSON; mend or delete that line") from error
    if not isinstance(record, dict):
        raise InputError(f"{name} line {number} is no JSON object; mend or delete that line")
    return record


def read_known(path: Path | None) -> tuple[str, ...]:
    """The known concepts of a progress file; none without a file. A last line cut off by a crash is not counted."""
    if path is None or not path.exists():
        return ()
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8; give another --progress file or none") from error
    whole, _, cut = text.rpartition("\n")
    return known_concepts([*whole.split("\n"), *([cut] if _is_json(cut) else [])], str(path))


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def in_graph(names: Lookup, concepts: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The concepts as ids of the graph, by name where an id is gone; and those that the graph no longer holds."""
    found: list[str] = []
    gone: list[str] = []
    for concept in concepts:
        try:
            found.append(concept_named(names, concept).id)
        except UnknownName:
            gone.append(concept)
    return tuple(found), tuple(gone)
