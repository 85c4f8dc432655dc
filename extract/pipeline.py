"""The spaCy pipeline: a vocabulary comes in, a blank pipeline with our own components in their order goes out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import spacy
from spacy import attrs
from spacy.language import Language

import extract.components.concepts
import extract.components.relations
import extract.components.structure  # noqa: F401  (importing registers the components)
from extract.components.extensions import register
from extract.components.own import loaded
from extract.components.tokenizer import LexiconTokenizer
from extract.vocabulary import Vocabulary

COMPONENTS = ("md_structure", "concepts", "relations")
"""The components in the order in which they run."""


_PLAIN: dict[int, Callable[[str], object]] = {
    attrs.LOWER: str.lower,
    attrs.NORM: str.lower,
    attrs.IS_ALPHA: str.isalpha,
    attrs.IS_ASCII: str.isascii,
    attrs.IS_DIGIT: str.isdigit,
    attrs.IS_LOWER: str.islower,
    attrs.IS_SPACE: str.isspace,
    attrs.IS_TITLE: str.istitle,
    attrs.IS_UPPER: str.isupper,
}
"""What a word knows of itself in bulk. The rest (shape, whether it is like a number or an address …) takes three
quarters of the time of a new word, and none of our components asks."""


def make_pipeline(vocabulary: Vocabulary, own: Sequence[str] = (), *, bulk: bool = False) -> Language:
    """A pipeline that turns the text of one question into a Doc with mentions and relations.

    ``own`` names components of the user's own that run after ours, as ``extract.components.own`` reads them. Without
    any, ``bulk`` leaves out the attributes of words that nobody asks for then.
    """
    register()
    nlp = spacy.blank("zh")
    if bulk and not own:
        nlp.vocab.lex_attr_getters = dict(_PLAIN)  # type: ignore[attr-defined]
    nlp.tokenizer = LexiconTokenizer(nlp.vocab, vocabulary)
    for name in COMPONENTS:
        nlp.add_pipe(name)
    for place in own:
        nlp.add_pipe(loaded(place))
    return nlp
