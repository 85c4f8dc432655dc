"""A map of prerequisites and a graph that is not derived yet in, the graph with the edges of that map out."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from kg.derive import DROPPED, told
from kg.map_file import Row, map_rows, read_map
from kg.model import Concept, Input, KnowledgeGraph, MapEntry, Origin, Prerequisite
from kg.names import key, slug
from kg.progress import Notice, Report, silent
from kg.settings import data_folder

OWN = "prerequisites.csv"
"""The field's own map in the folder data/: its edges are curated."""

Edge = tuple[str, str, tuple[MapEntry, ...]]
_CHINESE = re.compile(r"[㐀-鿿]")
_EXACT, _FOLDED, _NEW = 0, 1, 2


def with_maps(graph: KnowledgeGraph, paths: Iterable[Path], *, report: Report = silent) -> KnowledgeGraph:
    """The graph with the edges of all maps; the field's own comes first, so that it holds among what banks say."""
    own = data_folder() / OWN
    for path in sorted(paths, key=lambda one: one.resolve() != own):
        graph = with_map(graph, path, curated=path.resolve() == own, report=report)
    return graph


def with_map(graph: KnowledgeGraph, path: Path, *, curated: bool, report: Report = silent) -> KnowledgeGraph:
    """The graph with the edges of the map at ``path``, to be derived; InputError for what cannot be read.

    A curated map adds edges between concepts of the graph alone; what it says through absent ones is contracted. It
    also outranks the text: an inferred edge whose earlier concept needs more than its later one is dropped, with a
    notice. Any other map brings its concepts along, and its different names stay different concepts.
    """
    data = read_map(path)
    rows = map_rows(data, path.name)
    concepts, stated = graph.concepts, graph.prerequisites
    if curated:
        found = _found(concepts, rows)
        edges = list(_contracted(rows, found))
        stated = _in_keeping(graph, _needs(rows, found), report)
    else:
        claimed = _claimed(concepts, rows)
        concepts = concepts | _brought(concepts, claimed)
        edges = [(claimed[row.before], claimed[row.after], (row.entry,)) for row in rows]
    edges = [edge for edge in edges if not _is_loop(edge, concepts, report)]
    source = Input("prerequisites", path.name, hashlib.sha256(data).hexdigest())
    prerequisites = _merged(stated, edges, curated=curated)
    return replace(graph, concepts=concepts, prerequisites=prerequisites, inputs=(*graph.inputs, source))


def _names(rows: Iterable[Row]) -> list[str]:
    return list(dict.fromkeys(name for row in rows for name in (row.before, row.after)))


def _bearers(concepts: Mapping[str, Concept]) -> tuple[dict[str, str], dict[str, str]]:
    """Which concept bears a spelling exactly (its id counts), and which one a folded spelling; the first by id."""
    exact = {id_: id_ for id_ in concepts}
    folded: dict[str, str] = {}
    for id_, concept in sorted(concepts.items()):
        for surface in concept.surfaces:
            exact.setdefault(surface, id_)
            folded.setdefault(key(surface), id_)
    return exact, folded


def _found(concepts: Mapping[str, Concept], rows: Iterable[Row]) -> dict[str, str]:
    """The concept of each name that the graph has."""
    exact, folded = _bearers(concepts)
    found = {name: exact.get(name) or folded.get(key(name)) for name in _names(rows)}
    return {name: id_ for name, id_ in found.items() if id_}


def _claimed(concepts: Mapping[str, Concept], rows: Iterable[Row]) -> dict[str, str]:
    """A concept for each name, for no two names the same: an exact name before a folded one, else a new id."""
    exact, folded = _bearers(concepts)
    names = _names(rows)
    claimed: dict[str, str] = {}
    taken: set[str] = set()
    for bearers in ({name: exact.get(name) for name in names}, {name: folded.get(key(name)) for name in names}):
        for name, id_ in bearers.items():
            if id_ and name not in claimed and id_ not in taken:
                claimed[name] = id_
                taken.add(id_)
    taken.update(concepts)
    for name in names:
        if name not in claimed:
            claimed[name] = _free(slug(name), taken)
            taken.add(claimed[name])
    return claimed


def _free(wanted: str, taken: Collection[str]) -> str:
    """The id, or with the first number from 2 on that makes it new."""
    number, free = 1, wanted
    while free in taken:
        number += 1
        free = f"{wanted}-{number}"
    return free


def _brought(concepts: Mapping[str, Concept], claimed: Mapping[str, str]) -> dict[str, Concept]:
    """The concepts that the graph lacks, named as the map names them."""
    return {id_: _concept(id_, name) for name, id_ in claimed.items() if id_ not in concepts}


def _concept(id_: str, name: str) -> Concept:
    if _CHINESE.search(name):
        return Concept(id_, name, name_zh=name, origin="imported")
    return Concept(id_, name, name_en=name, origin="imported")


def _contracted(rows: Sequence[Row], found: Mapping[str, str]) -> Iterator[Edge]:
    """Edges between concepts of the graph: those of the lines, then the shortest chains through absent names."""
    after: dict[str, list[Row]] = {}
    for row in rows:
        after.setdefault(row.before, []).append(row)
    stated = {(found.get(row.before), found.get(row.after)) for row in rows}
    for row in rows:
        if row.before in found and row.after in found:
            yield found[row.before], found[row.after], (row.entry,)
        elif row.before in found:
            yield from (chain for chain in _chains(row, after, found) if chain[:2] not in stated)


def _chains(first: Row, after: Mapping[str, Sequence[Row]], found: Mapping[str, str]) -> Iterator[Edge]:
    """From where ``first`` begins over absent names to each concept they lead to."""
    seen = {first.after}
    todo: list[tuple[str, tuple[MapEntry, ...]]] = [(first.after, (first.entry,))]
    for name, entries in todo:
        for row in after.get(name, ()):
            if row.after in found:
                yield found[first.before], found[row.after], (*entries, row.entry)
            elif row.after not in seen:
                seen.add(row.after)
                todo.append((row.after, (*entries, row.entry)))


def _needs(rows: Iterable[Row], found: Mapping[str, str]) -> dict[str, int]:
    """For each concept of the graph that the map has: how many names must be known before it, directly or not."""
    before: dict[str, set[str]] = {}
    for row in rows:
        before.setdefault(row.after, set()).add(row.before)
    needs: dict[str, int] = {}
    for name, concept in found.items():
        needs[concept] = max(needs.get(concept, 0), len(_reached(name, before)))
    return needs


def _reached(name: str, before: Mapping[str, Collection[str]]) -> set[str]:
    seen: set[str] = set()
    todo = [name]
    while todo:
        new = set(before.get(todo.pop(), ())) - seen
        seen |= new
        todo += new
    return seen


def _in_keeping(graph: KnowledgeGraph, needs: Mapping[str, int], report: Report) -> tuple[Prerequisite, ...]:
    """The edges that a complete map could hold: whatever A needs is needed by all that needs A, so A needs less."""
    kept = []
    for edge in graph.prerequisites:
        before, after = needs.get(edge.before), needs.get(edge.after)
        if edge.origin != "text" or before is None or after is None or before <= after:
            kept.append(edge)
        else:
            why = f"its first needs {before} concepts, its second {after} by the field's map"
            report(Notice(f"{DROPPED}, {why}: {told(edge, graph.concepts)}"))
    return tuple(kept)


def _is_loop(edge: Edge, concepts: Mapping[str, Concept], report: Report) -> bool:
    before, after, entries = edge
    if before == after:
        where = "; ".join(f"{one.file} line {one.line}" for one in entries)
        report(Notice(f"left out, it leads from {concepts[before].name} to itself: {where}"))
    return before == after


def _merged(edges: Iterable[Prerequisite], new: Iterable[Edge], *, curated: bool) -> tuple[Prerequisite, ...]:
    """All edges, one a pair; one that a map and a text give is of the text and keeps the evidence of both."""
    merged = {(edge.before, edge.after): edge for edge in edges}
    for before, after, entries in new:
        reasons = tuple(dict.fromkeys(f"map {entry.file}" for entry in entries))
        old = merged.get((before, after))
        if old is None:
            origin: Origin = "curated" if curated else "imported"
            merged[before, after] = Prerequisite(before, after, 1.0, reasons, entries, origin)
        else:
            evidence = tuple(dict.fromkeys((*old.evidence, *entries)))
            said = tuple(dict.fromkeys((*old.reasons, *reasons)))
            merged[before, after] = replace(old, confidence=1.0, reasons=said, evidence=evidence)
    return tuple(merged.values())
