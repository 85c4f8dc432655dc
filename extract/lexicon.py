"""The lexicon: a JSONL file of the field's concepts comes in, checked entries go out.

One line, one concept::

    {"id": "lora", "name": {"en": "LoRA", "zh": "低秩适配"}, "kind": "method", "aliases": ["Low-Rank Adaptation"],
     "case": [], "weak": [], "not": [], "sense": {}, "definition": {"zh": "…", "en": "…"}}

``case`` surfaces match only where the text has a capital (ZeRO is not "zero"); ``weak`` ones count only beside another
surface of the same concept, in the title or as a bold lead-in; ``not`` lists longer strings that are something else;
``sense`` gives, for a surface that several entries share, the words in its neighbourhood that vote for this one (empty:
the default).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg.errors import InputError
from kg.model import Kind
from kg.names import key

_FIELDS = {"id", "name", "kind", "aliases", "case", "weak", "not", "sense", "definition"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One concept of the lexicon with its surfaces and what restricts them."""

    id: str
    name_en: str | None
    name_zh: str | None
    kind: Kind
    aliases: tuple[str, ...] = ()
    case: frozenset[str] = frozenset()
    weak: frozenset[str] = frozenset()
    excluded: tuple[str, ...] = ()
    sense: dict[str, tuple[str, ...]] = field(default_factory=dict)
    definition_en: str | None = None
    definition_zh: str | None = None

    @property
    def surfaces(self) -> tuple[str, ...]:
        """All spellings, names first, each once."""
        names = (self.name_en, self.name_zh, *self.aliases)
        return tuple(dict.fromkeys(name for name in names if name))


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Entries in the order of their ids."""

    entries: tuple[Entry, ...] = ()

    def __len__(self) -> int:
        """How many concepts there are."""
        return len(self.entries)


def load_lexicon(path: Path) -> Lexicon:
    """The lexicon in ``path``; InputError names file, line and mend for the first line that is not right."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        raise InputError(f"no lexicon {path}; give a JSONL file or `none`") from None
    except UnicodeDecodeError as error:
        raise InputError(f"lexicon {path} is not UTF-8 (byte {error.start}); save it as UTF-8") from None
    entries = [_entry(line, f"{path.name}:{number}") for number, line in enumerate(lines, 1) if line.strip()]
    ids = [entry.id for entry in entries]
    if repeated := sorted({name for name in ids if ids.count(name) > 1} if len(set(ids)) < len(ids) else ()):
        raise InputError(f"lexicon {path.name}: the id {repeated[0]!r} stands twice; merge the two lines")
    return Lexicon(tuple(sorted(entries, key=lambda entry: entry.id)))


def _entry(line: str, place: str) -> Entry:
    try:
        record = json.loads(line)
    except ValueError as error:
        raise InputError(f"{place}: not JSON ({error}); one object a line") from None
    if not isinstance(record, dict) or not record.get("id"):
        raise InputError(f"{place}: an entry needs an id")
    if unknown := sorted(record.keys() - _FIELDS):
        raise InputError(f"{place}: unknown field {unknown[0]!r}; choices: {', '.join(sorted(_FIELDS))}")
    name = record.get("name")
    if not isinstance(name, dict) or not (name.get("en") or name.get("zh")):
        raise InputError(f'{place}: {record["id"]!r} needs a name, {{"en": …}} or {{"zh": …}}')
    if record.get("kind") not in set(Kind):
        raise InputError(f"{place}: unknown kind {record.get('kind')!r}; choices: {', '.join(Kind)}")
    return _from_record(record)


def _from_record(record: dict[str, Any]) -> Entry:
    definition = record.get("definition") or {}
    return Entry(
        id=record["id"],
        name_en=record["name"].get("en"),
        name_zh=record["name"].get("zh"),
        kind=Kind(record["kind"]),
        aliases=tuple(record.get("aliases", ())),
        case=frozenset(record.get("case", ())),
        weak=frozenset(record.get("weak", ())),
        excluded=tuple(record.get("not", ())),
        sense={surface: tuple(clues) for surface, clues in record.get("sense", {}).items()},
        definition_en=definition.get("en"),
        definition_zh=definition.get("zh"),
    )


def conflicts(entries: Iterable[Entry]) -> list[tuple[str, tuple[str, ...]]]:
    """Surfaces that several entries claim without saying how to tell them apart: (surface, ids), sorted."""
    owners: dict[str, set[str]] = defaultdict(set)
    told: set[str] = set()
    for entry in entries:
        told.update(key(surface) for surface in entry.sense)
        for surface in entry.surfaces:
            owners[key(surface)].add(entry.id)
    shared = ((name, tuple(sorted(ids))) for name, ids in owners.items() if len(ids) > 1 and name not in told)
    return sorted(shared)
