"""The progress file, or the marks of this session where none is kept, in; what this learner knows out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import streamlit as st

from app import atlas as atlases
from app.atlas import Atlas
from kg.errors import InputError
from kg.study.learner import Learner, known_of, learner
from kg.study.progress import Mark, MarkName, append_marks, lines_of, parsed, read_marks

_SESSION = "marks"


def kept() -> bool:
    """Whether marks go to a file; otherwise they last as long as this session."""
    return atlases.settings().progress is not None


def all_marks() -> tuple[Mark, ...]:
    """The marks that count now; InputError if the progress file is damaged."""
    path = atlases.settings().progress
    if path is None:
        return _counting(st.session_state.get(_SESSION, ()))
    return _read(path, _stamp(path))


def _counting(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    return parsed(lines_of(marks))


def _stamp(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return 0, 0
    return found.st_mtime_ns, found.st_size


@lru_cache(maxsize=4)
def _read(path: Path, stamp: tuple[int, int]) -> tuple[Mark, ...]:
    return read_marks(path)


def current(atlas: Atlas) -> Learner:
    """What the learner marked, as ids of this graph."""
    return learner(atlas.index, atlas.names, all_marks())


def known(atlas: Atlas) -> tuple[str, ...]:
    """The concepts that count as known: marked, or asked about by a mastered question."""
    return tuple(sorted(known_of(atlas.index, current(atlas))))


def mark_concepts(atlas: Atlas, concepts: Iterable[str], mark: MarkName | None) -> None:
    """Mark concepts; None takes their mark away, or where a mastered question says they are known, doubts it."""
    now = current(atlas)
    doubted = known_of(atlas.index, now) - set(now.known) if mark is None else frozenset()
    _add(
        Mark("concept", one, "unsure" if one in doubted else mark, atlas.concept(one).name, _now()) for one in concepts
    )


def mark_question(atlas: Atlas, question: str, mark: MarkName | None) -> None:
    """Mark a question as mastered or unsure; None takes its mark away."""
    _add([Mark("question", question, mark, atlas.graph.questions[question].title, _now())])


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _add(new: Iterable[Mark]) -> None:
    marks, path = tuple(new), atlases.settings().progress
    if not marks:
        return
    if path is None:
        st.session_state[_SESSION] = (*st.session_state.get(_SESSION, ()), *marks)
    else:
        append_marks(path, marks)


def saved() -> str:
    """All marks in the form of a progress file."""
    return "".join(f"{line}\n" for line in lines_of(all_marks()))


def restore(content: bytes, name: str) -> int:
    """Add the marks of a file; InputError if it holds none. Answers how many they are."""
    try:
        marks = parsed(content.decode("utf-8").splitlines(), name)
    except UnicodeDecodeError as error:
        raise InputError(f"{name} is not UTF-8; give a file of marks that was saved here") from error
    if not marks:
        raise InputError(f"{name} holds no marks; give a file of marks that was saved here")
    _add(marks)
    return len(marks)
