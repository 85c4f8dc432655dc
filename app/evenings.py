"""Goals, evenings and minutes in, which questions to study on which evening out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from app import marks, urlstate
from app.atlas import Atlas
from app.copying import copy_text
from app.i18n import Words
from app.items import Item, concept_item, question_item
from app.markup import render
from app.pickers import label, offered
from kg.exports.evenings import markdown
from kg.study.deadline import evening_plan, task
from kg.study.evenings import evenings_document

GOALS, EVENINGS, MINUTES = "goals", "evenings", "minutes"
_LIMITS = {EVENINGS: (1, 366, 5), MINUTES: (1, 1440, 40)}
_TAUGHT = 4


def pick_goals(atlas: Atlas, words: Words, goal: str | None) -> tuple[str, ...]:
    """Several goals, at first the one of the study path."""
    key = "dates-goals"
    chosen = urlstate.concepts_in(atlas.names, urlstate.param(GOALS)) or ((goal,) if goal else ())
    st.session_state[key] = list(chosen)

    def changed() -> None:
        named = (urlstate.concept_in(atlas.names, one) for one in st.session_state[key])
        urlstate.put({GOALS: urlstate.listed(dict.fromkeys(one for one in named if one))})

    st.multiselect(
        words(key),
        offered(atlas, list(chosen)),
        format_func=lambda one: label(atlas, one, words),
        key=key,
        placeholder=words("path-goal-hint"),
        accept_new_options=True,
        on_change=changed,
    )
    return chosen


def pick_number(words: Words, name: str) -> int:
    """A whole number that the address keeps."""
    least, most, default = _LIMITS[name]
    asked, key = urlstate.param(name), f"dates-{name}"
    value = int(asked[:6]) if asked.isascii() and asked.isdigit() else default
    st.session_state[key] = min(most, max(least, value))
    st.number_input(
        words(key),
        min_value=least,
        max_value=most,
        step=1 if name == EVENINGS else 5,
        key=key,
        width=150,
        on_change=lambda: urlstate.put({name: str(st.session_state[key])}),
    )
    return int(st.session_state[key])


def show(atlas: Atlas, words: Words, goals: tuple[str, ...], evenings: int, length: int) -> None:
    """The evenings one under another, and beside them what of the goals they hold."""
    known, mastered = frozenset(marks.known(atlas)), marks.current(atlas).mastered
    given = task(
        atlas.index, goals, evenings=evenings, length=length, known=known, mastered=mastered, language=words.language
    )
    document = evenings_document(atlas.index, given, evening_plan(given), words.language, known=known)
    planned = sum(len(evening["questions"]) for evening in document["evenings"])
    with st.container(horizontal=True, vertical_alignment="center", key="path-row"):
        used = sum(evening["minutes"] for evening in document["evenings"])
        counts = {"questions": planned, "evenings": len(document["evenings"]), "minutes": used, "asked": evenings}
        st.markdown(f"**{words('dates-totals', **counts)}**", width="content")
        st.space("stretch")
        copy_text(markdown(document, atlas.index, words.language), words)
    left, right = st.columns([5, 3], gap="small")
    with left, st.container(key="evening-list"):
        st.html(render("evenings.html", words=words, evenings=_evenings(atlas, document, words)))
    with right, st.container(key="evening-goals"):
        st.html(render("covered.html", words=words, goals=_covered(atlas, goals, document, words)))


def _evenings(atlas: Atlas, document: Mapping[str, Any], words: Words) -> list[Item]:
    return [
        {"minutes": evening["minutes"], "questions": [_question(atlas, one, words) for one in evening["questions"]]}
        for evening in document["evenings"]
    ]


def _question(atlas: Atlas, one: Mapping[str, Any], words: Words) -> Item:
    taught = [concept_item(atlas, concept, words) for concept in one["teaches"]]
    return question_item(atlas, one["question"], words) | {
        "minutes": one["minutes"],
        "teaches": taught[:_TAUGHT],
        "more": max(0, len(taught) - _TAUGHT),
    }


def _covered(atlas: Atlas, goals: tuple[str, ...], document: Mapping[str, Any], words: Words) -> list[Item]:
    """Each goal with how many of the questions about it are planned, and why not more."""
    left = {one["goal"]: one["because"] for one in document["left_out"]}
    planned = {
        min(one["question"], atlas.index.twins.get(one["question"], one["question"]))
        for evening in document["evenings"]
        for one in evening["questions"]
    }
    items = []
    for goal in goals:
        asked = set(atlas.index.asked.get(goal, ()))
        counts = {"planned": len(asked & planned), "whole": len(asked)}
        items.append(concept_item(atlas, goal, words) | counts | {"because": left.get(goal, "")})
    return items
