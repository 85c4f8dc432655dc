"""The store and the language of this visit in, the frame of every page out: navigation, sidebar, errors in words."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import streamlit as st

from app import atlas, states, urlstate
from app.atlas import Atlas
from app.i18n import LANGUAGES, Words, language_for
from app.importing import jobs
from app.importing.folder import place_of
from app.markup import plain
from kg.errors import KGError

HERE = Path(__file__).parent
SCREENS = HERE / "screens"
IMPORT = "import"


def run() -> None:
    """One run of the script for one visitor."""
    st.set_page_config("Concept Atlas", str(HERE / "logo.svg"), layout="wide", initial_sidebar_state=264)
    words = here()
    pages = [
        st.Page(SCREENS / "explore.py", title=words("explore"), icon=":material/hub:", default=True),
        st.Page(SCREENS / "overview.py", title=words("overview"), icon=":material/map:", url_path="overview"),
        st.Page(SCREENS / "path.py", title=words("path"), icon=":material/route:", url_path="path"),
        st.Page(SCREENS / "questions.py", title=words("questions"), icon=":material/quiz:", url_path="questions"),
        st.Page(SCREENS / "cypher.py", title=words("cypher"), icon=":material/terminal:", url_path="cypher"),
        st.Page(SCREENS / "importing.py", title=words("import"), icon=":material/upload_file:", url_path=IMPORT),
    ]
    page = st.navigation(pages)
    st.html(HERE / "look.css")
    st.logo(str(HERE / "logo.svg"), size="large")
    jobs.resume(place_of(atlas.settings()))
    seen = atlas.sight()
    try:
        found = atlas.current()
    except KGError as error:
        _sidebar(words, None)
        states.follow(seen.mark)
        if page.url_path == IMPORT:
            page.run()
        else:
            states.show(words, error)
        return
    _sidebar(words, found)
    states.follow(seen.mark)
    if found.graph.concepts or page.url_path == IMPORT:
        page.run()
    else:
        states.show_empty(words)
    _settle(id(found))


@cache
def _settle(_atlas: int) -> None:
    """While the reader looks at the first page, prepare what comes next."""
    threading.Thread(target=_prepare, daemon=True).start()


def _prepare() -> None:
    import numpy as _numpy  # noqa: F401, PLC0415 -- the first drawing would wait for these, half a second
    import pyvis.network as _network  # noqa: F401, PLC0415

    # Streamlit collects garbage after every click, a tenth of a second for a graph: what stays is left out of that.
    gc.collect()
    gc.freeze()


@contextmanager
def explained(words: Words) -> Iterator[None]:
    """Say in words what went wrong in a part of a page: a damaged progress file, a store that went away."""
    try:
        yield
    except KGError as error:
        st.error(plain(str(error)), icon=":material/error:")
        st.button(words("retry"), icon=":material/refresh:")


def here() -> Words:
    """The words of this visit: what the address asks for, else what was chosen before, else the browser's language."""
    asked = urlstate.param(urlstate.LANGUAGE) or st.session_state.get(urlstate.LANGUAGE, "")
    language = language_for(asked, st.context.locale)
    if asked:
        st.session_state[urlstate.LANGUAGE] = language
        urlstate.put({urlstate.LANGUAGE: language})
    return Words(language)


def _sidebar(words: Words, found: Atlas | None) -> None:
    with st.sidebar:
        if found:
            graph = found.graph
            mode = words("mode-file") if found.mode == "file" else found.mode
            pairs = len(found.index.twins) // 2  # a question and its translation are one
            counts = words("counts", concepts=len(graph.concepts), questions=len(graph.questions) - pairs)
            st.caption(f"**{plain(Path(found.url).name or found.url)}** · {mode}  \n{counts}")
            states.beside(words)
        st.segmented_control(
            words("language"),
            list(LANGUAGES),
            format_func=lambda one: LANGUAGES[one],
            default=words.language,
            required=True,
            key=f"language-{words.language}",
            on_change=lambda: urlstate.put({urlstate.LANGUAGE: st.session_state[f"language-{words.language}"]}),
            label_visibility="collapsed",
        )
