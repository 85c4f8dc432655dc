"""Concepts: a Doc with what the tokenizer found comes in, its mentions as spans go out."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc, Span

from extract.components.tokenizer import LexiconTokenizer


class ConceptSpans:
    """Sets ``doc.spans["concepts"]``; a concept named in the title is what the question is about."""

    def __init__(self, tokenizer: LexiconTokenizer) -> None:
        self._entries = tokenizer.vocabulary.entries

    def __call__(self, doc: Doc) -> Doc:
        """The Doc with its mentions; they never overlap, so they are its entities too."""
        starts = {token.idx: token.i for token in doc}
        ends = {token.idx + len(token): token.i + 1 for token in doc}
        title_end = doc._.blocks[0].end if doc._.blocks else 0
        spans = []
        for start, end, number in doc.user_data["found"]:
            entry = self._entries[number]
            span = Span(doc, starts[start], ends[end], label=entry.kind.value, kb_id=entry.id)
            if end <= title_end:
                span._.about = True
            spans.append(span)
        doc.spans["concepts"] = spans
        return doc


@Language.factory("concepts", assigns=["doc.spans", "span._.about"], requires=["doc._.blocks"])
def create_concepts(nlp: Language, name: str) -> ConceptSpans:
    """The component of a pipeline whose tokenizer is a LexiconTokenizer."""
    if not isinstance(nlp.tokenizer, LexiconTokenizer):
        raise TypeError(f"component {name!r} needs a LexiconTokenizer, got {type(nlp.tokenizer).__name__}")
    return ConceptSpans(nlp.tokenizer)
