"""The tokenizer: a question's text comes in, a Doc cut at concept edges goes out.

Matching comes before tokenising, so no hit can be lost to a segmenter: every concept is one or more whole tokens,
a run of Latin letters or of ideographs between two of them is one token.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import registry
from spacy.vocab import Vocab

from extract.components.extensions import register
from extract.cues import load_cues
from extract.lexicon import Lexicon, load_lexicon
from extract.lines import scan_lines
from extract.markdown import mask
from extract.vocabulary import Found, Vocabulary

_PIECE = re.compile(r"[A-Za-z0-9\u00c0-\u024f]+|[\u3400-\u9fff]+|\s|.", re.DOTALL)


class LexiconTokenizer:
    """Turns text into Docs; keeps the concepts found under ``doc.user_data["found"]``."""

    def __init__(self, vocab: Vocab, vocabulary: Vocabulary) -> None:
        self.vocab = vocab
        self.vocabulary = vocabulary

    def __call__(self, text: str) -> Doc:
        """The Doc of one question; ``doc.text == text``."""
        lines = scan_lines(text)
        masked = mask(text, lines)
        found = self.vocabulary.find(masked)
        words, spaces = _tokens(text, found)
        doc = Doc(self.vocab, words=words, spaces=spaces)
        doc.user_data["found"] = tuple(found)
        doc.user_data["lines"] = tuple(lines)
        doc._.masked = masked
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


def _tokens(text: str, found: Iterable[Found]) -> tuple[list[str], list[bool]]:
    words: list[str] = []
    spaces: list[bool] = []
    last = 0
    for start, end, _ in found:
        _cut(text[last:start], words, spaces)
        words.append(text[start:end])
        spaces.append(False)
        last = end
    _cut(text[last:], words, spaces)
    return words, spaces


def _cut(text: str, words: list[str], spaces: list[bool]) -> None:
    """Append the tokens of a stretch without concepts; one space goes to the token before it."""
    for piece in _PIECE.findall(text):
        if piece == " " and words and not spaces[-1] and not words[-1].isspace():
            spaces[-1] = True
        else:
            words.append(piece)
            spaces.append(False)


@registry.tokenizers("concept_atlas.lexicon_tokenizer.v1")  # type: ignore[untyped-decorator]
def create_tokenizer(lexicon: str | None, cues: str) -> Callable[[Language], LexiconTokenizer]:
    """A tokenizer from a lexicon file (or none) and a cue file, for use in a spaCy config."""
    register()

    def make(nlp: Language) -> LexiconTokenizer:
        entries = load_lexicon(Path(lexicon)) if lexicon else Lexicon()
        return LexiconTokenizer(nlp.vocab, Vocabulary(entries, load_cues(Path(cues))))

    return make
