"""Structure: a Doc comes in, its blocks (title, items, lead-ins) and sentence starts go out."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from extract.markdown import blocks, sentences


@Language.component("md_structure", assigns=["doc._.blocks", "doc._.passages"])
def md_structure(doc: Doc) -> Doc:
    """Set ``doc._.blocks`` and ``doc._.passages``."""
    doc._.blocks = tuple(blocks(doc._.masked, list(doc.user_data["lines"])))
    doc._.passages = tuple(
        (index, start, end)
        for index, block in enumerate(doc._.blocks)
        for start, end in (
            sentences(doc._.masked, block.start, block.end) if block.kind != "title" else [(block.start, block.end)]
        )
    )
    return doc
