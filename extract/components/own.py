"""Components of the user's own: ``FILE.py:NAME`` comes in, the name under which spaCy knows the component goes out.

Such a component runs after ours. Every concept is one token, ``token._.concept`` is its id (else empty), and
``add_relation`` adds what was found, so that spaCy's Matcher can state rules of one's own::

    from spacy.language import Language
    from spacy.matcher import Matcher

    from extract.components.own import add_relation

    CONCEPT = {"_": {"concept": {"REGEX": "."}}}


    @Language.factory("sits_on")
    def sits_on(nlp, name):
        matcher = Matcher(nlp.vocab)
        matcher.add("sits-on", [[CONCEPT, {"LOWER": "sits"}, {"LOWER": "on"}, {"LOWER": "the", "OP": "?"}, CONCEPT]])

        def component(doc):
            for _, start, end in matcher(doc):
                add_relation(doc, doc[start], "USES", doc[end - 1], rule="sits-on", confidence=0.9)
            return doc

        return component

``kg build notes.md --component my_rules.py:sits_on`` builds with it.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, Token

from extract.cache import digest
from kg.errors import InputError
from kg.model import RelationType


def add_relation(doc: Doc, head: Token, relation: str, tail: Token, *, rule: str, confidence: float) -> None:
    """Add ``head RELATION tail`` to ``doc._.relations``; the evidence is the text from the one to the other."""
    if relation not in set(RelationType):
        raise InputError(f"no relation type {relation!r} (rule {rule}); choices: {', '.join(RelationType)}")
    one, other = head._.concept, tail._.concept
    if not one or not other or one == other:
        return
    if relation == RelationType.CONTRASTS_WITH and one > other:
        one, other = other, one
    first, last = sorted((head, tail), key=lambda token: int(token.idx))
    stated = (one, str(relation), other, first.idx, last.idx + len(last), rule, confidence)
    if not any(known[:3] == stated[:3] for known in doc._.relations):
        doc._.relations = (*doc._.relations, stated)


def file_of(place: str) -> Path:
    """The file of ``FILE.py:NAME``; InputError if there is none."""
    path, _, name = place.rpartition(":")
    if not path or not name or not Path(path).is_file():
        raise InputError(f"no component {place!r}: give FILE.py:NAME, a Python file and the name it registers")
    return Path(path)


def loaded(place: str) -> str:
    """Import the file of ``FILE.py:NAME`` once and give back NAME; InputError says what is wrong with it."""
    file, name = file_of(place), place.rpartition(":")[2]
    module = f"concept_atlas_own_{digest(str(file.resolve()).encode(), file.read_bytes()).hex()}"
    if module not in sys.modules:
        spec = importlib.util.spec_from_file_location(module, file)
        if spec is None or spec.loader is None:
            raise InputError(f"cannot import {file}: it is no Python file; give FILE.py:NAME")
        sys.modules[module] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[module])
    if not Language.has_factory(name):
        raise InputError(f'{file} registers no component {name!r}; write @Language.factory("{name}") above it')
    return name
