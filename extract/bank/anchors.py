"""From a page and its headings to where links within the page can lead, and which lines are links of its contents."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import unquote

from extract.bank.page import Page, leads_to_anchor
from extract.bank.titles import Title, clean

_TARGET = re.compile(r"\]\(\s*#([^)\s]*)|\[\[#([^|\]]*)|href\s*=\s*[\"']?#([^\"'\s>]*)", re.IGNORECASE)
_NAMED = re.compile(r"<[a-z][a-z0-9]*\s[^<>]*?\b(?:id|name)\s*=\s*[\"']?([^\"'\s<>]+)", re.IGNORECASE)


class Anchors(NamedTuple):
    """What links can lead to: the words of headings and the names of anchors, without punctuation and case."""

    targets: frozenset[str]

    def lists(self, text: str) -> bool:
        """Whether a line is a link to a heading or anchor that is there, as in a table of contents."""
        if "#" not in text or not leads_to_anchor(text):
            return False
        found = _TARGET.search(text)
        target = next(filter(None, found.groups()), "") if found else ""
        return words_of(unquote(target)) in self.targets or words_of(clean(text)) in self.targets


def anchors_of(page: Page, titles: Iterable[Title]) -> Anchors:
    """The anchors of a page."""
    if "#" not in page.text:
        return Anchors(frozenset())
    named = {words_of(found[1]) for found in _NAMED.finditer(page.text)} if "<" in page.text else set()
    return Anchors(frozenset(named | {words_of(words) for title in titles for words in (title.bare, title.text)}))


def words_of(text: str) -> str:
    """A text without punctuation, spaces and case, as titles and links to them are compared.

    >>> words_of("1. What is TLS?") == words_of("1-what-is-tls")
    True
    """
    return "".join(filter(str.isalnum, text)).casefold()
