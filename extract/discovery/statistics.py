"""Statistics of a bank's chunks: pieces that stand together come in, how often and how freely they do goes out.

A term comes again, in several questions, with different neighbours, and not only inside one longer term (C-value).
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import ahocorasick_rs

from extract.discovery.english import singular
from extract.discovery.pieces import chunks_in
from extract.discovery.prose import Chunk, Prose, Sort

LONGEST = 4  # pieces of a term
LONGEST_CHINESE = 10  # ideographs
_EDGE = "|"


@dataclass(slots=True)
class Use:
    """How a sequence of pieces is used: in all, as a whole chunk, in which questions, beside what."""

    count: int = 0
    alone: int = 0
    nested: int = 0
    holders: int = 0
    top: int = 0
    questions: int = 0
    sorts: tuple[Sort, ...] = ()
    cuts: tuple[tuple[str, str], ...] = ()
    left: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    last: int = -1
    cohesion: float = 0.0

    @property
    def freedom(self) -> float:
        """The smaller of the entropies of the neighbours on both sides."""
        return min(_entropy(self.left), _entropy(self.right))

    @property
    def value(self) -> float:
        """C-value: occurrences less those that longer sequences explain, more for longer sequences."""
        rest = self.count - (self.nested / self.holders if self.holders else 0)
        return math.log2(len(self.sorts) + 1) * max(rest, 0)


def uses(proses: Iterable[tuple[int, Prose]], starts: frozenset[str]) -> dict[str, Use]:
    """The use of every sequence of pieces that may be a term, by its text; ``starts`` rarely begin one."""
    found: dict[str, Use] = defaultdict(Use)
    for question, prose in proses:
        for chunk in chunks_in(prose):
            _count(prose, chunk, question, found)
    _mend(found, starts)
    _cohere(found)
    kept = {text: use for text, use in found.items() if use.count > 1 or use.alone}
    _nest(kept)
    return kept


def occurrences(names: Sequence[str], proses: Iterable[tuple[int, Prose]]) -> dict[str, int]:
    """How often each of ``names`` stands in the texts, whatever its words are; capitals do not count."""
    counts = dict.fromkeys(names, 0)
    if not names:
        return counts
    automaton = ahocorasick_rs.AhoCorasick([name.lower() for name in names])
    for _, prose in proses:
        text = prose.text.lower()
        for number, start, end in automaton.find_matches_as_indexes(text, overlapping=True):
            inside = names[number][0].isascii() and (text[start - 1 : start] + text[end : end + 1]).isalpha()
            counts[names[number]] += not inside
    return counts


def _count(prose: Prose, chunk: Chunk, question: int, found: dict[str, Use]) -> None:
    pieces = chunk.pieces
    size = len(pieces)
    for first in range(size):
        for last in range(first, min(size, first + LONGEST)):
            if pieces[first].sort is Sort.QUALITY or pieces[last].sort is Sort.QUALITY:
                continue
            text = prose.text[pieces[first].start : pieces[last].end]
            if len(text) < 2 or "\n" in text or (prose.language == "zh" and len(text) > LONGEST_CHINESE):
                continue
            text = singular(text).lower() if prose.language == "en" else text
            use = found[text]
            use.count += 1
            use.alone += first == 0 and last == size - 1
            if not use.sorts:
                use.sorts = tuple(piece.sort for piece in pieces[first : last + 1])
                use.cuts = tuple(
                    (text[: pieces[at].end - pieces[first].start], text[pieces[at + 1].start - pieces[first].start :])
                    for at in range(first, last)
                )
            if use.last != question:
                use.last = question
                use.questions += 1
            before, after = pieces[first - 1] if first else None, pieces[last + 1] if last + 1 < size else None
            use.left[prose.text[before.start : before.end] if before else f"{_EDGE}{use.count}"] += 1
            use.right[prose.text[after.start : after.end] if after else f"{_EDGE}{use.count}"] += 1


def _mend(found: dict[str, Use], starts: frozenset[str]) -> None:
    """Drop what begins with a weak ideograph before a word that stands alone elsewhere (对量化, 量化)."""
    for text in [text for text in found if text[0] in starts and len(text) > 2]:
        use = found[text]
        first = use.cuts[0][0] if use.cuts else text
        rest = found.get(first[1:])
        if len(first) > 2 and rest is not None and rest.count >= use.count:
            whole = found.get(text[1:])
            if whole is not None:
                whole.count += use.count
                whole.alone += use.alone
            del found[text]


def _cohere(found: dict[str, Use]) -> None:
    """How much more often than by chance the parts of a sequence stand together: at most 1, at its weakest cut."""
    total = sum(use.count for use in found.values() if len(use.sorts) == 1)
    for use in found.values():
        if use.count > 1 and use.cuts:
            weakest = (
                min(
                    math.log(use.count * total / (found[left].count * found[right].count))
                    for left, right in use.cuts
                    if left in found and right in found
                )
                if all(left in found and right in found for left, right in use.cuts)
                else 0.0
            )
            use.cohesion = weakest / math.log(total / use.count)


def _nest(found: dict[str, Use]) -> None:
    """Count what longer sequences hold: their occurrences explain those of the shorter ones, unknown words included."""
    names = [text for text, use in found.items() if use.count > 1]
    if not names:
        return
    automaton = ahocorasick_rs.AhoCorasick(names)
    for text, use in found.items():
        inner = {
            number
            for number, start, end in automaton.find_matches_as_indexes(text, overlapping=True)
            if end - start < len(text)
        }
        for number in sorted(inner):
            shorter = found[names[number]]
            shorter.nested += use.count
            shorter.holders += 1
            shorter.top = max(shorter.top, use.count)


def _entropy(counts: Counter[str]) -> float:
    total = sum(counts.values())
    return -sum(count / total * math.log(count / total) for count in counts.values()) if total else 0.0
