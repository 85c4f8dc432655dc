"""What speaks for each possible term of a bank: sightings and chunks come in, candidates with their evidence go out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from extract.discovery.english import singular
from extract.discovery.marks import Mark, Sighting
from kg.names import key


@dataclass(slots=True)
class Candidate:
    """A possible term: its spellings, what speaks for it, and in how many questions."""

    forms: Counter[str] = field(default_factory=Counter)
    marks: Counter[Mark] = field(default_factory=Counter)
    questions: set[int] = field(default_factory=set)

    @property
    def surface(self) -> str:
        """The most frequent spelling; of equal ones the first by code points."""
        return min(self.forms, key=lambda form: (-self.forms[form], form))

    def most_frequent(self, number: int) -> tuple[str, ...]:
        """The spellings used most, the most frequent first."""
        return tuple(sorted(self.forms, key=lambda form: (-self.forms[form], form))[:number])


class Ledger:
    """Candidates by the key of their spellings."""

    def __init__(self) -> None:
        self.candidates: dict[str, Candidate] = {}
        self._keys: dict[str, str] = {}

    def key_of(self, surface: str) -> str:
        """The key under which a spelling is counted."""
        found = self._keys.get(surface)
        if found is None:
            found = self._keys[surface] = key(singular(surface))
        return found

    def enter(self, question: int, sightings: Iterable[Sighting]) -> None:
        """Count the sightings of one question."""
        for surface, mark in sightings:
            name = self.key_of(surface)
            if len(name) < 2:
                continue
            candidate = self.candidates.get(name)
            if candidate is None:
                candidate = self.candidates[name] = Candidate()
            candidate.forms[surface] += 1
            candidate.marks[mark] += 1
            candidate.questions.add(question)
