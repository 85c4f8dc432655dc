"""A text in, a button that shows it to be copied out."""

from __future__ import annotations

import streamlit as st

from app.i18n import Words


def copy_text(text: str, words: Words) -> None:
    """Markdown to copy, behind one button."""
    with st.popover(words("copy-markdown"), icon=":material/content_copy:", width="content"):
        st.code(text, language="markdown", height=320, wrap_lines=True)
