"""What speaks for a term, and the terms that a chunk may be: a chunk with its mark comes in, sightings go out."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from extract.discovery.prose import Chunk, Piece, Prose, Sort


class Mark(StrEnum):
    """What speaks for a term."""

    TITLE = "title"
    PAIR = "pair"
    LATIN = "latin"
    LEAD = "lead"
    HEADING = "heading"
    LISTED = "listed"
    DEFINED = "defined"
    BOLD = "bold"
    CODE = "code"
    PART = "part"


class Sighting(NamedTuple):
    """A possible term and what speaks for it here."""

    surface: str
    mark: Mark


def named(prose: Prose, chunk: Chunk, mark: Mark, *, whole: bool = False) -> Iterator[Sighting]:
    """The terms that a chunk may be: itself without qualities at its edges, its Latin words, what is beside them.

    ``whole`` says that the chunk fills its place, so that a quality in front belongs to it (快速原型).
    """
    pieces = _trimmed(chunk.pieces, whole=whole)
    if not pieces:
        return
    latin = [place for place, piece in enumerate(pieces) if piece.sort is Sort.LATIN]
    for group in _around(pieces, latin) if latin else [pieces]:
        yield Sighting(_text(prose, group), mark)
    if not latin and pieces[0].sort is Sort.ACTION and any(piece.sort is Sort.UNKNOWN for piece in pieces[1:]):
        yield Sighting(_text(prose, pieces[1:]), Mark.PART)


def _text(prose: Prose, pieces: list[Piece]) -> str:
    return prose.text[pieces[0].start : pieces[-1].end]


def _trimmed(pieces: tuple[Piece, ...], *, whole: bool) -> list[Piece]:
    kept = list(pieces)
    while kept and kept[-1].sort is Sort.QUALITY:
        kept.pop()
    while kept and kept[0].sort is Sort.QUALITY and not (whole and len(kept) > 1):
        kept.pop(0)
    return kept


def _around(pieces: list[Piece], latin: list[int]) -> Iterator[list[Piece]]:
    """Latin words alone, the Chinese words between them, and a Latin word with the Chinese term after it."""
    for place, end in zip(latin, [*latin[1:], len(pieces)], strict=True):
        yield [pieces[place]]
        tail = pieces[place + 1 : end]
        if any(piece.sort is Sort.UNKNOWN for piece in tail):
            yield tail
            yield pieces[place:end]
    if head := pieces[: latin[0]]:
        yield head
