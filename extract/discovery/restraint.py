"""Restraint: what was discovered beside a lexicon comes in, what the lexicon truly lacks goes out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from extract.discovery.terms import MOST_KNOWN, Discovery
from extract.fold import is_ideograph
from extract.lexicon import Entry, Lexicon
from kg.names import key

_NAME = re.compile(r"[A-Z].*[A-Z]|\d")
"""A Latin term that looks like a name: two capitals, or a digit."""


def restrained(found: Discovery, lexicon: Lexicon) -> Discovery:
    """``found`` without plurals and enlargements of known terms, and in a well-known bank without plain words.

    A surface that contains a known one is found through it already; taken as a name of its own it would only drag
    the words around it along.
    """
    known = {key(surface) for entry in lexicon.entries for surface in entry.surfaces}
    entries = [entry for entry in found.entries if not all(_is_plural(name, known) for name in entry.surfaces)]
    if known and found.coverage >= MOST_KNOWN:
        entries = [entry for entry in entries if _is_special(entry, known)]
    own = {entry.id: {key(surface) for surface in entry.surfaces} for entry in lexicon.entries}
    aliases = {
        concept: kept
        for concept, names in found.lexicon_aliases.items()
        if (kept := tuple(name for name in names if not _enlarges(key(name), own.get(concept, ()))))
    }
    return replace(found, entries=tuple(entries), lexicon_aliases=aliases)


def _is_plural(surface: str, known: set[str]) -> bool:
    return key(surface).removesuffix("s") in known


def _enlarges(name: str, surfaces: Iterable[str]) -> bool:
    """Whether a surface is contained in the name, with words around it."""
    return any(len(surface) > 1 and surface in name for surface in surfaces)


def _is_special(entry: Entry, known: set[str]) -> bool:
    """Whether a term is more than a plain Latin word: a name, or a special sort of something known."""
    for surface in entry.surfaces:
        if any(map(is_ideograph, surface)) or _NAME.search(surface):
            return True
        words = surface.split()
        if any(key(" ".join(words[place:])).removesuffix("s") in known for place in range(1, len(words))):
            return True
    return False
