"""A text and filters in, the questions that fit out, best first, and where in a text the hits are."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from app.atlas import Atlas
from kg.model import Language
from kg.names import fold
from kg.study.index import one_of, one_of_twins

_CONTEXT = 24
_MARKS = re.compile(r"[*|`#>]+|^\s*[-+]\s+|:?-{3,}:?", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Filter:
    """What a reader asks for; an empty value asks for nothing. ``marked`` are the questions with the mark asked for."""

    text: str = ""
    bank: str = ""
    concept: str = ""
    topic: str = ""
    marked: Collection[str] | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text that is a hit or not."""

    text: str
    hit: bool = False


def found(atlas: Atlas, asked: Filter, language: Language) -> tuple[str, ...]:
    """The questions that fit: hits in the title first, those in the reader's language first, then as in the banks."""
    needle = fold(asked.text)
    ranked = []
    for one, (title, answer) in atlas.folded.items():
        rank = 0 if needle in title else 1 if needle in answer else 2
        if rank < 2 and _fits(atlas, asked, one):
            question = atlas.graph.questions[one]
            ranked.append((rank, question.language != language, question.bank, question.start, one))
    return one_of_twins(atlas.index, [one for *_, one in sorted(ranked)], language)


def _fits(atlas: Atlas, asked: Filter, question: str) -> bool:
    concepts = atlas.index.about.get(one_of(atlas.index, question), ())
    return (
        (not asked.bank or atlas.graph.questions[question].bank == asked.bank)
        and (not asked.concept or question in _speaking(atlas, asked.concept))
        and (not asked.topic or any(atlas.concept(one).topic == asked.topic for one in concepts))
        and (asked.marked is None or question in asked.marked)
    )


def _speaking(atlas: Atlas, concept: str) -> Collection[str]:
    return {one.question for one in atlas.index.mentions.get(concept, ())}


def topics(atlas: Atlas) -> list[str]:
    """The topics that questions are about, those of most questions first."""
    counts: dict[str, int] = {}
    for concepts in atlas.index.about.values():
        for topic in {atlas.concept(one).topic for one in concepts} - {None}:
            counts[str(topic)] = counts.get(str(topic), 0) + 1
    return sorted((one for one in counts if one in atlas.graph.concepts), key=lambda one: (-counts[one], one))


def hits(text: str, needle: str) -> list[Piece]:
    """The text in pieces, the parts that spell the needle as hits; spelling as `fold` sees it.

    >>> [piece.text for piece in hits("What is KV Cache?", "kvcache") if piece.hit]
    ['KV Cache']
    """
    wanted = fold(needle)
    signs = [(sign, place) for place, raw in enumerate(text) for sign in _folded_sign(raw)]
    plain = "".join(sign for sign, _ in signs)
    pieces, at, start = [], 0, plain.find(wanted) if wanted else -1
    while start >= 0:
        first, last = signs[start][1], signs[start + len(wanted) - 1][1] + 1
        if first >= at:
            pieces += [Piece(text[at:first]), Piece(text[first:last], hit=True)]
            at = last
        start = plain.find(wanted, start + len(wanted))
    return [piece for piece in (*pieces, Piece(text[at:])) if piece.text]


def _folded_sign(sign: str) -> str:
    return fold(unicodedata.normalize("NFKC", sign))


def excerpt(answer: str, needle: str) -> list[Piece]:
    """A line of the answer around its first hit; nothing where there is none."""
    pieces = hits(" ".join(_MARKS.sub(" ", answer).split()), needle) if needle.strip() else []
    place = next((number for number, piece in enumerate(pieces) if piece.hit), None)
    if place is None:
        return []
    before = pieces[place - 1].text if place else ""
    after = "".join(piece.text for piece in pieces[place + 1 :])
    left = ("…" if len(before) > _CONTEXT else "") + before[-_CONTEXT:]
    right = after[: 2 * _CONTEXT] + ("…" if len(after) > 2 * _CONTEXT else "")
    return [piece for piece in (Piece(left), pieces[place], Piece(right)) if piece.text]
