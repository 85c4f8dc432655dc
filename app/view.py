"""A focus and a scope in, the part of the graph that is drawn out, as pyvis hands it to the canvas."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.atlas import Atlas, Edge, edge_id, ends, sort_of
from app.i18n import Words
from app.layout import Point
from app.look import groups
from kg.model import Language, RelationType

PREREQUISITE = "PREREQUISITE_OF"
SORTS = (PREREQUISITE, *map(str, RelationType))
"""Every type of edge between concepts that can be drawn."""

CAP = 80
MOST = 300


@dataclass(frozen=True, slots=True)
class Scope:
    """How much is drawn around a focus: that many edges away, edges of these types, at most ``cap`` concepts."""

    depth: int = 1
    sorts: tuple[str, ...] = SORTS
    cap: int = CAP


def around(atlas: Atlas, focus: str, scope: Scope) -> list[str]:
    """The focus and what lies around it, nearest first, at equal distance the more important first; not capped."""
    found, ring = {focus: None}, [focus]
    for _ in range(scope.depth):
        outer = {other for one in ring for other in neighbours(atlas, one, scope.sorts) if other not in found}
        ring = sorted(outer, key=lambda one: (-(atlas.concept(one).importance or 0.0), one))
        found.update(dict.fromkeys(ring))
    return list(found)


def neighbours(atlas: Atlas, concept: str, sorts: Collection[str] = SORTS) -> list[str]:
    """What an edge of one of these types connects with a concept, each once."""
    found: dict[str, None] = {}
    for edge in atlas.edges.get(concept, ()):
        if sort_of(edge) in sorts:
            found.update((end, None) for end in ends(edge) if end != concept)
    return list(found)


def edges_among(atlas: Atlas, concepts: Collection[str], sorts: Collection[str] = SORTS) -> list[Edge]:
    """The edges of these types between concepts that are all drawn."""
    drawn = set(concepts)
    return [
        edge
        for one in sorted(drawn)
        for edge in atlas.edges.get(one, ())
        if ends(edge)[0] == one and ends(edge)[1] in drawn and sort_of(edge) in sorts
    ]


def network(atlas: Atlas, places: Mapping[str, Point], sorts: Collection[str], words: Words) -> Any:
    """The `pyvis.network.Network` of a drawing: its nodes, edges and options serve the canvas and the offline page."""
    from pyvis.network import Network  # noqa: PLC0415 -- it loads IPython, a third of a second

    net = Network(directed=True, cdn_resources="in_line")
    net.options = OPTIONS
    for concept, (x, y) in places.items():
        net.add_node(concept, **_node(atlas, concept, words.language), x=x, y=y)
    taken: dict[frozenset[str], int] = {}
    for edge in edges_among(atlas, places, sorts):
        before, after = ends(edge)
        parallel = taken[frozenset((before, after))] = taken.get(frozenset((before, after)), -1) + 1
        net.add_edge(before, after, **line(edge_id(edge), sort_of(edge), words.relation(sort_of(edge)), parallel))
    return net


OPTIONS: dict[str, Any] = {
    "physics": False,
    "layout": {"improvedLayout": False},
    "interaction": {
        "hover": True,
        "hoverConnectedEdges": False,
        "selectConnectedEdges": False,
        "selectable": True,
        "multiselect": False,
        "tooltipDelay": 100000000,
        "zoomSpeed": 0.6,
    },
    "nodes": {"font": {"size": 0}, "chosen": False, "shapeProperties": {"interpolation": False}},
    "edges": {"chosen": False, "hoverWidth": 0, "selectionWidth": 0, "font": {"size": 0}, "smooth": False},
}


def _node(atlas: Atlas, concept: str, language: Language) -> dict[str, Any]:
    """The label is the name in the reader's language, the title (shown on hover) the other name."""
    found = atlas.concept(concept)
    looks = groups("light")[str(found.kind)]
    return {
        "label": atlas.name(concept, language),
        "title": atlas.other_name(concept, language),
        "group": str(found.kind),
        "shape": looks["shape"],
        "size": size_of(atlas, concept),
    }


def size_of(atlas: Atlas, concept: str) -> float:
    """How large a concept is drawn: from 8 to 22, by the root of importance against the average concept's."""
    share = (atlas.concept(concept).importance or 0.0) * len(atlas.graph.concepts)
    return round(min(22.0, 7.0 + 4.5 * math.sqrt(share)), 1)


def line(name: str, sort: str, word: str, parallel: int = 0) -> dict[str, Any]:
    """How an edge of a type is drawn; of several between the same two, each but the first is bent aside."""
    found: dict[str, Any] = {"id": name, "title": word, "sort": sort}
    if sort == "CONTRASTS_WITH":
        found |= {"dashes": [6, 5], "arrows": ""}
    if sort == PREREQUISITE:
        found["width"] = 2
    if parallel:
        found["smooth"] = {"enabled": True, "type": "curvedCW", "roundness": 0.12 * parallel}
    return found


def legend(atlas: Atlas, concepts: Sequence[str], words: Words) -> list[dict[str, Any]]:
    """The kinds that are drawn with their counts, most frequent first."""
    counts: dict[str, int] = {}
    for concept in concepts:
        kind = str(atlas.concept(concept).kind)
        counts[kind] = counts.get(kind, 0) + 1
    ordered = sorted(counts, key=lambda kind: (-counts[kind], kind))
    return [{"kind": kind, "label": words.kind(kind), "count": counts[kind]} for kind in ordered]


def payload(net: Any, view: str, chips: Sequence[Mapping[str, Any]], words: Words) -> dict[str, Any]:
    """What the canvas draws; a new ``view`` clears and fits, the same one only adds and removes."""
    return {
        "view": view,
        "nodes": net.nodes,
        "edges": net.edges,
        "options": net.options,
        "groups": {"light": groups("light"), "dark": groups("dark")},
        "legend": list(chips),
        "text": words.canvas(),
    }
