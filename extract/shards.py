"""Bulk: tasks come in, what a recipe makes of each goes out in the same order, worked out by one process a core.

A worker is a Python of its own that reads recipes and tasks from its standard input and writes records (bytes) to its
standard output. It ends when its input ends, so none outlives the process that started it, however that one ended.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import Protocol

from kg.errors import KGError

Task = tuple[str, str]
"""What a recipe works on: two texts, of which it knows the meaning."""
Work = Generator[list[bytes], Sequence[Task], None]
"""Takes tasks by ``send`` and yields a record for each."""

CHUNK = 250
"""Tasks that go to a worker at once."""
MANY = 2000
"""From so many tasks on processes are worth their start where nobody says how many to use."""
_ROOT = str(Path(__file__).resolve().parent.parent)


class Recipe(Protocol):
    """All that is needed to work on tasks; it can be pickled."""

    def start(self) -> Work:
        """Ready to work: what takes time to make is made once."""


class WorkerLost(KGError):  # noqa: N818 -- the name says what is wrong
    """A worker that ended before its work was done."""


Read = Callable[[str, Recipe, Sequence[Task]], Iterable[bytes]]
"""From the name of a stage, a recipe and tasks to the records in order."""


def alone(_: str, recipe: Recipe, tasks: Sequence[Task]) -> Iterator[bytes]:
    """The records of all tasks, made in this process."""
    return _in_turn(recipe, _chunks(tasks))


def cores() -> int:
    """How many processes this one may keep busy."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Pool:
    """Processes started when they are needed, ended with the block; ``jobs`` None: as many as are worth it."""

    def __init__(self, jobs: int | None = None) -> None:
        self._jobs = jobs
        self._workers: list[_Worker] = []

    def __enter__(self) -> Pool:
        """Nothing starts yet."""
        return self

    def __exit__(self, sort: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """End all processes, whatever they do."""
        for worker in self._workers:
            worker.end()

    def records(self, recipe: Recipe, tasks: Sequence[Task]) -> Iterator[bytes]:
        """The record of every task in the order of ``tasks``, the same bytes for any number of processes."""
        wanted = self._jobs or (cores() if len(tasks) >= MANY else 1)
        jobs = min(wanted, -(-len(tasks) // CHUNK))
        return self._spread(recipe, _chunks(tasks), jobs) if jobs > 1 else _in_turn(recipe, _chunks(tasks))

    def _spread(self, recipe: Recipe, chunks: Iterator[Sequence[Task]], jobs: int) -> Iterator[bytes]:
        """Chunk by chunk to whichever worker waits; a few chunks ahead, so that memory stays flat."""
        packed = pickle.dumps(recipe)
        self._workers += [_Worker() for _ in range(jobs - len(self._workers))]
        idle: SimpleQueue[_Worker] = SimpleQueue()
        for worker in self._workers[:jobs]:
            idle.put(worker)
        waiting: deque[Future[list[bytes]]] = deque()
        with ThreadPoolExecutor(jobs) as threads:
            try:
                for chunk in chunks:
                    waiting.append(threads.submit(_asked, idle, packed, chunk))
                    if len(waiting) > 2 * jobs:
                        yield from waiting.popleft().result()
                while waiting:
                    yield from waiting.popleft().result()
            finally:
                if waiting:  # nobody wants the rest; a thread that waits for a worker would hold up the end
                    self.__exit__(None, None, None)
                threads.shutdown(wait=False, cancel_futures=True)


def _chunks(tasks: Sequence[Task]) -> Iterator[Sequence[Task]]:
    return (tasks[start : start + CHUNK] for start in range(0, len(tasks), CHUNK))


def _in_turn(recipe: Recipe, chunks: Iterator[Sequence[Task]]) -> Iterator[bytes]:
    """Chunk by chunk in this process."""
    work: Work | None = None
    for chunk in chunks:
        if work is None:
            work = started(recipe)
        yield from work.send(chunk)


def started(recipe: Recipe) -> Work:
    """The work of a recipe, ready for its first tasks."""
    work = recipe.start()
    next(work)
    return work


def _asked(idle: SimpleQueue[_Worker], recipe: bytes, tasks: Sequence[Task]) -> list[bytes]:
    worker = idle.get()
    try:
        return worker.ask(recipe, tasks)
    finally:
        idle.put(worker)


def serve() -> None:
    """The whole life of a worker: recipes and tasks come in on standard input, records go out until it ends."""
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a component prints must not stand among the records
    work: Work | None = None
    with suppress(EOFError, BrokenPipeError):
        while True:
            recipe, tasks = pickle.load(sys.stdin.buffer)  # noqa: S301 -- from the process that started this one
            if recipe:
                work = started(pickle.loads(recipe))  # noqa: S301
            pickle.dump(work.send(tasks) if work else [], replies)
            replies.flush()


class _Worker:
    """One process; it gets a recipe before the first tasks that ask for it."""

    def __init__(self) -> None:
        self._recipe = b""
        paths = os.pathsep.join(filter(None, (_ROOT, os.environ.get("PYTHONPATH"))))
        self._process = subprocess.Popen(
            [sys.executable, "-c", "from extract.shards import serve; serve()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": paths},
            start_new_session=True,  # Ctrl-C is for the process that started it
        )

    def ask(self, recipe: bytes, tasks: Sequence[Task]) -> list[bytes]:
        """The records of the tasks."""
        sending, receiving = self._process.stdin, self._process.stdout
        if sending is None or receiving is None:
            raise WorkerLost("a worker process has no pipes")
        try:
            pickle.dump((b"" if recipe is self._recipe else recipe, tasks), sending)
            sending.flush()
            self._recipe = recipe
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
