"""A text and changes to it in, the changed text out, with a way back from its places to those of the original."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """``text[start:end]`` becomes ``new``."""

    start: int
    end: int
    new: str


@dataclass(frozen=True, slots=True)
class Edited:
    """The changed text; ``origin`` holds pairs of places, in the changed text and in the original, in order."""

    text: str
    origin: tuple[tuple[int, int], ...] = ((0, 0),)

    def original(self, line: int, column: int) -> int:
        """The place in the original of a line and column (both from 1) of the changed text."""
        lines = self.text.split("\n")
        place = sum(len(one) + 1 for one in lines[: line - 1]) + column - 1
        new, old = max((pair for pair in self.origin if pair[0] <= place), default=(0, 0))
        following = min((pair[1] for pair in self.origin if pair[0] > new), default=None)
        found = old + place - new
        return found if following is None else min(found, following)


def edited(text: str, edits: Iterable[Edit]) -> Edited:
    """The text after all changes, none of which may overlap.

    >>> changed = edited("RETURN f(1) +", [Edit(7, 8, "longer")])
    >>> changed.text, changed.original(1, 18)
    ('RETURN longer(1) +', 12)
    """
    pieces, origin, done, length = list[str](), [(0, 0)], 0, 0
    for edit in sorted(edits):
        pieces += [text[done : edit.start], edit.new]
        length += edit.start - done + len(edit.new)
        origin.append((length - len(edit.new), edit.start))
        origin.append((length, edit.end))
        done = edit.end
    return Edited("".join([*pieces, text[done:]]), tuple(origin))
