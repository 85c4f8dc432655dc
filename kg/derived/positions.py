"""Groups of concepts and how all hold together in, one place for each concept on the map of the whole graph out.

Each group is an island: a disc that a force layout fills evenly, packed beside the islands it belongs to. One unit is
about the distance between neighbours. Only sums, products, quotients and square roots decide, in a fixed order, so
that the same graph gives the same map.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from kg.derived.discs import packed
from kg.derived.links import Links

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Points = NDArray[np.float64]

_GOLDEN = math.pi * (3 - math.sqrt(5))
_DENSE = 1500
"""Larger islands are filled as they come: every pair of concepts would need a number."""
_ROUNDS = 90
_FILL = 0.6  # radius of a disc of one concept, in units


def positions(count: int, groups: Sequence[Sequence[int]], links: Links) -> list[tuple[float, float]]:
    """Where each of the numbers 0 to ``count`` lies, rounded to 6 places; ``groups`` hold each of them once.

    Numbers without any link lie on one island of their own.
    """
    islands = _islands(groups)
    home = {number: island for island, members in enumerate(islands) for number in members}
    within: list[Links] = [{} for _ in islands]
    across: Links = {}
    for (a, b), weight in sorted(links.items()):
        one, other = sorted((home[a], home[b]))
        if one == other:
            within[one][a, b] = weight
        else:
            across[one, other] = across.get((one, other), 0.0) + weight
    radii = [_FILL * math.sqrt(len(members)) for members in islands]
    middles = packed(radii, across)
    found = [(0.0, 0.0)] * count
    for island, members in enumerate(islands):
        places = _filled(members, within[island]) * radii[island] + middles[island]
        for number, (x, y) in zip(members, places.tolist(), strict=True):
            found[number] = (round(x, 6) + 0.0, round(y, 6) + 0.0)  # no negative zero
    return found


def _islands(groups: Iterable[Sequence[int]]) -> list[list[int]]:
    """The groups of more than one, and one of all who are alone, the largest first."""
    whole = [list(group) for group in groups if len(group) > 1]
    alone = [number for group in groups if len(group) == 1 for number in group]
    return sorted([*whole, *([alone] if alone else [])], key=lambda one: (-len(one), one[0]))


def _filled(members: Sequence[int], links: Links) -> Points:
    """Places in the unit disc, evenly spread, what is linked near each other."""
    start = _sunflower(len(members))
    if len(members) < 3 or len(members) > _DENSE or not links:
        return start
    return _apart(_evenly(_pulled(start, _weights(members, links))))


def _sunflower(count: int) -> Points:
    """So many places that fill the unit disc evenly, from the middle outward."""
    import numpy as np  # noqa: PLC0415 -- only a build draws a map

    radii = [math.sqrt((place + 0.5) / count) if count > 1 else 0.0 for place in range(count)]
    turns = [place * _GOLDEN for place in range(count)]
    return np.asarray([(r * math.cos(turn), r * math.sin(turn)) for r, turn in zip(radii, turns, strict=True)])


def _weights(members: Sequence[int], links: Links) -> Points:
    import numpy as np  # noqa: PLC0415

    place = {number: row for row, number in enumerate(members)}
    weights = np.zeros((len(members), len(members)))
    for (a, b), weight in links.items():
        weights[place[a], place[b]] = weights[place[b], place[a]] = min(weight, 2.0)
    return weights


def _pulled(places: Points, weights: Points) -> Points:
    """Linked ones drawn together, all pushed apart: Fruchterman and Reingold, "Graph Drawing by Force-directed
    Placement" (1991), with a step that shrinks."""
    import numpy as np  # noqa: PLC0415

    usual = 1 / math.sqrt(len(places))
    pull = weights / usual
    for round_ in range(_ROUNDS):
        step = 2 * usual * (1 - round_ / _ROUNDS)
        right, up = _differences(places)
        squared = right * right + up * up + 1e-9
        force = usual**2 / squared - pull * np.sqrt(squared)
        moved = np.stack(((right * force).sum(axis=0), (up * force).sum(axis=0)), axis=1) - places * 0.5
        length = np.sqrt(moved[:, 0] ** 2 + moved[:, 1] ** 2) + 1e-12
        places = places + moved * (np.minimum(length, step) / length)[:, None]
    return places


def _differences(places: Points) -> tuple[Points, Points]:
    """How far right of each (row) and above it every other one (column) lies; so sums run down whole rows."""
    x, y = places[:, 0], places[:, 1]
    return x[None, :] - x[:, None], y[None, :] - y[:, None]


def _evenly(places: Points) -> Points:
    """The same picture, with as many concepts on every piece of the disc of one area."""
    import numpy as np  # noqa: PLC0415

    places = places - places.mean(axis=0)
    distance = np.sqrt(places[:, 0] ** 2 + places[:, 1] ** 2) + 1e-12
    rank = np.empty(len(places))
    rank[np.argsort(np.round(distance, 9), kind="stable")] = np.arange(len(places))
    spread: Points = places / distance[:, None] * np.sqrt((rank + 0.5) / len(places))[:, None]
    return spread


def _apart(places: Points) -> Points:
    """Whoever is nearer to another than most pushed away from it."""
    import numpy as np  # noqa: PLC0415

    least = 1.25 / math.sqrt(len(places))
    for _ in range(_ROUNDS // 3):
        right, up = _differences(places)
        length = np.sqrt(right * right + up * up) + 1e-9
        push = np.maximum(least - length, 0.0) / length * 0.3
        places = places + np.stack(((right * push).sum(axis=0), (up * push).sum(axis=0)), axis=1)
    largest = float(np.sqrt(places[:, 0] ** 2 + places[:, 1] ** 2).max())
    shrunk: Points = places / max(largest, 1.0)
    return shrunk
