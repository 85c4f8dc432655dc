"""The words of a `kg` command in, its events and its document out: a process of its own, which can be ended."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from kg.errors import InputError, KGError
from kg.progress import Event, Notice, Progress, Report
from kg.settings import checkout

_PATIENCE = 3.0


class Cancelled(KGError):  # noqa: N818 -- the name says what happened
    """The work was ended by whoever asked for it."""


class Stop:
    """Ends the child that runs now, and lets none begin after."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asked = threading.Event()
        self._child: subprocess.Popen[str] | None = None

    def __call__(self) -> None:
        """End it."""
        with self._lock:
            self._asked.set()
            if self._child:
                self._child.terminate()

    def check(self) -> None:
        """Raise Cancelled if it was asked for."""
        if self._asked.is_set():
            raise Cancelled("cancelled; the graph is as it was")

    def wait(self, seconds: float) -> None:
        """Sleep, but not through a stop."""
        self._asked.wait(seconds)
        self.check()

    @contextmanager
    def over(self, child: subprocess.Popen[str]) -> Iterator[None]:
        """Answer for a child while it runs; it ends with the block, whatever happened there."""
        with self._lock:
            self._child = child
            if self._asked.is_set():
                child.terminate()
        try:
            yield
        finally:
            with self._lock:
                self._child = None
            _end(child)


def run(words: Sequence[str], *, within: Path, report: Report, stop: Stop) -> dict[str, Any]:
    """The JSON document of a command that runs in a folder; KGError with its own line where it fails."""
    command = [sys.executable, "-P", "-m", "kg", *words, "--format", "json"]
    child = subprocess.Popen(  # noqa: S603 -- our own program; what comes from strangers are names of files after --
        command,
        cwd=within,
        env=_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
    )
    said: list[str] = []
    document: list[str] = []
    with stop.over(child):
        reader = threading.Thread(target=lambda: document.append(_all(child)), daemon=True)
        reader.start()
        for line in child.stderr or ():
            event = _event(line)
            if event:
                report(event)
            else:
                said.append(line)
        code = child.wait()
        reader.join()
    stop.check()
    if code:
        raise _failed(code, said)
    return dict(json.loads(document[0]))


def _all(child: subprocess.Popen[str]) -> str:
    return child.stdout.read() if child.stdout else ""


def _environment() -> dict[str, str]:
    """Ours, but what lies in the folder of strangers is no module."""
    paths = os.pathsep.join(filter(None, (str(checkout()), os.environ.get("PYTHONPATH"))))
    return {**os.environ, "PYTHONPATH": paths, "PYTHONSAFEPATH": "1", "PYTHONUTF8": "1"}


def _event(line: str) -> Event | None:
    """The event of a line of progress; None for a line in words.

    >>> _event('{"stage": "read", "done": 1, "total": 2, "unit": "banks"}')
    Progress(stage='read', done=1, total=2, unit='banks')
    >>> _event("kg: no file")
    """
    try:
        record = json.loads(line)
    except ValueError:
        return None
    if not isinstance(record, dict):
        return None
    if "notice" in record:
        return Notice(str(record["notice"]), bool(record.get("warning", True)))
    if "stage" in record:
        return Progress(str(record["stage"]), int(record["done"]), int(record["total"]), str(record["unit"]))
    return None


def _failed(code: int, said: Sequence[str]) -> KGError:
    line = next((one.removeprefix("kg: ").strip() for one in reversed(said) if one.startswith("kg: ")), "")
    if line:
        return InputError(line) if code == InputError.exit_code else KGError(line)
    how = f"by signal {-code}" if code < 0 else f"with code {code}"
    return KGError(f"the work was ended {how}; the graph is as it was, so try again")


def _end(child: subprocess.Popen[str]) -> None:
    if child.poll() is None:
        child.terminate()
        try:
            child.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            child.kill()
    child.wait()
    for pipe in (child.stdout, child.stderr):
        with suppress(OSError):
            if pipe:
                pipe.close()
