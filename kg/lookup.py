"""What a person types in, the concept or question that is meant out; else the nearest names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from kg.errors import InputError, UnknownName
from kg.model import Concept, KnowledgeGraph, Question
from kg.names import fold, key

_NEAREST = 5


@dataclass(frozen=True, slots=True)
class Lookup:
    """A graph with its concepts' surfaces as written and by key; each leads to ids, the most important first."""

    graph: KnowledgeGraph
    surfaces: Mapping[str, tuple[str, ...]]
    keys: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Found:
    """The ids that a search found, best first."""

    concepts: tuple[str, ...]
    questions: tuple[str, ...]


def lookup(graph: KnowledgeGraph) -> Lookup:
    """Index the names of a graph once, for any number of questions."""
    surfaces: dict[str, list[str]] = {}
    keys: dict[str, list[str]] = {}
    for concept in sorted(graph.concepts.values(), key=lambda one: (-(one.importance or 0.0), one.id)):
        for surface in concept.surfaces:
            surfaces.setdefault(surface, []).append(concept.id)
        for folded in dict.fromkeys(map(key, concept.surfaces)):
            keys.setdefault(folded, []).append(concept.id)
    return Lookup(graph, _frozen(surfaces), _frozen(keys))


def _frozen(lists: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(ids) for name, ids in lists.items()}


def concept_named(names: Lookup, name: str) -> Concept:
    """The concept with this id, else with this surface, else with one of the same key; UnknownName if there is none.

    >>> names = lookup(KnowledgeGraph({}, {"mha": Concept("mha", "多头注意力", aliases=("MHA",))}))
    >>> concept_named(names, "多头注意力机制").id
    'mha'
    >>> concept_named(names, "MHH")
    Traceback (most recent call last):
    kg.errors.UnknownName: no concept 'MHH' in this graph; nearest: MHA
    """
    concepts = names.graph.concepts
    if name in concepts:
        return concepts[name]
    for ids in (names.surfaces.get(name.strip()), names.keys.get(key(name))):
        if ids:
            return concepts[ids[0]]
    raise UnknownName(name, nearest_names(names, name))


def question_named(names: Lookup, name: str) -> Question:
    """The question with this id, printed number (if one bank has it) or title; UnknownName if there is none."""
    questions = names.graph.questions
    if name in questions:
        return questions[name]
    number, folded = name.removeprefix("#"), fold(name)
    for found in (
        [one for one in questions.values() if one.number and one.number == number],
        [one for one in questions.values() if fold(one.title) == folded],
    ):
        if len(found) == 1:
            return found[0]
        if found:
            raise UnknownName(name, tuple(one.id for one in found[:_NEAREST]), "single question")
    titles = {one.title: one.id for one in questions.values()}
    near = get_close_matches(name, [*questions, *titles], n=_NEAREST)
    raise UnknownName(name, tuple(dict.fromkeys(titles.get(one, one) for one in near)), "question")


def concept_or_question(names: Lookup, name: str) -> Concept | Question:
    """The concept of that name, else the question."""
    try:
        return concept_named(names, name)
    except UnknownName as unknown:
        try:
            return question_named(names, name)
        except UnknownName as no_question:
            nearest = unknown.nearest + no_question.nearest
            raise UnknownName(name, nearest[:_NEAREST], "concept or question") from None


def nearest_names(names: Lookup, name: str) -> tuple[str, ...]:
    """At most five surfaces that look like ``name``, one a concept, best first."""
    folded = fold(name)
    by_fold = {fold(surface): (surface, ids[0]) for surface, ids in reversed([*names.surfaces.items()])}
    holding = sorted(
        (one for one in by_fold if folded and (folded in one or (len(one) > 1 and one in folded))), key=len
    )
    close = get_close_matches(folded, by_fold, n=3 * _NEAREST, cutoff=0.5)
    best = {by_fold[one][1]: by_fold[one][0] for one in reversed([*close[:2], *holding, *close[2:]])}
    return tuple(reversed(best.values()))[:_NEAREST]


def search(names: Lookup, text: str, *, limit: int = 20) -> Found:
    """Concepts by exact name, prefix, part of a name, then id; then questions whose title holds the text.

    >>> graph = KnowledgeGraph({}, {one: Concept(one, one.upper()) for one in ("lora", "qlora", "lo")})
    >>> search(lookup(graph), "Lo").concepts
    ('lo', 'lora', 'qlora')
    """
    folded = fold(text)
    if not folded:
        raise InputError("nothing to search for; give a name or a part of one")
    exact = set(names.keys.get(key(text), ()))
    ranks = ((_rank(concept.surfaces, folded, concept.id in exact), concept.id) for concept in _concepts(names))
    concepts = tuple(one for rank, one in sorted(ranks) if rank < _NO_MATCH)
    held = [one for one in names.graph.questions.values() if folded in fold(one.title)]
    questions = tuple(one.id for one in sorted(held, key=lambda one: (one.bank, one.start)))
    return Found(concepts[:limit], questions[:limit])


_NO_MATCH = 3


def _concepts(names: Lookup) -> Iterable[Concept]:
    return names.graph.concepts.values()


def _rank(surfaces: Iterable[str], folded: str, exact: bool) -> int:
    """0 if a surface is the text, 1 if one begins with it, 2 if one holds it, 3 if none does."""
    if exact:
        return 0
    places = [place for surface in surfaces if (place := fold(surface).find(folded)) >= 0]
    return _NO_MATCH if not places else 2 if min(places) else 1
