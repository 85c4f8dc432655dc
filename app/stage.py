"""What is drawn and what the reader did in, what is drawn next out: the state of Explore as one frozen value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Any

from app.atlas import Atlas, edge_id, ends
from app.layout import Point, grow, place
from app.view import MOST, Scope, around, edges_among, neighbours

MORE = "~"
"""Stands for `more` among the steps by which a drawing grew."""

_STEP = 40
_TRAIL = 6
_STEPS = 24


@dataclass(frozen=True)
class Stage:
    """One drawing around ``focus``. ``places`` holds what is drawn, ``total`` counts what could be.

    ``view`` changes when a new drawing begins, ``command`` when the page (not the reader's click) selects. ``grown``
    are the steps by which it grew since: `MORE`, and concepts, which joined it or, drawn already, were expanded.
    """

    focus: str
    places: Mapping[str, Point]
    scope: Scope
    total: int
    selected: str
    edge: str | None = None
    trail: tuple[str, ...] = ()
    view: int = 0
    command: int = 1
    grown: tuple[str, ...] = ()


def enter(atlas: Atlas, concept: str, *, before: Stage | None = None, scope: Scope | None = None) -> Stage:
    """A new drawing around a concept; the filter and the trail of the one before go on."""
    scope = scope or (replace(before.scope, cap=Scope().cap) if before else Scope())
    found = around(atlas, concept, scope)
    drawn = found[: scope.cap]
    trail = _trail(before.trail if before else (), concept)
    view = before.view + 1 if before else 0
    return Stage(concept, place(drawn, _pairs(atlas, drawn, scope)), scope, len(found), concept, None, trail, view)


def reopen(atlas: Atlas, concept: str, grown: Sequence[str], *, before: Stage | None, scope: Scope | None) -> Stage:
    """The drawing around a concept after these steps: what an address says of one that somebody made before."""
    steps = tuple(grown[:_STEPS])
    wider = len(list(takewhile(lambda step: step == MORE, steps)))
    if wider:
        scope = scope or (before.scope if before else Scope())
        scope = replace(scope, cap=min(MOST, Scope().cap + _STEP * wider))
    stage = enter(atlas, concept, before=before, scope=scope)
    for step in steps[wider:]:
        stage = _joined(atlas, stage, _brought(atlas, stage, step))
    return replace(stage, grown=steps)


def _brought(atlas: Atlas, stage: Stage, step: str) -> list[str]:
    """What a step draws: some more of what is hidden, a concept, or what lies beside one that is drawn."""
    if step == MORE:
        return _hidden(atlas, stage)[:_STEP]
    return _new_beside(atlas, stage, step) if step in stage.places else [step]


def choose(atlas: Atlas, stage: Stage, concept: str, *, by_click: bool = False) -> Stage:
    """Select a concept; what is not drawn yet joins the drawing, what is drawn stays where it is."""
    if concept not in stage.places:
        stage = _joined(atlas, stage, [concept], concept)
    command = stage.command if by_click else stage.command + 1
    return replace(stage, selected=concept, edge=None, trail=_trail(stage.trail, concept), command=command)


def expand(atlas: Atlas, stage: Stage, concept: str, positions: Mapping[str, Point]) -> Stage:
    """Add the neighbours of a concept, the more important first; ``positions`` says where the reader dragged what."""
    stage = choose(atlas, _dragged(stage, positions), concept, by_click=True)
    new = _new_beside(atlas, stage, concept)
    return _joined(atlas, stage, new, concept) if new else stage


def _new_beside(atlas: Atlas, stage: Stage, concept: str) -> list[str]:
    new = [one for one in neighbours(atlas, concept, stage.scope.sorts) if one not in stage.places]
    return sorted(new, key=lambda one: (-(atlas.concept(one).importance or 0.0), one))[:_STEP]


def more(atlas: Atlas, stage: Stage, positions: Mapping[str, Point]) -> Stage:
    """Draw some more of what lies around the focus."""
    stage = _dragged(stage, positions)
    return _joined(atlas, stage, _hidden(atlas, stage)[:_STEP], MORE)


def _hidden(atlas: Atlas, stage: Stage) -> list[str]:
    return [one for one in around(atlas, stage.focus, stage.scope) if one not in stage.places]


def rescope(atlas: Atlas, stage: Stage, scope: Scope) -> Stage:
    """Draw the same focus at another reach or with other relations; what stays drawn stays in place."""
    found = around(atlas, stage.focus, scope)
    drawn = list(dict.fromkeys((*found[: scope.cap], *(one for one in (stage.selected,) if one in stage.places))))
    kept = {one: stage.places[one] for one in drawn if one in stage.places}
    places = grow(kept, drawn, _pairs(atlas, drawn, scope))
    return replace(stage, scope=scope, places=places, total=max(len(found), len(drawn)), grown=())


def left_out(atlas: Atlas, stage: Stage) -> int:
    """How many more concepts `more` would draw."""
    return max(0, min(len(_hidden(atlas, stage)), _STEP, MOST - len(stage.places)))


def _dragged(stage: Stage, positions: Mapping[str, Point]) -> Stage:
    return replace(stage, places={one: positions.get(one, at) for one, at in stage.places.items()})


def _joined(atlas: Atlas, stage: Stage, new: Sequence[str], *step: str) -> Stage:
    room = [*stage.places, *new][:MOST]
    places = grow(stage.places, room, _pairs(atlas, room, stage.scope))
    total = len({*around(atlas, stage.focus, stage.scope), *room})
    return replace(stage, places=places, total=total, grown=(*stage.grown, *step)[:_STEPS])


def _pairs(atlas: Atlas, concepts: Sequence[str], scope: Scope) -> set[tuple[str, str]]:
    return {ends(edge) for edge in edges_among(atlas, concepts, scope.sorts)}


def _trail(trail: tuple[str, ...], concept: str) -> tuple[str, ...]:
    return (*(one for one in trail if one != concept), concept)[-_TRAIL:]


def handle(atlas: Atlas, stage: Stage, event: Mapping[str, Any]) -> Stage:
    """The next stage after an event of the canvas; what names no concept or edge of the graph changes nothing."""
    kind, found = event.get("kind"), event.get("id")
    if kind == "select" and found in atlas.graph.concepts:
        return choose(atlas, stage, str(found), by_click=True)
    if kind == "expand" and found in atlas.graph.concepts:
        return expand(atlas, stage, str(found), _points(event.get("positions")))
    if kind == "more":
        return more(atlas, stage, _points(event.get("positions")))
    if kind == "select_edge" and found in _drawn_edges(atlas, stage):
        return replace(stage, edge=str(found))
    return stage


def _drawn_edges(atlas: Atlas, stage: Stage) -> set[str]:
    return {edge_id(edge) for edge in edges_among(atlas, stage.places, stage.scope.sorts)}


def _points(positions: object) -> dict[str, Point]:
    """Where the browser says the nodes lie; only pairs of finite numbers count."""
    found: dict[str, Point] = {}
    for concept, at in positions.items() if isinstance(positions, Mapping) else ():
        if isinstance(at, (list, tuple)) and len(at) == 2 and all(_finite(one) for one in at):
            found[str(concept)] = (float(at[0]), float(at[1]))
    return found


def _finite(value: object) -> bool:
    return isinstance(value, (int, float)) and abs(value) < 1e7
