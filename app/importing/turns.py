"""A place in, a turn at it out: one import at a time, of all sessions and processes, in the order of asking."""

from __future__ import annotations

import json
import os
import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from app.importing.child import Stop
from app.importing.folder import Place
from kg.study.locking import held_now, locked

_POLL = 0.1
_YOUNG = 5.0  # seconds in which a ticket may be written and not yet held


@dataclass(frozen=True, slots=True)
class Ticket:
    """Somebody who works or waits: ``id`` sorts by the time of asking, ``label`` says what it is about."""

    id: str
    since: float
    pid: int
    label: Mapping[str, Any]


@contextmanager
def turn(place: Place, label: Mapping[str, Any], waiting: Callable[[int], None], stop: Stop) -> Iterator[None]:
    """Wait until everybody before is done and nobody else is at it; ``waiting`` hears how many are before."""
    queue = place.made() / "queue"
    queue.mkdir(exist_ok=True)
    name = f"{time.time_ns():020d}-{os.getpid()}-{secrets.token_hex(4)}"
    path = queue / name
    try:
        with path.open("xb") as file, locked(file):
            file.write(json.dumps({"label": dict(label)}, ensure_ascii=False).encode())
            file.flush()
            with (place.state / "lock").open("ab") as lock, _first(place, lock, name, waiting, stop):
                yield
    finally:
        path.unlink(missing_ok=True)


@contextmanager
def _first(place: Place, lock: BinaryIO, name: str, waiting: Callable[[int], None], stop: Stop) -> Iterator[None]:
    while True:
        stop.check()
        before = sum(one.id < name for one in tickets(place))
        if not before:
            with held_now(lock) as held:
                if held:
                    yield
                    return
        waiting(max(before, 1))
        stop.wait(_POLL)


def tickets(place: Place) -> tuple[Ticket, ...]:
    """Who works or waits, the one who works first; what a killed process left is taken away."""
    queue = place.state / "queue"
    paths = sorted(queue.iterdir()) if queue.is_dir() else []
    return tuple(ticket for path in paths if (ticket := _ticket(path)))


def _ticket(path: Path) -> Ticket | None:
    """The ticket of a file that its owner still holds."""
    since, _, rest = path.name.partition("-")
    pid = rest.partition("-")[0]
    if not since.isdigit() or not pid.isdigit():
        return None
    try:
        with path.open("r+b") as file, held_now(file) as free:
            if not free or time.time() - int(since) / 1e9 < _YOUNG:
                return Ticket(path.name, int(since) / 1e9, int(pid), _label(file.read()))
        path.unlink(missing_ok=True)
    except OSError:  # its owner has just taken it away
        return None
    return None


def _label(data: bytes) -> Mapping[str, Any]:
    try:
        return dict(json.loads(data)["label"])
    except (ValueError, KeyError, TypeError):
        return {}  # it is being written
