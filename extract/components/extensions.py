"""What the components leave on Docs and Spans: tuples of ints and strings only, safe to serialise.

====================  =====================================================================================
``doc._.masked``      the text with code, formulas and targets of links filled
``doc._.blocks``      tuple of ``extract.markdown.Block``, the title first
``doc._.passages``    tuple of (block, start, end): the title and every sentence
``doc._.pairs``       abbreviation pairs: tuple of (long, short)
``doc._.relations``   tuple of (head, type, tail, start, end, rule, confidence); ids, offsets in the Doc's text
``span._.about``      on ``doc.spans["concepts"]``: the question asks about this concept
``token._.concept``   the id of the concept that this token is, else empty
====================  =====================================================================================

``doc.spans["concepts"]`` holds the mentions: ``span.label_`` is the kind, ``span.kb_id_`` the concept's id.
"""

from __future__ import annotations

from typing import Any

from spacy.tokens import Doc, Span, Token


def put_about(doc: Doc, start: int, end: int) -> None:
    """Set ``span._.about`` of the span at ``doc.text[start:end]``, as ``put`` does for a Doc."""
    data: dict[Any, Any] = doc.user_data
    data["._.", "about", start, end] = True


def about_places(doc: Doc) -> set[tuple[int, int]]:
    """Where the spans with ``span._.about`` stand, all at once (asking span by span is slow)."""
    data: dict[Any, Any] = doc.user_data
    return {key[2:4] for key, value in data.items() if value and isinstance(key, tuple) and key[1] == "about"}


def get(doc: Doc, name: str) -> Any:
    """The value of ``doc._.name`` that ``put`` set."""
    data: dict[Any, Any] = doc.user_data
    return data["._.", name, None, None]


def put(doc: Doc, name: str, value: object) -> None:
    """Set ``doc._.name``; where Docs are made by the thousand, going through ``doc._`` costs more than the value."""
    data: dict[Any, Any] = doc.user_data
    data["._.", name, None, None] = value


def register() -> None:
    """Declare the extensions once a process."""
    for name, default in (("masked", ""), ("blocks", ()), ("passages", ()), ("pairs", ()), ("relations", ())):
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=default)
    if not Span.has_extension("about"):
        Span.set_extension("about", default=False)
    if not Token.has_extension("concept"):
        Token.set_extension("concept", getter=_concept_at)


def _concept_at(token: Token) -> str:
    known: dict[int, str] | None = token.doc.user_data.get("concept_at")
    if known is None:
        known = token.doc.user_data["concept_at"] = {
            span.start: span.kb_id_ for span in token.doc.spans.get("concepts", ())
        }
    return known.get(token.i, "")
