"""Recognises headings: ``#`` with or without space, underlined ones, HTML ones, and headings inside list items."""

from __future__ import annotations

import re
from collections.abc import Iterable

from extract.bank.page import BLOCK, LONGEST_TITLE, Candidate, Page, candidate_at, find_tag
from extract.bank.titles import read_title

_HEADING = re.compile(r" {0,3}(#{1,6})(?!#)(?:[ \t\u3000\xa0]+|(?<=##)(?=[^!])|(?=[\d\[]|[^\x00-\xff]))(.*)")
_EMPTY = re.compile(r" {0,3}(#{1,6})[ \t]*$")
_BOLD_LINE = re.compile(r"[ \t]*(?:[-*+][ \t]+)?\*\*([^*]{1,200})\*\*[ \t]*")
_HASHTAGS = re.compile(r"#[^\s#]+(?:\s+#[^\s#]+)+\s*")
_ITEM_HEADING = re.compile(r"[ \t]*(?:[-*+]|(\d{1,4})[.)])[ \t]+(#{1,6})[ \t]+(\S.*)")
_CLOSING_HASHES = re.compile(r"^(?:#+(?=[\s\d]|$)\s*)+|(?:[ \t]+#+|##+)[ \t]*$")
"""Hashes that close a heading, and those of a heading within the heading ("## # 1. Lists")."""
_UNDERLINE = re.compile(r" {0,3}(?:={2,}|-{3,})[ \t]*$")
_HTML_HEADING = re.compile(r"<h([1-6])\b[^<>]*>", re.IGNORECASE)
_TAGS = re.compile(r"\s*(?:<[^<>]*>\s*)*")


def headings(page: Page, number: int) -> Iterable[Candidate]:
    """``## What is it?``, the space being optional where no other meaning is possible."""
    empty = _EMPTY.match(page.lines[number].text)
    if empty:
        yield from _with_bold_line(page, number, len(empty[1]))
        return
    found = _HEADING.match(page.lines[number].text)
    if (
        found
        and not _HASHTAGS.fullmatch(page.lines[number].text)
        and (raw := _CLOSING_HASHES.sub("", found[2]).strip())
    ):
        yield candidate_at(page, "heading", number, read_title(raw[:LONGEST_TITLE]), depth=len(found[1]))


def _with_bold_line(page: Page, number: int, depth: int) -> Iterable[Candidate]:
    """An empty heading takes its words from a bold line or item right below."""
    found = _BOLD_LINE.fullmatch(page.lines[number + 1].text) if number + 1 < len(page.lines) else None
    if found:
        yield candidate_at(page, "heading", number, read_title(found[1]), depth=depth, after=number + 2)


def item_headings(page: Page, number: int) -> Iterable[Candidate]:
    """``1. ### What is it?``: the number is the item's, the level the heading's."""
    found = _ITEM_HEADING.match(page.lines[number].text)
    if found and (raw := _CLOSING_HASHES.sub("", found[3])):
        yield candidate_at(page, "item heading", number, read_title(raw, found[1] or ""), depth=len(found[2]))


def setext(page: Page, number: int) -> Iterable[Candidate]:
    """Called with the underline; a ``---`` counts only below a paragraph of one line that is no sentence."""
    text = page.lines[number].text
    if number == 0 or not _UNDERLINE.match(text):
        return
    above = page.lines[number - 1].text
    if page.hidden[number - 1] or BLOCK.match(above) or len(above) > LONGEST_TITLE:
        return
    dashes = "-" in text
    alone = number < 2 or not page.lines[number - 2].text.strip()
    if not dashes or (alone and len(above) <= 160 and not above.rstrip().endswith(("。", ".", "；", ";", ",", "，"))):
        yield candidate_at(page, "setext", number - 1, read_title(above), depth=2 if dashes else 1, after=number + 1)


def html_headings(page: Page, number: int) -> Iterable[Candidate]:
    """``<h3>What is it?</h3>``, also over several lines, and also several on one line."""
    line = page.lines[number]
    for found in _HTML_HEADING.finditer(line.text):
        begin, closing = line.start + found.end(), f"</h{found[1]}>"
        for after in range(number + 1, min(number + 6, len(page.lines) + 1)):
            end = find_tag(page, closing, begin, after)
            if end >= 0 and _HTML_HEADING.search(page.text, begin, end):
                break  # never closed: what is closed is the heading that begins within
            if end >= 0:
                title = read_title(page.text[begin:end].replace("\n", " ")[:LONGEST_TITLE])
                body, level = end + len(closing), int(found[1])
                candidate = candidate_at(page, "html heading", number, title, depth=level, body=body, after=after)
                first = _TAGS.fullmatch(line.text, 0, found.start())
                yield candidate if first else candidate._replace(start=line.start + found.start())
                break
