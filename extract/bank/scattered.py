"""From the parts of a page that no heading covers to the questions there: folds, labels, rows, lines and items."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from extract.bank.anchors import Anchors, words_of
from extract.bank.layouts import candidates
from extract.bank.lists import ITEMS, ends_of, nest, question_items
from extract.bank.outline import runs_on
from extract.bank.page import Candidate, Page
from extract.bank.paragraphs import plain_questions
from extract.bank.phrases import is_answering, is_contents

Room = tuple[Candidate, int]
"""A title and the offset where its room ends."""


class Region(NamedTuple):
    """A stretch of lines that no heading question covers, and the offset where it ends; ``intro`` opens the page."""

    first: int
    last: int
    end: int
    intro: bool = False


Placed = list[tuple[Candidate, int]]
"""Candidates, each with the index of its region."""


def scattered(page: Page, regions: list[Region], headings: list[Room], anchors: Anchors) -> list[Room]:
    """The questions in the regions, layout by layout; repetitions of a heading (contents) do not count.

    Nor do lists that open a page where several headings ask: they tell what is to come.
    """
    asked = {words_of(title.title.text) for title, _ in headings}
    found = [
        [title for title in candidates(page, region.first, region.last) if title.after <= region.last]
        for region in regions
    ]
    placed: Placed = []
    for index, titles in enumerate(_without_contents(page, found, anchors)):
        preview = regions[index].intro and len(headings) > 1
        fresh = [
            (title, index)
            for title in titles
            if words_of(title.title.text) not in asked and not (preview and title.layout in ITEMS)
        ]
        placed += fresh if 2 * len(fresh) >= len(found[index]) else []
    rooms: list[Room] = []
    for pick in _PICKS[: -1 if headings else None]:
        free = [entry for entry in placed if not _inside(entry[0], rooms)]
        rooms = sorted([*rooms, *pick(page, free, regions, rooms)], key=lambda room: room[0].start)
    return rooms


def _without_contents(page: Page, found: list[list[Candidate]], anchors: Anchors) -> Iterator[list[Candidate]]:
    """Leaves out links to anchors, unless they repeat such links, lead nowhere, or something stands below them."""
    times = Counter(words_of(title.title.text) for titles in found for title in titles)
    seen: set[str] = set()
    for titles in found:
        linked = [title for title in titles if title.linked]
        living = sum(anchors.lists(page.lines[title.line].text) for title in linked)
        kept = []
        for title, following in zip(titles, [*titles[1:], None], strict=False):
            words = words_of(title.title.text)
            alone = following is None or not page.text[title.body : following.start].strip()
            dead = times[words] == 1 and 2 * living < len(linked)
            if not title.linked or not alone or (title.layout in ITEMS and (words in seen or dead)):
                kept.append(title)
        seen.update(words_of(title.title.text) for title in titles)
        yield kept


def _inside(candidate: Candidate, rooms: list[Room]) -> bool:
    index = bisect_right(rooms, candidate.start, key=lambda room: room[0].start) - 1
    return index >= 0 and candidate.start < rooms[index][1]


def _limits(chosen: Placed, regions: list[Region], rooms: list[Room]) -> list[int]:
    """Where the room of each chosen candidate ends: at the next question of any layout, else with its region."""
    starts = sorted([candidate.start for candidate, _ in chosen] + [title.start for title, _ in rooms])
    limits = []
    for candidate, index in chosen:
        position = bisect_right(starts, candidate.start)
        following = starts[position] if position < len(starts) else regions[index].end
        limits.append(min(following, regions[index].end))
    return limits


def _folds(page: Page, free: Placed, regions: list[Region], rooms: list[Room]) -> list[Room]:
    folds = [
        (candidate, index)
        for candidate, index in free
        if candidate.layout in ("fold", "admonition")
        and not is_answering(candidate.title.text)
        and not is_contents(candidate.title.text)
    ]
    if 5 * sum(candidate.asks == 2 for candidate, _ in folds) < 2 * len(folds):
        return []
    limits = _limits(folds, regions, rooms)
    return [
        (candidate, min(limit, candidate.stop or limit)) for (candidate, _), limit in zip(folds, limits, strict=True)
    ]


def _labels(page: Page, free: Placed, regions: list[Region], rooms: list[Room]) -> list[Room]:
    labels = [(candidate, index) for candidate, index in free if candidate.layout == "label"]
    return [(candidate, limit) for (candidate, _), limit in zip(labels, _limits(labels, regions, rooms), strict=True)]


def _rows(page: Page, free: Placed, regions: list[Region], rooms: list[Room]) -> list[Room]:
    rows = [candidate for candidate, _ in free if candidate.layout == "table row"]
    if 5 * sum(candidate.asks == 2 for candidate in rows) < 2 * len(rows):
        return []
    return [(candidate, candidate.stop or page.lines[candidate.line].end) for candidate in rows]


def _bolds(page: Page, free: Placed, regions: list[Region], rooms: list[Room]) -> list[Room]:
    bolds = [
        (candidate, index)
        for candidate, index in free
        if candidate.layout == "bold line" and not is_answering(candidate.title.text)
    ]
    asking = sum(candidate.asks == 2 for candidate, _ in bolds)
    counting = runs_on([candidate.title.number for candidate, _ in bolds]) and len(bolds) >= 3
    if not counting and (not asking or 5 * asking < 2 * len(bolds)):
        return []
    chosen = [entry for entry in bolds if entry[0].asks or entry[0].title.number]
    return [(candidate, limit) for (candidate, _), limit in zip(chosen, _limits(chosen, regions, rooms), strict=True)]


def _items(page: Page, free: Placed, regions: list[Region], rooms: list[Room]) -> list[Room]:
    items = nest((candidate, index) for candidate, index in free if candidate.layout in ITEMS)
    chosen = question_items(items)
    limits = _limits([(item.title, item.region) for item in chosen], regions, rooms)
    return [(item.title, end) for item, end in zip(chosen, ends_of(page, items, chosen, limits), strict=True)]


def _plain(page: Page, free: Placed, regions: list[Region], rooms: list[Room]) -> list[Room]:
    """Bare lines are questions only where nothing else is and all text stands in one region."""
    filled = [region for region in regions if region.first < region.last]
    lines = [candidate for candidate, _ in free if candidate.layout == "plain line"]
    if rooms or len(filled) != 1 or not lines:
        return []
    chosen = plain_questions(page, lines, filled[0].first, filled[0].last)
    placed = [(candidate, regions.index(filled[0])) for candidate in chosen]
    return [(candidate, limit) for candidate, limit in zip(chosen, _limits(placed, regions, rooms), strict=True)]


_PICKS = (_folds, _labels, _rows, _bolds, _items, _plain)
"""How questions are picked, layout by layout; the last is tried only where no heading asks."""
