"""The state of Explore: what a click, an expansion, a filter draw next, and what cannot be moved."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.atlas import Atlas
from app.i18n import Words
from app.stage import MORE, choose, enter, expand, handle, left_out, more, reopen, rescope
from app.view import SORTS, Scope, network


def test_a_new_drawing_holds_the_focus_and_its_neighbours(atlas: Atlas) -> None:
    stage = enter(atlas, "paged-attention")
    assert set(stage.places) == {"paged-attention", "kv-cache", "memory-fragmentation"}
    assert (stage.selected, stage.total) == ("paged-attention", 3)


def test_a_cap_leaves_the_less_important_out_and_more_brings_them_in(atlas: Atlas) -> None:
    stage = enter(atlas, "self-attention", scope=Scope(2, cap=3))
    assert len(stage.places) == 3
    assert stage.total > 3
    assert left_out(atlas, stage) == stage.total - 3
    assert len(more(atlas, stage, {}).places) == stage.total


def test_choosing_what_is_not_drawn_adds_it_and_moves_nothing(atlas: Atlas) -> None:
    before = enter(atlas, "paged-attention")
    after = choose(atlas, before, "rlhf")
    assert after.selected == "rlhf"
    assert {one: after.places[one] for one in before.places} == before.places
    assert after.command == before.command + 1


def test_expanding_keeps_what_the_reader_dragged(atlas: Atlas) -> None:
    before = enter(atlas, "paged-attention")
    after = expand(atlas, before, "kv-cache", {"kv-cache": (5.0, 7.0), "nothing": (0.0, 0.0)})
    assert after.places["kv-cache"] == (5.0, 7.0)
    assert {"self-attention", "gqa"} <= set(after.places)
    assert "nothing" not in after.places


def test_the_steps_of_a_drawing_make_the_same_one_again(atlas: Atlas) -> None:
    before = expand(atlas, expand(atlas, enter(atlas, "paged-attention"), "kv-cache", {}), "gqa", {})
    assert before.grown == ("kv-cache", "gqa")
    again = reopen(atlas, "paged-attention", before.grown, before=None, scope=None)
    assert (again.places, again.total, again.grown) == (before.places, before.total, before.grown)


def test_what_joined_a_drawing_joins_it_again(atlas: Atlas) -> None:
    before = expand(atlas, choose(atlas, enter(atlas, "paged-attention"), "rlhf"), "rlhf", {})
    assert before.grown[0] == "rlhf"
    assert reopen(atlas, "paged-attention", before.grown, before=None, scope=None).places == before.places


def test_what_adds_nothing_is_no_step(atlas: Atlas) -> None:
    stage = expand(atlas, enter(atlas, "gqa"), "gqa", {})
    assert stage.grown == ()
    assert rescope(atlas, expand(atlas, stage, "kv-cache", {}), Scope(1)).grown == ()


def test_a_drawing_that_began_with_more_begins_with_more_again(atlas: Atlas) -> None:
    small = Scope(2, cap=3)
    before = more(atlas, enter(atlas, "self-attention", scope=small), {})
    assert before.grown == (MORE,)
    again = reopen(atlas, "self-attention", before.grown, before=None, scope=small)
    assert set(again.places) == set(before.places)


def test_another_filter_keeps_the_places_of_what_stays(atlas: Atlas) -> None:
    before = enter(atlas, "gqa")
    fewer = rescope(atlas, before, Scope(1, ("CONTRASTS_WITH",)))
    assert set(fewer.places) == {"gqa", "mqa"}
    assert all(fewer.places[one] == before.places[one] for one in fewer.places)
    wider = rescope(atlas, before, Scope(2))
    assert set(before.places) < set(wider.places)
    assert all(wider.places[one] == before.places[one] for one in before.places)


def test_the_trail_keeps_the_last_six_each_once(atlas: Atlas) -> None:
    stage = enter(atlas, "gqa")
    for concept in ("mqa", "gqa", "kv-cache", "transformer", "attention", "rlhf", "reward-model"):
        stage = choose(atlas, stage, concept)
    assert stage.trail == ("gqa", "kv-cache", "transformer", "attention", "rlhf", "reward-model")


def test_a_click_selects_without_a_command(atlas: Atlas) -> None:
    before = enter(atlas, "gqa")
    after = handle(atlas, before, {"kind": "select", "id": "mqa"})
    assert after == replace(before, selected="mqa", trail=("gqa", "mqa"))


def test_an_edge_is_selected_if_it_is_drawn(atlas: Atlas) -> None:
    stage = enter(atlas, "gqa")
    assert handle(atlas, stage, {"kind": "select_edge", "id": "gqa|IMPROVES|mqa"}).edge == "gqa|IMPROVES|mqa"
    assert handle(atlas, stage, {"kind": "select_edge", "id": "rlhf|USES|mqa"}).edge is None


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"kind": "select", "id": "<script>"},
        {"kind": "select", "id": None},
        {"kind": "expand", "id": "nothing"},
        {"kind": "open", "id": "mqa"},
    ],
)
def test_what_names_nothing_changes_nothing(atlas: Atlas, event: dict[str, object]) -> None:
    stage = enter(atlas, "gqa")
    assert handle(atlas, stage, event) == stage


@pytest.mark.parametrize("positions", [None, 3, {"gqa": "x"}, {"gqa": [1, None]}, {"gqa": [float("nan"), 1.0]}])
def test_places_that_are_no_numbers_are_not_believed(atlas: Atlas, positions: object) -> None:
    stage = enter(atlas, "gqa")
    after = handle(atlas, stage, {"kind": "expand", "id": "mqa", "positions": positions})
    assert {one: after.places[one] for one in stage.places} == stage.places


def test_parallel_edges_are_all_kept_and_bent_apart(atlas: Atlas) -> None:
    net = network(atlas, enter(atlas, "gqa").places, SORTS, Words("en"))
    between = [one for one in net.edges if {one["from"], one["to"]} == {"gqa", "mqa"}]
    assert {one["sort"] for one in between} == {"CONTRASTS_WITH", "IMPROVES", "PREREQUISITE_OF"}
    assert len({str(one.get("smooth")) for one in between}) == 3
