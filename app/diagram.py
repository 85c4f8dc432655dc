"""A study path in, the text of its Mermaid picture out: top to bottom, what is known dashed, the goal filled."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator

from app.i18n import Words
from app.look import Theme
from kg.dag import levels
from kg.exports.path import drawn_edges
from kg.study.index import StudyIndex
from kg.study.path import StudyPath

Line = tuple[str, str, str]

_ACROSS, _ALONG = 190, 230
_READABLE, _ROOM = 0.8, 560

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


def diagram(path: StudyPath, index: StudyIndex, name: Callable[[str], str], words: Words, theme: Theme) -> str:
    """The picture of a path; `name` says what a concept is called."""
    edges = _edges(path, index, words)
    return "\n".join(_lines(path, edges, name, theme))


def _lines(path: StudyPath, edges: list[Line], name: Callable[[str], str], theme: Theme) -> Iterator[str]:
    drawn = dict.fromkeys((*(step.concept for step in path.steps), *(one for edge in edges for one in edge[:2])))
    places = {concept: f"n{number}" for number, concept in enumerate(drawn)}
    known = set(path.known)
    yield f"flowchart {_direction(list(drawn), [edge[:2] for edge in edges])}"
    for concept, place in places.items():
        sort = "goal" if concept == path.goal else "known" if concept in known else "step"
        yield f'    {place}["{label(name(concept))}"]:::{sort}'
    for before, after, word in edges:
        arrow = f"-->|{word}|" if word else "-->"
        yield f"    {places[before]} {arrow} {places[after]}"
    for sort, style in zip(("step", "known", "goal"), _STYLES[theme], strict=True):
        yield f"    classDef {sort} {style}"


def _direction(concepts: list[str], edges: list[tuple[str, str]]) -> str:
    """Top to bottom, or from the left where that leaves the boxes larger: a box is wider than high."""
    widest, deepest = _shape(concepts, edges)
    return "LR" if widest * _ACROSS > max(deepest * _ALONG, 760) else "TB"


def _shape(concepts: list[str], edges: list[tuple[str, str]]) -> tuple[int, int]:
    """How many boxes stand side by side at most, and one after another."""
    level = levels(concepts, edges)
    return max(Counter(level.values()).values(), default=1), max(level.values(), default=0) + 1


def breadth(text: str) -> int:
    """How wide a picture must be drawn to be read, as a multiple (1 to 4) of the place beside the steps.

    >>> breadth("flowchart TB")
    1
    """
    places = re.findall(r"^ +(n\d+)\[", text, re.MULTILINE)
    edges = re.findall(r"^ +(n\d+) -->(?:\|[^|]*\|)? (n\d+)$", text, re.MULTILINE)
    widest, deepest = _shape(places, edges)
    needed = deepest * _ALONG if text.startswith("flowchart LR") else widest * _ACROSS
    return min(4, max(1, math.ceil(needed * _READABLE / _ROOM)))


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
