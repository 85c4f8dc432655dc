"""A goal and what is known in, the study path drawn and listed out: the nearest steps first, with what that hides."""

from __future__ import annotations

import streamlit as st

from app import as_cypher, marks, urlstate
from app.atlas import Atlas
from app.copying import copy_text
from app.diagram import Foot, diagram
from app.i18n import Words
from app.look import Theme
from app.reach import ALL, KNOWN, Reach, offers, reached, reading_time
from app.steps import Hidden, steps
from kg.exports.path import markdown
from kg.study.chain import chain
from kg.study.path import Limits, StudyPath

DEPTH, BASICS = "depth", "basics"
_ALTERNATIVES = 2


def pick_basics(atlas: Atlas, words: Words, goal: str | None) -> None:
    """A choice of what to take for granted, with the number of steps that leaves."""
    key, asked = "path-basics", urlstate.param(BASICS)
    found = offers(atlas, goal, marks.known(atlas)) if goal else {}
    st.session_state[key] = _basics_meant(atlas, asked) or None

    def told(value: str) -> str:
        left = words("basics-left", count=found[value]) if value in found else ""
        return left + _basics_name(atlas, value, words)

    st.selectbox(
        words(key),
        list(dict.fromkeys((*found, *([st.session_state[key]] if st.session_state[key] else [])))),
        format_func=told,
        key=key,
        placeholder=words("path-basics-hint"),
        help=words("path-basics-help"),
        accept_new_options=True,
        on_change=lambda: urlstate.put({BASICS: _basics_meant(atlas, st.session_state[key] or "")}),
    )


def _basics_meant(atlas: Atlas, typed: str) -> str:
    """The value for the address; what means nothing here takes nothing for granted."""
    if typed == KNOWN or (typed.isascii() and typed.isdigit()):
        return typed
    return urlstate.concept_in(atlas.names, typed) or ""


def _basics_name(atlas: Atlas, value: str, words: Words) -> str:
    if value == KNOWN:
        return words("basics-known")
    return (
        words("basics-level", level=value)
        if value.isdigit()
        else words("basics-concept", name=_name(atlas, value, words))
    )


def _name(atlas: Atlas, concept: str, words: Words) -> str:
    return atlas.name(concept, words.language) if concept in atlas.graph.concepts else concept


def show(atlas: Atlas, words: Words, goal: str, source: str | None) -> None:
    """The plan for the goal, or the chain that leads there from ``source``."""
    known = marks.known(atlas)
    if source is None or source == goal:
        asked = {"basics": urlstate.param(BASICS), "depth": urlstate.param(DEPTH)}
        reach = reached(atlas, goal, words.language, known=known, **asked)
    else:
        limits = Limits(language=words.language)
        path = chain(atlas.index, source, goal, known=known, alternatives=_ALTERNATIVES, limits=limits)
        reach = Reach(path, None, (len(path.steps),), (), frozenset())
    with st.container(horizontal=True, vertical_alignment="center", key="path-row"):
        st.markdown(_totals(atlas, words, reach), width="content")
        if not source:
            _pick_depth(words, reach)
        st.space("stretch")
        link = as_cypher.plan(reach.path, reach.depth)
        if link:
            st.html(as_cypher.shown_as_cypher(link, words), width="content")
        copy_text(markdown(reach.path, atlas.index, words.language), words)
    left, right = st.columns([5, 4], gap="small")
    with left, st.container(key="path-picture"):
        draw(atlas, words, reach)
    with right, st.container(key="path-steps"):
        hidden = Hidden(reach.hidden, reach.sizes, reach.depth) if reach.depth is not None else None
        st.html(steps(atlas, reach.path, words, hidden=hidden, granted=reach.granted))


def _totals(atlas: Atlas, words: Words, reach: Reach) -> str:
    path = reach.path
    questions = len({one for step in path.steps for one in step.questions})
    counts = {"steps": len(path.steps), "questions": questions, "minutes": reading_time(atlas, path)}
    if reach.hidden:
        return f"**{words('path-totals-near', whole=reach.sizes[-1], **counts)}**"
    return f"**{words('path-totals', **counts)}**"


def _pick_depth(words: Words, reach: Reach) -> None:
    choices = [str(depth) for depth in reach.choices]
    if not choices:
        return
    key = "path-depth"
    st.session_state[key] = ALL if reach.depth is None else str(reach.depth)

    def told(value: str) -> str:
        if value == ALL:
            return words("depth-all", count=reach.sizes[-1])
        return words("depth-first" if value == choices[0] else "depth-near", count=reach.sizes[int(value)])

    st.segmented_control(
        words("path-depth"),
        [*choices, ALL],
        format_func=told,
        key=key,
        required=True,
        label_visibility="collapsed",
        on_change=lambda: urlstate.put({DEPTH: st.session_state[key] or ""}),
    )


def draw(atlas: Atlas, words: Words, reach: Reach) -> None:
    """The picture; a box at its foot stands for each set of concepts that is not drawn."""
    path = reach.path
    if not path.steps:
        st.markdown(words("path-empty"))
        return
    feet = [
        Foot(words("foot-hidden", count=len(reach.hidden)), frozenset(reach.hidden)),
        Foot(words("foot-granted", count=len(_met(path, reach))), reach.granted),
    ]
    theme: Theme = "dark" if st.context.theme.type == "dark" else "light"
    text = diagram(path, atlas.index, lambda one: atlas.name(one, words.language), words, theme, feet=feet)
    with st.container(key="path-drawn"):
        st.mermaid_chart(text, alt=words("path-alt", name=atlas.name(path.goal, words.language)))


def _met(path: StudyPath, reach: Reach) -> set[str]:
    """What is taken for granted and would be a step otherwise."""
    return {one.concept for one in path.skipped} & reach.granted
