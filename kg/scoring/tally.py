"""Counts of right and wrong findings come in, precision, recall and F1 go out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Tally:
    """Findings of one sort: how many, how many of them right, how many had to be there, how many of those were.

    A finding is right if either annotator has it; only what both have had to be found.
    """

    found: int = 0
    right: int = 0
    wanted: int = 0
    met: int = 0

    def add(self, *, found: int = 0, right: int = 0, wanted: int = 0, met: int = 0) -> None:
        """Count more of each."""
        self.found += found
        self.right += right
        self.wanted += wanted
        self.met += met

    def document(self) -> dict[str, float]:
        """Precision, recall and their harmonic mean.

        >>> Tally(found=4, right=2, wanted=2, met=1).document()
        {'precision': 0.5, 'recall': 0.5, 'f1': 0.5}
        """
        precision = self.right / self.found if self.found else 0.0
        recall = self.met / self.wanted if self.wanted else 0.0
        mean = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        return {"precision": precision, "recall": recall, "f1": mean}


@dataclass
class Differences:
    """What was missed and what was found but is not in the gold, as (sort, text) with how often."""

    missed: Counter[tuple[str, str]] = field(default_factory=Counter)
    extra: Counter[tuple[str, str]] = field(default_factory=Counter)

    def document(self, most: int) -> dict[str, dict[str, list[str]]]:
        """The ``most`` frequent of each sort, the first found first."""
        return {"missed": _listed(self.missed, most), "not_in_gold": _listed(self.extra, most)}


def _listed(counted: Counter[tuple[str, str]], most: int) -> dict[str, list[str]]:
    by_sort: dict[str, list[str]] = {}
    for (sort, text), count in sorted(counted.items(), key=lambda item: -item[1]):
        listed = by_sort.setdefault(sort, [])
        if len(listed) < most:
            listed.append(text if count == 1 else f"{text} (x{count})")
    return by_sort
