"""The words of discovery: a masked text, its pieces with their sorts, and the chunks that pieces make."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from extract.discovery.general import General, Role
from kg.model import Language

Span = tuple[int, int]


class Sort(IntEnum):
    """What a piece is: CUT and VERB end a chunk, up to WEAK it is a general word."""

    CUT = 0
    VERB = 1
    QUALITY = 2
    ACTION = 3
    NOUN = 4
    WEAK = 5
    UNKNOWN = 6
    LATIN = 7
    KNOWN = 8


SORTS = {
    Role.FUNCTION: Sort.CUT,
    Role.VERB: Sort.VERB,
    Role.QUALITY: Sort.QUALITY,
    Role.ACTION: Sort.ACTION,
    Role.NOUN: Sort.NOUN,
    Role.START: Sort.WEAK,
    Role.END: Sort.WEAK,
}


@dataclass(frozen=True)
class Prose:
    """A masked text, its language, the general words, and the places of terms that are known already, in order."""

    text: str
    language: Language
    general: General
    known: tuple[Span, ...] = ()


class Piece(NamedTuple):
    """A word at ``text[start:end]``."""

    start: int
    end: int
    sort: Sort


class Chunk(NamedTuple):
    """Pieces that stand together."""

    pieces: tuple[Piece, ...]

    @property
    def start(self) -> int:
        """Where the first piece begins."""
        return self.pieces[0].start

    @property
    def end(self) -> int:
        """Where the last piece ends."""
        return self.pieces[-1].end

    @property
    def is_general(self) -> bool:
        """Whether all its pieces are general words."""
        return all(piece.sort <= Sort.WEAK for piece in self.pieces)


def grouped(pieces: Iterable[Piece | None]) -> Iterator[Chunk]:
    """The chunks that pieces make; None is punctuation."""
    group: list[Piece] = []
    for piece in (*pieces, None):
        inside = piece is not None and piece.sort > Sort.VERB
        if piece is not None and inside and (not group or piece.start - group[-1].end <= 1):
            group.append(piece)
            continue
        if group:
            yield Chunk(tuple(group))
        group = [piece] if piece is not None and inside else []
