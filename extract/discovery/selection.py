"""From scored candidates to concepts: rivals for one place are settled, spellings of one thing joined, entries made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from extract.discovery.english import singular
from extract.discovery.kinds import kind_of
from extract.discovery.marks import Mark
from extract.discovery.prose import Sort
from extract.discovery.scoring import Shape
from extract.lexicon import Entry
from kg.names import key, slug

_MOST_ALIASES = 12
WHOLE = frozenset({Mark.LEAD, Mark.HEADING, Mark.BOLD})  # what fills such a place is a name as it stands
_COMPOUNDS = ((Sort.UNKNOWN, Sort.ACTION), (Sort.UNKNOWN, Sort.VERB))
_LOOSE = frozenset({Mark.PART, Mark.TITLE, Mark.LISTED})
_ABSORBING = 1.25
_RIVAL, _FIRM_RIVAL = 2, 4  # a shorter term so many times as frequent is what is meant


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate with its spellings, score, occurrences and what speaks for it."""

    shape: Shape
    forms: tuple[str, ...]
    score: float
    count: int
    marks: frozenset[Mark]

    @property
    def firm(self) -> bool:
        """Whether a title, bracket or definition names it."""
        return bool(self.marks & {Mark.TITLE, Mark.PAIR, Mark.DEFINED})


def settled(scored: Mapping[str, Scored], threshold: float) -> dict[str, Scored]:
    """The candidates above the threshold, without those that would only hide a shorter one.

    量化操作 hides 量化, GPipe 推理框架 hides GPipe: a general word behind a term makes no new one.
    """
    kept = {name: term for name, term in scored.items() if term.score > threshold}
    kept = {name: term for name, term in kept.items() if not _hides(term, kept)}
    absorbed = {name for term in kept.values() for name in _absorbed(term, kept)}
    return {name: term for name, term in kept.items() if name not in absorbed}


def _absorbed(term: Scored, kept: Mapping[str, Scored]) -> Iterator[str]:
    """The keys of shorter candidates that hardly stand anywhere but in ``term`` (phantom, in phantom read)."""
    surface, ends = term.shape.surface, term.shape.ends
    for name in {key(surface[: ends[0]]), key(surface[ends[-2] :])} if len(ends) > 1 else ():
        shorter = kept.get(name)
        if shorter is not None and not shorter.marks - _LOOSE and _ABSORBING * term.count >= shorter.count:
            yield name


def _hides(term: Scored, kept: Mapping[str, Scored]) -> bool:
    """Whether ``term`` is a phrase around a shorter term that is the common one."""
    shape = term.shape
    if len(shape.sorts) < 2 or (term.marks & WHOLE and (shape.surface.isascii() or shape.sorts in _COMPOUNDS)):
        return False
    needed = term.count * (_FIRM_RIVAL if term.firm else _RIVAL)
    mixed = shape.sorts[0] is Sort.LATIN
    for place, end in enumerate(shape.ends[:-1], 1):
        shorter = kept.get(key(shape.surface[:end]))
        behind = shape.sorts[place:]
        if shorter and (mixed or all(sort <= Sort.WEAK for sort in behind)) and shorter.count >= needed:
            return True
    rest = kept.get(key(shape.surface[shape.ends[0] :]))
    if shape.sorts[0] is Sort.ACTION and rest is not None and rest.count >= needed:
        return True
    return not term.firm and ((mixed and term.count < _RIVAL) or _parts(shape, kept) > 2)


def _parts(shape: Shape, kept: Mapping[str, Scored]) -> int:
    """Into how many terms and general words a phrase falls that holds a shorter term; 0 if it is more than those."""
    starts = [0, *shape.ends]
    place = parts = terms = 0
    while place < len(shape.sorts):
        ends = range(len(shape.sorts) - (place == 0), place, -1)
        longest = next((end for end in ends if key(shape.surface[starts[place] : starts[end]]) in kept), None)
        if longest is None and shape.sorts[place] > Sort.WEAK:
            return 0
        terms += longest is not None
        place = longest or place + 1
        parts += 1
    return parts if terms else 0


def entries_of(names: Iterable[Sequence[str]], taken: Iterable[str]) -> tuple[Entry, ...]:
    """An entry for each group of spellings, ids unique among themselves and against ``taken``.

    >>> [(entry.id, entry.name_zh) for entry in entries_of([("量化感知训练", "QAT"), ("表锁",)], ["qat"])]
    [('qat-2', '量化感知训练'), ('表锁', '表锁')]
    """
    ids = set(taken)
    entries = []
    for forms in names:
        chinese = [form for form in forms if not form.isascii()]
        latin = [form for form in forms if form.isascii()]
        name_zh, name_en = next(iter(chinese), None), next(iter(latin), None)
        entry_id = _free(slug(name_en or name_zh or ""), ids)
        ids.add(entry_id)
        others = sorted({*forms, *map(singular, latin)} - {name_zh, name_en})[:_MOST_ALIASES]
        kind = kind_of(*chinese, *sorted(latin, key=len, reverse=True))
        entries.append(Entry(entry_id, name_en, name_zh, kind, tuple(others)))
    return tuple(sorted(entries, key=lambda entry: entry.id))


def _free(name: str, taken: set[str]) -> str:
    free, number = name, 2
    while free in taken:
        free, number = f"{name}-{number}", number + 1
    return free
