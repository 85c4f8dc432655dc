"""A graph and what is known in, the map of its field out: concepts where the build placed them, topics as islands."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from app.atlas import Atlas
from app.i18n import Words
from app.links import EXPLORE, PATH, QUESTIONS
from app.look import GROUND, KINDS, Theme, groups
from kg.model import Concept, Kind

_BINS = 6
_MARGIN = 0.6
"""How far an island reaches beyond the middle of its outermost concept; neighbours on it are about 1 apart."""

RAMP: dict[Theme, tuple[str, ...]] = {
    "light": ("#5e8fc6", "#3f78b8", "#2462a8", "#154d8b", "#0d396a", "#08264a"),
    "dark": ("#5470c4", "#6c88e0", "#86a2ff", "#a5bbff", "#c4d2ff", "#e4eaff"),
}
"""Levels from the first to the last."""
STANDING: dict[Theme, tuple[str, str, str]] = {
    "light": ("#0b59a6", "#9a4e05", "#7b8694"),
    "dark": ("#86a2ff", "#f9b281", "#77828f"),
}
"""Known, ready to learn, later."""


def field_map(atlas: Atlas, known: Collection[str], words: Words) -> dict[str, Any] | None:
    """What the map draws, concepts in columns; None where the store holds no positions."""
    placed = [one for one in atlas.graph.concepts.values() if one.map_x is not None and one.map_y is not None]
    if not placed:
        return None
    place = {one.id: number for number, one in enumerate(placed)}
    layers = [_kinds(placed, words), _standing(atlas, placed, known, words), _levels(atlas, placed, words)]
    return {
        "view": f"{atlas.url}/{len(placed)}/{words.language}",
        "file": "concept-atlas-map",
        "concepts": _columns(atlas, placed, words),
        "kinds": [words.kind(kind) for kind in Kind],
        "islands": _islands(atlas, placed, place),
        "needs": [
            (place[edge.before], place[edge.after])
            for edge in atlas.graph.prerequisites
            if edge.direct is not False and edge.before in place and edge.after in place
        ],
        "layers": [one for one in layers if len(one["chips"]) > 1] or layers[:1],
        "ways": [
            {"page": EXPLORE, "parameter": "node", "label": words("open-explore")},
            {"page": PATH, "parameter": "goal", "label": words("path-here")},
            {"page": QUESTIONS, "parameter": "concept", "label": words("open-questions")},
        ][: 3 if atlas.graph.questions else 2],
        "lines": [("first", "prerequisite")],
        "note": words("map-note", count=len(placed)),
        "text": words.field_map(),
    }


def _columns(atlas: Atlas, placed: Sequence[Concept], words: Words) -> dict[str, list[Any]]:
    number = {kind: place for place, kind in enumerate(Kind)}
    asked = bool(atlas.graph.questions)
    return {
        "id": [one.id for one in placed],
        "name": [atlas.name(one.id, words.language) for one in placed],
        "other": [atlas.other_name(one.id, words.language) for one in placed],
        "x": [one.map_x for one in placed],
        "y": [one.map_y for one in placed],
        "size": [_size(one, len(atlas.graph.concepts)) for one in placed],
        "kind": [number[one.kind] for one in placed],
        "level": [atlas.index.place[one.id][0] for one in placed],
        "questions": [atlas.speaking(one.id) if asked else None for one in placed],
    }


def _size(concept: Concept, count: int) -> float:
    """A radius in units of the map, by the root of importance against the average concept's."""
    return round(min(0.7, 0.2 + 0.12 * math.sqrt((concept.importance or 0.0) * count)), 3)


def _islands(atlas: Atlas, placed: Sequence[Concept], place: Mapping[str, int]) -> list[dict[str, Any]]:
    """Where each topic of several concepts lies, under the name of its most important one, and all that are alone."""
    members: dict[str, list[Concept]] = {}
    for one in placed:
        members.setdefault(one.topic or one.id, []).append(one)
    alone = [found[0] for found in members.values() if len(found) == 1]
    return [_island(found, place.get(topic)) for topic, found in members.items() if len(found) > 1] + [
        _island(found, None) for found in (alone,) if found
    ]


def _island(members: Sequence[Concept], concept: int | None) -> dict[str, Any]:
    points = [(one.map_x or 0.0, one.map_y or 0.0) for one in members]
    x, y = (sum(values) / len(points) for values in zip(*points, strict=True))
    reach = max(math.dist((x, y), point) for point in points)
    return {"x": round(x, 3), "y": round(y, 3), "r": round(reach + _MARGIN, 3), "concept": concept}


def _kinds(placed: Sequence[Concept], words: Words) -> dict[str, Any]:
    return _layer(
        words("kind"),
        [str(one.kind) for one in placed],
        {str(kind): words.kind(kind) for kind in KINDS},
        {theme: groups(theme) for theme in GROUND},
    )


def _standing(atlas: Atlas, placed: Sequence[Concept], known: Collection[str], words: Words) -> dict[str, Any]:
    names = ("known", "ready", "later")
    return _layer(
        words("map-standing"),
        [standing(atlas, one.id, known) for one in placed],
        {name: words(f"map-{name}") for name in names} if atlas.graph.prerequisites or known else {},
        {theme: dict(zip(names, _standing_looks(theme), strict=True)) for theme in GROUND},
        ordered=True,
    )


def _standing_looks(theme: Theme) -> Iterator[dict[str, Any]]:
    shapes = (("dot", True), ("diamond", True), ("dot", False))
    for (shape, filled), colour in zip(shapes, STANDING[theme], strict=True):
        yield _look(shape, filled, colour, theme)


def standing(atlas: Atlas, concept: str, known: Collection[str]) -> str:
    """Whether a concept is known, ready (all that it directly needs is known) or later."""
    if concept in known:
        return "known"
    return "ready" if all(edge.before in known for edge in atlas.index.before.get(concept, ())) else "later"


def _levels(atlas: Atlas, placed: Sequence[Concept], words: Words) -> dict[str, Any]:
    """Levels in at most six runs of about as many concepts each."""
    level = [atlas.index.place[one.id][0] for one in placed]
    runs = level_runs(level)
    of = {one: str(number) for number, (first, last) in enumerate(runs) for one in range(first, last + 1)}
    names = {
        str(number): words("map-levels", first=first, last=last) if first < last else words("level", level=first)
        for number, (first, last) in enumerate(runs)
    }
    steps = [round(number * (_BINS - 1) / max(1, len(runs) - 1)) for number in range(len(runs))]
    looks = {
        theme: {str(number): _look("dot", True, RAMP[theme][step], theme) for number, step in enumerate(steps)}
        for theme in GROUND
    }
    return _layer(words("map-level"), [of[one] for one in level], names, looks, ordered=True)


def level_runs(levels: Sequence[int]) -> list[tuple[int, int]]:
    """The first and last level of at most six runs that hold about as many concepts each.

    >>> level_runs([0, 0, 0, 1, 2, 3])
    [(0, 0), (1, 1), (2, 2), (3, 3)]
    """
    runs: list[tuple[int, int]] = []
    counts = Counter(levels)
    left, taken, start = len(levels), 0, 0
    for one in range(max(counts, default=-1) + 1):
        taken += counts[one]
        if taken >= left / (_BINS - len(runs)):
            runs.append((start, one))
            left, taken, start = left - taken, 0, one + 1
    return runs


def _look(shape: str, filled: bool, colour: str, theme: Theme) -> dict[str, Any]:
    return {
        "shape": shape,
        "borderWidth": 0 if filled else 3,
        "color": {"border": colour, "background": colour if filled else GROUND[theme]},
    }


def _layer(
    label: str,
    classes: Sequence[str],
    names: Mapping[str, str],
    looks: Mapping[Theme, Mapping[str, Any]],
    *,
    ordered: bool = False,
) -> dict[str, Any]:
    """One way to colour the map: what stands in ``classes`` for each concept, with its name and look."""
    counts = {name: classes.count(name) for name in names}
    chips = [{"kind": name, "label": names[name], "count": count} for name, count in counts.items() if count]
    if not ordered:
        chips.sort(key=lambda chip: -counts[str(chip["kind"])])
    return {"label": label, "of": list(classes), "chips": chips, "groups": looks}
