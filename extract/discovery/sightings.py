"""From one question's text to sightings: possible terms, each with the place that speaks for it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extract.discovery.chinese import is_opaque
from extract.discovery.marks import Mark, Sighting, named
from extract.discovery.phrases import worded
from extract.discovery.pieces import chunks_in, pieces_in
from extract.discovery.prose import Chunk, Piece, Prose, Sort, Span, grouped
from extract.markdown import FILLER, Block
from extract.tables import cells_of, lists_respects

_BOLD = re.compile(r"(?:\*\*|__)([^*_\n]{2,60})(?:\*\*|__)")
_QUOTED = re.compile(r"[“「『\"]([^”」』\"\n]{2,24})[”」』\"]")
_STRESSED = re.compile(r"(?:\*\*|_|`)([^*_`\n]{2,40})(?:\*\*|_|`)")
_BRACKETS = re.compile(r"[（(][^（）()\n]*[）)]")
_NUMBER = r"[\d一二三四五六七八九十]+"
_NUMBERED = re.compile(
    rf"\s*[*_`]*(?:第?{_NUMBER}(?:\.\d+)*\s*[.、．)）:：]?|[（(]{_NUMBER}[)）]|Q\d+[:：.]?)\s+|\s*\d+(?:\.\d+)*[.、．)）]\s*"
)
_JOINTS = re.compile(
    r"\s*(?:[、/]|,)\s*(?:和|与|或|and|or)\s*|\s*(?:[、/,，&|]|和|与|及|以及|或|或者|\band\b|\bor\b|\bvs\.?)\s*",
    re.IGNORECASE,
)
_LONGEST_CELL = 30
_LONGEST_NAME = 5  # words
_DETERMINED = re.compile(r"\b(?:an?|the|of|with|from|by|under|in|its|their|each|every|several|called|as)\s+[*_]{1,3}$")
"""What stands before a noun, not before a verb.

Searched in a few letters before a stressed phrase.
"""


def sightings(prose: Prose, blocks: tuple[Block, ...], *, lists: bool = True) -> Iterator[Sighting]:
    """All that speaks for terms by where and how it is written; ``lists`` reads enumerations too."""
    leads = {block.lead for block in blocks}
    for block in blocks:
        if block.kind == "title":
            yield from _title(prose, block.start, block.end)
        elif block.kind == "heading":
            yield from _slot(prose, block.start, block.end, Mark.HEADING)
        elif block.lead is not None:
            yield from _slot(prose, *block.lead, Mark.LEAD)
    yield from _tables(prose, blocks)
    for found in _BOLD.finditer(prose.text):
        if found.span(1) not in leads:
            yield from _slot(prose, *found.span(1), Mark.BOLD)
    for found in _QUOTED.finditer(prose.text):
        yield from _slot(prose, *found.span(1), Mark.PART)
    yield from worded(prose, lists=lists)


def _title(prose: Prose, start: int, end: int) -> Iterator[Sighting]:
    if number := _NUMBERED.match(prose.text, start, end):
        start = number.end()
    if prose.language == "en":
        for found in _STRESSED.finditer(prose.text, start, end):
            yield from _slot(prose, *found.span(1), Mark.LEAD)
    for chunk in chunks_in(prose, start, end):
        yield from named(prose, chunk, Mark.TITLE)


def _tables(prose: Prose, blocks: tuple[Block, ...]) -> Iterator[Sighting]:
    """What the cells of tables name: the first of a row its subject, the others what is said of it.

    Where the rows are respects of a comparison, the first row names the subjects.
    """
    by_columns = above = False
    for block in blocks:
        if block.kind != "row":
            above = False
            continue
        cells = [span for span in cells_of(prose.text, block.start, block.end) if span[1] - span[0] <= _LONGEST_CELL]
        opens, above = not above, True
        if opens:
            by_columns = lists_respects(prose.text, block.start, block.end)
        for place, span in enumerate(cells):
            if opens == by_columns or place:
                subject = opens or not (by_columns or place)
                yield from _slot(prose, *span, Mark.LEAD if subject else Mark.LISTED)


def _slot(prose: Prose, start: int, end: int, mark: Mark) -> Iterator[Sighting]:
    """What a short stretch set apart (a lead-in, a bold span) names: itself, or its members, or a part of a phrase."""
    if number := _NUMBERED.match(prose.text, start, end):
        start = number.end()
    for begin, stop in _members(prose.text, start, end):
        pieces = pieces_in(prose, begin, stop)
        words = [piece for piece in pieces if piece is not None]
        if mark is Mark.BOLD and _is_object(prose, begin, words):
            yield Sighting(prose.text[words[0].start : words[-1].end], mark)
        elif words and None not in pieces[1:-1] and _is_name(prose, words):
            if prose.language == "en":
                words = [word._replace(sort=Sort.ACTION) if word.sort is Sort.VERB else word for word in words]
            for chunk in grouped(words):
                yield from named(prose, chunk, mark, whole=True)
        elif is_opaque(prose, words) and None not in pieces[1:-1]:
            yield Sighting(prose.text[words[0].start : words[-1].end], mark)
            if words[-1].sort is Sort.VERB:
                yield from named(prose, Chunk(tuple(words[:-1])), Mark.PART)
        else:
            for chunk in grouped(pieces):
                yield from named(prose, chunk, Mark.PART)


def _is_object(prose: Prose, begin: int, words: list[Piece]) -> bool:
    """Whether stressed English words are a name although they look like a verb: "from the **undo log**"."""
    if prose.language == "zh" or not 1 < len(words) <= _LONGEST_NAME or Sort.CUT in {word.sort for word in words}:
        return False
    return _DETERMINED.search(prose.text, max(0, begin - 16), begin) is not None


def _members(text: str, start: int, end: int) -> Iterator[Span]:
    """The coordinated parts of a stretch; what a bracket holds is left out, and what comes after one."""
    plain = _BRACKETS.sub(lambda found: FILLER * len(found.group()), text[start:end])
    last = 0
    for joint in _JOINTS.finditer(plain):
        if joint.start() - last > 1:
            yield start + last, start + joint.start()
            last = joint.end()
    cut = plain.find(FILLER, last)
    yield start + last, start + (len(plain) if cut < 0 else cut)


def _is_name(prose: Prose, words: list[Piece]) -> bool:
    """Whether words that fill a stretch are one noun phrase."""
    if any(word.sort is Sort.CUT for word in words) or words[0].sort is Sort.VERB:
        return False
    if prose.language == "zh":
        return all(word.sort is not Sort.VERB for word in words)
    return len(words) <= _LONGEST_NAME and words[-1].sort is not Sort.QUALITY
