"""Terms by their wording: Latin runs, capitals, names in code, enumerations and the subjects of definitions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extract.discovery.chinese import latin_runs
from extract.discovery.marks import Mark, Sighting, named
from extract.discovery.pieces import chunks_in, pieces_in
from extract.discovery.prose import Chunk, Prose, Sort, grouped

_CODE = re.compile(r"`([A-Z][A-Za-z0-9+#\-]*(?: [A-Z][A-Za-z0-9+#\-]*){0,3}|[a-z][a-z0-9\-]{2,})`")
_ZH_LIST = re.compile(
    r"(?<![^，。；：:;！？!?\n（）()])[^，。；：:;！？!?\n（）()、]*+(?:、[^，。；：:;！？!?\n（）()、]++)+"
)
_EN_LIST = re.compile(r"(?:\b(?:such as|including|includes?|like|e\.g\.,?|namely)|:)\s+([^.;:()\n]{3,140})")
_EN_SPLIT = re.compile(r",\s*(?:and|or)?\s*|\s+(?:and|or)\s+")
_LONGEST_PART = 24
_AND = frozenset({"和", "与", "及", "或", "以及", "或者"})
_ZH_IS = re.compile(r"[ ]?(?:也?是一[种类个项款套门]|是指|指的是|则?是(?=.{2,40}的))")
_ZH_CALLED = re.compile(
    r"(?:称[为作]|称之为|叫做?|名为|俗称|这(?:就|便)是|也就是|即为)[ ]?[*“「《]*(?![*“「《])"
    r"([^，。；：、,.;:*”」》（）()\n]{2,12})(?=[*”」》，。；：,.;:（(\n]|$)"
)
_EN_IS = re.compile(
    r"(?:^|[.!?]\s)[ \t]*(?:[-*+>]\s+)?(?:\*\*|_)?(?:an?\s|the\s)?([a-z][^.,;:()!?\n]{1,50}?)(?:\*\*|_)?"
    r"(?:\s\([^)\n]*\))?\s+(?:(?:is|are)\s+(?:an?|the|any|one)\s|refers?\sto\s|(?:is|are)\sdefined\sas\s)",
    re.IGNORECASE | re.MULTILINE,
)
_BRACKET_AT_END = re.compile(r"[（(][^（）()\n]*[）)]\s*$")
_CAPITAL = re.compile(
    r"\b(?:[A-Za-z]*[A-Z][A-Za-z]*\d[\w\-]*|[A-Z]{2,}[A-Za-z0-9]*|[a-z]+[A-Z]\w*|[A-Z][a-z]+[A-Z]\w*|[A-Z][a-z]{2,}"
    r"|[A-Z][+#]+|C\b)(?:[\-+/][A-Za-z0-9]+)*(?:[ ](?:[A-Z][A-Za-z0-9\-]+|of(?=[ ][A-Z])|[A-Z]{2,}\d*))*"
)


def worded(prose: Prose, *, lists: bool = True) -> Iterator[Sighting]:
    """What the wording of a text speaks for; ``lists`` reads enumerations too."""
    for found in _CODE.finditer(prose.text):
        yield Sighting(found[1], Mark.CODE)
    if prose.language == "zh":
        yield from (Sighting(prose.text[start:end], Mark.LATIN) for start, end in latin_runs(prose))
        yield from _chinese_lists(prose) if lists else ()
        yield from _chinese_subjects(prose)
        yield from _chinese_names(prose)
    else:
        yield from _capitals(prose)
        yield from _english_lists(prose) if lists else ()
        yield from _english_subjects(prose)


def _capitals(prose: Prose) -> Iterator[Sighting]:
    """Names with capitals in English running text; the first word of a sentence has one anyway."""
    for found in _CAPITAL.finditer(prose.text):
        words = found.group().split(" ")
        opens = _opens_sentence(prose.text, found.start())
        while words and words[0][1:].islower() and words[0].lower() in prose.general.english:
            words.pop(0)
            opens = False
        name = " ".join(words)
        if name and not (opens and len(words) == 1 and name[1:].islower()):
            yield Sighting(name, Mark.LATIN)


def _opens_sentence(text: str, start: int) -> bool:
    before = text[max(0, start - 8) : start].rstrip(' *_"“(`[')[-1:]
    return before in ("", ".", "!", "?", ":", "\n", "-", "|", "#", ">", "•", ")")


def _chinese_lists(prose: Prose) -> Iterator[Sighting]:
    """A、B 和 C: the parts of an enumeration."""
    for found in _ZH_LIST.finditer(prose.text):
        start = found.start()
        parts = found.group().split("、")
        for number, part in enumerate(parts):
            end = start + len(part)
            for chunk in _listed(prose, (start, end), number == 0, number == len(parts) - 1):
                yield from named(prose, chunk, Mark.LISTED)
            start = end + 1


def _listed(prose: Prose, part: tuple[int, int], first: bool, last: bool) -> list[Chunk]:
    """What a part of an enumeration names: all of it; the end of the first part, the beginning of the last."""
    start, end = part
    if first:
        chunks = chunks_in(prose, max(start, end - _LONGEST_PART), end)
        return [chunk for chunk in chunks[-1:] if chunk.end == end]
    chunks = chunks_in(prose, start, min(end, start + _LONGEST_PART))
    return _from_start(prose, chunks, start) if last else chunks if len(chunks) == 1 else []


def _from_start(prose: Prose, chunks: list[Chunk], place: int) -> list[Chunk]:
    """The first chunk of a list's last part, and the one that "and" joins to it."""
    kept: list[Chunk] = []
    for chunk in chunks:
        between = prose.text[place : chunk.start].strip()
        if (kept or between) and between not in _AND:
            break
        kept.append(chunk)
        place = chunk.end
    return kept


def _chinese_subjects(prose: Prose) -> Iterator[Sighting]:
    """X 是一种 …, X 是指 …"""
    text = prose.text
    for found in _ZH_IS.finditer(text):
        stop = found.start()
        begin = max(text.rfind(mark, max(0, stop - 60), stop) for mark in "\n。，；：、*") + 1
        if bracket := _BRACKET_AT_END.search(text, begin, stop):
            stop = bracket.start()
        if 2 <= stop - begin <= 30:
            chunks = chunks_in(prose, begin, stop)
            if len(chunks) == 1 and text[begin:stop].strip() == text[chunks[0].start : chunks[0].end]:
                yield from named(prose, chunks[0], Mark.DEFINED)


def _chinese_names(prose: Prose) -> Iterator[Sighting]:
    """… 这种现象叫 X, … 称为 X"""
    for found in _ZH_CALLED.finditer(prose.text):
        chunks = chunks_in(prose, *found.span(1))
        if len(chunks) == 1 and found[1].strip() == prose.text[chunks[0].start : chunks[0].end]:
            yield from named(prose, chunks[0], Mark.DEFINED)


def _english_lists(prose: Prose) -> Iterator[Sighting]:
    """such as A, B and C: the parts of an enumeration."""
    for found in _EN_LIST.finditer(prose.text):
        parts = _EN_SPLIT.split(found[1])
        if len(parts) < 2 and found.group().startswith(":"):
            continue
        place = found.start(1)
        for number, part in enumerate(parts):
            begin = prose.text.find(part, place)
            place = begin + len(part)
            chunks = chunks_in(prose, begin, place)
            fills = len(chunks) == 1 and len(part.split()) <= len(chunks[0].pieces) + 1
            if chunks and (fills or (number == len(parts) - 1 and chunks[0].start == begin)):
                yield from named(prose, chunks[0], Mark.LISTED)


def _english_subjects(prose: Prose) -> Iterator[Sighting]:
    """X is a …, X refers to …"""
    for found in _EN_IS.finditer(prose.text):
        pieces = pieces_in(prose, *found.span(1))
        chunks = list(grouped(pieces))
        if len(chunks) == 1 and not any(piece is not None and piece.sort <= Sort.VERB for piece in pieces):
            yield from named(prose, chunks[0], Mark.DEFINED)
