"""Cue words: a JSONL file comes in, records go out that say which relation a word announces.

One line, one cue class::

    {"id": "zh-uses", "language": "zh", "type": "USES", "cues": ["基于", "采用"],
     "side": "right", "reach": 16, "confidence": 0.8,
     "example": "## RAG\\nRAG 利用知识库。", "expect": ["RAG", "USES", "知识库"]}

``side`` tells where the object stands; ``reach`` how many characters may lie between; ``swap`` that the object is
the head; ``needs`` a pattern that must be found in the rest of the clause; ``at: "head"`` that the object must be
the head noun of what follows; ``heads`` and ``tails`` restrict the kinds. Type ``NONE`` silences what follows;
``SKIP`` lists words that only contain a cue word (为了 is not 为). A word may stand in several classes: the first whose
conditions hold decides.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from extract.fold import fold, is_latin
from kg.errors import InputError
from kg.model import Kind, Language, RelationType

_FIELDS = {
    "id",
    "language",
    "type",
    "cues",
    "side",
    "at",
    "reach",
    "swap",
    "needs",
    "heads",
    "tails",
    "confidence",
    "example",
    "expect",
}


@dataclass(frozen=True, slots=True)
class Cue:
    """A class of cue words with one meaning; ``type`` None silences the object."""

    id: str
    language: Language
    type: RelationType | None
    words: tuple[str, ...]
    skip: bool = False
    side: Literal["left", "right"] = "right"
    at_head: bool = False
    reach: int = 12
    swap: bool = False
    needs: str = ""
    heads: frozenset[Kind] = frozenset()
    tails: frozenset[Kind] = frozenset()
    confidence: float = 0.5
    example: str = ""
    expect: tuple[str, str, str] | None = None


def load_cues(path: Path) -> tuple[Cue, ...]:
    """The cue classes in ``path`` in file order; InputError names file, line and mend."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        raise InputError(f"no cue file {path}; give a JSONL file") from None
    except UnicodeDecodeError as error:
        raise InputError(f"cue file {path} is not UTF-8 (byte {error.start}); save it as UTF-8") from None
    return tuple(_cue(line, f"{path.name}:{number}") for number, line in enumerate(lines, 1) if line.strip())


def _cue(line: str, place: str) -> Cue:
    try:
        record = json.loads(line)
    except ValueError as error:
        raise InputError(f"{place}: not JSON ({error}); one object a line") from None
    if not isinstance(record, dict) or not record.get("id") or not record.get("cues"):
        raise InputError(f"{place}: a cue class needs an id and a list of cues")
    if unknown := sorted(record.keys() - _FIELDS):
        raise InputError(f"{place}: unknown field {unknown[0]!r}; choices: {', '.join(sorted(_FIELDS))}")
    if record.get("type") not in {*RelationType, "NONE", "SKIP"}:
        choices = ", ".join([*RelationType, "NONE", "SKIP"])
        raise InputError(f"{place}: unknown relation type {record.get('type')!r}; choices: {choices}")
    return _from_record(record)


def _from_record(record: dict[str, Any]) -> Cue:
    expect = record.get("expect")
    return Cue(
        id=record["id"],
        language=record.get("language", "zh"),
        type=None if record["type"] in ("NONE", "SKIP") else RelationType(record["type"]),
        skip=record["type"] == "SKIP",
        words=tuple(record["cues"]),
        side=record.get("side", "right"),
        at_head=record.get("at") == "head",
        reach=record.get("reach", 12),
        swap=record.get("swap", False),
        needs=record.get("needs", ""),
        heads=_kinds(record.get("heads", ())),
        tails=_kinds(record.get("tails", ())),
        confidence=record.get("confidence", 0.5),
        example=record.get("example", ""),
        expect=(expect[0], expect[1], expect[2]) if expect else None,
    )


def _kinds(names: Iterable[str]) -> frozenset[Kind]:
    """The kinds that a class asks for; a term of unknown kind may be of any."""
    kinds = frozenset(map(Kind, names))
    return kinds | {Kind.UNKNOWN} if kinds else kinds


def stands_alone(folded: str, start: int, end: int) -> bool:
    """Whether a cue at ``folded[start:end]`` is no part of a longer Latin word."""
    if is_latin(folded[start]) and start and is_latin(folded[start - 1]):
        return False
    return not (is_latin(folded[end - 1]) and end < len(folded) and is_latin(folded[end]))


def cue_words(cues: tuple[Cue, ...]) -> dict[str, tuple[int, ...]]:
    """Folded cue word -> places of its classes in file order; none for a word that is to be skipped."""
    words: dict[str, tuple[int, ...]] = {}
    for number, cue in enumerate(cues):
        for word in cue.words:
            classes = words.get(fold(word), ())
            words[fold(word)] = classes if cue.skip or number in classes else (*classes, number)
    return words
