"""A call in, what it gives or raises out, unless it takes too long: it runs in a thread of its own, which can be left.

A thread that was left ends with what it waits for (a socket that somebody closes) or with the process.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Thread
from typing import Generic, TypeVar, cast

T = TypeVar("T")


class GivenUpError(Exception):
    """The call has not ended in time, and nobody waits for it any longer."""


class Call(Generic[T]):
    """A call that has begun."""

    def __init__(self, call: Callable[[], T]) -> None:
        self._call = call
        self._done = Event()
        self._value: T | None = None
        self._error: BaseException | None = None
        Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        try:
            self._value = self._call()
        except BaseException as error:  # noqa: BLE001 -- handed over whole to the thread that waits
            self._error = error
        self._done.set()

    def ended(self, seconds: float) -> bool:
        """Whether it has ended, after waiting for at most so long."""
        return self._done.wait(seconds)

    def result(self) -> T:
        """What the ended call gave or raised."""
        if self._error is not None:
            raise self._error
        return cast(T, self._value)


def within(seconds: float, call: Callable[[], T]) -> T:
    """What a call gives or raises; GivenUpError where that takes longer.

    >>> within(5, lambda: 1 + 1)
    2
    >>> within(0.01, Event().wait)
    Traceback (most recent call last):
    kg.giving_up.GivenUpError: not ended within 0.01 s
    """
    running = Call(call)
    if not running.ended(seconds):
        raise GivenUpError(f"not ended within {seconds:g} s")
    return running.result()
