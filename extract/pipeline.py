"""The spaCy pipeline: a vocabulary comes in, a blank pipeline with our own components in their order goes out."""

from __future__ import annotations

from collections.abc import Sequence

import spacy
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


def make_pipeline(vocabulary: Vocabulary, own: Sequence[str] = ()) -> Language:
    """A pipeline that turns the text of one question into a Doc with mentions and relations.

    ``own`` names components of the user's own that run after ours, as ``extract.components.own`` reads them.
    """
    register()
    nlp = spacy.blank("zh")
    nlp.tokenizer = LexiconTokenizer(nlp.vocab, vocabulary)
    for name in COMPONENTS:
        nlp.add_pipe(name)
    for place in own:
        nlp.add_pipe(loaded(place))
    return nlp
