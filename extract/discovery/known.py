"""What the lexicon knows already: entries come in, the places and owners of their surfaces go out."""

from __future__ import annotations

from extract.discovery.pieces import chunks_in
from extract.discovery.prose import Prose, Sort, Span
from extract.fold import fold
from extract.lexicon import Lexicon
from extract.matcher import Matcher, surfaces_of
from kg.names import key


class Known:
    """The lexicon's surfaces: where they stand in a text, and whose they are."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.owners: dict[str, list[str]] = {}
        for entry in lexicon.entries:
            for surface in entry.surfaces:
                owners = self.owners.setdefault(key(surface), [])
                if entry.id not in owners:
                    owners.append(entry.id)
        self._matcher = Matcher(surfaces_of(surface for entry in lexicon.entries for surface in entry.surfaces))

    def places(self, text: str) -> tuple[Span, ...]:
        """Where known terms stand in ``text``."""
        return tuple([place[:2] for place in self._matcher.places(text, fold(text))]) if self.owners else ()


def title_terms(title: Prose) -> tuple[int, int]:
    """How many terms a title names, and how many of them are known."""
    asked = known = 0
    for chunk in chunks_in(title):
        if not chunk.is_general:
            asked += 1
            known += not any(piece.sort in (Sort.UNKNOWN, Sort.LATIN) for piece in chunk.pieces)
    return asked, known
