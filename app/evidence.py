"""An edge in, the passages that support it out: each quote with the bank and the question where it stands."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from app.atlas import Atlas, Edge, edge_id
from app.i18n import Words
from app.markup import plain, shortened
from kg.model import MapEntry, Quote


def show_evidence(
    atlas: Atlas, edge: Edge, words: Words, open_question: Callable[[str], None], *, most: int = 5
) -> None:
    """At most that many pieces of evidence, as quotes with their place; the place opens the question."""
    for number, one in enumerate(edge.evidence[:most]):
        if isinstance(one, MapEntry):
            _entry(one, words)
        else:
            _quote(atlas, one, f"{edge_id(edge)}-{number}", open_question)


def _quote(atlas: Atlas, quote: Quote, key: str, open_question: Callable[[str], None]) -> None:
    st.markdown(f"> {plain(shortened(quote.quote, 160))}")
    st.button(
        plain(place_of(atlas, quote.question)),
        key=f"evidence-{key}",
        type="tertiary",
        icon=":material/format_quote:",
        on_click=open_question,
        args=(quote.question,),
    )


def _entry(entry: MapEntry, words: Words) -> None:
    where = words("curated-place", file=entry.file, line=entry.line)
    st.markdown(f"> {plain(entry.reason)}  \n> :gray[:small[{words('curated')} · {plain(where)}]]")


def place_of(atlas: Atlas, question: str) -> str:
    """The bank and the number of a question, as a reader finds it there."""
    found = atlas.graph.questions[question]
    return f"{found.bank} · {found.number or found.id.removeprefix(found.bank)}"
