"""A study path in, the text of its Mermaid picture out: top to bottom, what is known dashed, the goal filled."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import NamedTuple

from app.i18n import Words
from app.look import Theme
from kg.exports.path import drawn_edges
from kg.study.index import StudyIndex
from kg.study.path import StudyPath

Line = tuple[str, str, str]


class Foot(NamedTuple):
    """A box that stands for concepts which are not drawn, under the steps that need some of them."""

    label: str
    concepts: Collection[str]


_CLOSE = '%%{init: {"themeVariables": {"fontSize": "16px"}, "flowchart": {"wrappingWidth": 128, "padding": 8}}}%%'
"""Larger letters in boxes that stand closer together than Mermaid's own."""

_STYLES: dict[Theme, tuple[str, str, str]] = {
    "light": (
        "fill:#f6f7f9,stroke:#d9dee5,color:#1c2430",
        "fill:#ffffff,stroke:#5a6675,color:#5a6675,stroke-dasharray:4 3",
        "fill:#0b59a6,stroke:#0b59a6,color:#ffffff",
    ),
    "dark": (
        "fill:#161b22,stroke:#2b323c,color:#e6eaf0",
        "fill:#0e1117,stroke:#9aa6b5,color:#9aa6b5,stroke-dasharray:4 3",
        "fill:#86a2ff,stroke:#86a2ff,color:#0e1117",
    ),
}


def diagram(
    path: StudyPath,
    index: StudyIndex,
    name: Callable[[str], str],
    words: Words,
    theme: Theme,
    *,
    feet: Sequence[Foot] = (),
) -> str:
    """The picture of a path; `name` says what a concept is called."""
    hidden = frozenset(one for foot in feet for one in foot.concepts)
    edges = [edge for edge in _edges(path, index, words) if edge[0] not in hidden]
    stood = [(foot, on) for foot in feet if (on := _stood_upon(path, index, edges, foot))]
    return "\n".join(_lines(path, edges, stood, name, theme))


def _stood_upon(path: StudyPath, index: StudyIndex, edges: Sequence[Line], foot: Foot) -> list[str]:
    """The steps that need some of the foot: those to which nothing that is drawn leads, else the first."""
    later = {edge[1] for edge in edges}
    needing = [
        step.concept
        for step in path.steps
        if any(edge.before in foot.concepts for edge in index.before.get(step.concept, ()))
    ]
    return [one for one in needing if one not in later] or needing[:1]


def _lines(
    path: StudyPath,
    edges: list[Line],
    stood: Sequence[tuple[Foot, list[str]]],
    name: Callable[[str], str],
    theme: Theme,
) -> Iterator[str]:
    drawn = dict.fromkeys((*(step.concept for step in path.steps), *(one for edge in edges for one in edge[:2])))
    places = {concept: f"n{number}" for number, concept in enumerate(drawn)}
    known = set(path.known)
    yield _CLOSE
    yield "flowchart TB"
    for number, (foot, on) in enumerate(stood, len(places)):
        yield f'    n{number}["{label(foot.label)}"]:::known'
        yield from (f"    n{number} -.-> {places[one]}" for one in on)
    for concept, place in places.items():
        sort = "goal" if concept == path.goal else "known" if concept in known else "step"
        yield f'    {place}["{label(name(concept))}"]:::{sort}'
    for before, after, word in edges:
        arrow = f"-->|{word}|" if word else "-->"
        yield f"    {places[before]} {arrow} {places[after]}"
    for sort, style in zip(("step", "known", "goal"), _STYLES[theme], strict=True):
        yield f"    classDef {sort} {style}"


def _edges(path: StudyPath, index: StudyIndex, words: Words) -> list[Line]:
    """The edges among the steps, and those from known concepts where the plan could stop."""
    if path.mode == "relations":
        return [(hop.source, hop.target, words.relation(hop.type)) for hop in path.hops]
    edges = drawn_edges(path.steps)
    if path.mode == "plan":
        known, steps = set(path.known), {step.concept for step in path.steps}
        edges += [
            (edge.before, one)
            for one in sorted(steps)
            for edge in index.before.get(one, ())
            if edge.before in known and edge.direct is not False
        ]
    return [(before, after, "") for before, after in edges]


_LOOK_ALIKES = str.maketrans('"<>&#;`\\%{}|', "”＜＞＆＃；‘＼％｛｝｜")


def label(text: str) -> str:
    """Text that holds nothing Mermaid reads as syntax; such signs become their full-width twins.

    Mermaid's own way, a code for each sign, shows the codes where it wraps a line.

    >>> label('a["x"] --> %%{init}')
    'a[”x”] --＞ ％％｛init｝'
    """
    return " ".join(text.translate(_LOOK_ALIKES).split())
