"""A question in, its title and answer on the page out: Markdown that runs nothing and asks no other machine."""

from __future__ import annotations

import re

import streamlit as st

from app.atlas import Atlas
from app.items import place_of
from app.markup import plain

_IMAGE = re.compile(r"!\[([^\]]*)\]\(\s*<?([^)>]*?)>?(?:\s+[\"'][^)]*)?\)")


def show_question(atlas: Atlas, question: str) -> None:
    """Open one question over the page."""
    found = atlas.graph.questions[question]

    @st.dialog(plain(found.title), width="large")
    def opened() -> None:
        st.caption(plain(place_of(atlas, question)))
        st.markdown(readable(found.answer), anchors=False)

    opened()


def readable(answer: str) -> str:
    """The answer without pictures to load: each leaves its name.

    >>> readable("a ![x](b/c.png) d")
    'a `🖼 c.png` d'
    """
    return _IMAGE.sub(lambda match: f"`🖼 {match[2].rsplit('/', 1)[-1] or match[1]}`", answer)
