"""Neighbours of each concept in, simple routes between two concepts out: shortest first, and different ones."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from heapq import heappop, heappush

Route = tuple[str, ...]
Neighbours = Callable[[str], Iterable[tuple[float, str]]]
"""Where one can go from a concept, each with its cost: of equally short routes the cheaper first hop comes first."""

_MOST_TRIED = 3000


def distances(start: str, neighbours: Neighbours, *, most: int | None = None) -> dict[str, int]:
    """How many edges each concept lies from ``start``, nearest first, at most ``most`` edges away.

    >>> distances("a", lambda one: [(0, "b")] if one == "a" else [])
    {'a': 0, 'b': 1}
    """
    found, ring = {start: 0}, [start]
    while ring and (most is None or found[ring[0]] < most):
        farther = {other for one in ring for _, other in neighbours(one) if other not in found}
        distance = found[ring[0]] + 1
        ring = sorted(farther)
        found.update(dict.fromkeys(ring, distance))
    return found


def routes(start: str, goal: str, neighbours: Neighbours, left: Mapping[str, int]) -> Iterator[Route]:
    """Simple routes, shortest first; ``left`` says how many edges each concept is from the goal at least.

    A* with an exact estimate (Hart, Nilsson, Raphael 1968): among equally short routes it walks straight on. It
    gives up after some thousands of tries, so that a dense graph ends it too.
    """
    if start not in left:
        return
    heap: list[tuple[int, tuple[tuple[float, str], ...]]] = [(left[start], ((0.0, start),))]
    for _ in range(_MOST_TRIED):
        if not heap:
            return
        _, walked = heappop(heap)
        if walked[-1][1] == goal:
            yield tuple(one for _, one in walked)
            continue
        for cost, other in neighbours(walked[-1][1]):
            if other in left and all(other != one for _, one in walked):
                heappush(heap, (len(walked) + left[other], (*walked, (cost, other))))


def different(
    main: Route, others: Iterator[Route], count: int, avoiding: Callable[[Collection[str]], Route | None]
) -> tuple[Route, ...]:
    """Up to ``count`` routes besides ``main`` that share at most half of their inner concepts with any other.

    When ``others`` runs out, ``avoiding`` is asked for a route around everything that was used.
    """
    chosen = [main]
    for route in others:
        if len(chosen) > count:
            break
        if route not in chosen and all(_differ(route, one) for one in chosen):
            chosen.append(route)
    while len(chosen) <= count:
        around = avoiding({inner for route in chosen for inner in route[1:-1]})
        if around is None or around in chosen:
            break
        chosen.append(around)
    return tuple(chosen[1:])


def _differ(one: Route, other: Route) -> bool:
    inner, inner_other = set(one[1:-1]), set(other[1:-1])
    return 2 * len(inner & inner_other) <= max(len(inner), len(inner_other))
