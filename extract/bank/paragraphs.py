"""From a page without headings and lists to the paragraphs of one line that are its questions.

A bare line as a title is nearly always wrong, so that this is the last thing tried: where nothing else is a question,
all text stands below at most one heading, and several of its paragraphs end with a question mark.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

from extract.bank.page import BLOCK, Candidate, Page, candidate_at
from extract.bank.titles import read_title

_ASKING = re.compile(r".*[?？][\s)）」”\"']*$")
_LONGEST = 160
"""Characters of a line that may be a question by itself."""


def plain_lines(page: Page, number: int) -> Iterable[Candidate]:
    """A short paragraph of one line that begins with a word."""
    text = page.lines[number].text
    above, below = page.lines[max(number - 1, 0)].text, page.lines[min(number + 1, len(page.lines) - 1)].text
    alone = (number == 0 or not above.strip()) and (number + 1 == len(page.lines) or not below.strip())
    if alone and len(text) <= _LONGEST and text[:1].isalnum() and not BLOCK.match(text):
        yield candidate_at(page, "plain line", number, read_title(text))


def plain_questions(page: Page, lines: list[Candidate], first: int, last: int) -> list[Candidate]:
    """The ``lines`` that ask, if there are several among the paragraphs from line ``first`` to ``last``.

    Where most paragraphs ask it is a list of questions without answers: each ends with its line, and where nearly all
    ask those that do not are questions, too, unless they come again.
    """
    paragraphs = _paragraphs(page, first, last)
    asking = [line for line in lines if _ASKING.match(line.title.text)]
    loosely = sum(line.asks == 2 for line in lines)
    if len(asking) < 3 or 5 * len(asking) < paragraphs:
        return []
    if 5 * loosely < 3 * paragraphs:
        return asking
    counts = Counter(line.title.text for line in lines)
    every = 4 * loosely >= 3 * paragraphs
    bare = [line for line in lines if line.asks == 2 or (every and counts[line.title.text] == 1)]
    return [line._replace(stop=line.body) for line in bare]


def _paragraphs(page: Page, first: int, last: int) -> int:
    said = [bool(line.text.strip()) for line in page.lines[first:last]]
    return sum(after and not before for before, after in pairwise([False, *said]))
