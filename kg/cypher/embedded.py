"""A store file and a checked query in, its rows out, from a child process over a copy of the file.

Two children a copy, so that one query that never ends blocks nobody; a child that is silent past the deadline is ended
and another takes its place.
"""

from __future__ import annotations

import atexit
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Condition, Lock, Thread
from typing import Any

from kg.cypher.child import Child, ChildGoneError, ChildSilentError
from kg.cypher.copies import Copy, copy_of
from kg.cypher.guard import Checked
from kg.cypher.values import CypherResult
from kg.errors import CypherError, StoreError
from kg.progress import Report

CHILDREN = 2
_START_SECONDS = 60.0
_GRACE = 0.3
_POOLS = 3
_POSITION = re.compile(r" at line (\d+)(?::|, column )(\d+)")
_VARIABLE = re.compile(r"Variable '(.+?)' not defined|Variable `(.+?)` not defined")
_PREFIX = re.compile(r"^(?:[A-Z][a-z]+[A-Z]\w*: )?(?:[A-Z][a-z]+[A-Z]\w* - )?")
_MEMORY = ("OutOfMemory", "queryMaxHeapElements", "queryMaxRangeSize", "StackOverflow")
_REFUSED = ("QueryNotIdempotent", "ReadOnly", "Security", "FeatureNotImplemented")
_QUERY = ("Parsing", "Semantic", "Parameter", "Arithmetic", "CommandExecution", "IllegalArgument", "ClassCast")


class Pool:
    """The children of one copy, started when they are needed."""

    def __init__(self, copy: Copy) -> None:
        self._copy = copy
        self._idle: list[Child] = []
        self._busy = 0
        self._retired = False
        self._changed = Condition()

    @contextmanager
    def child(self, deadline: float) -> Iterator[Child]:
        """A child for one query; it goes back if it still lives then."""
        child = self._take(deadline)
        try:
            yield child
        finally:
            with self._changed:
                self._busy -= 1
                keep = child.lives() and not self._retired
                if keep:
                    self._idle.append(child)
                self._changed.notify()
            if not keep:
                child.end()

    def retire(self) -> None:
        """End the children, those that work after their query."""
        with self._changed:
            self._retired = True
            idle, self._idle = self._idle, []
        for child in idle:
            child.end()

    def start_ahead(self) -> None:
        """Start a child for the next query, beside what runs."""
        Thread(target=self._add, daemon=True).start()

    def _add(self) -> None:
        try:
            child = started(self._copy)
        except (CypherError, OSError):
            return  # the next query tries itself, and reports
        with self._changed:
            keep = not self._retired and len(self._idle) + self._busy < CHILDREN
            if keep:
                self._idle.append(child)
                self._changed.notify()
        if not keep:
            child.end()

    def _take(self, deadline: float) -> Child:
        with self._changed:
            while not self._idle and self._busy >= CHILDREN:
                if not self._changed.wait(max(0.0, deadline - time.monotonic())):
                    message = f"{CHILDREN} other queries still run; try again, or stop them"
                    raise CypherError("timeout", message)
            self._busy += 1
            child = self._idle.pop() if self._idle else None
        if child is not None and child.lives():
            return child
        try:
            return started(self._copy)
        except BaseException:
            with self._changed:
                self._busy -= 1
                self._changed.notify()
            raise


def started(copy: Copy) -> Child:
    """A child that is ready for queries."""
    child = Child("serve", str(copy.logs), str(copy.folder))
    try:
        child.answer(time.monotonic() + _START_SECONDS)
    except (ChildGoneError, ChildSilentError) as error:
        child.end()
        raise CypherError("crashed", f"the embedded engine does not start; its log is in {copy.logs}") from error
    except BaseException:
        child.end()
        raise
    return child


_pools: dict[Path, Pool] = {}
_files: dict[Path, Path] = {}
_lock = Lock()


def query(file: Path, checked: Checked, bounds: tuple[float, int], report: Report) -> CypherResult:
    """The rows of a checked query over the file as it is now; ``bounds`` are seconds and rows.

    Copying the file and starting the engine do not count as time of the query.
    """
    try:
        copy = copy_of(file.absolute(), report)
    except StoreError as error:
        raise CypherError("unavailable", str(error)) from error
    try:
        return _ask(_pool(file.absolute(), copy), checked, bounds)
    except CypherError as error:
        if error.kind != "crashed" or copy.folder.is_dir():
            raise
    return _ask(_pool(file.absolute(), copy_of(file.absolute(), report)), checked, bounds)  # somebody deleted the copy


def close() -> None:
    """End every child; a later query starts new ones."""
    with _lock:
        pools = list(_pools.values())
        _pools.clear()
        _files.clear()
    for pool in pools:
        pool.retire()


atexit.register(close)


def _pool(file: Path, copy: Copy) -> Pool:
    """The pool of a copy; the one of what the file held before, and those long unused, are ended."""
    with _lock:
        retired = []
        before = _files.get(file)
        _files[file] = copy.folder
        if before not in {None, copy.folder, *_files.values()}:
            retired.append(_pools.pop(before, None))  # type: ignore[arg-type]
        pool = _pools.pop(copy.folder, None) or Pool(copy)
        _pools[copy.folder] = pool
        while len(_pools) > _POOLS:
            retired.append(_pools.pop(next(iter(_pools))))
    for one in retired:
        if one is not None:
            one.retire()
    return pool


def _ask(pool: Pool, checked: Checked, bounds: tuple[float, int]) -> CypherResult:
    timeout, most = bounds
    request = {
        "text": checked.embedded.text,
        "parameters": checked.parameters,
        "most": most,
        "paths": checked.paths,
        "temporal": checked.plain.temporal,
        "points": checked.plain.points,
    }
    with pool.child(time.monotonic() + timeout) as child:
        started_at = time.monotonic()
        try:
            child.tell(request)
            answer = child.answer(started_at + timeout + _GRACE)
        except ChildSilentError as error:
            child.end()
            pool.start_ahead()
            raise CypherError("timeout", f"no answer within {timeout:g} s; the query was stopped") from error
        except ChildGoneError as error:
            pool.start_ahead()
            message = "the embedded engine ended in the middle of the query, mostly for want of memory; return less"
            raise CypherError("crashed", message) from error
        except BaseException:
            child.end()  # its answer would be taken for the next query's
            raise
    return _result(answer, checked)


def _result(answer: dict[str, Any], checked: Checked) -> CypherResult:
    if "raised" in answer:
        raise _explained(answer["raised"], answer["message"], checked)
    if "kind" in answer:
        raise CypherError(answer["kind"], answer["message"])
    names, columns = answer["columns"], checked.columns
    if names and len(names) != len(columns):
        raise CypherError("crashed", f"the engine gave the columns {', '.join(names)} instead of {', '.join(columns)}")
    order = _order(names, columns)
    rows = ([row[place] for place in order] for row in answer["rows"])
    return checked.result(rows, truncated=answer["more"], ms=answer["ms"])


def _order(names: Sequence[str], columns: Sequence[str]) -> list[int]:
    """Where each column stands in the engine's rows: by name (it sorts those of * otherwise), else as written."""
    if sorted(names) == sorted(columns):
        return [names.index(column) for column in columns]
    return list(range(len(names)))


def _explained(raised: Sequence[Sequence[str]], message: str, checked: Checked) -> CypherError:
    """What the engine raised, innermost last, as our error."""
    everything = " ".join([message, *(f"{name} {text}" for name, text in raised)])
    name, text = raised[0][0].rpartition(".")[2], raised[0][1]
    said = _PREFIX.sub("", " ".join((text or name).split()))[:300]
    if any(word in everything for word in _MEMORY):
        return CypherError("memory", f"the query needs more memory than it may have ({said}); ask for less")
    if "Timeout" in name:
        return CypherError("timeout", "the query was stopped; it ran too long")
    if any(word in name for word in _REFUSED):
        return CypherError("refused", said)
    if not any(word in name for word in _QUERY):
        return CypherError("crashed", f"the embedded engine failed: {said} ({name})")
    return _placed(said, checked)


def _placed(said: str, checked: Checked) -> CypherError:
    """A mistake in the query, with its place where the engine or the text tells it."""
    position = _POSITION.search(said)
    if position:
        before, after = said[: position.start()], said[position.end() :].removeprefix(" - ")
        told = after if before == "Syntax error" else before
        return checked.error_at(checked.embedded, int(position[1]), int(position[2]) + 1, told)
    variable = _VARIABLE.search(said)
    if variable:
        name = variable[1] or variable[2]
        for place, token in enumerate(checked.script.tokens):
            if token.value == name and not checked.script.is_name(place):
                return checked.script.error(place, said, "syntax")
    return CypherError("syntax", said)
