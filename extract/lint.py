"""Checks of a lexicon: entries come in, messages for whoever edits the file go out, and the one form of the file."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from extract.fold import squeezed
from extract.lexicon import Entry, conflicts
from kg.names import key, slug

_CHINESE_DEFINITION = range(15, 61)
_ENGLISH_DEFINITION = range(8, 31)


def lint(entries: Iterable[Entry], general: Collection[str] = ()) -> list[str]:
    """What should be mended, one message a fault, in the order of the entries; empty if all is well.

    ``general`` are words of no field, none of which may be a surface.

    >>> from kg.model import Kind
    >>> lint([Entry("lora", "LoRA", None, Kind.METHOD, ("LR",))])
    ["lora: 'LR' is short enough to be an ordinary word; list it under `case`"]
    """
    entries = tuple(entries)
    words = frozenset(map(key, general))
    shared = [
        f"{', '.join(ids)}: all claim {name!r}; merge them, drop it from all but one or give each a `sense`"
        for name, ids in conflicts(entries)
    ]
    return shared + [f"{entry.id}: {fault}" for entry in entries for fault in _faults(entry, words)]


def _faults(entry: Entry, general: frozenset[str]) -> Iterator[str]:
    if entry.id != slug(entry.id):
        yield f"the id is no slug; write {slug(entry.id)!r}"
    yield from _surface_faults(entry, general)
    yield from _flag_faults(entry)
    yield from _definition_faults(entry)


def _surface_faults(entry: Entry, general: frozenset[str]) -> Iterator[str]:
    known: dict[tuple[str, bool, bool], str] = {}
    for surface in entry.surfaces:
        if key(surface) in general:
            yield f"{surface!r} is a general word; drop it"
        if len(surface) <= 2 and surface.isascii() and surface.isalpha() and surface not in entry.case:
            yield f"{surface!r} is short enough to be an ordinary word; list it under `case`"
        form = (key(surface), surface in entry.weak, surface in entry.case)
        if form in known:
            yield f"{surface!r} matches wherever {known[form]!r} does; drop it"
        known.setdefault(form, surface)


def _flag_faults(entry: Entry) -> Iterator[str]:
    for flag, surfaces in (("case", entry.case), ("weak", entry.weak), ("sense", entry.sense)):
        for surface in sorted(set(surfaces) - set(entry.surfaces)):
            yield f"`{flag}` names {surface!r}, which is no surface of the entry; add it or mend the spelling"
    for surface in sorted(entry.case):
        if surface == surface.lower():
            yield f"`case` names {surface!r}, which has no capital and so is never found; drop it from `case`"
    for longer in entry.excluded:
        if not any(squeezed(surface) in squeezed(longer) for surface in entry.surfaces):
            yield f"`not` names {longer!r}, which holds no surface of the entry; drop it"


def _definition_faults(entry: Entry) -> Iterator[str]:
    chinese, english = entry.definition_zh or "", entry.definition_en or ""
    if bool(chinese) != bool(english):
        yield f"defined in {'Chinese' if chinese else 'English'} only; write the other definition"
    if chinese and len(chinese) not in _CHINESE_DEFINITION:
        yield f"the Chinese definition has {len(chinese)} characters; 15 to 60 are read at a glance"
    if english and len(english.split()) not in _ENGLISH_DEFINITION:
        yield f"the English definition has {len(english.split())} words; 8 to 30 are read at a glance"


def canonical(entries: Iterable[Entry]) -> str:
    """The lexicon file of these entries: sorted by id, fields in one order, nothing empty but ``aliases``.

    >>> from kg.model import Kind
    >>> canonical([Entry("lora", "LoRA", None, Kind.METHOD, case=frozenset({"LoRA"}))])
    '{"id": "lora", "name": {"en": "LoRA"}, "kind": "method", "aliases": [], "case": ["LoRA"]}\\n'
    """
    ordered = sorted(entries, key=lambda entry: entry.id)
    return "".join(json.dumps(_record(entry), ensure_ascii=False) + "\n" for entry in ordered)


def _record(entry: Entry) -> dict[str, Any]:
    record: dict[str, Any] = {
        "id": entry.id,
        "name": _filled({"en": entry.name_en, "zh": entry.name_zh}),
        "kind": entry.kind.value,
        "aliases": list(entry.aliases),
    }
    rest = {
        "case": [surface for surface in entry.surfaces if surface in entry.case],
        "weak": [surface for surface in entry.surfaces if surface in entry.weak],
        "not": list(entry.excluded),
        "sense": {surface: list(clues) for surface, clues in entry.sense.items()},
        "definition": _filled({"zh": entry.definition_zh, "en": entry.definition_en}),
    }
    return record | _filled(rest)


def _filled(record: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if value}
