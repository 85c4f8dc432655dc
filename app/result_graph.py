"""The rows of a query in, what the canvas draws of them out; and links to what a row or a click speaks of."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app.atlas import Atlas, ends, sort_of
from app.i18n import WORDS, Words
from app.items import Item, concept_item, place_of
from app.layout import Point, place
from app.links import question_link
from app.look import QUESTION
from app.markup import shortened
from app.view import MOST, OPTIONS, edges_among, line, payload, size_of
from kg.cypher.values import CypherResult, Node, Path, Relationship, document
from kg.stores.flat import ENDS

_CHIPS = 12
_LABEL = 28


@dataclass(frozen=True, slots=True)
class Drawn:
    """What of a result is drawn: nodes by a name of their own, relationships by that of their ends and their type."""

    nodes: dict[str, Node]
    edges: dict[str, tuple[str, str, str]]
    total: int
    places: dict[str, Point] = field(default_factory=dict)


def laid_out(atlas: Atlas, result: CypherResult) -> Drawn | None:
    """What of a result is drawn, each node at its place; takes up to some seconds for many nodes."""
    drawn = drawn_of(result)
    if drawn is None:
        return None
    drawn = connected(atlas, drawn)
    places = place(list(drawn.nodes), {(before, after) for before, after, _ in drawn.edges.values()})
    return replace(drawn, places=places)


def drawn_of(result: CypherResult, most: int = MOST) -> Drawn | None:
    """The first ``most`` nodes of the rows and the relationships between them; None where the rows hold neither."""
    nodes: dict[str, Node] = {}
    edges: dict[str, tuple[str, str, str]] = {}
    for value in _elements(value for row in result.rows for value in row):
        if isinstance(value, Node):
            nodes[_name(value)] = value
        elif ends := _ends(value):
            edges[f"{ends[0]}|{value.type}|{ends[1]}"] = (*ends, value.type)
    for before, after, _ in edges.values():
        for end in (before, after):
            nodes.setdefault(end, _bare(end))
    if not nodes:
        return None
    kept = dict(list(nodes.items())[:most])
    return Drawn(kept, {name: one for name, one in edges.items() if one[0] in kept and one[1] in kept}, len(nodes))


def connected(atlas: Atlas, drawn: Drawn) -> Drawn:
    """A drawing of nodes alone with what connects their concepts in the graph; any other as it is."""
    concepts = [one.id for one in drawn.nodes.values() if concept_of(atlas, one)]
    if drawn.edges:
        return drawn
    found = ((*ends(edge), sort_of(edge)) for edge in edges_among(atlas, [one for one in concepts if one]))
    named = ((f"Concept:{before}", f"Concept:{after}", sort) for before, after, sort in found)
    return replace(drawn, edges={f"{one[0]}|{one[2]}|{one[1]}": one for one in named})


def _elements(values: Iterable[Any]) -> Iterator[Node | Relationship]:
    for value in values:
        if isinstance(value, (Node, Relationship)):
            yield value
        elif isinstance(value, Path):
            yield from value.nodes
            yield from value.relationships
        elif isinstance(value, (list, dict)):
            yield from _elements(value.values() if isinstance(value, dict) else value)


def _name(node: Node) -> str:
    """One name for one node; where it has no id of ours, what it holds tells it from others."""
    label = next((one for one in ("Concept", "Question") if one in node.labels), "".join(node.labels[:1]))
    return f"{label}:{node.id if node.id is not None else json.dumps(document(node), ensure_ascii=False)}"


def _ends(edge: Relationship) -> tuple[str, str] | None:
    """The names of a relationship's ends, which its type tells: a result holds their ids alone."""
    labels = ENDS.get(edge.type)
    if labels is None or edge.start is None or edge.end is None:
        return None
    return f"{labels[0]}:{edge.start}", f"{labels[1]}:{edge.end}"


def _bare(name: str) -> Node:
    label, _, id_ = name.partition(":")
    return Node(id_, (label,), {})


def view_of(atlas: Atlas, drawn: Drawn, words: Words, view: str) -> dict[str, Any]:
    """The data of the canvas."""
    from pyvis.network import Network  # noqa: PLC0415 -- it loads IPython, a third of a second

    net = Network(directed=True, cdn_resources="in_line")
    net.options = OPTIONS
    for name, (x, y) in drawn.places.items():
        net.add_node(name, **_look(atlas, drawn.nodes[name], words), x=x, y=y)
    taken: dict[frozenset[str], int] = {}
    for name, (before, after, sort) in drawn.edges.items():
        parallel = taken[frozenset((before, after))] = taken.get(frozenset((before, after)), -1) + 1
        net.add_edge(before, after, **_line(name, sort, words, parallel))
    data = payload(net, view, _legend(net.nodes, words), words)
    data["text"] = data["text"] | {
        "hint": words("cypher-hint"),
        "expand": words("cypher-open"),
        "expandShort": words("cypher-open"),
    }
    data["note"] = words("cypher-drawn" if drawn.total == len(drawn.nodes) else "cypher-capped", **_counts(drawn))
    return data


def _counts(drawn: Drawn) -> dict[str, int]:
    return {"shown": len(drawn.nodes), "total": drawn.total, "edges": len(drawn.edges)}


def _look(atlas: Atlas, node: Node, words: Words) -> dict[str, Any]:
    found = concept_of(atlas, node)
    if found:
        item = concept_item(atlas, found, words)
        shown = {"label": item["name"], "title": item["other"], "group": item["kind"], "size": size_of(atlas, found)}
        return shown | {"shape": "dot"}
    question = question_of(atlas, node)
    label = atlas.graph.questions[question].title if question else _title(node)
    group = "question" if question or "Question" in node.labels else "unknown"
    return {
        "label": shortened(label, _LABEL),
        "title": place_of(atlas, question) if question else "",
        "group": group,
        "size": 7,
        "shape": "dot",
    }


def _title(node: Node) -> str:
    """What a node of no graph of ours is called."""
    named = (node.properties.get(one) for one in ("name", "title"))
    return next((one for one in named if isinstance(one, str)), None) or node.id or ":".join(node.labels) or "?"


def _line(name: str, sort: str, words: Words, parallel: int) -> dict[str, Any]:
    found = line(name, sort, sort_word(sort, words), parallel)
    return found | ({"dashes": [2, 5]} if "Question" in ENDS[sort] else {})


def sort_word(sort: str, words: Words) -> str:
    """The word for a type; one that the graph does not know is its own."""
    return words.relation(sort) if sort in WORDS else sort


def _legend(nodes: Sequence[dict[str, Any]], words: Words) -> list[dict[str, Any]]:
    counts: dict[str, int] = {}
    for node in nodes:
        counts[node["group"]] = counts.get(node["group"], 0) + 1
    ordered = sorted(counts, key=lambda kind: (-counts[kind], kind))
    return [{"kind": kind, "label": words.kind(kind), "count": counts[kind]} for kind in ordered]


def concept_of(atlas: Atlas, node: Node) -> str | None:
    """The concept of the graph that a node is."""
    return node.id if "Concept" in node.labels and node.id in atlas.graph.concepts else None


def question_of(atlas: Atlas, node: Node) -> str | None:
    """The question of the graph that a node is."""
    return node.id if "Question" in node.labels and node.id in atlas.graph.questions else None


def picked(atlas: Atlas, drawn: Drawn, name: str, words: Words) -> list[Item]:
    """Links to what is selected on the canvas: a node, or both ends of a relationship with its word between them."""
    if name in drawn.nodes:
        return mentioned(atlas, [drawn.nodes[name]], words)
    if name not in drawn.edges:
        return []
    before, after, sort = drawn.edges[name]
    items = [mentioned(atlas, [drawn.nodes[end]], words) for end in (before, after)]
    if not all(items):
        return []
    return [items[0][0] | {"word": sort_word(sort, words)}, items[1][0]]


def mentioned(atlas: Atlas, values: Iterable[Any], words: Words) -> list[Item]:
    """Links to the concepts and questions that some values of a row are, or name by their id or exact name."""
    found: dict[str, Item] = {}
    for node in _nodes(values):
        item = _link(atlas, node, words)
        if item and len(found) < _CHIPS:
            found.setdefault(item["link"], item | {"word": ""})
    return list(found.values())


def _nodes(values: Iterable[Any]) -> Iterator[Node | str]:
    for value in values:
        if isinstance(value, Relationship):
            yield from map(_bare, _ends(value) or ())
        elif isinstance(value, Path):
            yield from value.nodes
        elif isinstance(value, (Node, str)):
            yield value
        elif isinstance(value, (list, dict)):
            yield from _nodes(value.values() if isinstance(value, dict) else value)


def _link(atlas: Atlas, node: Node | str, words: Words) -> Item | None:
    if isinstance(node, str):
        concept = node if node in atlas.graph.concepts else next(iter(atlas.names.surfaces.get(node, ())), None)
        question = node if node in atlas.graph.questions else None
    else:
        concept, question = concept_of(atlas, node), question_of(atlas, node)
    if concept:
        return concept_item(atlas, concept, words)
    return question_link_item(atlas, question) if question else None


def question_link_item(atlas: Atlas, question: str) -> Item:
    """A question as a link of the same form as a concept's."""
    found = atlas.graph.questions[question]
    name = shortened(f"{found.number} {found.title}".strip(), 60)
    return {"name": name, "other": "", "kind": "unknown", "glyph": QUESTION.glyph, "link": question_link(question)}
