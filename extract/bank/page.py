"""From the lines of a bank to a page: what is hidden, how folds pair, and how a candidate for a title is made."""

from __future__ import annotations

import re
from typing import NamedTuple

from extract.bank.phrases import asks
from extract.bank.titles import Title, clean
from extract.lines import Line

LONGEST_TITLE = 800
"""Characters of a title; longer text is prose."""
LONGEST_LINE = 4 * LONGEST_TITLE
"""Characters of a line that may begin with a title."""

BLOCK = re.compile(r"[ \t]*(?:[#>|<!]|[-*+][ \t]|\d{1,9}[.)][ \t]|```|~~~|$)|[ \t]{4,}")
"""How a line begins that is no paragraph."""
_LINKED = re.compile(
    r"[ \t\d.、)*_-]*(?:\[[^\]]*(?:\][^\](]*)*\]\(#[^)]*\)|\[\[#[^\[\]]*\]\]"
    r"|<a\s[^>]*href=[\"']?#[^>]*>.*</a>)[*_ \t]*$",
    re.IGNORECASE,
)
_DETAILS = re.compile(r"<(/?)(details|summary)\b", re.IGNORECASE)


class Page(NamedTuple):
    """A bank's text and lines; ``hidden[i]`` for lines of code, comments and ``<pre>``, where no title stands."""

    text: str
    lines: list[Line]
    starts: list[int]
    hidden: bytearray
    folds: dict[int, int]


class Candidate(NamedTuple):
    """A line that could be a question's title.

    ``line`` to ``after`` are its lines, ``start`` its offset; the answer begins at ``body`` and cannot pass ``stop``.
    ``depth`` is the level of a heading or the column of an item; ``linked`` is a title that only leads to an anchor.
    """

    layout: str
    line: int
    after: int
    depth: int
    title: Title
    asks: int
    start: int
    body: int
    stop: int | None = None
    linked: bool = False


def leads_to_anchor(text: str) -> bool:
    """Whether a line is nothing but a link to an anchor, as in a table of contents.

    >>> leads_to_anchor("  - [1. What is TLS?](#q1)"), leads_to_anchor("- See [TLS](#q1)")
    (True, False)
    """
    return _LINKED.match(text) is not None


def page_of(text: str, lines: list[Line]) -> Page:
    """Marks what is hidden and pairs the folds of a bank."""
    hidden = bytearray(line.code for line in lines)
    for opening, closing in (("<!--", "-->"), ("<pre", "</pre")):
        if opening in text:
            _hide(lines, hidden, opening, closing)
    folds = _pair_folds(lines, hidden) if _DETAILS.search(text) else {}
    return Page(text, lines, [line.start for line in lines], hidden, folds)


def _hide(lines: list[Line], hidden: bytearray, opening: str, closing: str) -> None:
    """Hides the lines of blocks that begin a line with ``opening``; one that is never closed hides nothing."""
    begun = -1
    for number, line in enumerate(lines):
        if begun < 0 and not hidden[number] and opening in line.text and line.text.lstrip().startswith(opening):
            begun = number
        if begun >= 0 and closing in line.text:
            closes_inside = begun == number and line.text.split(closing, 1)[1].strip()
            if not closes_inside:
                hidden[begun : number + 1] = b"\x01" * (number + 1 - begun)
            begun = -1


def _pair_folds(lines: list[Line], hidden: bytearray) -> dict[int, int]:
    """Offset of each ``<summary`` to the offset of the ``</details`` that closes its fold."""
    pairs: dict[int, int] = {}
    opened: list[list[int]] = []
    for number, line in enumerate(lines):
        if hidden[number] or "<" not in line.text:
            continue
        for found in _DETAILS.finditer(line.text):
            closing, tag = found[1], found[2].lower()
            if tag == "summary" and not closing and opened:
                opened[-1].append(line.start + found.start())
            elif tag == "details" and not closing:
                opened.append([])
            elif tag == "details" and opened:
                pairs.update(dict.fromkeys(opened.pop(), line.start + found.start()))
    return pairs


def candidate_at(
    page: Page,
    layout: str,
    number: int,
    title: Title,
    *,
    depth: int = 0,
    body: int = -1,
    after: int = -1,
    stop: int | None = None,
) -> Candidate:
    """The candidate of line ``number``; without ``body`` the answer begins with line ``after``."""
    line = page.lines[number]
    after = number + 1 if after < 0 else after
    body = page.lines[after - 1].end if body < 0 else body
    linked = "#" in line.text and leads_to_anchor(line.text)
    asking = 2 if title.labelled else asks(title.text)
    candidate = Candidate(layout, number, after, depth, title, asking, line.start, body, stop, linked)
    return candidate if title.text else _with_next_line(page, candidate)


def _with_next_line(page: Page, candidate: Candidate) -> Candidate:
    """A title that is only a number ("Question 3") takes its words from the paragraph below."""
    number = candidate.after
    while number < len(page.lines) and not page.lines[number].text.strip():
        number += 1
    first = number
    while number < len(page.lines) and not page.hidden[number] and not BLOCK.match(page.lines[number].text):
        number += 1
    words = clean(" ".join(line.text for line in page.lines[first:number]))
    if not words or len(words) > LONGEST_TITLE:
        return candidate._replace(title=candidate.title._replace(text=candidate.title.bare))
    title = candidate.title._replace(text=words)
    return candidate._replace(title=title, asks=max(asks(words), 1), after=number, body=page.lines[number - 1].end)


def find_tag(page: Page, closing: str, begin: int, after: int) -> int:
    """Offset of a closing tag, in any case, between ``begin`` and the end of line ``after - 1``; -1 without one."""
    position = page.text[begin : page.lines[after - 1].end].lower().find(closing)
    return position if position < 0 else begin + position
