"""A view of a graph in, its drawing on a page and what the reader does with it out: one component of streamlit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

FRONTEND = Path(__file__).parent / "frontend"
"""Where the component's own files lie; the offline page is made from the same ones."""

VIS_SHA256 = "1f20f0736f32cb9bedf8f6383b25cfea2f839e1abe80d6e8040b4d5bea378c69"
"""Of vis-network.min.js, an unchanged copy of the file that pyvis 0.3.2 ships."""


@cache
def _component() -> Callable[..., Any]:
    """Registered on first use: outside a run of streamlit the manifest is not known yet."""
    return st.components.v2.component("concept-atlas.canvas", js="canvas.js", css="canvas.css")


def canvas(view: Mapping[str, Any], *, key: str, on_event: Callable[[], None]) -> None:
    """Draw ``view``; ``on_event`` is called when the reader selects or expands, `event_of` then says what."""
    _component()(key=key, data=view, on_event_change=on_event)


def event_of(key: str) -> Mapping[str, Any] | None:
    """What the reader just did on the canvas: ``kind``, ``id`` and where the nodes now lie."""
    state = st.session_state.get(key)
    return getattr(state, "event", None)
