"""All questions with their texts come in, what is read from each goes out in order: kept records, or the text read.

A record is kept under all that it depends on: the program and its data files (the fingerprint of a shelf), the text,
and in pass 2 those of the bank's own terms that stand in it (the key), so that editing one question costs one reading.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from extract.bulk import RowRecipe, unpacked
from extract.cache import Shelf, cache_folder, code_digest, digest, shelf
from extract.discovery.general import GENERAL_WORDS
from extract.lexicon import Entry, Lexicon
from extract.rows import QuestionRow, row_at
from extract.shards import Pool, Recipe, Task
from extract.vocabulary import Occurrence
from kg.model import Question
from kg.progress import Progress, Report

_STEP = 50  # records between two progress events
_CODE = Path(__file__).resolve().parent, Path(__file__).resolve().parent.parent / "kg"


@dataclass(frozen=True, slots=True)
class Sources:
    """Where the banks are, and the files beside them that what is read depends on."""

    banks: Sequence[Path]
    files: tuple[Path | None, ...]

    def shelf(self) -> AbstractContextManager[Shelf]:
        """What was kept for the banks at these places, as far as program and files are the same."""
        name = digest(*(os.fsencode(path.resolve()) for path in self.banks)).hex()
        files = (*self.files, GENERAL_WORDS)
        made_by = digest(code_digest(*_CODE), *(file.read_bytes() if file else b"" for file in files))
        return shelf(cache_folder(os.environ), name, made_by)


@dataclass(frozen=True, slots=True)
class Desk:
    """Where texts are read: what was kept from the last time, processes for the rest, and who hears how far it is."""

    kept: Shelf
    pool: Pool
    report: Report

    def read(self, stage: str, recipe: Recipe, tasks: Sequence[Task]) -> Iterator[bytes]:
        """The records of tasks that depend on nothing but their texts; of a stage without a name nobody hears."""
        keys = [digest(stage.encode(), *map(_bytes, task)) for task in tasks]
        return self.records(stage, recipe, tasks, keys)

    def records(self, stage: str, recipe: Recipe, tasks: Sequence[Task], keys: Sequence[bytes]) -> Iterator[bytes]:
        """The records of ``tasks`` in order; each is kept under its key, and those of one key are one."""
        missing = {key: task for key, task in zip(keys, tasks, strict=True) if not self.kept.keep(key)}
        done, total = len(keys) - len(missing), len(keys)
        if stage and not missing:
            self.report(Progress(stage, total, total))
        fresh = self.pool.records(recipe, list(missing.values()))
        for key, record in zip(missing, fresh, strict=True):
            self.kept.put(key, record)
            done += 1
            if stage and (done % _STEP == 0 or done == total):
                self.report(Progress(stage, done, total))
        return map(self.kept.__getitem__, keys)


def rows_of(
    asked: Sequence[tuple[Question, str]], recipe: RowRecipe, known: Lexicon, desk: Desk
) -> tuple[QuestionRow, ...]:
    """The rows of all questions in order; ``known`` are the entries that come from a file, not from the bank."""
    tasks = [(question.title, text) for question, text in asked]
    keys = list(_keys(tasks, _own_entries(recipe.lexicon, known)))
    records = desk.records("extract", recipe, tasks, keys)
    return tuple(
        row_at(unpacked(record), question, text) for (question, text), record in zip(asked, records, strict=True)
    )


def _own_entries(lexicon: Lexicon, known: Lexicon) -> tuple[Entry, ...]:
    """The entries that come from the bank itself, or to which the bank gave names."""
    before = {entry.id: entry for entry in known.entries}
    return tuple(entry for entry in lexicon.entries if before.get(entry.id) != entry)


def _keys(tasks: Sequence[Task], own: tuple[Entry, ...]) -> Iterator[bytes]:
    occurring = Occurrence(own)
    told = [repr(_told(entry)).encode() for entry in own]
    for title, text in tasks:
        inside = [told[number] for number in occurring(text)] if own else ()
        yield digest(b"extract", _bytes(title), _bytes(text), *inside)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _told(entry: Entry) -> tuple[object, ...]:
    """All of an entry that bears on what is found in a text, in one order."""
    restricted = sorted(entry.case), sorted(entry.weak), entry.excluded, sorted(entry.sense.items())
    return entry.id, entry.surfaces, str(entry.kind), *restricted
