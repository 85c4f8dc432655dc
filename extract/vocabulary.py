"""What is looked for in a bank: a lexicon and cue words come in, one compiled vocabulary goes out."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple

import ahocorasick_rs

from extract.cues import Cue, cue_words, stands_alone
from extract.fold import fold, is_latin, squeeze, squeezed
from extract.lexicon import Entry, Lexicon
from extract.matcher import Matcher, Surface
from kg.names import key

_SUFFIXES = ("机制", "技术", "方法", "算法")
_SHORTEST_STEM = 3
_AMERICAN = re.compile(
    r"(?<=[a-z]{3}i)z(?=(?:ations?|e[drs]?|ers|ing)\b)|(?<=(?:del|bel))(?=(?:ed|ing)\b)", re.IGNORECASE
)
"""Where British spelling differs: quantization, tokenizer; modeling, labeled."""


class Found(NamedTuple):
    """A concept found at ``text[start:end]``; ``entry`` is its place in the vocabulary."""

    start: int
    end: int
    entry: int


class Signal(NamedTuple):
    """A cue word found at ``text[start:end]``; ``cue`` is its class's place in the vocabulary."""

    start: int
    end: int
    cue: int


@dataclass(frozen=True, slots=True)
class _Claim:
    """What one pattern may mean: the entries that own it, and whether it counts only beside another surface."""

    entries: tuple[int, ...]
    weak: bool


class Vocabulary:
    """Compiled concepts and cues; finds both in a masked text."""

    def __init__(self, lexicon: Lexicon, cues: tuple[Cue, ...]) -> None:
        self.entries: tuple[Entry, ...] = lexicon.entries
        self.cues = cues
        self.named = [(entry.id, entry.kind) for entry in self.entries]
        surfaces, self._claims = _patterns(self.entries)
        self._matcher = Matcher(surfaces)
        self._only = [-1 if claim.weak or len(claim.entries) != 1 else claim.entries[0] for claim in self._claims]
        words = cue_words(cues)
        self._cue_of = [classes[::-1] for classes in words.values()]
        self._latin_edged = [is_latin(word[0]) or is_latin(word[-1]) for word in words]
        self._cues = ahocorasick_rs.AhoCorasick(
            list(words),
            matchkind=ahocorasick_rs.MatchKind.LeftmostLongest,
            implementation=ahocorasick_rs.Implementation.DFA,
        )
        self._clues = [
            {squeezed(surface): tuple(map(fold, clues)) for surface, clues in entry.sense.items()}
            for entry in self.entries
        ]

    def find(self, text: str, folded: str | None = None) -> list[Found]:
        """The concepts of a text, in order: shared surfaces decided by their neighbourhood, weak ones dropped.

        Whoever has folded the text already may hand that in.
        """
        folded = fold(text) if folded is None else folded
        hits = self._matcher.places(text, folded)
        only = [self._only[pattern] for _, _, pattern in hits]
        if -1 not in only:
            new = tuple.__new__  # a tenth of what calling the class takes
            return [new(Found, (start, end, entry)) for (start, end, _), entry in zip(hits, only, strict=True)]
        sure = set(only)
        found = []
        for (start, end, pattern), sure_entry in zip(hits, only, strict=True):
            entry = sure_entry
            if entry < 0:
                claim = self._claims[pattern]
                if not claim.entries:
                    continue
                if claim.weak and not (sure.intersection(claim.entries) or _is_set_apart(text, start, end)):
                    continue
                entry = claim.entries[0] if len(claim.entries) == 1 else self._sense(folded, start, end, claim)
            found.append(Found(start, end, entry))
        return found

    def signals(self, text: str, folded: str | None = None) -> list[Signal]:
        """The cue words of a text, in order; of several classes of one word the first comes last."""
        folded = fold(text) if folded is None else folded
        return [Signal(start, end, cue) for start, end, cues in self.signalled(folded) for cue in cues]

    def signalled(self, folded: str) -> list[tuple[int, int, tuple[int, ...]]]:
        """Where cue words stand in a folded text, each with its classes, the first class last."""
        latin, classes = self._latin_edged, self._cue_of
        return [
            (start, end, classes[word])
            for word, start, end in self._cues.find_matches_as_indexes(folded)
            if classes[word] and (not latin[word] or stands_alone(folded, start, end))
        ]

    def _sense(self, folded: str, start: int, end: int, claim: _Claim) -> int:
        """Of several owners the one with most clue words close by, then in the whole text, then the default."""
        surface = squeezed(folded[start:end])
        near = folded[max(0, start - 24) : end + 24]

        def votes(entry: int) -> tuple[int, int, bool]:
            clues = self._clues[entry].get(surface, ())
            return sum(clue in near for clue in clues), sum(clue in folded for clue in clues), not clues

        return max(claim.entries, key=lambda entry: (*votes(entry), -entry))


def _is_set_apart(text: str, start: int, end: int) -> bool:
    """Whether a term stands in the title line or alone as a bold lead-in: there it is no ordinary word."""
    if end <= text.find("\n"):
        return True
    return text[max(0, start - 2) : start] in ("**", "__") and text[end : end + 2] in ("**", "__")


class Occurrence:
    """Tells which of some entries have any surface in a text at all: word edges are not asked, so never too few."""

    def __init__(self, entries: tuple[Entry, ...]) -> None:
        owners: dict[str, list[int]] = defaultdict(list)
        for number, entry in enumerate(entries):
            for surface in entry.surfaces:
                for text in filter(None, map(squeezed, _variants(surface))):
                    owners[text].append(number)
        self._owners = list(owners.values())
        self._automaton = ahocorasick_rs.AhoCorasick(
            list(owners), implementation=ahocorasick_rs.Implementation.ContiguousNFA
        )

    def __call__(self, text: str) -> list[int]:
        """The places of these entries, sorted."""
        packed = squeeze(fold(text))[0]
        found = {pattern for pattern, _, _ in self._automaton.find_matches_as_indexes(packed, overlapping=True)}
        return sorted({entry for pattern in found for entry in self._owners[pattern]})


def _patterns(entries: tuple[Entry, ...]) -> tuple[list[Surface], list[_Claim]]:
    """Every surface that is looked for, and what it may mean."""
    owners: dict[str, list[int]] = defaultdict(list)
    shape: dict[str, tuple[Surface, bool]] = {}
    for number, entry in enumerate(entries):
        for surface in entry.surfaces:
            capital = surface in entry.case or _needs_capital(surface)
            for text in _variants(surface):
                packed = squeezed(text)
                if packed and number not in owners[packed]:
                    owners[packed].append(number)
                    shape.setdefault(packed, (Surface(text, capital), surface in entry.weak))
    for entry in entries:
        for text in entry.excluded:
            if squeezed(text) not in shape:
                shape[squeezed(text)] = (Surface(text), False)
    surfaces = [surface for surface, _ in shape.values()]
    claims = [_Claim(tuple(_told_apart(owners.get(packed, []), entries)), weak) for packed, (_, weak) in shape.items()]
    return surfaces, claims


def _told_apart(owners: list[int], entries: tuple[Entry, ...]) -> list[int]:
    """The owners of a surface; without sense clues only the first can have it."""
    if len(owners) > 1 and not any(entries[owner].sense for owner in owners):
        return owners[:1]
    return owners


def _needs_capital(surface: str) -> bool:
    """One or two Latin letters are too short to be told from ordinary words when written small."""
    return len(surface) <= 2 and surface.isascii() and surface.isalpha()


def _variants(surface: str) -> list[str]:
    """The surface in both English spellings, each also without a trailing word for "method" (GUIDE counts both as one).

    >>> _variants("language modeling technique")
    ['language modeling technique', 'language modeling', 'language modelling technique', 'language modelling']
    """
    british = _AMERICAN.sub(lambda found: "s" if found[0] else "l", surface)
    return [text for spelling in dict.fromkeys((surface, british)) for text in _with_stem(spelling)]


def _with_stem(surface: str) -> list[str]:
    if surface.endswith(_SUFFIXES) and len(surface) - 2 >= _SHORTEST_STEM:
        return [surface, surface[:-2]]
    stem = key(surface)
    if is_latin(fold(surface[-1])) and " " in surface and not squeezed(surface).endswith(stem) and len(stem) > 8:
        return [surface, surface.rsplit(" ", 1)[0]]
    return [surface]
