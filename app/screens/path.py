"""A goal and what is known in, what to study for it in order out: drawn, listed, to tick and to copy."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from app import atlas as atlases
from app import marks, navigation, shell, urlstate
from app.atlas import Atlas
from app.diagram import breadth, diagram
from app.i18n import Words
from app.look import Theme
from app.markup import plain
from app.pickers import label, offered, pick_concept
from app.steps import goals, steps
from kg.errors import InputError
from kg.exports.path import markdown
from kg.study.chain import chain
from kg.study.path import Limits, StudyPath
from kg.study.plan import plan

GOAL, FROM, KNOWN = "goal", "from", "known"
_ALTERNATIVES = 2


@st.fragment
def page() -> None:
    """The whole page; as one fragment, a tick draws nothing else anew."""
    atlas, words = atlases.current(), shell.here()
    navigation.listen("path", lambda asked: follow(atlas, asked))
    with shell.explained(words):
        _page(atlas, words)


def _page(atlas: Atlas, words: Words) -> None:
    urlstate.come_back("path", (GOAL, FROM))
    _arrive(atlas)
    with st.container(horizontal=True, vertical_alignment="bottom", key="path-tools"):
        goal = pick_concept(atlas, words, GOAL, page="path")
        source = pick_concept(atlas, words, FROM, page="path")
        _known_picker(atlas, words)
    if goal is None:
        st.html(goals(atlas, marks.current(atlas), words))
    else:
        _show(atlas, words, _found(atlas, words, goal, source))


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


def _found(atlas: Atlas, words: Words, goal: str, source: str | None) -> StudyPath:
    known, limits = marks.known(atlas), Limits(language=words.language)
    if source is None or source == goal:
        return plan(atlas.index, goal, known=known, limits=limits)
    return chain(atlas.index, source, goal, known=known, alternatives=_ALTERNATIVES, limits=limits)


def _show(atlas: Atlas, words: Words, path: StudyPath) -> None:
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(_totals(words, path), width="content")
        _copying(atlas, words, path)
    left, right = st.columns([5, 4], gap="small")
    with left, st.container(key="path-picture"):
        if path.steps:
            theme: Theme = "dark" if st.context.theme.type == "dark" else "light"
            text = diagram(path, atlas.index, lambda one: atlas.name(one, words.language), words, theme)
            with st.container(key=f"path-breadth-{breadth(text)}"):
                st.mermaid_chart(text, alt=words("path-alt", name=atlas.name(path.goal, words.language)))
        else:
            st.markdown(words("path-empty"))
    with right, st.container(key="path-steps"):
        st.html(steps(atlas, path, words))


def _totals(words: Words, path: StudyPath) -> str:
    questions = len({one for step in path.steps for one in step.questions})
    counts = words("path-totals", steps=len(path.steps), questions=questions)
    skipped = words("path-skipped", count=len(path.skipped)) if path.skipped else ""
    return f"**{counts}**{skipped}"


def _copying(atlas: Atlas, words: Words, path: StudyPath) -> None:
    with st.container(horizontal=True, width="content"):
        with st.popover(words("copy-markdown"), icon=":material/content_copy:", width="content"):
            st.code(markdown(path, atlas.index, words.language), language="markdown", height=320, wrap_lines=True)
        with st.popover(words("marks"), icon=":material/bookmark:", width="content"):
            _marks(words)


def _marks(words: Words) -> None:
    """Marks to take away and to bring back."""
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
        try:
            marks.restore(file.getvalue(), file.name)
        except InputError:
            st.error(words("marks-bad", name=plain(file.name)))
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
            urlstate.put({name: concept})


if __name__ == "__main__":
    page()
