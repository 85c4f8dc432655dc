"""Bulk: the texts of questions come in, their packed rows go out in the same order, worked out by one process a core.

A worker is a Python of its own that reads tasks from its standard input and writes rows (plain tuples) to its standard
output. It ends when its input ends, so none outlives the process that started it, however that one ended.
"""

from __future__ import annotations

import marshal
import os
import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from queue import SimpleQueue

from spacy.language import Language

from extract.cues import Cue
from extract.lexicon import Lexicon
from extract.pipeline import make_pipeline
from extract.rows import PlainRow, plain_row
from extract.vocabulary import Vocabulary
from kg.errors import KGError

Task = tuple[str, str]
"""Title and text of a question."""

ZONE = 2000
"""Questions between two times that spaCy forgets the words it saw: more cost memory, fewer cost time."""
_CHUNK = 250
_ROOT = str(Path(__file__).resolve().parent.parent)


@dataclass(frozen=True, slots=True)
class Recipe:
    """All that a worker needs to make its pipeline."""

    lexicon: Lexicon
    cues: tuple[Cue, ...]
    own: tuple[str, ...] = ()


class WorkerLost(KGError):  # noqa: N818 -- the name says what is wrong
    """A worker that ended before its work was done."""


def packed_rows(tasks: Sequence[Task], recipe: Recipe, jobs: int) -> Iterator[bytes]:
    """The packed row of every task in the order of ``tasks``, the same bytes for any number of ``jobs``."""
    jobs = min(jobs, -(-len(tasks) // _CHUNK))
    chunks = (tasks[start : start + _CHUNK] for start in range(0, len(tasks), _CHUNK))
    return _spread(chunks, recipe, jobs) if jobs > 1 else _zoned(chunks, recipe)


def unpacked(record: bytes) -> PlainRow:
    """The row that a record holds."""
    row: PlainRow = marshal.loads(record)  # noqa: S302 -- our own bytes, with a checksum where they lay on a disk
    return row


def _zoned(chunks: Iterator[Sequence[Task]], recipe: Recipe) -> Iterator[bytes]:
    """Chunk by chunk in this process."""
    nlp = _pipeline(recipe)
    while several := list(islice(chunks, ZONE // _CHUNK)):
        with nlp.memory_zone():
            for chunk in several:
                yield from _worked(nlp, chunk)


def _pipeline(recipe: Recipe) -> Language:
    return make_pipeline(Vocabulary(recipe.lexicon, recipe.cues), recipe.own, bulk=True)


def _worked(nlp: Language, tasks: Iterable[Task]) -> Iterator[bytes]:
    """Nothing of a Doc outlives this: the rows are bytes."""
    components = [component for _, component in nlp.pipeline]
    for title, text in tasks:
        doc = nlp.make_doc(text)
        for component in components:
            doc = component(doc)
        yield marshal.dumps(plain_row(doc, title))


def serve() -> None:
    """The whole life of a worker: a recipe and tasks come in on standard input, records go out until it ends."""
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a component prints must not stand among the records
    with suppress(EOFError, BrokenPipeError):
        nlp = _pipeline(pickle.load(sys.stdin.buffer))  # noqa: S301 -- from the process that started this one
        while True:
            with nlp.memory_zone():
                for _ in range(ZONE // _CHUNK):
                    records = list(_worked(nlp, pickle.load(sys.stdin.buffer)))  # noqa: S301
                    pickle.dump(records, replies)
                    replies.flush()


class _Worker:
    """One process; it gets the recipe before its first tasks."""

    def __init__(self, recipe: bytes) -> None:
        self._recipe = recipe
        paths = os.pathsep.join(filter(None, (_ROOT, os.environ.get("PYTHONPATH"))))
        self._process = subprocess.Popen(
            [sys.executable, "-c", "from extract.shards import serve; serve()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": paths},
            start_new_session=True,  # Ctrl-C is for the process that started it
        )

    def ask(self, tasks: Sequence[Task]) -> list[bytes]:
        """The records of the tasks."""
        sending, receiving = self._process.stdin, self._process.stdout
        if sending is None or receiving is None:
            raise WorkerLost("a worker process has no pipes")
        try:
            sending.write(self._recipe + pickle.dumps(tasks))
            sending.flush()
            self._recipe = b""
            records: list[bytes] = pickle.load(receiving)  # noqa: S301 -- from our own worker
        except (OSError, EOFError, pickle.UnpicklingError, ValueError):
            code = self._process.wait()
            raise WorkerLost(f"a worker process ended early (exit {code}); build again, or with --jobs 1") from None
        return records

    def end(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):  # what was not sent yet has nobody to read it
                if pipe:
                    pipe.close()


@contextmanager
def _workers(recipe: Recipe, jobs: int) -> Iterator[SimpleQueue[_Worker]]:
    """Workers that wait for tasks; all of them end with the block."""
    packed, started = pickle.dumps(recipe), []
    idle: SimpleQueue[_Worker] = SimpleQueue()
    try:
        for _ in range(jobs):
            started.append(_Worker(packed))
            idle.put(started[-1])
        yield idle
    finally:
        for worker in started:
            worker.end()


def _spread(chunks: Iterator[Sequence[Task]], recipe: Recipe, jobs: int) -> Iterator[bytes]:
    """Chunk by chunk to whichever worker waits; a few chunks ahead, so that memory stays flat."""
    waiting: deque[Future[list[bytes]]] = deque()
    with ThreadPoolExecutor(jobs) as threads, _workers(recipe, jobs) as idle:
        try:
            for chunk in chunks:
                waiting.append(threads.submit(_asked, idle, chunk))
                if len(waiting) > 2 * jobs:
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()
        finally:
            threads.shutdown(wait=False, cancel_futures=True)


def _asked(idle: SimpleQueue[_Worker], tasks: Sequence[Task]) -> list[bytes]:
    worker = idle.get()
    try:
        return worker.ask(tasks)
    finally:
        idle.put(worker)
