"""What long work says while it runs: frozen events that go to one callable, shown only at the edge."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """``done`` of ``total`` units of one stage; ``total`` is 0 while unknown."""

    stage: str
    done: int
    total: int
    unit: str = "questions"


@dataclass(frozen=True, slots=True)
class Notice:
    """One line a person should read: a warning about an input, a dropped edge, a summary of what was found."""

    text: str
    warning: bool = True


Event = Progress | Notice
Report = Callable[[Event], None]


def silent(event: Event) -> None:
    """A report that says nothing; the default of every long function."""
