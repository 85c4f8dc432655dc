"""The whole bank at a glance: its map, what matters, how far topics are covered and known, bottlenecks and gaps."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st
from concept_atlas import event_of, field_map

from app import atlas as atlases
from app import fieldmap, marks, navigation, overview, shell, urlstate
from app.atlas import Atlas
from app.i18n import Words
from app.links import parameters

MAP, LEVEL = "overview-map", "level"


@st.fragment
def page() -> None:
    """The whole page; as one fragment, a click on a level draws nothing else anew."""
    atlas, words = atlases.current(), shell.here()
    navigation.listen("overview", follow)
    with shell.explained(words):
        _page(atlas, words)


def _page(atlas: Atlas, words: Words) -> None:
    urlstate.keep_only((LEVEL,))
    urlstate.come_back("overview", (LEVEL,))
    known = marks.known(atlas)
    st.html(overview.head(atlas, known, words))
    left, right = st.columns([2, 1], gap="small")
    with left, st.container(key="overview-map-frame"):
        drawn = fieldmap.field_map(atlas, known, words)
        if drawn:
            field_map(drawn, key=MAP, on_event=_on_event)
        else:
            st.info(words("map-none"), icon=":material/map:")
    with right, st.container(key="overview-important"):
        st.html(overview.important(atlas, words))
    level = urlstate.choice(urlstate.param(LEVEL), map(str, overview.levels(atlas)), "")
    st.html(overview.analysis(atlas, known, words, level=int(level) if level else None))


def _on_event() -> None:
    event = event_of(MAP)
    if event:
        navigation.remember(str(event.get("page")), parameters(event))


def follow(asked: Mapping[str, str]) -> None:
    """Show the concepts of a level; pressed again, none."""
    level = asked.get(LEVEL, "")
    urlstate.put({LEVEL: "" if level == urlstate.param(LEVEL) else level})


if __name__ == "__main__":
    page()
