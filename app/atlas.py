"""The address of a store in, everything the pages ask of its graph out: opened once and shared by all sessions."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import streamlit as st

from app import watch
from app.watch import Sight
from kg.cypher.schema import Schema, schema_of
from kg.errors import KGError, StoreError
from kg.lookup import Lookup, lookup
from kg.model import Concept, KnowledgeGraph, Language, Prerequisite, Relation
from kg.names import fold, key
from kg.settings import Settings, from_environment
from kg.stores import open_store
from kg.stores.stamp import Stamp
from kg.study.field import field_document
from kg.study.index import StudyIndex, one_of, study_index

Edge = Prerequisite | Relation

FIELD = 30
"""So many concepts of each list of the field are kept."""


@dataclass(frozen=True)
class Atlas:
    """One graph with its indexes. ``edges[x]`` are the edges drawn at x: relations and direct prerequisites.

    ``mark`` is the stamp of the store that it was read from.
    """

    url: str
    mode: str
    graph: KnowledgeGraph
    names: Lookup
    index: StudyIndex
    edges: Mapping[str, tuple[Edge, ...]]
    spoken: Mapping[str, str]
    mark: str = ""

    def concept(self, concept: str) -> Concept:
        """The concept with this id."""
        return self.graph.concepts[concept]

    @cached_property
    def folded(self) -> Mapping[str, tuple[str, str]]:
        """Titles and answers as they are searched."""
        return {one.id: (fold(one.title), fold(one.answer)) for one in self.graph.questions.values()}

    @cached_property
    def field(self) -> Mapping[str, Any]:
        """What `kg field` says of the whole graph, in ids; found once for all visitors."""
        return field_document(self.index, "zh", limit=FIELD)

    @cached_property
    def schema(self) -> Schema:
        """What the graph holds for Cypher."""
        return schema_of(self.graph)

    def name(self, concept: str, language: Language) -> str:
        """What a concept is called in a language; Chinese texts often say the English name, and so do we then."""
        found = self.graph.concepts[concept]
        return self.spoken.get(concept) or found.name_in("zh") if language == "zh" else found.name_in("en")

    def speaking(self, concept: str) -> int:
        """How many questions mention a concept, a translated pair as one."""
        return len({one_of(self.index, one.question) for one in self.index.mentions.get(concept, ())})

    def other_name(self, concept: str, language: Language) -> str:
        """The name in the other language, empty where there is none but the one shown."""
        found, shown = self.graph.concepts[concept], self.name(concept, language)
        names = (found.name_zh, found.name_en) if shown.isascii() else (found.name_en, found.name)
        return next((name for name in names if name and key(name) != key(shown)), "")


def ends(edge: Edge) -> tuple[str, str]:
    """The concepts an edge leads from and to.

    >>> ends(Prerequisite("a", "b", 1.0, (), ()))
    ('a', 'b')
    """
    return (edge.before, edge.after) if isinstance(edge, Prerequisite) else (edge.head, edge.tail)


def sort_of(edge: Edge) -> str:
    """The type of an edge as stores name it."""
    return "PREREQUISITE_OF" if isinstance(edge, Prerequisite) else str(edge.type)


def edge_id(edge: Edge) -> str:
    """The name of an edge on the canvas.

    >>> edge_id(Prerequisite("a", "b", 1.0, (), ()))
    'a|PREREQUISITE_OF|b'
    """
    before, after = ends(edge)
    return f"{before}|{sort_of(edge)}|{after}"


def atlas_of(graph: KnowledgeGraph, url: str = "", mode: str = "file") -> Atlas:
    """Index a graph for the pages."""
    edges: dict[str, list[Edge]] = {}
    for edge in _drawn(graph):
        for end in dict.fromkeys(ends(edge)):
            edges.setdefault(end, []).append(edge)
    frozen = {one: tuple(at) for one, at in edges.items()}
    return Atlas(url, mode, graph, lookup(graph), study_index(graph), frozen, _spoken(graph))


def _spoken(graph: KnowledgeGraph) -> dict[str, str]:
    """Concepts that more Chinese questions call by a Latin name (LoRA) than by their Chinese one, with that name."""
    votes: dict[str, Counter[str]] = {}
    for mention in graph.mentions:
        if graph.questions[mention.question].language == "zh":
            votes.setdefault(mention.concept, Counter()).update(sorted(mention.surfaces))
    found: dict[str, str] = {}
    for concept, said in votes.items():
        latin = max((one for one in said if one.isascii()), key=lambda one: (said[one], -len(one), one), default="")
        chinese = graph.concepts[concept].name_zh
        if latin and chinese and said[latin] > said[chinese]:
            found[concept] = latin
    return found


def _drawn(graph: KnowledgeGraph) -> Iterator[Edge]:
    yield from graph.relations
    yield from (edge for edge in graph.prerequisites if edge.direct is not False)


def current() -> Atlas:
    """The atlas of the store that this server was started for; StoreError where there is none to open.

    Where the store cannot be asked, or is being replaced, the atlas that was opened last goes on.
    """
    url, now = settings().store, sight()
    before = _opened.get(url)
    if now.error or not (now.stamp and now.stamp.whole):
        if before and not _is_gone(now):
            return before
        raise _why(url, now)
    _opened[url] = _open(url, now.stamp.mark)
    return _opened[url]


def sight(*, fresh: bool = False) -> Sight:
    """What was seen of the store last."""
    return watch.sight(settings().store, fresh=fresh)


def _is_gone(now: Sight) -> bool:
    """Whether the store says that there is no graph, or none that can be read: not merely that it does not answer."""
    return now.error is None and now.stamp is None


def _why(url: str, now: Sight) -> KGError:
    if now.error:
        return now.error
    if now.stamp:
        return _loading(url)
    return StoreError(f"no graph at {url}; `kg build BANK --store {url}` makes one", "missing")


def _loading(url: str) -> StoreError:
    text = f"{url} is loading: a load of it runs or was cut off; until one ends, parts are missing"
    return StoreError(text, "loading")


def settings() -> Settings:
    """What `kg serve` was told."""
    return from_environment(os.environ)


_opened: dict[str, Atlas] = {}


@st.cache_resource(show_spinner=False, max_entries=2)
def _open(url: str, mark: str) -> Atlas:
    store, at_server = open_store(url), "://" in url
    graph = store.load()
    if at_server and store.stamp() != Stamp(mark):
        raise _loading(url)  # it began while the graph was read, of which parts may be missing
    return replace(atlas_of(graph, store.url, "Neo4j" if at_server else "file"), mark=mark)
