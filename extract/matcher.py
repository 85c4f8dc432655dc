"""Matching: text and a set of surfaces come in, the places where they stand go out.

One Aho-Corasick automaton (leftmost-longest) runs over the folded, squeezed text; every hit is then checked against
the original: Latin words must begin and end there, a separator may fall only where the spelling allows one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import ahocorasick_rs

from extract.fold import fold, is_latin, squeeze, squeezed

_LATER_VERSION = re.compile(
    r"\d\.\d|[a-z]-\d+(?:\.\d+)?(?![\w\-])"
)  # GPT-3 in GPT-3.5, FlashAttention in FlashAttention-3
_SHORT_CHINESE = 4  # from this length on a Chinese surface may have a 的 inside
_SHORT = 5  # Latin surfaces up to this length may not be pieced together across a separator


class Hit(NamedTuple):
    """A surface found at ``text[start:end]``; ``pattern`` is its place in the matcher's list."""

    start: int
    end: int
    pattern: int


Place = tuple[int, int, int]
"""A hit as a bare tuple."""


@dataclass(frozen=True, slots=True)
class Surface:
    """What is looked for: ``text`` as people write it, and whether capitals are needed in the match.

    One capital is asked for, two where ``text`` has several: "Math" at the start of a sentence is not MATH.
    """

    text: str
    needs_capital: bool = False


class Matcher:
    """Finds surfaces in text, spelling variants included.

    >>> matcher = Matcher([Surface("Low-Rank Adaptation"), Surface("RAG", needs_capital=True), Surface("微调")])
    >>> [("LoRA: low rank adaptation, storage, 微 调 RAGs"[h.start:h.end], h.pattern)
    ...  for h in matcher.find("LoRA: low rank adaptation, storage, 微 调 RAGs")]
    [('low rank adaptation', 0), ('微 调', 2), ('RAGs', 1)]
    """

    def __init__(self, surfaces: Sequence[Surface]) -> None:
        self._capitals = [_capitals_needed(surface) for surface in surfaces]
        keys: dict[str, int] = {}
        for number, surface in enumerate(surfaces):
            if found := squeezed(surface.text):
                keys.setdefault(found, number)
        self._keys = list(keys)
        self._numbers = list(keys.values())
        self._edges = [(is_latin(text[0]), is_latin(text[-1])) for text in self._keys]
        self._plain = [
            not left and not right and not self._capitals[number]
            for (left, right), number in zip(self._edges, self._numbers, strict=True)
        ]
        self._joints = {
            place: _joints(surfaces[self._numbers[place]].text)
            for place, text in enumerate(self._keys)
            if len(text) <= _SHORT and self._edges[place][0]
        }
        self._longest = _automaton(self._keys, ahocorasick_rs.MatchKind.LeftmostLongest)
        self._reach = max(map(len, self._keys), default=0)

    @cached_property
    def _all(self) -> ahocorasick_rs.AhoCorasick:
        """Finds every surface, those inside others too."""
        return _automaton(self._keys, ahocorasick_rs.MatchKind.Standard)

    def find(self, text: str, folded: str | None = None) -> list[Hit]:
        """All hits in order, none overlapping; of several readings the leftmost, then the longest.

        Whoever has folded the text already may hand that in.
        """
        return list(map(Hit._make, self.places(text, fold(text) if folded is None else folded)))

    def places(self, text: str, folded: str) -> list[Place]:
        """What ``find`` finds, as bare tuples."""
        if not self._keys:
            return []
        packed, cuts, gaps = squeeze(folded)
        shifts = [0, *gaps]
        texts = _Texts(text, folded, packed, cuts, shifts)
        plain, numbers = self._plain, self._numbers
        hits: list[Place] = []
        resume = 0
        for key, start, end in self._longest.find_matches_as_indexes(packed):
            if start < resume:
                continue
            begin = start + shifts[bisect_right(cuts, start)]
            stop = end + shifts[bisect_right(cuts, end - 1)]
            if plain[key] and stop - begin == end - start:
                hits.append((begin, stop, numbers[key]))
            elif (hit := self._checked(texts, key, begin, stop)) is not None:
                hits.append(hit)
            else:
                resume = self._second_best(texts, start, end, hits)
        return hits

    def _checked(self, place: _Texts, key: int, begin: int, stop: int) -> Place | None:
        """The hit in the original text if its edges are those of whole words."""
        folded, (left, right) = place.folded, self._edges[key]
        if left and begin and is_latin(folded[begin - 1]):
            return None
        if stop - begin != len(self._keys[key]) and not self._may_split(folded, key, begin, stop):
            return None
        if right and stop < len(folded):
            if is_latin(folded[stop]):
                if folded[stop] != "s" or (stop + 1 < len(folded) and is_latin(folded[stop + 1])):
                    return None
                stop += 1
            elif _LATER_VERSION.match(folded, stop - 1):
                return None
        number = self._numbers[key]
        if self._capitals[number] and _capitals(place.text[begin:stop]) < self._capitals[number]:
            return None
        return begin, stop, number

    def _may_split(self, folded: str, key: int, begin: int, stop: int) -> bool:
        """Whether the separators inside a match stand where this surface may have them."""
        if len(self._keys[key]) < _SHORT_CHINESE and "的" in folded[begin:stop]:
            return False
        joints = self._joints.get(key)
        if joints is None:
            return True
        letters = 0
        for before, char in zip(folded[begin : stop - 1], folded[begin + 1 : stop], strict=True):
            letters += is_latin(before)
            is_gap = is_latin(before) and not is_latin(char)
            if is_gap and letters not in joints:
                return False
        return True

    def _second_best(self, place: _Texts, start: int, end: int, hits: list[Place]) -> int:
        """Append valid readings that begin inside a refused one, leftmost and longest first; where the last ends in
        the squeezed text, 0 if there is none."""
        window = place.packed[start : end + self._reach]
        candidates = []
        for key, first, last in self._all.find_matches_as_indexes(window, overlapping=True):
            if start + first < end and (first, start + last) != (0, end):
                candidates.append((start + first, -(start + last), key))
        resume = 0
        for first, negative, key in sorted(candidates):
            if first < resume:
                continue
            begin = first + place.shifts[bisect_right(place.cuts, first)]
            stop = place.shifts[bisect_right(place.cuts, -negative - 1)] - negative
            if (hit := self._checked(place, key, begin, stop)) is not None:
                hits.append(hit)
                resume = -negative
        return resume


@dataclass(frozen=True, slots=True)
class _Texts:
    """One text in its forms; ``shifts[bisect_right(cuts, offset)]`` is what a squeezed offset lacks to the original."""

    text: str
    folded: str
    packed: str
    cuts: list[int]
    shifts: list[int]


def _automaton(keys: list[str], kind: ahocorasick_rs.MatchKind) -> ahocorasick_rs.AhoCorasick:
    """The NFA builds ten times faster than the DFA; on real banks matching is never the bottleneck."""
    return ahocorasick_rs.AhoCorasick(keys, matchkind=kind, implementation=ahocorasick_rs.Implementation.ContiguousNFA)


def _capitals(text: str) -> int:
    return sum(char.isupper() for char in text)


def _capitals_needed(surface: Surface) -> int:
    return max(1, min(2, _capitals(surface.text))) if surface.needs_capital else 0


def _joints(surface: str) -> frozenset[int]:
    """After how many letters a separator may stand: where the surface has one, and between letters and digits."""
    joints: set[int] = set()
    letters = 0
    for before, char in pairwise(surface):
        letters += is_latin(fold(before))
        if is_latin(fold(before)) and (not is_latin(fold(char)) or before.isdigit() != char.isdigit()):
            joints.add(letters)
    return frozenset(joints)


def surfaces_of(texts: Iterable[str]) -> list[Surface]:
    """Plain surfaces for texts that need no restriction."""
    return [Surface(text) for text in texts]
