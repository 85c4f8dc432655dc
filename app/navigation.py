"""Clicks on links of this app in, what this page does or which other page comes next out."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st
from concept_atlas import event_of, links

from app import urlstate
from app.links import PAGES, parameters

_LINKS, _NEXT, _WHOLE = "links", "next-page", "whole-page"

Follow = Callable[[Mapping[str, str]], None]


def listen(page: str, follow: Follow) -> None:
    """Hand the parameters of a clicked link of ``page`` to ``follow``; a link of another page opens that page."""
    if st.session_state.pop(_WHOLE, False):
        st.rerun()
    awaited = st.session_state.pop(_NEXT, None)
    if awaited:
        st.switch_page(f"screens/{awaited[0]}.py", query_params=awaited[1])

    def clicked() -> None:
        event = event_of(_LINKS)
        if not event:
            return
        if event.get("page") == page:
            follow(parameters(event))
        else:
            remember(str(event.get("page")), parameters(event))

    with st.container(key="hidden"):
        links(PAGES, key=_LINKS, on_event=clicked)


def remember(page: str, asked: Mapping[str, str]) -> None:
    """Open another page with these parameters as soon as the script runs."""
    if page in PAGES:
        language = urlstate.param(urlstate.LANGUAGE)
        st.session_state[_NEXT] = (page or "explore", dict(asked) | ({urlstate.LANGUAGE: language} if language else {}))


def whole_page() -> None:
    """Let the whole page follow, not the fragment alone in which the click happened."""
    st.session_state[_WHOLE] = True
