"""A view of a graph in, its drawing on a page and what the reader does with it out: the components of the explorer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

FRONTEND = Path(__file__).parent / "frontend"
"""Where the components' own files lie; the offline page is made from the same ones."""

VIS_SHA256 = "1f20f0736f32cb9bedf8f6383b25cfea2f839e1abe80d6e8040b4d5bea378c69"
"""Of vis-network.min.js, an unchanged copy of the file that pyvis 0.3.2 ships."""


@cache  # on first use: outside a run of streamlit the manifest is not known yet
def _canvas() -> Callable[..., Any]:
    return st.components.v2.component("concept-atlas.canvas", js="canvas.js", css="canvas.css")


@cache
def _links() -> Callable[..., Any]:
    return st.components.v2.component("concept-atlas.links", js="links.js")


@cache
def _field_map() -> Callable[..., Any]:
    return st.components.v2.component("concept-atlas.map", js="map.js", css="canvas.css")


@cache
def _pulse() -> Callable[..., Any]:
    return st.components.v2.component("concept-atlas.pulse", js="pulse.js")


def canvas(view: Mapping[str, Any], *, key: str, on_event: Callable[[], None]) -> None:
    """Draw ``view``; ``on_event`` is called when the reader selects or expands, `event_of` then says what."""
    _canvas()(key=key, data=view, on_event_change=on_event)


def links(pages: Sequence[str], *, key: str, on_event: Callable[[], None]) -> None:
    """Hand a click on a link to one of these pages to ``on_event`` instead of loading the app anew."""
    _links()(key=key, data={"pages": list(pages)}, on_event_change=on_event)


def field_map(view: Mapping[str, Any], *, key: str, on_event: Callable[[], None]) -> None:
    """Draw all concepts of ``view`` at once; ``on_event`` is called when the reader follows a link of one."""
    _field_map()(key=key, data=view, on_event_change=on_event)


def pulse(seconds: float, *, key: str) -> None:
    """Run the fragment that it stands in every so often, unless the reader is just doing something.

    What `st.fragment(run_every=...)` is for; that one may take a change of page back or leave an empty page.
    """
    _pulse()(key=key, data={"seconds": seconds}, on_event_change=lambda: None)


def event_of(key: str) -> Mapping[str, Any] | None:
    """What the reader just did at the component with this key."""
    return getattr(st.session_state.get(key), "event", None)
