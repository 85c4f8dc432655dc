"""Places on the canvas: the same ones every time, apart from one another, and fixed once they are shown."""

from __future__ import annotations

import math
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from app.layout import grow, place

_graphs = st.integers(1, 24).flatmap(
    lambda count: st.tuples(
        st.just([f"c{one}" for one in range(count)]),
        st.sets(st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)), max_size=40).map(
            lambda pairs: {(f"c{a}", f"c{b}") for a, b in pairs}
        ),
    )
)


@settings(max_examples=20, deadline=None)
@given(_graphs)
def test_places_are_finite_apart_and_the_same_again(graph: tuple[list[str], set[tuple[str, str]]]) -> None:
    concepts, pairs = graph
    places = place(concepts, pairs)
    assert places == place(concepts, pairs)
    assert list(places) == concepts
    assert all(math.isfinite(one) for at in places.values() for one in at)
    assert all(math.dist(a, b) > 20 for a, b in combinations(places.values(), 2))


@settings(max_examples=20, deadline=None)
@given(_graphs, st.integers(1, 12))
def test_what_is_shown_stays_where_it_is(graph: tuple[list[str], set[tuple[str, str]]], shown: int) -> None:
    concepts, pairs = graph
    first = concepts[:shown]
    before = place(first, {(a, b) for a, b in pairs if a in first and b in first})
    after = grow(before, concepts, pairs)
    assert list(after) == concepts
    assert {one: after[one] for one in first} == before
