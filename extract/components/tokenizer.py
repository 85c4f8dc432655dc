"""The tokenizer: a question's text comes in, a Doc cut at concept edges goes out.

Matching comes before tokenising, so no hit can be lost to a segmenter: every concept is one token, and so is a run of
Latin letters or of ideographs between two of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import registry
from spacy.vocab import Vocab

from extract.components.extensions import put, register
from extract.cues import load_cues
from extract.fold import fold
from extract.lexicon import Lexicon, load_lexicon
from extract.lines import scan_lines
from extract.markdown import mask
from extract.vocabulary import Found, Vocabulary

_MARKS = range(0xE000, 0x110000)
"""Of these characters, each a piece of its own, no text has all."""
_PIECE = re.compile(r"(?:[A-Za-z0-9\u00c0-\u024f]+|[\u3400-\u9fff]+|\S) ?|\s")


class LexiconTokenizer:
    """Turns text into Docs.

    ``doc.user_data["found"]`` holds the concepts found, ``"tokens"`` their tokens, ``"folded"`` the folded masked text,
    ``"text"`` the text (spaCy would put it together from its tokens).
    """

    def __init__(self, vocab: Vocab, vocabulary: Vocabulary) -> None:
        self.vocab = vocab
        self.vocabulary = vocabulary

    def __call__(self, text: str) -> Doc:
        """The Doc of one question; ``doc.text == text``."""
        lines = scan_lines(text)
        masked = mask(text, lines)
        folded = fold(masked)
        found = self.vocabulary.find(masked, folded)
        words, spaces, tokens = _tokens(text, found)
        doc = Doc(self.vocab, words=words, spaces=spaces)
        doc.user_data.update(found=tuple(found), tokens=tokens, lines=tuple(lines), folded=folded, text=text)
        put(doc, "masked", masked)
        return doc

    def to_bytes(self, **_: Any) -> bytes:
        """Nothing: the vocabulary comes from its files."""
        return b""

    def from_bytes(self, data: bytes, **_: Any) -> LexiconTokenizer:
        """Itself: the vocabulary comes from its files."""
        return self

    def to_disk(self, path: str | Path, **_: Any) -> None:
        """Nothing: the vocabulary comes from its files."""

    def from_disk(self, path: str | Path, **_: Any) -> LexiconTokenizer:
        """Itself: the vocabulary comes from its files."""
        return self


def _tokens(text: str, found: list[Found]) -> tuple[list[str], list[bool], tuple[int, ...]]:
    """The words of a text, whether a space follows each, and which of them are the concepts found.

    All is cut at once, a mark in the place of each concept.
    """
    mark = next(mark for mark in map(chr, _MARKS) if mark not in text)
    stretches: list[str] = []
    last = 0
    for start, end, _ in found:
        stretches.append(text[last:start])
        last = end
    pieces = _PIECE.findall(mark.join([*stretches, text[last:]]))
    spaces = [piece[-1] == " " and piece != " " for piece in pieces]
    words = [piece[:-1] if space else piece for piece, space in zip(pieces, spaces, strict=True)]
    places = [place for place, word in enumerate(words) if word == mark]
    for place, (start, end, _) in zip(places, found, strict=True):
        words[place] = text[start:end]
    return words, spaces, tuple(places)


@registry.tokenizers("concept_atlas.lexicon_tokenizer.v1")  # type: ignore[untyped-decorator]
def create_tokenizer(lexicon: str | None, cues: str) -> Callable[[Language], LexiconTokenizer]:
    """A tokenizer from a lexicon file (or none) and a cue file, for use in a spaCy config."""
    register()

    def make(nlp: Language) -> LexiconTokenizer:
        entries = load_lexicon(Path(lexicon)) if lexicon else Lexicon()
        return LexiconTokenizer(nlp.vocab, Vocabulary(entries, load_cues(Path(cues))))

    return make
