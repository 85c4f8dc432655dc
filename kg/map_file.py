"""A CSV file of prerequisites in, its lines out: ``before,after,reason`` or ``before,after,reason_zh,reason_en``."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kg.errors import InputError
from kg.model import MapEntry

_WANTED = "a map of prerequisites has lines before,after,reason"
_PLAIN: Mapping[str, int] = {"before": 0, "after": 1, "reason": 2}
_BILINGUAL: Mapping[str, int] = {"before": 0, "after": 1, "reason_zh": 2, "reason_en": 3}
_UNSAID = "the map gives no reason"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a map: who does not know ``before`` cannot understand ``after``; both as they are written there."""

    before: str
    after: str
    entry: MapEntry


def read_map(path: Path) -> bytes:
    """The bytes of the file; InputError where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror or error}; {_WANTED}") from error


def map_rows(data: bytes, name: str) -> list[Row]:
    """The lines of a map with a header or without; ``name`` is what the file is called in evidence.

    >>> [(row.before, row.after, row.entry.line) for row in map_rows(b"before,after\\nA,B\\n\\nB,C\\n", "m.csv")]
    [('A', 'B', 2), ('B', 'C', 4)]
    >>> map_rows("导数,梯度,梯度由导数组成,It is made of derivatives".encode(), "m.csv")[0].entry.reason
    '梯度由导数组成 / It is made of derivatives'
    """
    columns: Mapping[str, int] | None = None
    rows = []
    for line, cells in _lines(data, name):
        if columns is None:
            columns = _header(cells)
            if columns is not None:
                continue
            columns = _BILINGUAL if len(cells) > 3 else _PLAIN
        rows.append(_row(cells, columns, name, line))
    if not rows:
        raise InputError(f"{name} has no edge; {_WANTED}")
    return rows


def _lines(data: bytes, name: str) -> Iterator[tuple[int, list[str]]]:
    """Each record that is not empty, with the line on which it begins."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{name} is not UTF-8; save it as UTF-8") from error
    reader = csv.reader(io.StringIO(text, newline=""))
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, [cell.strip() for cell in cells]
            line = reader.line_num + 1
    except csv.Error as error:
        raise InputError(f"{name} line {line} is no CSV ({error}); {_WANTED}") from error


def _header(cells: list[str]) -> Mapping[str, int] | None:
    names = [cell.lower() for cell in cells]
    if not {"before", "after"} <= set(names):
        return None
    return {column: names.index(column) for column in dict.fromkeys([*_PLAIN, *_BILINGUAL]) if column in names}


def _row(cells: list[str], columns: Mapping[str, int], name: str, line: int) -> Row:
    said = {column: cells[place] for column, place in columns.items() if place < len(cells) and cells[place]}
    if "before" not in said or "after" not in said:
        raise InputError(f"{name} line {line} is {','.join(cells)!r}; {_WANTED}")
    reasons = dict.fromkeys(said[column] for column in ("reason", "reason_zh", "reason_en") if column in said)
    return Row(said["before"], said["after"], MapEntry(name, line, " / ".join(reasons) or _UNSAID))
