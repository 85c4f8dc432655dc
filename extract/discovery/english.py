"""English prose cut into pieces: general words by the list, everything else unknown; and the s of a plural."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from extract.discovery.general import General
from extract.discovery.prose import SORTS, Piece, Prose, Sort, Span

LATIN = r"[A-Za-z][A-Za-z0-9]*(?:[.+#/\-_‑'’][A-Za-z0-9]+)*(?:\+\+|[+#])?|\d+(?:-?[A-Za-z][A-Za-z0-9]*)+"
"""The pattern of one Latin word: TCP/IP, key-value, C++, 4-bit."""

_WORD = re.compile(rf"(?P<word>{LATIN})|(?P<gap>[ \t]+|\n[ \t]*(?=\w))|(?P<other>.)", re.DOTALL)
_PLURAL = re.compile(r"[A-Za-z]{2}(?<![suiSUI])s$")


def english_pieces(prose: Prose, begin: int, stop: int, known: tuple[Span, ...]) -> Iterator[Piece | None]:
    """The pieces of ``prose.text[begin:stop]`` in order; None where punctuation stands.

    A plural ends a noun phrase: in "a hash index answers lookups" the word before the last is a verb.
    """
    pieces = [*_words(prose, begin, stop, known), None]
    for piece, after in pairwise(pieces):
        if piece is None or after is None or after.sort <= Sort.VERB or not _is_plural(prose.text, piece):
            yield piece
        elif piece.sort is Sort.NOUN:
            yield piece._replace(sort=Sort.VERB)
        else:
            yield from (piece, None)


def _is_plural(text: str, piece: Piece) -> bool:
    word = text[piece.start : piece.end]
    return piece.sort in (Sort.NOUN, Sort.UNKNOWN) and word.islower() and singular(word) != word


def _words(prose: Prose, begin: int, stop: int, known: tuple[Span, ...]) -> Iterator[Piece | None]:
    for start, end in (*known, (stop, stop)):
        for found in _WORD.finditer(prose.text, begin, start):
            if found.lastgroup == "word":
                yield Piece(found.start(), found.end(), _sort_of(found.group(), prose.general))
            elif found.lastgroup == "other" and found.group() not in "*`_":
                yield None
        if start < end:
            yield Piece(start, end, Sort.KNOWN)
        begin = end


def _sort_of(word: str, general: General) -> Sort:
    """The sort of a word; an owner (the model's) is none of the term, unless it lends it its name (Zipf's law)."""
    role = general.english.get(word.lower())
    if role is None and word[-2:] in ("'s", "’s"):
        name = word[:-2]
        lends = name[:1].isupper() and name[1:].islower() and name.lower() not in general.english
        return Sort.UNKNOWN if lends else Sort.CUT
    return Sort.UNKNOWN if role is None else SORTS[role]


def singular(term: str) -> str:
    """A Latin term without the s of a plural.

    >>> [singular(term) for term in ("hash indexes", "B-trees", "bus", "LLMs", "policies")]
    ['hash index', 'B-tree', 'bus', 'LLM', 'policy']
    """
    if len(term) < 4 or not term.isascii() or not _PLURAL.search(term):
        return term
    if term.endswith("ies"):
        return term[:-3] + "y"
    return term[:-2] if term.endswith(("xes", "ches", "shes", "sses")) else term[:-1]
