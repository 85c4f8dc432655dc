"""Discovery: questions and a lexicon come in, the concepts that the bank names and the lexicon lacks go out.

Structure speaks first: titles, lead-ins, brackets, Latin runs, enumerations, definitions. Where the lexicon knows few
of the titles' terms, the statistics of at most a million characters speak as well, and less evidence is enough.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from extract.discovery.gathering import Asked, Evidence, coverage, gather
from extract.discovery.general import General
from extract.discovery.joining import joined
from extract.discovery.known import Known
from extract.discovery.ledger import Candidate
from extract.discovery.marks import Mark
from extract.discovery.merging import merged
from extract.discovery.observing import TermRecipe
from extract.discovery.prose import Prose, Sort
from extract.discovery.scoring import is_modified, score, shape_of
from extract.discovery.selection import WHOLE, Scored, entries_of, settled
from extract.discovery.statistics import Use, occurrences, uses
from extract.lexicon import Entry, Lexicon
from extract.shards import Read, alone
from kg.model import Question

MOST_KNOWN = 0.75
"""From this share of known title terms on, structure alone speaks."""

SAMPLE = 1_000_000
"""Characters that statistics read at most."""

_THRESHOLDS = ((0.5, -0.5), (MOST_KNOWN, -0.2), (1.01, 0.3))  # least evidence by coverage
_USUAL, _LEAST = 50_000, 3_000  # characters of a bank for which the thresholds hold; smaller ones say less often
_SCARCE = 0.5  # less evidence is enough for each tenth of the usual size
_SET_APART = frozenset({Mark.TITLE, Mark.PAIR, Mark.DEFINED, Mark.LEAD, Mark.HEADING, Mark.BOLD})
_MODIFIED = 1.0  # what speaks for a known term behind a word that makes a new one of it
_FORMS = 4


@dataclass(frozen=True)
class Discovery:
    """What a bank adds to a lexicon; ``coverage`` is the share of the titles' terms that the lexicon knows."""

    entries: tuple[Entry, ...] = ()
    lexicon_aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    coverage: float = 1.0
    conflicts: tuple[str, ...] = ()


def discover(questions: Asked, lexicon: Lexicon, *, general: General | None = None, read: Read = alone) -> Discovery:
    """The new concepts of ``questions``, each given with its text: title line and answer; ``read`` reads the texts.

    >>> from kg.model import Question
    >>> text = "## 什么是写前日志（WAL）？\\n写前日志（WAL）是一种日志。"
    >>> question = Question("db#1", "db", "1", "什么是写前日志（WAL）？", text[18:], 18, "zh", 0, len(text))
    >>> [(entry.name_zh, entry.name_en) for entry in discover([(question, text)], Lexicon()).entries]
    [('写前日志', 'WAL')]
    """
    recipe = TermRecipe(lexicon, general)
    known = recipe.known
    share = coverage((question for question, _ in questions), recipe, read)
    gathered = gather(questions, recipe, read, sample=SAMPLE if share < MOST_KNOWN else 0)
    found = [forms for evidence in gathered for forms in _found(evidence, share, known, len(questions))]
    groups = merged(pair for evidence in gathered for pair in evidence.pairs)
    new, aliases, conflicts = joined(found, groups.groups, known.owners)
    entries = entries_of(new, [entry.id for entry in lexicon.entries])
    return Discovery(entries, aliases, round(share, 4), tuple(sorted({*groups.conflicts, *conflicts})))


def known_share(questions: Iterable[Question], lexicon: Lexicon) -> float:
    """The share of the terms in titles that the lexicon knows, as ``discover`` sees it; 1.0 if they name none."""
    return coverage(questions, TermRecipe(lexicon), alone)


def _found(evidence: Evidence, share: float, known: Known, asked: int) -> Iterator[tuple[str, ...]]:
    """The spellings of each term that enough speaks for."""
    threshold = _threshold(share, sum(len(prose.text) for _, prose in evidence.sample))
    used = _use(evidence) if evidence.sample else {}
    scored = {}
    for name in sorted({*evidence.ledger.candidates, *used}):
        if name in known.owners or len(name) < 2:
            continue
        term = _scored(evidence, evidence.ledger.candidates.get(name), used.get(name), known, asked)
        if _may_be_new(term, structure_only=share >= MOST_KNOWN):
            scored[name] = term
    for term in settled(_counted(evidence, scored), threshold).values():
        yield term.forms


def _counted(evidence: Evidence, scored: dict[str, Scored]) -> dict[str, Scored]:
    """The candidates, with all occurrences of those that are set apart somewhere and cut in running text."""
    split = {name: term for name, term in scored.items() if len(term.shape.sorts) > 1 and term.marks & _SET_APART}
    counts = occurrences([term.shape.surface for term in split.values()], evidence.sample)
    counted = {name: replace(term, count=max(term.count, counts[term.shape.surface])) for name, term in split.items()}
    return {**scored, **counted}


def _threshold(share: float, size: int) -> float:
    """The least evidence that makes a term: more where the lexicon knows much, less where a small bank says little."""
    least = next(least for most, least in _THRESHOLDS if share < most)
    return least - _SCARCE * math.log10(max(1.0, _USUAL / max(size, _LEAST))) if size else least


def _use(evidence: Evidence) -> dict[str, tuple[str, Use]]:
    """The most frequent spelling of each sequence in the sample, with its use."""
    best: dict[str, tuple[str, Use]] = {}
    for text, use in uses(evidence.sample, evidence.general.starts | evidence.general.frays).items():
        name = evidence.ledger.key_of(text)
        if name not in best or use.count > best[name][1].count:
            best[name] = (text, use)
    return best


def _scored(
    evidence: Evidence, candidate: Candidate | None, used: tuple[str, Use] | None, known: Known, asked: int
) -> Scored:
    surface = candidate.surface if candidate else used[0] if used else ""
    use = used[1] if used else None
    shape = shape_of(Prose(surface, evidence.language, evidence.general, known.places(surface)))
    total = score(shape, evidence.language, candidate, use, asked)
    if Sort.KNOWN in shape.sorts and is_modified(shape):
        total += _MODIFIED
    forms = candidate.most_frequent(_FORMS) if candidate else (surface,)
    count = max(use.count if use else 0, candidate.forms.total() if candidate else 0)
    marks = frozenset(candidate.marks) if candidate else frozenset()
    return Scored(shape, forms, total, count, marks)


def _may_be_new(term: Scored, *, structure_only: bool) -> bool:
    """Whether a candidate is more than a phrase around a known term, and well placed where structure alone speaks."""
    sorts = term.shape.sorts
    if not sorts:
        return False
    if not structure_only:
        novel = any(sort in (Sort.UNKNOWN, Sort.LATIN) for sort in sorts)
        return Sort.KNOWN not in sorts or novel or (len(sorts) > 1 and bool(term.marks & WHOLE))
    set_apart = bool(term.marks & _SET_APART)
    if Sort.KNOWN in sorts:
        return set_apart and is_modified(term.shape)
    if len(sorts) == 1 and term.shape.surface[1:].islower():
        return term.firm
    if sorts[0] is Sort.LATIN:
        return len(sorts) == 1 and (set_apart or term.count > 2)
    return set_apart and any(sort in (Sort.UNKNOWN, Sort.LATIN) for sort in sorts)
