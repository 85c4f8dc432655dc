"""The rows of Markdown tables: the range of a row comes in, its cells and what its first column lists go out."""

from __future__ import annotations

import re
from itertools import pairwise

_RESPECTS = re.compile(
    r"[\s*_]*(?:|[\u4e00-\u9fff]{0,2}(?:对比|比较|维度|方面|特性|特点|特征|属性|项目?|角度|区别|指标|内容|差异)[项点]?"
    r"|aspects?|features?|criteri(?:on|a)|propert(?:y|ies)|characteristics?|dimensions?|points?|attributes?|factors?|category)[\s*_]*",
    re.IGNORECASE,
)


def cells_of(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The ranges of the cells of the row ``text[start:end]``, white space around them left out; an empty cell is kept.

    >>> row = "| LoRA |  | low rank |"
    >>> [row[a:b] for a, b in cells_of(row, 0, len(row))]
    ['LoRA', '', 'low rank']
    """
    bars = [place for place in range(start, end) if text[place] == "|" and text[place - 1 : place] != "\\"]
    if not bars or text[bars[-1] : end].strip() != "|":
        bars.append(end)
    return [_stripped(text, before + 1, bar) for before, bar in pairwise(bars)]


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    inside = text[start:end]
    begin = start + len(inside) - len(inside.lstrip())
    return begin, max(begin, start + len(inside.rstrip()))


def lists_respects(text: str, start: int, end: int) -> bool:
    """Whether the table with the header ``text[start:end]`` compares what its columns name, row by row.

    >>> lists_respects("| 维度 | 进程 | 线程 |", 0, 15), lists_respects("| 算法 | 缺点 |", 0, 11)
    (True, False)
    """
    cells = cells_of(text, start, end)
    return len(cells) > 2 and _RESPECTS.fullmatch(text, *cells[0]) is not None
