"""Events of long work in, what is read on standard error out: bars, JSON lines or single notices."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from kg.progress import Event, Notice, Progress, Report

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

_LINE_EVERY = 0.1


@contextmanager
def reporting(shape: str, stream: TextIO | None = None) -> Iterator[Report]:
    """How events are shown on standard error: JSON lines, a bar on a terminal, else the notices alone."""
    stream = stream or sys.stderr
    if shape == "json":
        yield _json_lines(stream)
    elif stream.isatty():
        with _bars() as bars:
            yield _bar_report(bars)
    else:
        yield lambda event: tell(event, stream)


def tell(event: Event, stream: TextIO | None = None) -> None:
    """Show a notice alone, in one line."""
    if isinstance(event, Notice):
        (stream or sys.stderr).write(f"{_notice(event)}\n")


def _notice(event: Notice) -> str:
    text = " ".join(event.text.split())
    return f"warning: {text}" if event.warning else text


def _json_lines(stream: TextIO) -> Report:
    """One JSON object a line; of quick progress only some, but always the end of a stage."""
    last = 0.0

    def report(event: Event) -> None:
        nonlocal last
        now = time.monotonic()
        if isinstance(event, Progress):
            if event.done != event.total and now - last < _LINE_EVERY:
                return
            last = now
            record = {"stage": event.stage, "done": event.done, "total": event.total, "unit": event.unit}
        else:
            record = {"notice": event.text, "warning": event.warning}
        stream.write(json.dumps(record, ensure_ascii=False) + "\n")
        stream.flush()

    return report


def _bars() -> Bars:
    from rich.console import Console  # noqa: PLC0415 -- rich is for terminals only
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415
    from rich.progress import Progress as Bars  # noqa: PLC0415

    name, pace = (TextColumn(text, markup=False) for text in ("{task.description}", "{task.fields[pace]}"))
    shown = name, BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), pace
    return Bars(*shown, console=Console(stderr=True, highlight=False, markup=False))


def _bar_report(bars: Bars) -> Report:
    tasks: dict[str, TaskID] = {}
    started: dict[str, float] = {}

    def report(event: Event) -> None:
        if isinstance(event, Notice):
            bars.console.print(_notice(event), soft_wrap=True)
            return
        if event.stage not in tasks:
            tasks[event.stage] = bars.add_task(event.stage, total=None, pace="")
            started[event.stage] = time.monotonic()
        pace = paced(event, time.monotonic() - started[event.stage])
        bars.update(tasks[event.stage], completed=event.done, total=event.total or None, pace=pace)

    return report


def paced(event: Progress, seconds: float) -> str:
    """The rate of a stage after so many seconds, and what is left of it.

    >>> paced(Progress("loading", 3000, 12000, "rows"), 1.5)
    '2,000 rows/s, 4.5 s left'
    >>> paced(Progress("reading", 500, 0, "rows"), 0.5)
    '1,000 rows/s'
    """
    if not event.done or seconds <= 0:
        return ""
    rate = event.done / seconds
    left = f", {(event.total - event.done) / rate:.1f} s left" if event.total > event.done else ""
    return f"{rate:,.0f} {event.unit}/s{left}"
