"""All questions with their texts come in, their rows in the same order go out: kept ones as they were, the rest read.

A row is kept under all that it depends on: the program, lexicon and cue files (the fingerprint of a shelf), the text,
and those of the bank's own terms that stand in it (the key), so that editing one question costs one reading.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from extract.cache import cache_folder, code_digest, digest, shelf
from extract.lexicon import Entry, Lexicon
from extract.rows import QuestionRow, row_at
from extract.shards import Recipe, Task, packed_rows, unpacked
from extract.vocabulary import Occurrence
from kg.model import Question
from kg.progress import Progress, Report

_STEP = 50  # questions between two progress events
_CODE = Path(__file__).resolve().parent, Path(__file__).resolve().parent.parent / "kg"


@dataclass(frozen=True, slots=True)
class Sources:
    """Where the banks are, the files beside them that a row depends on, and the entries that come from there."""

    banks: Sequence[Path]
    files: tuple[Path | None, ...]
    known: Lexicon

    def shelf(self) -> str:
        """One name for the banks at these places."""
        return digest(*(os.fsencode(path.resolve()) for path in self.banks)).hex()

    def fingerprint(self) -> bytes:
        """Of the program and the files."""
        return digest(code_digest(*_CODE), *(file.read_bytes() if file else b"" for file in self.files))


def rows_of(
    asked: Sequence[tuple[Question, str]], recipe: Recipe, sources: Sources, *, jobs: int, report: Report
) -> tuple[QuestionRow, ...]:
    """The rows of all questions in order, whatever ``jobs`` is and whatever was kept."""
    tasks = [(question.title, text) for question, text in asked]
    keys = list(_keys(tasks, _own_entries(recipe.lexicon, sources.known)))
    with shelf(cache_folder(os.environ), sources.shelf(), sources.fingerprint()) as kept:
        known = [kept.get(key) is not None for key in keys]
        missing = [task for task, is_known in zip(tasks, known, strict=True) if not is_known]
        fresh = packed_rows(missing, recipe, jobs)
        for done, (key, is_known) in enumerate(zip(keys, known, strict=True), 1):
            kept.put(key, kept[key] if is_known else next(fresh))
            if done % _STEP == 0 or done == len(keys):
                report(Progress("extract", done, len(keys)))
        records = zip(asked, kept.records(), strict=True)
        return tuple(row_at(unpacked(record), question, text) for (question, text), record in records)


def _own_entries(lexicon: Lexicon, known: Lexicon) -> tuple[Entry, ...]:
    """The entries that come from the bank itself, or to which the bank gave names."""
    before = {entry.id: entry for entry in known.entries}
    return tuple(entry for entry in lexicon.entries if before.get(entry.id) != entry)


def _keys(tasks: Sequence[Task], own: tuple[Entry, ...]) -> Iterator[bytes]:
    occurring = Occurrence(own)
    told = [repr(_told(entry)).encode() for entry in own]
    for title, text in tasks:
        inside = [told[number] for number in occurring(text)] if own else ()
        yield digest(title.encode("utf-8", "surrogatepass"), text.encode("utf-8", "surrogatepass"), *inside)


def _told(entry: Entry) -> tuple[object, ...]:
    """All of an entry that bears on what is found in a text, in one order."""
    restricted = sorted(entry.case), sorted(entry.weak), entry.excluded, sorted(entry.sense.items())
    return entry.id, entry.surfaces, str(entry.kind), *restricted
