"""The address of a store in, what is there now out; a server is asked in a thread, so that no page waits for it."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from kg.errors import KGError, StoreError
from kg.stores import open_store
from kg.stores.stamp import Stamp

INTERVAL = 4.0
"""Seconds between two looks at a server."""

_REFUSED = 30.0  # after a wrong password: a server shuts out whoever tries often
_UNSEEN = 90.0  # without a visitor for so long nobody looks any more


@dataclass(frozen=True, slots=True)
class Sight:
    """What a look found: a stamp (None without a graph) or why there was none to see."""

    stamp: Stamp | None = None
    error: KGError | None = None

    @property
    def mark(self) -> str:
        """Changes whenever something changed that a page shows."""
        return f"{self.stamp}" if self.error is None else f"{type(self.error).__name__}: {self.error}"


class _Watcher:
    """The looks at one server, from the first visitor until some time after the last."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._seen: Sight | None = None
        self._begun = self._told = 0  # looks, in the order they began; that of ``_seen``
        self._asked = 0.0
        self._running = False

    def sight(self, *, fresh: bool = False) -> Sight:
        with self._lock:
            self._asked = time.monotonic()
            seen = None if fresh or not self._running else self._seen
        if seen is None:
            seen = self._look()
        with self._lock:
            if not self._running:
                self._running = True
                threading.Thread(target=self._watch, daemon=True).start()
        return seen

    def _look(self) -> Sight:
        seen = self._keep()
        self._wake.set()
        return seen

    def _keep(self) -> Sight:
        """Look and keep what was seen, unless a look that began later has come back before."""
        with self._lock:
            self._begun += 1
            begun = self._begun
        seen = look(self._url)
        with self._lock:
            if begun > self._told:
                self._told, self._seen = begun, seen
        return seen

    def _watch(self) -> None:
        while True:
            self._wake.clear()
            refused = isinstance(self._seen and self._seen.error, StoreError) and self._seen.error.fault == "account"
            if self._wake.wait(_REFUSED if refused else INTERVAL):
                continue  # somebody has just looked
            with self._lock:
                if time.monotonic() - self._asked > _UNSEEN:
                    self._running = False
                    return
            self._keep()


_watchers: dict[str, _Watcher] = {}
_guard = threading.Lock()


def look(url: str) -> Sight:
    """Look at once, and wait for what comes."""
    try:
        return Sight(open_store(url).stamp())
    except KGError as error:
        return Sight(error=error)


def sight(url: str, *, fresh: bool = False) -> Sight:
    """What was seen last; ``fresh`` looks now. A file is looked at each time, which costs nothing."""
    if "://" not in url:
        return look(url)
    with _guard:
        watcher = _watchers.setdefault(url, _Watcher(url))
    return watcher.sight(fresh=fresh)
