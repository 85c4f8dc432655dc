"""A search or an address in, the neighbourhood of a concept with everything the graph knows about it out."""

from __future__ import annotations

from itertools import groupby

import streamlit as st
from concept_atlas import canvas, event_of

from app import atlas as atlases
from app import shell, urlstate
from app import stage as stages
from app.answers import show_question
from app.atlas import Atlas, edge_id
from app.i18n import Words
from app.markup import plain, shortened
from app.panel import Acts, show_edge, show_panel
from app.stage import Stage
from app.view import SORTS, Scope, edges_among, legend, network, payload
from kg.lookup import nearest_names, search

CANVAS = "canvas"
STAGE = "explore"
NODE, DEPTH, SORT = "node", "depth", "rels"
_RESULTS = 12


def page() -> None:
    """The whole page."""
    atlas, words = atlases.current(), shell.here()
    _arrive(atlas, words)
    with st.container(horizontal=True, key="tools", vertical_alignment="center"):
        with st.container(key="search", width="stretch"):
            _search(atlas, words)
        stage = _stage()
        if stage:
            _controls(stage, words)
    if stage:
        _workspace(atlas, words)
    else:
        _start(atlas, words)


def _stage() -> Stage | None:
    return st.session_state.get(STAGE)


def _keep(stage: Stage) -> None:
    st.session_state[STAGE] = stage
    sorts = "" if stage.scope.sorts == SORTS else urlstate.listed(stage.scope.sorts)
    depth = "" if stage.scope.depth == 1 else str(stage.scope.depth)
    urlstate.put({NODE: stage.selected, DEPTH: depth, SORT: sorts})


def _arrive(atlas: Atlas, words: Words) -> None:
    """Follow an address that is not the one this page wrote last; keep the drawing otherwise."""
    stage, asked = _stage(), urlstate.param(NODE)
    if stage and not set(stage.places) <= set(atlas.graph.concepts):
        del st.session_state[STAGE]  # the store was built anew
        stage = None
    if not asked or (stage and stage.selected == asked):
        return
    concept = urlstate.concept_in(atlas.names, asked)
    if concept is None:
        st.warning(words("gone", text=plain(asked)), icon=":material/search_off:")
        urlstate.put({NODE: ""})
    else:
        _keep(stages.enter(atlas, concept, before=stage, scope=_asked_scope() if stage is None else None))


def _asked_scope() -> Scope:
    sorts = tuple(one for one in SORTS if one in urlstate.param(SORT).split(","))
    return Scope(int(urlstate.choice(urlstate.param(DEPTH), ("1", "2"), "1")), sorts or SORTS)


# -- search --


@st.fragment
def _search(atlas: Atlas, words: Words) -> None:
    text = st.text_input(
        words("search"),
        key="search-text",
        type="search",
        live="200ms",
        placeholder=words("search-hint"),
        label_visibility="collapsed",
    )
    if text and text.strip():
        with st.container(key="results", gap="xsmall"):
            _results(atlas, text, words)


def _results(atlas: Atlas, text: str, words: Words) -> None:
    found = search(atlas.names, text, limit=200)
    if not found.concepts and not found.questions:
        st.caption(words("found-none", text=plain(text)))
        near = nearest_names(atlas.names, text)
        if near:
            st.caption(words("nearest"))
        for name in near:
            _result(urlstate.concept_in(atlas.names, name) or "", name)
        return
    concepts = [atlas.concept(one) for one in found.concepts[:_RESULTS]]
    rank = {kind: place for place, kind in enumerate(dict.fromkeys(one.kind for one in concepts))}
    for kind, group in groupby(sorted(concepts, key=lambda one: rank[one.kind]), key=lambda one: one.kind):
        st.caption(words.kind(kind))
        for concept in group:
            names = atlas.name(concept.id, words.language), atlas.other_name(concept.id, words.language)
            _result(concept.id, " · ".join(name for name in names if name))
    if found.questions:
        st.caption(words("found-questions"))
    for question in found.questions[:5]:
        _question_result(atlas, question)
    left = max(0, len(found.concepts) - _RESULTS) + max(0, len(found.questions) - 5)
    if left:
        st.caption(words("found-more", count=left))


def _result(concept: str, name: str) -> None:
    if st.button(plain(shortened(name, 70)), key=f"found-{concept}", type="tertiary", on_click=_clear):
        _go(concept)


def _question_result(atlas: Atlas, question: str) -> None:
    title = plain(shortened(atlas.graph.questions[question].title, 80))
    if st.button(title, key=f"found-{question}", type="tertiary", icon=":material/help:"):
        st.session_state["reading"] = question
        st.rerun()


def _clear() -> None:
    st.session_state["search-text"] = ""


def _go(concept: str) -> None:
    """Begin a new drawing around a concept; called from a fragment, so the whole page follows."""
    _keep(stages.enter(atlases.current(), concept, before=_stage()))
    st.rerun()


# -- the first visit --


def _start(atlas: Atlas, words: Words) -> None:
    with st.container(key="start", gap="medium"):
        st.title(words("start-title"), anchor=False)
        st.markdown(words("start-text"))
        st.caption(words("start-topics"))
        with st.grid(min_column_width=260):
            for concept in entries(atlas):
                _entry(atlas, concept, words)


def entries(atlas: Atlas) -> list[str]:
    """The most important concepts that a question asks about: where a reader of this bank may begin."""
    asked = {one.concept for one in atlas.graph.mentions if one.about} or set(atlas.graph.concepts)
    return sorted(asked, key=lambda one: (-(atlas.concept(one).importance or 0.0), one))[:9]


def _entry(atlas: Atlas, concept: str, words: Words) -> None:
    found = atlas.concept(concept)
    count = len(atlas.index.mentions.get(concept, ()))
    facts = f"{words.kind(found.kind)} · {words('in-questions', count=count)}"
    label = f"**{plain(atlas.name(concept, words.language))}**  \n:gray[{facts}]"
    if st.button(label, key=f"start-{concept}", width="stretch"):
        _go(concept)


# -- the drawing and its panel --


def _controls(stage: Stage, words: Words) -> None:
    st.segmented_control(
        words("depth"),
        ["1", "2"],
        format_func=lambda one: words(f"depth-{one}"),
        default=str(stage.scope.depth),
        required=True,
        key="depth",
        on_change=_rescope,
        label_visibility="collapsed",
    )
    with st.popover(words("filter"), icon=":material/tune:"):
        st.pills(
            words("sorts"),
            SORTS,
            selection_mode="multi",
            format_func=words.relation,
            default=stage.scope.sorts,
            key="sorts",
            on_change=_rescope,
        )
    st.segmented_control(
        words("picture"),
        ["picture", "list"],
        format_func=words,
        default="picture",
        required=True,
        key="twin",
        label_visibility="collapsed",
    )


def _rescope() -> None:
    stage, chosen = _stage(), st.session_state.get("sorts") or SORTS
    if stage:
        sorts = tuple(one for one in SORTS if one in chosen)
        scope = Scope(int(st.session_state["depth"]), sorts)
        _keep(stages.rescope(atlases.current(), stage, scope))


@st.fragment
def _workspace(atlas: Atlas, words: Words) -> None:
    stage = _stage()
    if stage is None:
        return
    left, right = st.columns([2, 1], gap="small")
    with left:
        if st.session_state.get("twin") == "list":
            _list(atlas, stage, words)
        else:
            canvas(_drawing(atlas, stage, words), key=CANVAS, on_event=_on_event)
    with right, st.container(key="panel", gap="small"):
        acts = Acts(_choose, _centre, _read)
        edge = next((one for one in edges_among(atlas, stage.places) if edge_id(one) == stage.edge), None)
        if edge:
            show_edge(atlas, edge, words, acts)
        show_panel(atlas, stage.selected, words, acts)
    reading = st.session_state.pop("reading", None)
    if reading in atlas.graph.questions:
        show_question(atlas, reading, words)


def _drawing(atlas: Atlas, stage: Stage, words: Words) -> dict[str, object]:
    """The data of the canvas; the same object as long as the drawing stays the same."""
    key = (id(stage.places), stage.scope, words.language, stage.view)
    kept = st.session_state.get("drawing")
    if not kept or kept[0] != key:
        net = network(atlas, stage.places, stage.scope.sorts, words)
        data = payload(net, f"{stage.focus}/{stage.view}", legend(atlas, list(stage.places), words), words)
        note = words("shown", shown=len(stage.places), total=stage.total)
        kept = st.session_state["drawing"] = (key, data | {"note": note}, stage.places)
    return kept[1] | {"command": {"n": stage.command, "select": _commanded(stage)}}


def _commanded(stage: Stage) -> str:
    """What the page selected last; it stays the same when the reader clicks, so that nothing is sent anew."""
    kept = st.session_state.get("commanded")
    if not kept or kept[0] != (stage.view, stage.command):
        kept = st.session_state["commanded"] = ((stage.view, stage.command), stage.selected)
    return str(kept[1])


def _on_event() -> None:
    event, stage = event_of(CANVAS), _stage()
    if event and stage:
        _keep(stages.handle(atlases.current(), stage, event))


def _choose(concept: str) -> None:
    stage = _stage()
    if stage:
        _keep(stages.choose(atlases.current(), stage, concept))


def _centre(concept: str) -> None:
    _keep(stages.enter(atlases.current(), concept, before=_stage()))


def _read(question: str) -> None:
    st.session_state["reading"] = question


def _list(atlas: Atlas, stage: Stage, words: Words) -> None:
    """The drawing as a list: the same concepts, for keyboard and screen reader."""
    with st.container(key="twin-list", gap="xsmall"):
        st.caption(words("shown", shown=len(stage.places), total=stage.total))
        for concept in stage.places:
            found = atlas.concept(concept)
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                name = plain(atlas.name(concept, words.language))
                st.button(name, key=f"twin-{concept}", type="tertiary", on_click=_choose, args=(concept,))
                st.markdown(f":gray[:small[{words.kind(found.kind)}]]", width="content")


if __name__ == "__main__":
    page()
