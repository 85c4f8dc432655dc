"""Files that a visitor offers in, what may be imported and what is wrong with the rest out; nothing is changed."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.importing.child import Stop
from app.importing.folder import banks_in, fill
from app.importing.names import bank_of, clashing, name_fault
from app.importing.work import MOST_BYTES, survey
from kg.errors import InputError
from kg.progress import Report

Files = Mapping[str, bytes]


@dataclass(frozen=True)
class Checked:
    """The survey of the files that have usable names, and a word (a key of `app.i18n`) for each other."""

    files: Files
    survey: Mapping[str, Any]
    faults: tuple[tuple[str, str], ...] = ()
    total: int = field(default=0)

    @property
    def usable(self) -> dict[str, bytes]:
        """The files that a build can read and that ask something."""
        bad = {one["file"] for one in self.survey.get("banks", ()) if one["error"]}
        return {name: data for name, data in self.files.items() if name not in bad}


def size_of(files: Files) -> int:
    """Bytes together."""
    return sum(map(len, files.values()))


def gathered(uploads: Iterable[tuple[str, bytes]]) -> tuple[dict[str, bytes], tuple[tuple[str, str], ...]]:
    """Files by name and the faults of names; of several files with one name none is taken.

    >>> gathered([("a.md", b"x"), ("../b.md", b""), ("A.md", b"y")])
    ({}, (('../b.md', 'name-outside'), ('a.md', 'name-twice'), ('A.md', 'name-twice')))
    """
    offered = [(name, data) for name, data in uploads]
    faults = [(name, fault) for name, _ in offered if (fault := name_fault(name))]
    good = [(name, data) for name, data in offered if name_fault(name) is None]
    twice = clashing(name for name, _ in good)
    faults += [(name, "name-twice") for name, _ in good if name in twice]
    return {name: data for name, data in good if name not in twice}, tuple(faults)


def named(path: str) -> dict[str, bytes]:
    """The banks of a folder, or the one file, that a person names on this machine; InputError says what is wrong."""
    place = Path(path.strip()).expanduser()
    if not path.strip() or not place.exists():
        raise InputError(f"no file or folder {path!r}; check the path")
    found = banks_in(place) if place.is_dir() else {place.name: place}
    if not found:
        raise InputError(f"no bank in folder {path!r}: expected files ending in .md or .markdown")
    try:
        size = sum(file.stat().st_size for file in found.values())
        if size > MOST_BYTES:
            raise InputError(f"{path} holds {size:,} bytes of Markdown, more than {MOST_BYTES:,}; import a part of it")
        return {name: file.read_bytes() for name, file in found.items()}
    except OSError as error:
        raise InputError(f"cannot read {error.filename or path}: {error.strerror}; check its permissions") from error


def check(files: Files, faults: tuple[tuple[str, str], ...], report: Report, stop: Stop) -> Checked:
    """Read the files as a build would."""
    if not files:
        return Checked({}, {"banks": [], "questions": 0, "unknown_terms": None}, faults)
    with tempfile.TemporaryDirectory(prefix="concept-atlas-") as folder:
        fill(Path(folder) / "banks", dict(files))
        found = survey(Path(folder) / "banks", report, stop)
    return Checked(files, found, faults, size_of(files))


def replaced(files: Iterable[str], there: Iterable[str]) -> dict[str, str]:
    """The files whose bank is there already, with the file that it is in."""
    before = {bank_of(name): name for name in there}
    return {name: before[bank_of(name)] for name in files if bank_of(name) in before}
