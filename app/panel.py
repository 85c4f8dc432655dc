"""The selected concept or edge in, the panel beside the canvas out: names, what comes first, questions, relations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import streamlit as st

from app.atlas import Atlas, Edge, ends, sort_of
from app.evidence import show_evidence
from app.i18n import Words
from app.look import KINDS
from app.markup import html, plain, shortened
from kg.model import Concept
from kg.study.index import one_of_twins, teaching
from kg.study.path import Limits
from kg.study.plan import plan

_FIRST = 4


class Acts(NamedTuple):
    """What the buttons of the panel do: go to a concept, centre the canvas on one, open a question."""

    choose: Callable[[str], None]
    centre: Callable[[str], None]
    question: Callable[[str], None]


def show_panel(atlas: Atlas, concept: str, words: Words, acts: Acts) -> None:
    """The whole panel of one concept."""
    found = atlas.concept(concept)
    _head(atlas, found, words)
    _definition(found, words)
    _path(atlas, found, words, acts)
    _prerequisites(atlas, concept, words, acts)
    _questions(atlas, concept, words, acts)
    _relations(atlas, concept, words, acts)


def show_edge(atlas: Atlas, edge: Edge, words: Words, acts: Acts) -> None:
    """The two ends of an edge, what it says and where that stands."""
    before, after = ends(edge)
    with st.container(border=True, key="edge"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            _go(atlas, before, words, acts, key=f"edge-{before}")
            st.markdown(f":gray[{words.relation(sort_of(edge))}]", width="content")
            _go(atlas, after, words, acts, key=f"edge-{after}")
        show_evidence(atlas, edge, words, acts.question)


def _head(atlas: Atlas, concept: Concept, words: Words) -> None:
    name, other = atlas.name(concept.id, words.language), atlas.other_name(concept.id, words.language)
    look = KINDS[concept.kind]
    facts = [f'<span class="atlas-kind atlas-{concept.kind}">{look.glyph} {html(words.kind(concept.kind))}</span>']
    if concept.level is not None:
        facts.append(f'<span class="atlas-quiet">{html(words("level", level=concept.level))}</span>')
    lines = [f'<h2 class="atlas-name">{html(name)}</h2>']
    if other:
        lines.append(f'<p class="atlas-other">{html(other)}</p>')
    lines.append(f'<div class="atlas-facts">{"".join(facts)}</div>')
    st.html("".join(lines))


def _definition(concept: Concept, words: Words) -> None:
    if concept.definition:
        source = words(f"definition-{concept.definition_source or 'lexicon'}")
        st.markdown(f"{plain(concept.definition)} :gray[:small[{source}]]")
    names = {concept.name_in("zh"), concept.name_in("en")}
    others = [one for one in concept.surfaces if one not in names]
    if others:
        st.caption(f"{words('aliases')} {plain(' · '.join(others[:8]))}")


def _path(atlas: Atlas, concept: Concept, words: Words, acts: Acts) -> None:
    with st.container(horizontal=True, gap="small"):
        st.button(
            words("focus-here"),
            icon=":material/center_focus_strong:",
            key=f"centre-{concept.id}",
            on_click=acts.centre,
            args=(concept.id,),
        )
    steps = plan(atlas.index, concept.id, limits=Limits(language=words.language)).steps
    with st.expander(f"{words('path-here')} · {len(steps)}", icon=":material/route:"):
        if len(steps) < 2:
            st.markdown(words("path-none"))
            return
        st.caption(words("path-steps", count=len(steps)))
        for number, step in enumerate(steps, 1):
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.markdown(f":gray[{number}]", width=28, text_alignment="right")
                _go(atlas, step.concept, words, acts, key=f"step-{step.concept}")


def _prerequisites(atlas: Atlas, concept: str, words: Words, acts: Acts) -> None:
    before = [edge for edge in atlas.index.before.get(concept, ()) if edge.direct is not False]
    after = [edge for edge in atlas.index.after.get(concept, ()) if edge.direct is not False]
    for edges, title, none in ((before, "learn-first", "nothing-first"), (after, "unlocks", "nothing-after")):
        with st.expander(f"{words(title)} · {len(edges)}", expanded=bool(edges), key=f"{title}-{concept}"):
            if not edges:
                st.caption(words(none))
            _list(atlas, _by_importance(atlas, concept, edges), concept, words, acts)


def _relations(atlas: Atlas, concept: str, words: Words, acts: Acts) -> None:
    relations = _by_importance(atlas, concept, atlas.index.relations.get(concept, ()))
    with st.expander(f"{words('relations')} · {len(relations)}", expanded=bool(relations), key=f"relations-{concept}"):
        if not relations:
            st.caption(words("no-relations"))
        _list(atlas, relations, concept, words, acts)


def _by_importance(atlas: Atlas, concept: str, edges: Sequence[Edge]) -> list[Edge]:
    def weight(edge: Edge) -> tuple[str, float, str]:
        other = _other(edge, concept)
        return sort_of(edge), -(atlas.concept(other).importance or 0.0), other

    return sorted(edges, key=weight)


def _other(edge: Edge, concept: str) -> str:
    before, after = ends(edge)
    return after if before == concept else before


def _list(atlas: Atlas, edges: Sequence[Edge], concept: str, words: Words, acts: Acts) -> None:
    """Each edge as the way it reads from here, with its first evidence; the later ones behind a button."""
    for edge in edges[:_FIRST]:
        _row(atlas, edge, concept, words, acts)
    if len(edges) > _FIRST:
        sort = sort_of(edges[0])
        if st.toggle(words("show-all", count=len(edges)), key=f"all-{sort}-{ends(edges[0])}"):
            for edge in edges[_FIRST:]:
                _row(atlas, edge, concept, words, acts)


def _row(atlas: Atlas, edge: Edge, concept: str, words: Words, acts: Acts) -> None:
    sort = sort_of(edge)
    other = _other(edge, concept)
    with st.container(gap="xxsmall"):
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
            if sort != "PREREQUISITE_OF":
                st.markdown(f":gray[:small[{words.reading(sort, inverse=ends(edge)[0] != concept)}]]", width="content")
            _go(atlas, other, words, acts, key=f"{sort}-{ends(edge)}")
        show_evidence(atlas, edge, words, acts.question, most=1)


def _questions(atlas: Atlas, concept: str, words: Words, acts: Acts) -> None:
    taught = teaching(atlas.index, concept, words.language)
    mentions = {one.question: one for one in atlas.index.mentions.get(concept, ())}
    ordered = sorted(mentions.values(), key=lambda one: (not one.about, -one.count, one.question))
    listed = one_of_twins(
        atlas.index, list(dict.fromkeys((*taught, *(one.question for one in ordered)))), words.language
    )
    with st.expander(f"{words('questions')} · {len(listed)}", expanded=bool(listed), key=f"questions-{concept}"):
        if not listed:
            st.caption(words("no-questions"))
        several = len(listed) > _FIRST + 1
        shown = listed[: _FIRST if several else None]
        for one in shown:
            _question(atlas, one, mentions[one].about, words, acts)
        if several and st.toggle(words("show-all", count=len(listed)), key=f"all-questions-{concept}"):
            for one in listed[_FIRST:]:
                _question(atlas, one, mentions[one].about, words, acts)


def _question(atlas: Atlas, question: str, about: bool, words: Words, acts: Acts) -> None:
    found = atlas.graph.questions[question]
    number = f"{found.number}. " if found.number else ""
    st.button(
        plain(shortened(f"{number}{found.title}", 80)),
        key=f"question-{question}",
        type="tertiary",
        icon=":material/help:" if about else ":material/notes:",
        help=words("about") if about else None,
        on_click=acts.question,
        args=(question,),
    )


def _go(atlas: Atlas, concept: str, words: Words, acts: Acts, *, key: str) -> None:
    name = atlas.name(concept, words.language)
    st.button(plain(shortened(name, 40)), key=f"go-{key}", type="tertiary", on_click=acts.choose, args=(concept,))
