"""Concepts: a Doc with what the tokenizer found comes in, its mentions as spans go out."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc, Span

from extract.components.tokenizer import LexiconTokenizer


class ConceptSpans:
    """Sets ``doc.spans["concepts"]``; a concept named in the title is what the question is about."""

    def __init__(self, tokenizer: LexiconTokenizer) -> None:
        strings = tokenizer.vocab.strings  # added here, as what a memory zone adds does not outlive it
        self._names = [(strings.add(entry.kind.value), strings.add(entry.id)) for entry in tokenizer.vocabulary.entries]

    def __call__(self, doc: Doc) -> Doc:
        """The Doc with its mentions; they never overlap, so they are its entities too."""
        title_end = doc._.blocks[0].end if doc._.blocks else 0
        spans = []
        for token, (_, end, number) in zip(doc.user_data["tokens"], doc.user_data["found"], strict=True):
            label, concept = self._names[number]
            span = Span(doc, token, token + 1, label=label, kb_id=concept)
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
