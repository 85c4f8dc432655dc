"""Radii of discs and how strongly pairs attract each other in, places without overlap out."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Points = NDArray[np.float64]

_CANDIDATES = 60_000
_CENTRE = 0.8
"""How much a disc is drawn to the middle of the map, where 1 is how much it is drawn to the others."""


def packed(radii: Sequence[float], attraction: Mapping[tuple[int, int], float], *, gap: float = 1.0) -> Points:
    """Where the discs lie, ``gap`` apart at least: each in turn beside those it belongs to, touching one of them.

    >>> packed([2.0, 1.0], {}).tolist()
    [[0.0, 0.0], [4.0, 0.0]]
    """
    import numpy as np  # noqa: PLC0415 -- only a build draws a map

    places = np.zeros((len(radii), 2))
    for disc in range(1, len(radii)):
        places[disc] = _best_place(disc, np.asarray(radii), places, attraction, gap)
    return places


def _best_place(
    disc: int, radii: Points, places: Points, attraction: Mapping[tuple[int, int], float], gap: float
) -> Points:
    """Of the free places around the discs before this one the cheapest."""
    import numpy as np  # noqa: PLC0415

    before, radius = places[:disc], radii[:disc]
    angles = max(8, min(48, _CANDIDATES // disc**2))
    turn = [(math.cos(2 * math.pi * k / angles), math.sin(2 * math.pi * k / angles)) for k in range(angles)]
    reach = radius + radii[disc] + gap
    around = (before[:, None, :] + reach[:, None, None] * np.asarray(turn)[None, :, :]).reshape(-1, 2)
    apart = _distances(around, before)
    free = (apart >= reach[None, :] - 1e-9).all(axis=1)
    pull = np.asarray([attraction.get((other, disc), 0.0) for other in range(disc)])
    pull = pull / (pull.sum() or 1.0)
    cost = (apart * pull[None, :]).sum(axis=1) + _CENTRE * _distances(around, np.zeros((1, 2)))[:, 0]
    best: Points = around[int(np.where(free, np.round(cost, 9), np.inf).argmin())]
    return best


def _distances(points: Points, others: Points) -> Points:
    import numpy as np  # noqa: PLC0415

    across = points[:, None, :] - others[None, :, :]
    return np.sqrt(across[..., 0] ** 2 + across[..., 1] ** 2)
