"""From all candidates of a page to the titles of its questions, each with the end of its room.

Headings that ask come first. What they leave uncovered is searched for folds, labels, table rows, bold lines and list
items that ask, in this order, so layouts may be mixed in one file. If less than half of the page is covered that way
and its outline has more parts, the page is notes, read in sections. A page with one title and no parts is one question.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from typing import Literal, NamedTuple

from extract.bank.frontmatter import FrontMatter
from extract.bank.layouts import candidates
from extract.bank.outline import Node, Outline, outline_of, runs_on, title_of
from extract.bank.page import Candidate, Page
from extract.bank.phrases import asks
from extract.bank.roles import advert_below, asking_headings, sections
from extract.bank.scattered import Region, Room, scattered
from extract.bank.titles import Title, doubtful

Unit = Literal["questions", "sections"]


class Choice(NamedTuple):
    """The titles of the questions in order, each with the offset where its room ends; rooms never overlap."""

    titles: list[Room]
    unit: Unit


def choose(page: Page, front: FrontMatter) -> Choice:
    """Decides which candidates are the questions of a page."""
    outline = outline_of(page)
    headings = [(node, end) for node, end in asking_headings(outline) if not _lists_questions(page, node, end)]
    rooms = [_room(page, node, end) for node, end in headings]
    elsewhere = scattered(page, _regions(page, outline, headings), rooms, outline.anchors)
    single = _single(page, outline, front, len(headings), len(elsewhere))
    if single:
        return single
    rooms = sorted([*rooms, *elsewhere], key=lambda room: room[0].start)
    units = sections(outline)
    if len(units) > len(rooms) and not outline.mostly_asks():
        return _in_sections(page, units)
    if not rooms:
        return _last_resort(page, outline, front)
    return Choice(_numbered(rooms), "questions")


def _lists_questions(page: Page, node: Node, end: int) -> bool:
    """Whether what stands below a heading without parts is mostly a list of questions, so that it heads a group."""
    if node.children:
        return False
    last = bisect_left(page.starts, end)
    lines = [line.text.rstrip() for line in page.lines[node.title.after : last] if not line.code and line.text.strip()]
    asking = sum(line.endswith(("?", "？")) and line.lstrip()[:1] in "-*+0123456789" for line in lines)
    return asking >= 3 and 5 * asking >= 3 * len(lines)


def _room(page: Page, node: Node, end: int) -> Room:
    advert = advert_below(node)
    return node.title, min(advert.start, end) if advert else end


def _in_sections(page: Page, units: list[Node]) -> Choice:
    rooms = [_room(page, node, node.end) for node in units]
    counted = len(units) > 2 and runs_on([node.title.title.number for node in units])
    mostly = 2 * sum(node.asks for node in units) >= len(units)
    asks = mostly or (counted and any(node.title.asks == 2 for node in units))
    return Choice(_numbered(rooms), "questions" if asks else "sections")


def _regions(page: Page, outline: Outline, questions: list[tuple[Node, int]]) -> list[Region]:
    """What is left between the headings: no contents, references or advertisements, nothing of the questions' rooms."""
    regions, until = [], 0
    starts = [node.title.line for node in outline.nodes]
    limits = [*starts, len(page.lines)]
    taken = {id(node): end for node, end in questions}
    title = title_of(outline.roots)
    regions.append(Region(0, limits[0], _offset(page, limits[0]), intro=True))
    for node, limit in zip(outline.nodes, limits[1:], strict=True):
        until = taken.get(id(node), until)
        if node.title.start >= until and not node.aside and node.title.after < limit:
            regions.append(Region(node.title.after, limit, _offset(page, limit), intro=node is title))
    return regions


def _offset(page: Page, line: int) -> int:
    return page.lines[line].start if line < len(page.lines) else len(page.text)


def _single(page: Page, outline: Outline, front: FrontMatter, headings: int, scattered: int) -> Choice | None:
    """The page as one question: its title asks, and nothing below it makes a bank of it."""
    title = title_of(outline.roots)
    if headings > 1 or scattered > 2:
        return None
    if front.title and asks(front.title) == 2 and (title is None or not title.asks):
        return Choice([(_front_title(page, front), len(page.text))], "questions")
    if title and title.asks:
        return Choice(_numbered([_room(page, title, title.end)]), "questions")
    return None


def _front_title(page: Page, front: FrontMatter) -> Candidate:
    start = page.text.rfind("\n", 0, front.title_start) + 1
    words = front.title or ""
    return Candidate("front matter", 0, 0, 0, Title(words, "", words, labelled=False), asks(words), start, front.end)


def _last_resort(page: Page, outline: Outline, front: FrontMatter) -> Choice:
    """A page where nothing asks: its sections, else its one title with the text below, else links of its contents."""
    units = sections(outline)
    if units:
        return _in_sections(page, units)
    if front.title and any(line.text.strip() for line in page.lines):
        return Choice([(_front_title(page, front), len(page.text))], "sections")
    linked = [
        candidate for candidate in candidates(page, 0, len(page.lines)) if candidate.linked and candidate.asks == 2
    ]
    return Choice(_numbered([(candidate, page.lines[candidate.after - 1].end) for candidate in linked]), "questions")


def _numbered(rooms: list[Room]) -> list[Room]:
    """Takes back doubtful numbers ("2 phase commit") where the other titles of the layout are not numbered."""
    kinds = Counter((title.layout, title.depth) for title, _ in rooms)
    counted = Counter((title.layout, title.depth) for title, _ in rooms if title.title.number)
    return [
        (title, end)
        if not doubtful(title.title)
        or (kinds[kind := (title.layout, title.depth)] > 1 and 5 * counted[kind] >= 3 * kinds[kind])
        else (title._replace(title=Title(title.title.bare, "", title.title.bare, labelled=False)), end)
        for title, end in rooms
    ]
