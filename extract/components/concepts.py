"""Concepts: a Doc with what the tokenizer found comes in, its mentions as spans go out."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc, Span

from extract.components.extensions import get, put_about
from extract.components.tokenizer import LexiconTokenizer


class ConceptSpans:
    """Sets ``doc.spans["concepts"]``; a concept named in the title is what the question is about."""

    def __init__(self, tokenizer: LexiconTokenizer) -> None:
        self._ids = [entry.id for entry in tokenizer.vocabulary.entries]
        strings = tokenizer.vocab.strings  # added here, as what a memory zone adds does not outlive it
        self._names = [  # label, vector, its norm, id of the concept, as a Span takes them
            (strings.add(entry.kind.value), None, None, strings.add(entry.id)) for entry in tokenizer.vocabulary.entries
        ]

    def __call__(self, doc: Doc) -> Doc:
        """The Doc with its mentions; they never overlap, so they are its entities too."""
        names, ids, data, blocks = self._names, self._ids, doc.user_data, get(doc, "blocks")
        doc.spans["concepts"] = [
            Span(doc, token, token + 1, *names[number])
            for token, (_, _, number) in zip(data["tokens"], data["found"], strict=True)
        ]
        data["mentions"] = [(ids[number], start, end) for start, end, number in data["found"]]
        data["group"] = doc.spans["concepts"]
        title_end = blocks[0].end if blocks else 0
        for start, end, _ in data["found"]:
            if end > title_end:
                break
            put_about(doc, start, end)
        return doc


@Language.factory("concepts", assigns=["doc.spans", "span._.about"], requires=["doc._.blocks"])
def create_concepts(nlp: Language, name: str) -> ConceptSpans:
    """The component of a pipeline whose tokenizer is a LexiconTokenizer."""
    if not isinstance(nlp.tokenizer, LexiconTokenizer):
        raise TypeError(f"component {name!r} needs a LexiconTokenizer, got {type(nlp.tokenizer).__name__}")
    return ConceptSpans(nlp.tokenizer)
