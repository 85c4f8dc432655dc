"""A progress file in, the marks of a learner out, and new marks appended to it under a lock.

A line is ``{"concept": id, "mark": "known", "name": …}`` or ``{"question": id, "mark": "mastered", "title": …}``; the
last line of an id counts, and a mark of null takes the mark away.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Literal

from kg.errors import InputError
from kg.study.locking import locked, synced

MarkName = Literal["known", "mastered", "unsure"]
Sort = Literal["concept", "question"]
MARKS: dict[Sort, tuple[MarkName, ...]] = {"concept": ("known", "unsure"), "question": ("mastered", "unsure")}
"""What a concept and a question can be marked as."""
_TITLES: dict[Sort, str] = {"concept": "name", "question": "title"}


@dataclass(frozen=True, slots=True)
class Mark:
    """One line: what a learner said of a concept or a question; ``title`` is its name or title at that time."""

    sort: Sort
    id: str
    mark: MarkName | None
    title: str = ""
    at: str = ""


def parsed(lines: Iterable[str], name: str = "progress.jsonl") -> tuple[Mark, ...]:
    """The marks that count, in the order of their last lines; those that were taken away are left out.

    >>> parsed(['{"concept": "a", "mark": "known"}', '{"concept": "b", "mark": "known"}', '{"concept": "a"}'])
    (Mark(sort='concept', id='b', mark='known', title='', at=''),)
    """
    last: dict[tuple[str, str], Mark] = {}
    for number, line in enumerate(lines, 1):
        if line.strip():
            mark = _mark(_record(line, f"{name} line {number}"))
            if mark is not None:
                last.pop((mark.sort, mark.id), None)
                last[mark.sort, mark.id] = mark
    return tuple(mark for mark in last.values() if mark.mark is not None)


def _record(line: str, where: str) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except ValueError as error:
        raise InputError(f"{where} is no JSON; mend or delete that line") from error
    if not isinstance(record, dict):
        raise InputError(f"{where} is no JSON object; mend or delete that line")
    return record


def _mark(record: dict[str, Any]) -> Mark | None:
    """The mark of a line; None where it is about nothing that this version knows."""
    for sort, names in MARKS.items():
        id_, mark = record.get(sort), record.get("mark")
        if isinstance(id_, str) and (mark is None or mark in names):
            title, at = record.get(_TITLES[sort]), record.get("at")
            return Mark(sort, id_, mark, title if isinstance(title, str) else "", at if isinstance(at, str) else "")
    return None


def read_marks(path: Path | None) -> tuple[Mark, ...]:
    """The marks of a progress file; none without a file. A last line cut off by a crash is not counted."""
    if path is None or not path.exists():
        return ()
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8; give another --progress file or none") from error
    whole, _, cut = text.rpartition("\n")
    return parsed([*whole.split("\n"), *([cut] if _is_json(cut) else [])], str(path))


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def append_marks(path: Path, marks: Iterable[Mark]) -> None:
    """Append the marks as one piece, so that whoever marks at the same time loses none; the file is made if needed."""
    data = "".join(f"{line}\n" for line in lines_of(marks)).encode()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a+b") as file, locked(file):
            file.write(_mended(file) + data)
            synced(file)
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror or error}") from error


def lines_of(marks: Iterable[Mark]) -> Iterator[str]:
    """Each mark as a line of a progress file."""
    for one in marks:
        record = {one.sort: one.id, "mark": one.mark, _TITLES[one.sort]: one.title, "at": one.at}
        kept = {name: value for name, value in record.items() if value != ""}
        yield json.dumps(kept, ensure_ascii=False)


def _mended(file: BinaryIO) -> bytes:
    """What must stand before the next line: nothing, or the end of a last line that lacks it.

    A last line that a crash cut off is no mark and is taken away.
    """
    file.seek(0)
    whole, newline, last = file.read().rpartition(b"\n")
    if not last:
        return b""
    if _is_json(last.decode("utf-8", "replace")):
        return b"\n"
    file.truncate(len(whole) + len(newline))
    return b""
