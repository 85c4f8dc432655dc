"""Single texts of discovery: a title or a question comes in, what it says about terms goes out, packed for a shelf."""

from __future__ import annotations

import marshal
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from extract.aliases import Pair, pairs_in
from extract.discovery.general import General, load_general
from extract.discovery.known import Known, title_terms
from extract.discovery.marks import Mark, Sighting
from extract.discovery.prose import Prose
from extract.discovery.sightings import sightings
from extract.lexicon import Lexicon
from extract.lines import Line, scan_lines
from extract.markdown import blocks, mask
from extract.shards import Read, Task, Work
from kg.model import Language

_MARKS = tuple(Mark)
_PLACES = {mark: place for place, mark in enumerate(_MARKS)}
_What = Literal["title", "plain", "lists"]

Text = tuple[Language, str]
"""A text with its language."""


class Observed(NamedTuple):
    """What one question says: sightings of possible terms, pairs of names."""

    sightings: list[Sighting]
    pairs: list[Pair]


@dataclass(frozen=True)
class TermRecipe:
    """What discovery knows before it reads; a task is what is asked about a text, with its language, and the text."""

    lexicon: Lexicon
    general: General | None = None

    @cached_property
    def words(self) -> General:
        """The general words."""
        return self.general or load_general()

    @cached_property
    def known(self) -> Known:
        """The lexicon's surfaces."""
        return Known(self.lexicon)

    def __reduce__(self) -> tuple[type[TermRecipe], tuple[Lexicon, General | None]]:
        """Without what was compiled from it."""
        return TermRecipe, (self.lexicon, self.general)

    def start(self) -> Work:
        """Answers what is asked about texts."""
        records: list[bytes] = []
        while True:
            tasks = yield records
            records = [self._record(asked, text) for asked, text in tasks]

    def prose(self, text: str, language: Language) -> Prose:
        """The masked text of a question with its known terms."""
        return self._prose(text, scan_lines(text), language)

    def _prose(self, text: str, lines: list[Line], language: Language) -> Prose:
        masked = mask(text, lines)
        return Prose(masked, language, self.words, self.known.places(masked))

    def _record(self, asked: str, text: str) -> bytes:
        language: Language = "zh" if asked.startswith("zh") else "en"
        what = asked[3:]
        if what == "title":
            return marshal.dumps(title_terms(Prose(text, language, self.words, self.known.places(text))))
        lines = scan_lines(text)
        prose = self._prose(text, lines, language)
        found = sightings(prose, tuple(blocks(prose.text, lines)), lists=what == "lists")
        marked = [(surface, _PLACES[mark]) for surface, mark in found]
        return marshal.dumps((marked, [tuple(pair) for pair in pairs_in(prose.text, self.words)]))


def titles(texts: Sequence[Text], recipe: TermRecipe, read: Read) -> Iterator[tuple[int, int]]:
    """How many terms each title names, and how many of them are known."""
    for record in read("", recipe, _tasks(texts, "title")):
        asked, known = marshal.loads(record)  # noqa: S302 -- our own bytes, with a checksum where they lay on a disk
        yield asked, known


def observations(texts: Sequence[Text], recipe: TermRecipe, read: Read, *, lists: bool) -> Iterator[Observed]:
    """What each question says; ``lists`` reads enumerations too."""
    for record in read("discover", recipe, _tasks(texts, "lists" if lists else "plain")):
        marked, pairs = marshal.loads(record)  # noqa: S302
        yield Observed([Sighting(surface, _MARKS[place]) for surface, place in marked], [Pair(*pair) for pair in pairs])


def _tasks(texts: Sequence[Text], what: _What) -> list[Task]:
    return [(f"{language} {what}", text) for language, text in texts]
