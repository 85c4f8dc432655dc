"""Concepts and the pairs that are connected in, a place for each on the canvas out: seeded, so always the same one."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any

Point = tuple[float, float]
Pair = tuple[str, str]

_UNIT = 46.0
_WIDE = 1.2  # labels are wider than high
_APART = (112.0, 70.0)
_GOLDEN = math.pi * (3 - math.sqrt(5))


def place(concepts: Sequence[str], pairs: Collection[Pair], *, seed: int = 7) -> dict[str, Point]:
    """A place for each concept, none too near to another.

    >>> place(["a"], [])
    {'a': (0.0, 0.0)}
    """
    return dict(_placed(tuple(concepts), frozenset(pairs), seed))


@lru_cache(maxsize=64)  # one drawing is asked for by many visitors
def _placed(concepts: Sequence[str], pairs: Collection[Pair], seed: int) -> dict[str, Point]:
    if not concepts:
        return {}
    import networkx as nx  # noqa: PLC0415 -- only a new drawing needs it

    graph = _graph(concepts, pairs)
    scale = _UNIT * 0.95 * math.sqrt(len(concepts))
    iterations = 200 if len(concepts) <= 150 else 100  # of a large drawing each takes long, and changes little
    found = nx.spring_layout(graph, seed=seed, iterations=iterations, scale=scale)
    return _apart({one: (float(found[one][0]) * _WIDE, float(found[one][1])) for one in concepts}, ())


def grow(
    placed: Mapping[str, Point], concepts: Sequence[str], pairs: Collection[Pair], *, seed: int = 7
) -> dict[str, Point]:
    """Places for ``concepts``, those in ``placed`` exactly where they are and the others near what they belong to."""
    new = [one for one in concepts if one not in placed]
    old = {one: placed[one] for one in concepts if one in placed}
    if not old:
        return place(concepts, pairs, seed=seed)
    if not new:
        return old
    start = old | _beside(old, new, pairs)
    settled = _settle(start, old, _graph(concepts, pairs), seed)
    moved = _apart(settled | old, frozenset(old))
    return {one: moved[one] for one in concepts}


def _graph(concepts: Sequence[str], pairs: Collection[Pair]) -> Any:
    import networkx as nx  # noqa: PLC0415 -- only a new drawing needs it

    graph: Any = nx.Graph()
    graph.add_nodes_from(concepts)
    graph.add_edges_from(sorted((a, b) for a, b in pairs if a != b))
    return graph


def _beside(old: Mapping[str, Point], new: Sequence[str], pairs: Collection[Pair]) -> dict[str, Point]:
    """New concepts fan out around the placed ones they are connected with, away from the middle of the picture."""
    middle = _mean(list(old.values()))
    found: dict[str, Point] = {}
    for number, one in enumerate(new):
        around = [
            old[b if a == one else a] for a, b in sorted(pairs) if one in (a, b) and (b if a == one else a) in old
        ]
        x, y = _mean(around) if around else middle
        angle = math.atan2(y - middle[1], x - middle[0]) + _GOLDEN * number
        found[one] = x + math.cos(angle) * 150, y + math.sin(angle) * 110
    return found


def _settle(start: Mapping[str, Point], old: Collection[str], graph: Any, seed: int) -> dict[str, Point]:
    import networkx as nx  # noqa: PLC0415 -- only a new drawing needs it

    size = _UNIT * 0.95 * math.sqrt(len(start))
    unit = {one: (x / _WIDE / size, y / size) for one, (x, y) in start.items()}
    found = nx.spring_layout(
        graph, pos=unit, fixed=sorted(old), seed=seed, iterations=40, k=0.9 / math.sqrt(len(start)), scale=None
    )
    return {one: (float(x) * size * _WIDE, float(y) * size) for one, (x, y) in found.items()}


def _apart(places: Mapping[str, Point], pinned: Collection[str]) -> dict[str, Point]:
    """Push apart whatever lies nearer than a label needs; what is pinned stays, and only what is free is computed."""
    import numpy as np  # noqa: PLC0415 -- only a new drawing needs it

    free = [one for one in places if one not in pinned]
    still = np.array([places[one] for one in places if one in pinned], dtype=float).reshape(-1, 2)
    # two at the very same place would have no direction to go to
    nudge = [[math.cos(n * _GOLDEN), math.sin(n * _GOLDEN)] for n in range(len(free))]
    at = np.array([places[one] for one in free], dtype=float) + np.array(nudge) * 0.01
    need = np.array(_APART)
    share = np.where(np.arange(len(places)) < len(free), 0.5, 1.0)  # a pinned one leaves the whole way to the other
    for _ in range(80):
        every = np.concatenate((at, still))
        aside, down = ((at[:, None, axis] - every[None, :, axis]) / need[axis] for axis in (0, 1))
        apart = aside * aside + down * down
        np.fill_diagonal(apart, 4.0)
        near = np.nonzero(apart < 1.0)  # few pairs, so that only these are computed on
        distance = np.sqrt(apart[near])
        overlap = 1.0 - distance
        if overlap.max(initial=0.0) < 0.02:
            break
        force = 0.6 * overlap * share[near[1]] / np.maximum(distance, 1e-6)
        for axis, between in enumerate((aside, down)):
            at[:, axis] += np.bincount(near[0], between[near] * force, len(free)) * need[axis]
    if not pinned:
        at -= at.mean(axis=0)
    ends = {one: (round(float(x), 1) + 0.0, round(float(y), 1) + 0.0) for one, (x, y) in zip(free, at, strict=True)}
    return {one: ends.get(one, before) for one, before in places.items()}


def _mean(points: Sequence[Point]) -> Point:
    return sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)
