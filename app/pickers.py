"""A parameter of the address in, a choice of one concept for it out: from the important ones, or by any name."""

from __future__ import annotations

import streamlit as st

from app import urlstate
from app.atlas import Atlas
from app.i18n import Words
from app.markup import plain
from kg.lookup import nearest_names

_OFFERED = 400


def pick_concept(atlas: Atlas, words: Words, name: str, *, page: str) -> str | None:
    """A choice whose value is the address's; what is typed and names no concept gets the nearest names."""
    asked = urlstate.param(name)
    chosen = urlstate.concept_in(atlas.names, asked)
    key = f"{page}-{name}"
    st.session_state[key] = chosen
    st.selectbox(
        words(key),
        offered(atlas, [chosen] if chosen else []),
        format_func=lambda one: label(atlas, one, words),
        key=key,
        placeholder=words(f"{key}-hint"),
        accept_new_options=True,
        on_change=lambda: urlstate.put({name: _meant(atlas, st.session_state[key])}),
    )
    if asked and chosen is None:
        near = words("joiner").join(nearest_names(atlas.names, asked))
        st.warning(words("gone", text=plain(asked)) + (f" {words('nearest')} {plain(near)}" if near else ""))
    return chosen


def _meant(atlas: Atlas, typed: str | None) -> str:
    return (urlstate.concept_in(atlas.names, typed) or typed) if typed else ""


def offered(atlas: Atlas, besides: list[str]) -> list[str]:
    """The most important concepts and some more; the others are found by typing their name."""
    ranked = sorted(atlas.graph.concepts.values(), key=lambda one: (-(one.importance or 0.0), one.id))
    return list(dict.fromkeys((*(one.id for one in ranked[:_OFFERED]), *besides)))


def label(atlas: Atlas, concept: str, words: Words) -> str:
    """Both names of a concept; what is none is shown as it is."""
    if concept not in atlas.graph.concepts:
        return concept
    names = atlas.name(concept, words.language), atlas.other_name(concept, words.language)
    return " · ".join(name for name in names if name)
