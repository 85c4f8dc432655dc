"""From a title and the end of its room to the exact range of its answer.

Not part of an answer, at its end: blank lines, horizontal rules, ``<br>``, links back to the top, anchors (of the next
question), comments and closing tags that were opened before it. At its beginning: blank lines, rules, ``<br>`` and
anchors, and after a ``Q:`` title the label of the answer (``A:``, ``答：``, ``**Answer:**``).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from extract.bank.blocks import ANSWER_LABEL
from extract.bank.page import Candidate, Page, leads_to_anchor
from extract.bank.titles import clean

_RULE = r"(?:[-*_][ \t]*){3,}|<hr\s*/?>"
_BREAK = r"(?:</?br\s*/?>[ \t]*)+"
_ANCHOR = r"(?:<a\s+(?:name|id)\s*=[^<>]*>\s*(?:</a>)?[ \t]*)+|<(?:div|span|p)\s+id\s*=[^<>]*>\s*</(?:div|span|p)>"
_LEADING = re.compile(rf"(?:{_RULE}|{_BREAK}|{_ANCHOR}|</summary>|&nbsp;|\\)?[ \t]*", re.IGNORECASE)
_TRAILING = re.compile(
    rf"(?:{_LEADING.pattern}|<!--.*-->|(?:<(?:details|summary)\b[^<>]*>)+|[-*+>]|\*\*|#+)[ \t]*", re.IGNORECASE
)
_TOP = re.compile(
    r".*\b(?:back\s+to\s+(?:the\s+)?(?:top|contents?|table|index|toc|main|home|list)|go\s+to\s+top"
    r"|(?:return|scroll)\s+to\s+(?:the\s+)?top|to top)\b.*|\W*(?:top|back|up|index|(?:table of )?contents?)\W*"
    r"|.*(?:返回|回到|回|跳转?到?)到?(?:顶部|目录|顶端|首页|开头|上面).*|[^\w]*[⬆↑↥🔝🔼⤴][^\w]*",
    re.IGNORECASE,
)
_LINKISH = re.compile(r"\]\(|<a\b|\[.*\]|<div|<p\b|[⬆↑↥🔝🔼⤴]|^\W*(?:返回|回到)", re.IGNORECASE)
_ANCHORED = re.compile(r"[*_]{0,2}(?:\[|<a\b)", re.IGNORECASE)
_CLOSING_TAG = re.compile(r"[ \t]*</([a-z]+)>[ \t]*", re.IGNORECASE)
_WRAPPERS = re.compile(
    r"(?:\s|<br\s*/?>|</b>|</strong>|</h[1-6]>|<(?:b|p|div|strong|blockquote)\b[^<>]*>)*", re.IGNORECASE
)
_AROUND = re.compile(r"(?:\s|</(?:div|center|a)>|<br\s*/?>)*", re.IGNORECASE)
_OPENING = re.compile(r"(?:\s|<br\s*/?>|</?div\b[^<>]*>)+$", re.IGNORECASE)
_LONGEST_CHECK = 400
_MOST_CLOSING_TAGS = 20


def cut(page: Page, title: Candidate, limit: int) -> tuple[int, int]:
    """The half-open range of the answer to ``title``, which must end by ``limit``; an empty range has no answer."""
    end = limit if title.stop is None else min(limit, title.stop)
    start = min(title.body, end)
    if title.title.labelled or title.layout == "label":
        start = _after_label(page.text, start, end)
    if title.layout == "fold":
        start = _after_wrappers(page.text, start, end)
    if title.layout == "html heading":
        start, end = _inside_tags(page.text, start, end)
    start = _first(page, start, end)
    end = _last(page, start, end)
    return (start, end) if start < end else (title.body, title.body)


def _after_label(text: str, start: int, end: int) -> int:
    while start < end and text[start].isspace():
        start += 1
    found = ANSWER_LABEL.match(text, start, end)
    return found.end() if found else start


def _after_wrappers(text: str, start: int, end: int) -> int:
    found = _WRAPPERS.match(text, start, end)
    return found.end() if found else start


def _inside_tags(text: str, start: int, end: int) -> tuple[int, int]:
    """Without what closes around a heading and, if the next one is on the same line, what opens around that."""
    found = _AROUND.match(text, start, end)
    start = found.end() if found else start
    if start < end < len(text) and text[end - 1] not in "\r\n":
        tail = _OPENING.search(text, max(start, end - _LONGEST_CHECK), end)
        end = tail.start() if tail else end
    return start, end


def _pieces(page: Page, start: int, end: int) -> tuple[int, int]:
    """The lines that ``start`` and ``end`` stand in, as a half-open range of line numbers."""
    first = bisect_right(page.starts, start) - 1
    last = bisect_left(page.starts, end)
    return max(first, 0), last


def _first(page: Page, start: int, end: int) -> int:
    """Where the answer's first words stand; an indented code block keeps its indentation."""
    first, last = _pieces(page, start, end)
    for number in range(first, last):
        line = page.lines[number]
        begin, stop = max(line.start, start), min(line.end, end)
        text = page.text[begin:stop] if stop > begin else ""
        if line.code or (text.strip() and not (len(text) < _LONGEST_CHECK and _LEADING.fullmatch(text.strip()))):
            return begin + len(text) - len(text.lstrip())
    return end


def _last(page: Page, start: int, end: int) -> int:
    """Where the answer's last words end."""
    first, last = _pieces(page, start, end)
    tags = _MOST_CLOSING_TAGS
    for number in range(last - 1, first - 1, -1):
        line = page.lines[number]
        begin, stop = max(line.start, start), min(line.end, end)
        text = page.text[begin:stop].rstrip() if stop > begin else ""
        tags -= text.lstrip().startswith("</")
        if text and (line.code or tags < 0 or not _is_trailing(page, text, start, begin)):
            opener = -1 if line.code or tags < 0 else _back_link(page, text, start, begin)
            if opener < 0:
                return begin + len(text)
            end = opener
    return start


def _back_link(page: Page, text: str, start: int, begin: int) -> int:
    """Where a block of several lines opens that closes with ``text`` and only leads back to the top, else -1."""
    found = _CLOSING_TAG.fullmatch(text)
    opener = page.text.rfind(f"<{found[1]}", max(start, begin - _LONGEST_CHECK), begin) if found else -1
    return opener if opener >= 0 and _TOP.fullmatch(clean(page.text[opener:begin])) else -1


def _is_trailing(page: Page, text: str, start: int, begin: int) -> bool:
    text = text.strip()
    if len(text) > _LONGEST_CHECK:
        return False
    if _TRAILING.fullmatch(text) or (_TOP.fullmatch(text) and _LINKISH.search(text) and len(text) < 200):
        return True
    if _ANCHORED.match(text) and leads_to_anchor(text):
        return True
    return text.startswith("</") and all(_unopened(page, tag, start, begin) for tag in _closing(text))


def _closing(text: str) -> Iterator[str]:
    """The names of the tags that a line of closing tags closes; '' if there is anything else on it."""
    rest = re.sub(r"</([a-z]+)>", "", text, flags=re.IGNORECASE).strip()
    if rest:
        yield ""
    for found in re.finditer(r"</([a-z]+)>", text, re.IGNORECASE):
        yield found[1].lower()


def _unopened(page: Page, tag: str, start: int, begin: int) -> bool:
    """Whether a closing tag at ``begin`` closes what was opened before the answer's ``start``."""
    if not tag:
        return False
    before = page.text[start:begin].lower()
    return len(re.findall(rf"<{tag}\b", before)) <= before.count(f"</{tag}>")
