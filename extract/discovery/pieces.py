"""From a stretch of prose to chunks: runs of words that no general word or punctuation interrupts.

A chunk is what a term may be: ``通过奖励模型引导策略网络的训练`` holds 奖励模型引导策略网络, "the hash index is
used" holds "hash index". Each piece of a chunk knows whether it is a general word, and of which role.
"""

from __future__ import annotations

from bisect import bisect_left

from extract.discovery.chinese import chinese_pieces
from extract.discovery.english import english_pieces
from extract.discovery.prose import Chunk, Piece, Prose, grouped


def pieces_in(prose: Prose, start: int, end: int) -> list[Piece | None]:
    """The pieces of ``prose.text[start:end]`` in order; None where punctuation stands."""
    known = prose.known
    if known:
        first = bisect_left(known, (start, start))
        known = known[first : bisect_left(known, (end, end), first)]
    if prose.language == "en":
        return list(english_pieces(prose, start, end, known))
    return chinese_pieces(prose, start, end, known)


def chunks_in(prose: Prose, start: int = 0, end: int | None = None) -> list[Chunk]:
    """The chunks of ``prose.text[start:end]``; in Chinese text they may hold Latin words.

    >>> from extract.discovery.general import load_general
    >>> prose = Prose("通过奖励模型引导策略网络的训练", "zh", load_general())
    >>> [prose.text[c.start:c.end] for c in chunks_in(prose)]
    ['奖励模型引导策略网络', '训练']
    >>> prose = Prose("The hash index makes a query planner happy.", "en", load_general())
    >>> [prose.text[c.start:c.end] for c in chunks_in(prose)]
    ['hash index', 'query planner happy']
    """
    return list(grouped(pieces_in(prose, start, len(prose.text) if end is None else end)))
