"""From a text to its lines with exact offsets, each knowing whether it is code.

The scan knows CommonMark's fences and is tolerant where authors are not:

- ``\\n``, ``\\r\\n`` and ``\\r`` end a line; U+2028, form feeds and the like do not.
  A BOM at the start of the text belongs to no line.
- A fence opens with three or more backticks or tildes at any indentation, also after ``>``, ``-``, ``1.`` or ``A:``; it
  closes with as many of the same character standing alone, at any indentation. In a quote it ends with the quote.
- **A fence that nobody closed** ends before the next line that looks like a title (a heading of level two or more, a
  numbered or asking ``#`` heading, a bold number, ``Q:``, ``<summary>``), else at the end of the text. It is taken as
  not closed, too, if after such a title another fence opens with a language name. If the fences of a text do not
  pair up, all are cut at such titles: from the missing mark on, code and text would change places.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

BOM = "\ufeff"

_BREAK = re.compile(r"\r\n|\n|\r")
_MARK = re.compile(
    r"(?P<box>(?:[ \t]*(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t])))*(?:[ \t]*(?:A|Answer|答|答案)[ \t]*[:：])?)"
    r"[ \t]*(?P<run>`{3,}|~{3,})(?P<info>.*)"
)
_TITLE = re.compile(
    r" {0,3}(?:#{2,6}[ \t]*[^\s#!]|#[ \t]*(?:\d|[^\s#].*[?？][ \t]*$)|\*\*[ \t]*\d{1,4}[.、)）]"
    r"|(?:Q|问)[ \t]*\d*[:：]|<details|<summary)"
)
_QUOTED = re.compile(r"[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*>")


class Line(NamedTuple):
    """One line: ``text == whole[start:end]``, the line break left out; ``code`` for fences and what they enclose."""

    start: int
    end: int
    text: str
    code: bool


class _Mark(NamedTuple):
    """A line that may open or close a fence."""

    line: int
    char: str
    length: int
    quoted: bool
    opens: bool
    closes: bool


def scan_lines(text: str, start: int = 0, end: int | None = None) -> list[Line]:
    """The lines of ``text[start:end]``, offsets counted in the whole ``text``.

    >>> [(line.start, line.text, line.code) for line in scan_lines("a\\r\\n~~~\\n# b\\n~~~")]
    [(0, 'a', False), (3, '~~~', True), (7, '# b', True), (11, '~~~', True)]
    """
    end = len(text) if end is None else end
    start += start == 0 and text.startswith(BOM)
    spans = list(_spans(text, start, end))
    texts = [text[first:last] for first, last in spans]
    code = bytearray(len(texts))
    for first, last in _fences(texts):
        code[first:last] = b"\x01" * (last - first)
    return [Line(first, last, line, flag == 1) for (first, last), line, flag in zip(spans, texts, code, strict=True)]


def _spans(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for found in _BREAK.finditer(text, start, end):
        yield start, found.start()
        start = found.end()
    if start < end:
        yield start, end


def _fences(texts: list[str]) -> list[tuple[int, int]]:
    """Half-open line ranges of the fenced blocks."""
    marks = [
        mark for number, line in enumerate(texts) if "```" in line or "~~~" in line if (mark := _mark(number, line))
    ]
    if not marks:
        return []
    titles = [number for number, line in enumerate(texts) if _TITLE.match(line)]
    fences, paired = _pair(texts, marks, titles, strict=False)
    return fences if paired else _pair(texts, marks, titles, strict=True)[0]


def _mark(number: int, line: str) -> _Mark | None:
    found = _MARK.match(line)
    if found is None:
        return None
    box, run, info = found["box"], found["run"], found["info"]
    opens = run[0] == "~" or "`" not in info
    closes = not info.strip() and not box.replace(">", "").strip()
    return _Mark(number, run[0], len(run), ">" in box, opens, closes) if opens or closes else None


def _pair(
    texts: list[str], marks: list[_Mark], titles: list[int], *, strict: bool
) -> tuple[list[tuple[int, int]], bool]:
    """The fences that ``marks`` make and whether each of them was closed; ``strict`` cuts all of them at titles."""
    fences: list[tuple[int, int]] = []
    done, paired = 0, True
    unquoted = _unquoted(texts, marks)
    for position, mark in enumerate(marks):
        if mark.line < done or not mark.opens:
            continue
        limit = _next(unquoted, mark.line, len(texts)) if mark.quoted else len(texts)
        title = _next(titles, mark.line, limit)
        closed, done = _close(marks, position, title=title, limit=limit, strict=strict)
        paired = paired and (closed or mark.quoted)
        fences.append((mark.line, done))
    return fences, paired


def _close(marks: list[_Mark], position: int, *, title: int, limit: int, strict: bool) -> tuple[bool, int]:
    """Whether the fence opened by ``marks[position]`` is closed, and the line after it."""
    opening = marks[position]
    for number in range(position + 1, len(marks)):
        mark = marks[number]
        if mark.line >= limit or (strict and mark.line > title):
            break
        if (mark.char, mark.quoted) != (opening.char, opening.quoted) or mark.length < opening.length:
            continue
        if mark.closes:
            return True, mark.line + 1
        if mark.line > title:
            return True, title
    return False, title


def _next(numbers: list[int], line: int, limit: int) -> int:
    """The first of the sorted ``numbers`` after ``line``, at most ``limit``."""
    position = bisect_right(numbers, line)
    return min(numbers[position], limit) if position < len(numbers) else limit


def _unquoted(texts: list[str], marks: list[_Mark]) -> list[int]:
    """The lines outside block quotes, if any fence stands in one."""
    if not any(mark.quoted for mark in marks):
        return []
    return [number for number, line in enumerate(texts) if not _QUOTED.match(line)]
