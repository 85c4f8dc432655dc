"""A goal and the answers so far in, the next yes-or-no question, the estimate and in the end the plan out."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import streamlit as st

from app import marks, urlstate
from app.atlas import Atlas
from app.i18n import Words
from app.items import Item, concept_item
from app.links import path_link
from app.markup import render
from app.steps import following, steps
from kg.study.frontier import frontier, start
from kg.study.path import Limits
from kg.study.placement import MOST, Placement, place
from kg.study.plan import plan, search_back

ANSWERS = "answers"
_NEXT, _LISTED = 5, 60

Answers = dict[str, bool]


def show(atlas: Atlas, words: Words, goal: str | None) -> None:
    """One question after another, beside what the answers say so far; then what is left to study."""
    known, said = marks.known(atlas), answered(atlas, urlstate.param(ANSWERS))
    found = place(atlas.index, said, known=known, goal=goal)
    left, right = st.columns([5, 4], gap="small")
    with left, st.container(key="placing"):
        if found.ask is not None:
            _ask(atlas, words, found.ask, said)
        else:
            _result(atlas, words, found, said, known, goal)
    with right, st.container(key="placing-known"):
        st.html(_estimate(atlas, words, found, said, goal))


def answered(atlas: Atlas, value: str) -> Answers:
    """The answers that the address holds, at most as many as are asked; what is no concept here is left out."""
    found: Answers = {}
    for part in value.split(",")[:MOST]:
        name, _, said = part.rpartition(".")
        concept = urlstate.concept_in(atlas.names, name)
        if concept and said in ("yes", "no"):
            found[concept] = said == "yes"
    return found


def _put(said: Mapping[str, bool]) -> None:
    urlstate.put({ANSWERS: urlstate.listed(f"{one}.{'yes' if yes else 'no'}" for one, yes in said.items())})


def _ask(atlas: Atlas, words: Words, concept: str, said: Answers) -> None:
    one = concept_item(atlas, concept, words)
    found = atlas.concept(concept)
    st.html(
        render(
            "question-card.html",
            words=words,
            one=one,
            number=len(said) + 1,
            most=MOST,
            definition=found.definition_in(words.language) or "",
        )
    )
    with st.container(horizontal=True, key="placing-answers"):
        st.button(
            words("answer-yes"),
            type="primary",
            icon=":material/check:",
            shortcut="y",
            on_click=_put,
            args=(said | {concept: True},),
        )
        st.button(
            words("answer-no"), icon=":material/close:", shortcut="n", on_click=_put, args=(said | {concept: False},)
        )
        st.space("stretch")
        _back(words, said)


def _back(words: Words, said: Answers) -> None:
    if said:
        before = dict(list(said.items())[:-1])
        st.button(words("answer-back"), type="tertiary", icon=":material/undo:", on_click=_put, args=(before,))
        st.button(words("answer-again"), type="tertiary", icon=":material/restart_alt:", on_click=_put, args=({},))


def _result(
    atlas: Atlas, words: Words, found: Placement, said: Answers, known: Collection[str], goal: str | None
) -> None:
    new = sorted(set(found.known) - set(known))
    path = plan(atlas.index, goal, known=found.known, limits=Limits(language=words.language)) if goal else None
    left = len(path.steps) if path else 0
    goal_name = atlas.name(goal, words.language) if goal else ""
    text = words("placed-goal", count=len(found.known), name=goal_name, steps=left) if goal else ""
    st.html(
        render(
            "placed.html",
            words=words,
            text=text or words("placed", count=len(found.known)),
            path=path_link(goal) if goal and not new else "",
        )
    )
    with st.container(horizontal=True, key="placing-answers"):
        if new:
            st.button(
                words("placed-mark", count=len(new)),
                type="primary",
                icon=":material/bookmark_add:",
                help=words("placed-mark-help"),
                on_click=marks.mark_concepts,
                args=(atlas, new, "known"),
            )
        st.space("stretch")
        _back(words, said)
    if path:
        st.html(steps(atlas, path, words))
    else:
        after = frontier(atlas.index, start(atlas.index), known=found.known, limit=_NEXT)
        st.html(render("next.html", words=words, **following(atlas, after, words)))


def _estimate(atlas: Atlas, words: Words, found: Placement, said: Answers, goal: str | None) -> str:
    index = atlas.index
    if goal:
        about: Collection[str] = search_back(index, goal, (), Limits())[0]
    else:
        about = index.before.keys() | index.after.keys()
    known = sorted(set(found.known) & set(about), key=lambda one: index.place[one], reverse=True)
    return render(
        "estimate.html",
        words=words,
        count=len(known),
        whole=len(about),
        percent=round(100 * len(known) / max(1, len(about))),
        known=[concept_item(atlas, one, words) for one in known[:_LISTED]],
        more=max(0, len(known) - _LISTED),
        answers=[_answer(atlas, one, yes, words) for one, yes in said.items()],
    )


def _answer(atlas: Atlas, concept: str, known: bool, words: Words) -> Item:
    return concept_item(atlas, concept, words) | {"said": words("answer-yes" if known else "answer-no"), "known": known}
