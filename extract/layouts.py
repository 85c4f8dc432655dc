"""From the lines of a bank to candidates: the lines that could be the title of a question, by layout.

A layout is one record: its name, the characters such a line begins with, how it is recognised, and an example that tests
and documents it. Which candidates are the bank's questions is decided later, in ``outline`` and ``choice``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from extract.lines import Line
from extract.titles import Title, asks, clean, doubtful, read_title

LONGEST_TITLE = 800
"""Characters of a title; longer text is prose."""
LONGEST_LINE = 4 * LONGEST_TITLE
"""Characters of a line that may begin with a title."""


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


class Layout(NamedTuple):
    """One way in which banks write a question."""

    name: str
    begins: str
    recognise: Callable[[Page, int], Iterable[Candidate]]
    example: str


_HEADING = re.compile(r" {0,3}(#{1,6})(?!#)(?:[ \t\u3000\xa0]+|(?<=##)(?=[^!])|(?=[\d\[]|[^\x00-\xff]))(.*)")
_ITEM_HEADING = re.compile(r"[ \t]*(?:[-*+]|(\d{1,4})[.)])[ \t]+(#{1,6})[ \t]+(\S.*)")
_CLOSING_HASHES = re.compile(r"[ \t]+#+[ \t]*$")
_UNDERLINE = re.compile(r" {0,3}(?:={2,}|-{3,})[ \t]*$")
_BLOCK = re.compile(r"[ \t]*(?:[#>|<!]|[-*+][ \t]|\d{1,9}[.)][ \t]|```|~~~|$)|[ \t]{4,}")
_HTML_HEADING = re.compile(r"[ \t]*(?:<(?:a|div|center|p)\b[^<>]*>(?:</a>)?[ \t]*)*<h([1-6])\b[^<>]*>", re.IGNORECASE)
_BOLD = re.compile(
    r"[ \t]{0,3}(?:\*{2,3}|__|\*(?=[^\s*])|<(?:b|strong)>)(.+?)(?:\*{2,3}|__|(?<!\s)\*|</(?:b|strong)>)[ \t]*(.*)",
    re.IGNORECASE,
)
_BULLET = re.compile(r"([ \t]*)[-*+•·●○◆■▪🔹🔸▶►➤❓👉📌][ \t\xa0\ufe0f]+(?:\[[ xX]\][ \t]+)?")
_ADMONITION = re.compile(
    r"[ \t]*(?:\?\?\?\+?|!!!)[ \t]+(?:question|faq|help|example|note|info|tip)\b[^\"]*\"(.+)\"[ \t]*$"
)
_ORDERED = re.compile(r"([ \t\u3000]*)(?=(?:\*\*)?[(（\[【]?[\dQq第一二三四五六七八九十])")
_CHECKBOX = re.compile(r"\[[ xX]\][ \t]+")
_LABEL = re.compile(
    r"(?:[-*+>][ \t]+|\d{1,4}[.)、][ \t]*)?(?:\*\*|__|<b>|<strong>)?(?:interview[ \t]+)?"
    r"(?:Question|Q|问题|问|题目|面试题)[ \t]*#?\d{0,4}[ \t]*(?:\*\*|__|</b>|</strong>)?[ \t]*(?:[:：]|[.、)](?!\w)|(?=\*\*|__|$))",
    re.IGNORECASE,
)
ANSWER_LABEL = re.compile(
    r"[ \t>]*(?:[-*+][ \t]+)?(?:\*\*|__|<b>|<strong>)?[ \t]*(?:(?:answer|ans|a)[ \t]*\d{0,4}|答案?|解答|回答|参考答案|解析)[ \t]*"
    r"(?:\*\*|__|</b>|</strong>)?[ \t]*(?:[:：]|[.)–-]+(?=\s)|(?<=\*\*)(?=\s|$))[ \t]*(?:\*\*|__|</b>|</strong>)?[ \t]*"
    r"|#{1,6}[ \t]*(?:answer|ans|答案?|解答|回答|参考答案|解析)[ \t]*[:：]?[ \t]*(?=[\r\n]|$)",
    re.IGNORECASE | re.MULTILINE,
)
"""The label that opens the answer to a labelled question."""
_NO_CONTINUATION = re.compile(
    r"[ \t]*(?:[#>|<!?]|[-*+•][ \t]|\d{1,4}[.)、．]|[(（]\d|[一二三四五六七八九十]{1,3}、|\*\*|```|~~~|$)"
)
_QUESTION_END = re.compile(r".*[?？]\W*$")
_WORD = re.compile(r"\w")
_LINKED = re.compile(
    r"[ \t\d.、)*_-]*(?:\[[^\]]*(?:\][^\](]*)*\]\(#[^)]*\)|<a\s[^>]*href=[\"']?#[^>]*>.*</a>)[*_ \t]*$", re.IGNORECASE
)
_SUMMARY = re.compile(r"<summary\b[^<>]*>", re.IGNORECASE)
_DELIMITER = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)+\|?[ \t]*$")
_CELL = re.compile(r"(?:[^|\\`]|\\.|`[^`|]*`|`)*")
_HTML_CELL = re.compile(r"<t([dh])\b[^<>]*>((?:(?!</?t[dhr]\b).)*)", re.IGNORECASE | re.DOTALL)
_DETAILS = re.compile(r"<(/?)(details|summary)\b", re.IGNORECASE)
_QUESTION_COLUMN = re.compile(
    r"(?:interview )?(?:questions?|problems?)(?: title)?|title|题目|问题|面试题|标题|题", re.IGNORECASE
)
_ANSWER_COLUMN = re.compile(
    r"(?:short |sample |model |brief )?(?:answers?|solutions?|explanations?)|答案|解答|回答|解析|参考答案|答|说明",
    re.IGNORECASE,
)
_NUMBER_COLUMN = re.compile(r"no\.?|#|s\.? ?no\.?|sno|sr\.? ?no\.?|id|number|num|序号|编号|题号|№", re.IGNORECASE)
_OTHER_COLUMN = re.compile(
    r".*(?:level|difficult|topic|link|compan|categor|tag|status|practice|source|difficulty|难度|标签|链接|分类|公司|频率|来源).*",
    re.IGNORECASE,
)


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
    return Page(
        text, lines, [line.start for line in lines], hidden, _pair_folds(lines, hidden) if _DETAILS.search(text) else {}
    )


def _hide(lines: list[Line], hidden: bytearray, opening: str, closing: str) -> None:
    """Hides the lines of blocks that begin a line with ``opening``; a block that is never closed hides only its line."""
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


def headings(page: Page) -> list[Candidate]:
    """Every heading of a page, in order."""
    return list(_recognised(page, _HEADINGS, 0, len(page.lines)))


def candidates(page: Page, first: int, last: int) -> list[Candidate]:
    """The candidates of every other layout in some lines of a page, in order, each line by the first that recognises it."""
    return list(_recognised(page, _OTHERS, first, last))


def _recognised(page: Page, layouts: dict[str, list[Layout]], first: int, last: int) -> Iterator[Candidate]:
    taken = first
    for number in range(first, last):
        text = page.lines[number].text
        stripped = text.lstrip()
        if (
            not stripped
            or stripped[0] not in layouts
            or number < taken
            or page.hidden[number]
            or len(text) > LONGEST_LINE
        ):
            continue
        for layout in layouts[stripped[0]]:
            found = [candidate for candidate in layout.recognise(page, number) if _WORD.search(candidate.title.text)]
            if found:
                yield from found
                taken = max(candidate.after for candidate in found)
                break


def _candidate(
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
    while number < len(page.lines) and not page.hidden[number] and not _BLOCK.match(page.lines[number].text):
        number += 1
    words = clean(" ".join(line.text for line in page.lines[first:number]))
    if not words or len(words) > LONGEST_TITLE:
        return candidate._replace(title=candidate.title._replace(text=candidate.title.bare))
    title = candidate.title._replace(text=words)
    return candidate._replace(title=title, asks=max(asks(words), 1), after=number, body=page.lines[number - 1].end)


def _headings(page: Page, number: int) -> Iterable[Candidate]:
    found = _HEADING.match(page.lines[number].text)
    if found and (raw := _CLOSING_HASHES.sub("", found[2]).strip(" \t#")):
        yield _candidate(page, "heading", number, read_title(raw[:LONGEST_TITLE]), depth=len(found[1]))


def _item_headings(page: Page, number: int) -> Iterable[Candidate]:
    found = _ITEM_HEADING.match(page.lines[number].text)
    if found and (raw := _CLOSING_HASHES.sub("", found[3])):
        yield _candidate(page, "item heading", number, read_title(raw, found[1] or ""), depth=len(found[2]))


def _setext(page: Page, number: int) -> Iterable[Candidate]:
    """Called with the underline; a ``---`` counts only below a paragraph of one line that is no sentence."""
    text = page.lines[number].text
    if number == 0 or not _UNDERLINE.match(text):
        return
    above = page.lines[number - 1].text
    if page.hidden[number - 1] or _BLOCK.match(above) or len(above) > LONGEST_TITLE:
        return
    dashes = "-" in text
    alone = number < 2 or not page.lines[number - 2].text.strip()
    if not dashes or (alone and len(above) <= 160 and not above.rstrip().endswith(("。", ".", "；", ";", ",", "，"))):
        yield _candidate(page, "setext", number - 1, read_title(above), depth=2 if dashes else 1, after=number + 1)


def _html_headings(page: Page, number: int) -> Iterable[Candidate]:
    found = _HTML_HEADING.match(page.lines[number].text)
    if not found:
        return
    begin = page.lines[number].start + found.end()
    closing = f"</h{found[1]}>"
    for after in range(number + 1, min(number + 6, len(page.lines) + 1)):
        end = (
            page.text.lower().find(closing, begin, page.lines[after - 1].end)
            if after == -1
            else _find(page, closing, begin, after)
        )
        if end >= 0:
            title = read_title(page.text[begin:end].replace("\n", " ")[:LONGEST_TITLE])
            if title.bare:
                yield _candidate(
                    page, "html heading", number, title, depth=int(found[1]), body=end + len(closing), after=after
                )
            return


def _find(page: Page, closing: str, begin: int, after: int) -> int:
    """Offset of a closing tag between ``begin`` and the end of line ``after - 1``, in any case; -1 if it is not there."""
    position = page.text[begin : page.lines[after - 1].end].lower().find(closing)
    return position if position < 0 else begin + position


def _folds(page: Page, number: int) -> Iterable[Candidate]:
    line = page.lines[number]
    found = _SUMMARY.search(line.text)
    if not found:
        return
    begin = line.start + found.end()
    for after in range(number + 1, min(number + 9, len(page.lines) + 1)):
        end = _find(page, "</summary", begin, after)
        if end >= 0:
            title = read_title(page.text[begin:end].replace("\n", " ")[:LONGEST_TITLE])
            body = page.text.find(">", end) + 1 or end
            stop = page.folds.get(line.start + found.start())
            if title.bare:
                yield _candidate(page, "fold", number, title, body=body, after=after, stop=stop)
            return


def _labels(page: Page, number: int) -> Iterable[Candidate]:
    text = page.lines[number].text.strip()
    if len(text) > LONGEST_TITLE or not _LABEL.match(text):
        return
    bullet = _BULLET.match(text)
    after = _wrapped(page, number, ANSWER_LABEL)
    words = " ".join([text[bullet.end() if bullet else 0 :], *(line.text for line in page.lines[number + 1 : after])])
    title = read_title(words.lstrip(" >"))
    if title.labelled:
        yield _candidate(page, "label", number, title, depth=_column(page.lines[number].text), after=after)


def _wrapped(page: Page, number: int, end: re.Pattern[str]) -> int:
    """The line after a title of up to four lines, whose next line (or last one) ``end`` matches; else of one line."""
    for after in range(number + 1, min(number + 5, len(page.lines))):
        text = page.lines[after].text
        if end is ANSWER_LABEL and end.match(text):
            return after
        if page.hidden[after] or _NO_CONTINUATION.match(text):
            break
        if end is _QUESTION_END and end.match(text):
            return after + 1
    return number + 1


def _column(text: str) -> int:
    """The column of the first character that is no white space, tabs counted as four."""
    return len(text.expandtabs(4)) - len(text.expandtabs(4).lstrip()) if text[:1] in " \t\u3000" else 0


def _bolds(page: Page, number: int) -> Iterable[Candidate]:
    text = page.lines[number].text
    found = _BOLD.match(text)
    if not found or len(found[1]) > LONGEST_TITLE:
        return
    title, rest = read_title(found[1]), found[2].strip(" :：.。")
    if not title.text and rest and len(rest) <= LONGEST_TITLE:
        yield _candidate(page, "bold line", number, read_title(text))
    elif not rest or asks(title.text) == 2 or not clean(rest):
        yield _candidate(
            page, "bold line", number, title, body=page.lines[number].start + found.start(2) if clean(rest) else -1
        )


def _items(page: Page, number: int) -> Iterable[Candidate]:
    text = page.lines[number].text
    found = _BULLET.match(text)
    raw = text[found.end() :] if found else text.lstrip(" \t\u3000")
    if len(raw) > LONGEST_TITLE or not raw.strip():
        return
    title, body = read_title(raw), -1
    if not found and (not title.number or title.labelled or (doubtful(title) and asks(title.text) < 2)):
        return
    after = number + 1 if _QUESTION_END.match(text) else _wrapped(page, number, _QUESTION_END)
    if after > number + 1:
        title = read_title(" ".join([raw, *(line.text for line in page.lines[number + 1 : after])]))
    bold = _BOLD.match(raw if found else raw[raw.find("*") :]) if "**" in raw else None
    if (
        bold
        and bold[2].strip()
        and title.text.startswith(words := read_title(bold[1]).text)
        and words
        and asks(words) == 2
    ):
        title = title._replace(text=words)
        body = page.lines[number].end - len(bold[2])
    yield _candidate(
        page, "item" if found else "numbered line", number, title, depth=_column(text), body=body, after=after
    )


def _rows(page: Page, number: int) -> Iterable[Candidate]:
    """Called with the delimiter row of a table: its rows, if a column holds questions."""
    if number == 0 or "|" not in page.lines[number].text or not _DELIMITER.match(page.lines[number].text):
        return
    header = [clean(page.text[start:end]) for start, end in _cells(page.lines[number - 1])]
    end = number + 1
    while end < len(page.lines) and "|" in page.lines[end].text and not page.hidden[end]:
        end += 1
    rows = [_cells(page.lines[index]) for index in range(number + 1, end)]
    titles = _title_column(page, header, rows)
    if titles < 0:
        return
    answers, numbers = _answer_column(header, titles), _column_named(header, _NUMBER_COLUMN)
    for index, cells in enumerate(rows, number + 1):
        if titles < len(cells):
            yield _row(page, index, cells, titles, answers, numbers)


def _row(page: Page, index: int, cells: list[tuple[int, int]], titles: int, answers: int, numbers: int) -> Candidate:
    start, end = cells[titles]
    marker = clean(page.text[slice(*cells[numbers])]).rstrip(".、)") if 0 <= numbers < len(cells) else ""
    body, stop = cells[answers] if 0 <= answers < len(cells) else (page.lines[index].end, page.lines[index].end)
    linked = leads_to_anchor(page.text[start:end])
    return _candidate(
        page, "table row", index, read_title(page.text[start:end], marker), body=body, stop=stop
    )._replace(linked=linked)


def _cells(line: Line) -> list[tuple[int, int]]:
    """Offsets of the stripped cells of a table row."""
    text, cells, position = line.text, [], 0
    stripped = len(text) - len(text.lstrip())
    position = stripped + 1 if text[stripped : stripped + 1] == "|" else 0
    while position < len(text):
        found = _CELL.match(text, position)
        assert found is not None  # noqa: S101 - the pattern matches the empty text, too
        first, last = position, found.end()
        while first < last and text[first].isspace():
            first += 1
        while last > first and text[last - 1].isspace():
            last -= 1
        cells.append((line.start + first, line.start + last))
        position = found.end() + 1
    return cells


def _column_named(header: list[str], name: re.Pattern[str]) -> int:
    return next((index for index, title in enumerate(header) if name.fullmatch(title)), -1)


def _title_column(page: Page, header: list[str], rows: list[list[tuple[int, int]]]) -> int:
    """The column of the questions: the one named so, else the first in which at least half of the cells ask."""
    named = _column_named(header, _QUESTION_COLUMN)
    if named >= 0 or not rows:
        return named if rows else -1
    for index in range(len(header)):
        cells = [clean(page.text[slice(*row[index])][:LONGEST_TITLE]) for row in rows if index < len(row)]
        if 2 * sum(asks(cell) == 2 for cell in cells) >= len(rows):
            return index
    return -1


def _answer_column(header: list[str], titles: int) -> int:
    named = _column_named(header, _ANSWER_COLUMN)
    if named >= 0:
        return named
    after = titles + 1
    return after if after == len(header) - 1 and not _OTHER_COLUMN.fullmatch(header[after]) else -1


def _html_rows(page: Page, number: int) -> Iterable[Candidate]:
    line = page.lines[number]
    position = line.text.lower().find("<tr")
    if position < 0:
        return
    begin = line.start + position
    window = page.text[begin : begin + 20_000]
    end = window.lower().find("</tr")
    cells = [
        (begin + found.start(2), begin + found.end(2))
        for found in _HTML_CELL.finditer(window[: max(end, 0)])
        if found[1] in "dD"
    ]
    titles = next(
        (index for index, cell in enumerate(cells) if asks(clean(page.text[slice(*cell)][:LONGEST_TITLE])) == 2), -1
    )
    if titles < 0:
        return
    stop = begin + end
    after = next((index for index in range(number, len(page.lines)) if page.lines[index].end >= stop), number) + 1
    row = _row(page, number, cells, titles, titles + 1, titles - 1)
    digits = row.title.number.isdigit()
    yield row._replace(
        after=after,
        title=row.title if digits else row.title._replace(number=""),
        body=row.body if titles + 1 < len(cells) else stop,
        stop=row.stop if titles + 1 < len(cells) else stop,
    )


def _admonitions(page: Page, number: int) -> Iterable[Candidate]:
    """A block of MkDocs: its answer is what is indented below."""
    found = _ADMONITION.match(page.lines[number].text)
    if found:
        after = number + 1
        while after < len(page.lines) and (page.lines[after].text[:1] in " \t" or not page.lines[after].text.strip()):
            after += 1
        yield _candidate(page, "admonition", number, read_title(found[1]), stop=page.lines[after - 1].end)


_NUMERIC = "0123456789(（[【第一二三四五六七八九十①②③④⑤⑥⑦⑧⑨⑩"
HEADINGS = ("heading", "html heading", "item heading", "setext")
"""The layouts that make up a page's outline."""
LAYOUTS = (
    Layout("heading", "#", _headings, "### 3. 什么是 LoRA？\n\n低秩适配。"),
    Layout("html heading", "<", _html_headings, '<h3 id="q1">1. What is a B-tree?</h3>\n\nA balanced tree.'),
    Layout("fold", "<", _folds, "<details>\n<summary>What is DNS?</summary>\n\nNames to addresses.\n\n</details>"),
    Layout("html table row", "<", _html_rows, "<tr><td>1</td><td>What is a heap?</td><td>A tree.</td></tr>"),
    Layout("item heading", "-*+0123456789", _item_headings, "1. ### What is hoisting?\n\n    Declarations move up."),
    Layout("setext", "=-", _setext, "What is a mutex?\n----------------\n\nA lock."),
    Layout("table row", "|:-", _rows, "| No | Question | Answer |\n|--|--|--|\n| 1 | What is TLS? | A protocol. |"),
    Layout("admonition", "?!", _admonitions, '??? question "What is a monad?"\n\n    A monoid.'),
    Layout("label", "QqIi问题面*_-+>0123456789<", _labels, "Q: What is a trie?\nA: A prefix tree."),
    Layout("bold line", "*_<", _bolds, "**What is overfitting?**\n\nLearning the noise."),
    Layout("item", "-*+•·●○◆■▪🔹🔸▶►➤❓👉📌", _items, "- What is a closure?\n- What is currying?"),
    Layout("numbered line", _NUMERIC, _items, "1、什么是死锁？\n互相等待。"),
)
"""Every layout; a line belongs to the first that recognises it."""


def _by_character(layouts: Iterable[Layout]) -> dict[str, list[Layout]]:
    table: dict[str, list[Layout]] = {}
    for layout in layouts:
        for character in layout.begins:
            table.setdefault(character, []).append(layout)
    return table


_HEADINGS = _by_character(layout for layout in LAYOUTS if layout.name in HEADINGS)
_OTHERS = _by_character(layout for layout in LAYOUTS if layout.name not in HEADINGS)
