"""A goal and what is known in, what to study for it out: a path to follow, a placement, a plan for some evenings."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from app import atlas as atlases
from app import evenings, marks, navigation, placing, route, shell, urlstate
from app.atlas import Atlas
from app.i18n import Words
from app.markup import plain
from app.pickers import label, offered, pick_concept
from app.steps import goals
from kg.errors import InputError

GOAL, FROM, KNOWN, VIEW = "goal", "from", "known", "view"
PATH, PLACE, DATES = "path", "place", "dates"
_KEPT = (
    GOAL,
    FROM,
    VIEW,
    route.DEPTH,
    route.BASICS,
    placing.ANSWERS,
    evenings.GOALS,
    evenings.EVENINGS,
    evenings.MINUTES,
)


@st.fragment
def page() -> None:
    """The whole page; as one fragment, a tick draws nothing else anew."""
    atlas, words = atlases.current(), shell.here()
    navigation.listen("path", lambda asked: follow(atlas, asked))
    with shell.explained(words):
        _page(atlas, words)


def _page(atlas: Atlas, words: Words) -> None:
    urlstate.come_back("path", _KEPT)
    _arrive(atlas)
    with st.container(horizontal=True, vertical_alignment="center", key="path-views"):
        view = _pick_view(words)
        st.space("stretch")
        _marks(words)
    {PATH: _path, PLACE: _place, DATES: _dates}[view](atlas, words)


def _pick_view(words: Words) -> str:
    key = "path-view"
    st.session_state[key] = urlstate.choice(urlstate.param(VIEW), (PATH, PLACE, DATES), PATH)

    def changed() -> None:
        view = st.session_state[key]
        urlstate.put({VIEW: "" if view == PATH else view})

    st.segmented_control(
        words(key),
        (PATH, PLACE, DATES),
        format_func=lambda one: words(f"view-{one}"),
        key=key,
        required=True,
        label_visibility="collapsed",
        on_change=changed,
    )
    return str(st.session_state[key])


def _path(atlas: Atlas, words: Words) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", key="path-tools"):
        goal = pick_concept(atlas, words, GOAL, page="path")
        source = pick_concept(atlas, words, FROM, page="path")
        _known_picker(atlas, words)
        if source is None:
            route.pick_basics(atlas, words, goal)
    if goal is None:
        st.html(goals(atlas, marks.current(atlas), words))
    else:
        route.show(atlas, words, goal, source)


def _place(atlas: Atlas, words: Words) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", key="path-tools"):
        goal = pick_concept(atlas, words, GOAL, page="path")
        _known_picker(atlas, words)
    placing.show(atlas, words, goal)


def _dates(atlas: Atlas, words: Words) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", key="path-tools"):
        chosen = evenings.pick_goals(atlas, words, urlstate.concept_in(atlas.names, urlstate.param(GOAL)))
        nights = evenings.pick_number(words, evenings.EVENINGS)
        length = evenings.pick_number(words, evenings.MINUTES)
        _known_picker(atlas, words)
    if chosen:
        evenings.show(atlas, words, chosen, nights, length)
    else:
        st.html(goals(atlas, marks.current(atlas), words))


def _arrive(atlas: Atlas) -> None:
    """Concepts that the address says are known are marked once."""
    asked = urlstate.concepts_in(atlas.names, urlstate.param(KNOWN))
    urlstate.put({KNOWN: ""})
    if asked:
        marks.mark_concepts(atlas, set(asked) - set(marks.known(atlas)), "known")


def _known_picker(atlas: Atlas, words: Words) -> None:
    known = marks.known(atlas)
    st.session_state["path-known"] = list(known)

    def changed() -> None:
        named = (urlstate.concept_in(atlas.names, one) for one in st.session_state["path-known"])
        chosen = {one for one in named if one}
        marks.mark_concepts(atlas, sorted(set(known) - chosen), None)
        marks.mark_concepts(atlas, sorted(chosen - set(known)), "known")

    st.multiselect(
        words("path-known"),
        offered(atlas, list(known)),
        format_func=lambda one: label(atlas, one, words),
        key="path-known",
        placeholder=words("path-known-hint"),
        accept_new_options=True,
        on_change=changed,
    )


def _marks(words: Words) -> None:
    """Marks to take away and to bring back; without a progress file the button says that they will not last."""
    name = words("marks" if marks.kept() else "marks-unkept")
    with st.popover(name, icon=":material/bookmark:", width="content"):
        count = len(marks.all_marks())
        st.caption(words("marks-kept" if marks.kept() else "marks-session"))
        st.download_button(
            words("marks-save", count=count),
            marks.saved(),
            "progress.jsonl",
            "application/jsonl",
            icon=":material/download:",
            on_click="ignore",
            disabled=not count,
        )
        file = st.file_uploader(words("marks-restore"), type=["jsonl"], key="marks-file", max_upload_size=5)
        if file is not None and st.session_state.get("marks-read") != file.file_id:
            st.session_state["marks-read"] = file.file_id
            _restore(words, file.getvalue(), file.name)


def _restore(words: Words, content: bytes, name: str) -> None:
    try:
        marks.restore(content, name)
    except InputError:
        st.error(words("marks-bad", name=plain(name)))
    else:
        st.rerun(scope="fragment")


def follow(atlas: Atlas, asked: Mapping[str, str]) -> None:
    """Do what a link of this page says; what it names must be in the graph."""
    learned, forgotten = (urlstate.concepts_in(atlas.names, asked.get(name, "")) for name in ("learn", "forget"))
    marks.mark_concepts(atlas, learned, "known")
    marks.mark_concepts(atlas, forgotten, None)
    for name in (GOAL, FROM):
        concept = urlstate.concept_in(atlas.names, asked.get(name, ""))
        if concept:
            urlstate.put({name: concept, VIEW: "", route.DEPTH: ""})
    if route.DEPTH in asked:
        urlstate.put({route.DEPTH: asked[route.DEPTH]})


if __name__ == "__main__":
    page()
