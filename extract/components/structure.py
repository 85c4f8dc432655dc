"""Structure: a Doc comes in, its blocks (title, items, lead-ins) and sentence starts go out."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from extract.components.extensions import get, put
from extract.markdown import blocks, sentences


@Language.component("md_structure", assigns=["doc._.blocks", "doc._.passages"])
def md_structure(doc: Doc) -> Doc:
    """Set ``doc._.blocks`` and ``doc._.passages``."""
    masked = get(doc, "masked")
    found = tuple(blocks(masked, list(doc.user_data["lines"])))
    passages: list[tuple[int, int, int]] = []
    for index, block in enumerate(found):
        if block.kind == "title":
            passages.append((index, block.start, block.end))
        else:
            passages += [(index, start, end) for start, end in sentences(masked, block.start, block.end)]
    put(doc, "blocks", found)
    put(doc, "passages", tuple(passages))
    return doc
