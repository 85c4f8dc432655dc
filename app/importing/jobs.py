"""Changes that visitors ask for in, threads that do them one after another out; every session sees how far they are."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from app.importing import exchange
from app.importing.child import Cancelled, Stop
from app.importing.folder import Place
from app.importing.turns import Ticket, tickets, turn
from app.importing.work import Change, Outcome, Watcher, change, fraction, told
from kg.errors import KGError
from kg.progress import Event, Progress

State = Literal["waiting", "working", "writing", "done", "failed", "cancelled"]
OWN = os.getpid()
"""This server, among those that wait."""
_KEPT = 8


@dataclass
class Job:
    """One change on its way; only its own thread writes to it."""

    number: int
    place: Place
    asked: Change
    label: Mapping[str, Any]
    state: State = "waiting"
    stage: str = ""
    share: float = 0.0
    before: int = 0
    error: str = ""
    outcome: Outcome | None = None
    started: float = field(default_factory=time.time)
    _stop: Stop = field(default_factory=Stop)

    @property
    def runs(self) -> bool:
        """Whether it has not ended yet."""
        return self.state in ("waiting", "working", "writing")

    @property
    def can_stop(self) -> bool:
        """Whether it can still be ended with everything as it was."""
        return self.state in ("waiting", "working")

    def cancel(self) -> None:
        """End it, if it can be."""
        if self.can_stop:
            self._stop()

    def run(self) -> None:
        """Wait for the turn, do the work."""
        try:
            with turn(self.place, self.label, self._waits, self._stop):
                self.state, self.before = "working", 0
                self.outcome = change(self.place, self.asked, Watcher(self._say, self._stop, self._decided))
            self.state = "done"
        except Cancelled:
            self.state = "cancelled"
        except KGError as error:
            self.error, self.state = told(error), "failed"
        except OSError as error:
            self.error, self.state = f"{error.filename or self.place.banks}: {error.strerror or error}", "failed"
        finally:
            self.asked = replace(self.asked, added={})  # up to 50 MB that nobody needs any more
            if self.runs:  # a fault of the program must not look like work for ever
                self.error, self.state = "a fault of the program ended this; the log of the server says more", "failed"

    def _waits(self, before: int) -> None:
        self.before = before

    def _decided(self) -> None:
        self.state = "writing"

    def _say(self, event: Event) -> None:
        if isinstance(event, Progress):
            self.stage = event.stage
            self.share = max(self.share, fraction(event, at_server="://" in self.place.store))


_jobs: list[Job] = []
_lock = threading.Lock()


def begin(place: Place, asked: Change) -> Job:
    """Do a change in a thread of this server, which outlives the session that asked for it."""
    with _lock:
        job = Job(_jobs[-1].number + 1 if _jobs else 1, place, asked, asked.label)
        ended = [one for one in _jobs if not one.runs]
        for one in ended[: max(0, len(ended) - _KEPT)]:
            _jobs.remove(one)
        _jobs.append(job)
    threading.Thread(target=job.run, daemon=True).start()
    return job


def job_of(number: int) -> Job | None:
    """The job with this number, if this server still knows it."""
    return next((one for one in list(_jobs) if one.number == number), None)


def running(place: Place) -> tuple[Job, ...]:
    """The jobs of this server that have not ended, in the order of asking."""
    return tuple(one for one in list(_jobs) if one.runs and one.place == place)


def others(place: Place) -> tuple[Ticket, ...]:
    """Everybody at the place, in this server or another, who works or waits; the first works."""
    return tickets(place)


def resume(place: Place) -> None:
    """Finish what a kill cut off, if nobody is at it."""
    if place.pending.exists() and not tickets(place):
        with _lock:
            busy = any(one.runs and one.place == place for one in _jobs)
            failed = next((one for one in reversed(_jobs) if one.place == place and one.asked.kind == "finish"), None)
        if not busy and not (failed and time.time() - failed.started < _AGAIN):
            begin(place, Change("finish"))


_AGAIN = 20.0  # seconds until a finish that failed is tried again


def kept(place: Place) -> Mapping[str, Any] | None:
    """What can be put back."""
    return exchange.previous(place)
