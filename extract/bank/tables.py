"""Recognises questions in the rows of tables, of Markdown and of HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from extract.bank.page import LONGEST_TITLE, Candidate, Page, candidate_at, leads_to_anchor
from extract.bank.phrases import asks
from extract.bank.titles import clean, read_title
from extract.lines import Line

_DELIMITER = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)+\|?[ \t]*$")
_CELL = re.compile(r"(?:[^|\\`]|\\.|`[^`|]*`|`)*")
_HTML_CELL = re.compile(r"<t([dh])\b[^<>]*>((?:(?!</?t[dhr]\b).)*)", re.IGNORECASE | re.DOTALL)
_QUESTION_COLUMN = re.compile(
    r"(?:interview )?(?:questions?|problems?)(?: title)?|title|题目|问题|面试题|标题|题", re.IGNORECASE
)
_ANSWER_COLUMN = re.compile(
    r"(?:short |sample |model |brief )?(?:answers?|solutions?|explanations?)|答案|解答|回答|解析|参考答案|答|说明",
    re.IGNORECASE,
)
_NUMBER_COLUMN = re.compile(r"no\.?|#|s\.? ?no\.?|sno|sr\.? ?no\.?|id|index|number|num|序号|编号|题号|№", re.IGNORECASE)
_OTHER_COLUMN = re.compile(
    r".*(?:level|difficult|topic|link|compan|categor|tag|status|practice|source|difficulty|难度|标签|链接|分类|公司|频率|来源).*",
    re.IGNORECASE,
)


class _Columns(NamedTuple):
    """The columns of a table that hold the questions, their answers and their numbers; -1 if there is none."""

    titles: int
    answers: int
    numbers: int


def rows(page: Page, number: int) -> Iterable[Candidate]:
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
    columns = _Columns(titles, _answer_column(header, titles), _column_named(header, _NUMBER_COLUMN))
    for index, cells in enumerate(rows, number + 1):
        if titles < len(cells):
            yield _row(page, index, cells, columns)


def _row(page: Page, index: int, cells: list[tuple[int, int]], columns: _Columns) -> Candidate:
    titles, answers, numbers = columns
    start, end = cells[titles]
    marker = clean(page.text[slice(*cells[numbers])]).rstrip(".、)") if 0 <= numbers < len(cells) else ""
    body, stop = cells[answers] if 0 <= answers < len(cells) else (page.lines[index].end, page.lines[index].end)
    linked = leads_to_anchor(page.text[start:end])
    return candidate_at(
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


def html_rows(page: Page, number: int) -> Iterable[Candidate]:
    """``<tr>`` with a cell that asks: the cell before it may be the number, the one after it is the answer."""
    line = page.lines[number]
    begin = line.start + line.text.lower().find("<tr")
    if begin < line.start:
        return
    cells, stop = _html_cells(page, begin)
    titles = next(
        (index for index, cell in enumerate(cells) if asks(clean(page.text[slice(*cell)][:LONGEST_TITLE])) == 2), -1
    )
    if titles < 0:
        return
    row = _row(page, number, cells, _Columns(titles, titles + 1, titles - 1))
    after = next((index for index in range(number, len(page.lines)) if page.lines[index].end >= stop), number) + 1
    title = row.title if row.title.number.isdigit() else row.title._replace(number="")
    answered = titles + 1 < len(cells)
    yield row._replace(
        after=after, title=title, body=row.body if answered else stop, stop=row.stop if answered else stop
    )


def _html_cells(page: Page, begin: int) -> tuple[list[tuple[int, int]], int]:
    """Offsets of the cells of the row that begins at ``begin``, and where the row ends."""
    window = page.text[begin : begin + 20_000]
    end = max(window.lower().find("</tr"), 0)
    cells = [found.span(2) for found in _HTML_CELL.finditer(window[:end]) if found[1] in "dD"]
    return [(begin + first, begin + last) for first, last in cells], begin + end
