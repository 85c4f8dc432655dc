"""Every layout in which banks write a question, and the candidates for titles that it recognises on a page.

A layout is one record: its name, the characters such a line begins with, how it is recognised, and an example that
tests and documents it. Which candidates are questions is decided later: in ``roles``, ``scattered``, ``lists``,
``choice``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from extract.bank import blocks, paragraphs, tables
from extract.bank import headings as heads
from extract.bank.page import LONGEST_LINE, Candidate, Page

_WORD = re.compile(r"\w")


class Layout(NamedTuple):
    """One way in which banks write a question."""

    name: str
    begins: str
    recognise: Callable[[Page, int], Iterable[Candidate]]
    example: str


_NUMERIC = "0123456789(（[【第一二三四五六七八九十①②③④⑤⑥⑦⑧⑨⑩"

HEADINGS = ("heading", "html heading", "item heading", "setext")
"""The layouts that make up a page's outline."""

LAYOUTS = (
    Layout("heading", "#", heads.headings, "### 3. 什么是 LoRA？\n\n低秩适配。"),
    Layout("html heading", "<", heads.html_headings, '<h3 id="q1">1. What is a B-tree?</h3>\n\nA balanced tree.'),
    Layout(
        "fold", "<", blocks.folds, "<details>\n<summary>What is DNS?</summary>\n\nNames to addresses.\n\n</details>"
    ),
    Layout("html table row", "<", tables.html_rows, "<tr><td>1</td><td>What is a heap?</td><td>A tree.</td></tr>"),
    Layout(
        "item heading", "-*+0123456789", heads.item_headings, "1. ### What is hoisting?\n\n    Declarations move up."
    ),
    Layout("setext", "=-", heads.setext, "What is a mutex?\n----------------\n\nA lock."),
    Layout(
        "table row", "|:-", tables.rows, "| No | Question | Answer |\n|--|--|--|\n| 1 | What is TLS? | A protocol. |"
    ),
    Layout("admonition", "?!", blocks.admonitions, '??? question "What is a monad?"\n\n    A monoid.'),
    Layout(
        "shortcode", "{", blocks.shortcodes, '{{< details "What is a quine?" >}}\nIt prints itself.\n{{< /details >}}'
    ),
    Layout("label", "QqIi问题面*_-+>0123456789<", blocks.labels, "Q: What is a trie?\nA: A prefix tree."),
    Layout("bold line", "*_<", blocks.bolds, "**What is overfitting?**\n\nLearning the noise."),
    Layout("item", "-*+•·●○◆■▪🔹🔸▶►➤❓👉📌", blocks.items, "- What is a closure?\n- What is currying?"),
    Layout("numbered line", _NUMERIC, blocks.items, "1、什么是死锁？\n互相等待。"),
    Layout("plain line", "", paragraphs.plain_lines, "What is a mutex?\n\nWhat is a futex?\n\nWhy is it fast?"),
)
"""Every layout; a line belongs to the first that recognises it. The last is tried on lines that begin with anything."""


class _Table(NamedTuple):
    """Which layouts to try on a line, by its first character, and on any other line."""

    by_character: dict[str, list[Layout]]
    otherwise: list[Layout]


def _table(layouts: Iterable[Layout]) -> _Table:
    layouts = list(layouts)
    anywhere = [layout for layout in layouts if not layout.begins]
    characters = {character for layout in layouts for character in layout.begins}
    return _Table(
        {first: [layout for layout in layouts if first in layout.begins] + anywhere for first in sorted(characters)},
        anywhere,
    )


_HEADINGS = _table(layout for layout in LAYOUTS if layout.name in HEADINGS)
_OTHERS = _table(layout for layout in LAYOUTS if layout.name not in HEADINGS)


def headings(page: Page) -> list[Candidate]:
    """Every heading of a page, in order."""
    return list(_recognised(page, _HEADINGS, 0, len(page.lines)))


def candidates(page: Page, first: int, last: int) -> list[Candidate]:
    """The candidates of every other layout in some lines of a page, in order; the first to recognise a line has it."""
    return list(_recognised(page, _OTHERS, first, last))


def _recognised(page: Page, table: _Table, first: int, last: int) -> Iterator[Candidate]:
    taken = first
    for number in range(first, last):
        text = page.lines[number].text
        first_character = text[:1] if text[:1] > " " else text.lstrip()[:1]
        layouts = table.by_character.get(first_character, table.otherwise) if first_character else ()
        if not layouts or number < taken or page.hidden[number] or (len(text) > LONGEST_LINE and "<h" not in text):
            continue
        for layout in layouts:
            found = [candidate for candidate in layout.recognise(page, number) if _WORD.search(candidate.title.text)]
            if found:
                yield from found
                taken = max(candidate.after for candidate in found) - (layout.name == "html heading")
                break
