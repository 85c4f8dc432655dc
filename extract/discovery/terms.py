"""Discovery: questions and a lexicon come in, the concepts that the bank names and the lexicon lacks go out.

Structure speaks first: titles, lead-ins, brackets, Latin runs, enumerations, definitions. Where the lexicon knows few
of the titles' terms, the statistics of at most a million characters speak as well, and less evidence is enough.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from extract.aliases import Pair, merged, pairs_in
from extract.discovery.english import singular
from extract.discovery.general import General, load_general
from extract.discovery.ledger import Candidate, Ledger
from extract.discovery.marks import Mark, Sighting
from extract.discovery.pieces import chunks_in
from extract.discovery.prose import Prose, Sort
from extract.discovery.scoring import is_modified, score, shape_of
from extract.discovery.selection import Scored, entries_of, settled
from extract.discovery.sightings import sightings
from extract.discovery.statistics import Use, uses
from extract.lexicon import Entry, Lexicon
from extract.lines import scan_lines
from extract.markdown import blocks, mask
from extract.matcher import Matcher, surfaces_of
from kg.model import Language, Question
from kg.names import key
from kg.progress import Progress, Report, silent

MOST_KNOWN = 0.85
"""From this share of known title terms on, structure alone speaks."""

SAMPLE = 1_000_000
"""Characters that statistics read at most."""

_THRESHOLDS = ((0.5, -0.5), (MOST_KNOWN, -0.2), (1.01, 0.3))  # least evidence by coverage
_SET_APART = frozenset({Mark.TITLE, Mark.PAIR, Mark.DEFINED, Mark.LEAD, Mark.HEADING, Mark.BOLD})
_FORMS = 4
_STEP = 200


@dataclass(frozen=True)
class Discovery:
    """What a bank adds to a lexicon; ``coverage`` is the share of the titles' terms that the lexicon knows."""

    entries: tuple[Entry, ...] = ()
    lexicon_aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    coverage: float = 0.0
    conflicts: tuple[str, ...] = ()


@dataclass
class _Evidence:
    """What the questions of one language say."""

    language: Language
    general: General
    ledger: Ledger = field(default_factory=Ledger)
    proses: list[Prose] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)
    asked: int = 0
    known: int = 0


class _Known:
    """The lexicon's surfaces: where they stand in a text, and whose they are."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.owners: dict[str, list[str]] = {}
        for entry in lexicon.entries:
            for surface in entry.surfaces:
                owners = self.owners.setdefault(key(surface), [])
                if entry.id not in owners:
                    owners.append(entry.id)
        self._matcher = Matcher(surfaces_of(surface for entry in lexicon.entries for surface in entry.surfaces))

    def places(self, text: str) -> tuple[tuple[int, int], ...]:
        """Where known terms stand in ``text``."""
        return tuple((hit.start, hit.end) for hit in self._matcher.find(text)) if self.owners else ()


def discover(
    questions: Sequence[tuple[Question, str]],
    lexicon: Lexicon,
    *,
    general: General | None = None,
    report: Report = silent,
) -> Discovery:
    """The new concepts of ``questions``, each given with its text: title line and answer.

    >>> text = "## 什么是写前日志（WAL）？\\n写前日志（WAL）是一种日志。"
    >>> question = Question("db#1", "db", "1", "什么是写前日志（WAL）？", text[18:], 18, "zh", 0, len(text))
    >>> [(entry.name_zh, entry.name_en) for entry in discover([(question, text)], Lexicon()).entries]
    [('写前日志', 'WAL')]
    """
    words = general or load_general()
    known = _Known(lexicon)
    gathered = _gather(questions, words, known, report)
    asked = sum(evidence.asked for evidence in gathered)
    coverage = sum(evidence.known for evidence in gathered) / asked if asked else 1.0
    found = [forms for evidence in gathered for forms in _found(evidence, coverage, known)]
    groups = merged(pair for evidence in gathered for pair in evidence.pairs)
    new, aliases, conflicts = _joined(found, groups.groups, known)
    entries = entries_of(new, [entry.id for entry in lexicon.entries])
    return Discovery(entries, aliases, round(coverage, 4), tuple(sorted({*groups.conflicts, *conflicts})))


def _gather(
    questions: Sequence[tuple[Question, str]], general: General, known: _Known, report: Report
) -> tuple[_Evidence, _Evidence]:
    chinese, english = _Evidence("zh", general), _Evidence("en", general)
    for number, (question, text) in enumerate(questions, 1):
        evidence = chinese if question.language == "zh" else english
        lines = scan_lines(text)
        masked = mask(text, lines)
        prose = Prose(masked, question.language, general, known.places(masked))
        parts = tuple(blocks(masked, lines))
        pairs = list(pairs_in(masked, general))
        evidence.ledger.enter(number, sightings(prose, parts))
        evidence.ledger.enter(
            number, (Sighting(name, Mark.PAIR) for pair in pairs if pair.sure for name in (pair.name, pair.other))
        )
        evidence.pairs += pairs
        evidence.proses.append(prose)
        if parts:
            _count_title(evidence, prose, parts[0].start, parts[0].end)
        if number % _STEP == 0 or number == len(questions):
            report(Progress("discover", number, len(questions)))
    return chinese, english


def _count_title(evidence: _Evidence, prose: Prose, start: int, end: int) -> None:
    """Count the terms that a title names, and those among them that the lexicon knows."""
    for chunk in chunks_in(prose, start, end):
        if not chunk.is_general:
            evidence.asked += 1
            evidence.known += any(piece.sort is Sort.KNOWN for piece in chunk.pieces)


def _found(evidence: _Evidence, coverage: float, known: _Known) -> Iterator[tuple[str, ...]]:
    """The spellings of each term that enough speaks for."""
    if not evidence.proses:
        return
    threshold = next(least for most, least in _THRESHOLDS if coverage < most)
    used = _use(evidence) if coverage < MOST_KNOWN else {}
    scored = {
        name: term
        for name in sorted({*evidence.ledger.candidates, *used})
        if name not in known.owners and len(name) > 1
        for term in [_scored(evidence, evidence.ledger.candidates.get(name), used.get(name), known)]
        if _may_be_new(term, structure_only=coverage >= MOST_KNOWN)
    }
    for term in settled(scored, threshold).values():
        yield term.forms


def _use(evidence: _Evidence) -> dict[str, tuple[str, Use]]:
    """The most frequent spelling of each sequence in the sample, with its use."""
    best: dict[str, tuple[str, Use]] = {}
    for text, use in uses(_sample(evidence.proses), evidence.general.starts).items():
        name = evidence.ledger.key_of(text)
        if name not in best or use.count > best[name][1].count:
            best[name] = (text, use)
    return best


def _sample(proses: Sequence[Prose]) -> Iterator[tuple[int, Prose]]:
    """Questions spread evenly over the bank, about a million characters of them."""
    total = sum(len(prose.text) for prose in proses)
    step = max(1.0, total / SAMPLE)
    taken = 0.0
    for number, prose in enumerate(proses):
        if number >= taken:
            yield number, prose
            taken += step


def _scored(evidence: _Evidence, candidate: Candidate | None, used: tuple[str, Use] | None, known: _Known) -> Scored:
    surface = candidate.surface if candidate else used[0] if used else ""
    use = used[1] if used else None
    shape = shape_of(surface, evidence.proses[0], known.places(surface))
    total = score(shape, evidence.language, candidate, use, len(evidence.proses))
    forms = candidate.most_frequent(_FORMS) if candidate else (surface,)
    count = max(use.count if use else 0, candidate.forms.total() if candidate else 0)
    marks = frozenset(candidate.marks) if candidate else frozenset()
    return Scored(shape, forms, total, count, marks)


def _may_be_new(term: Scored, *, structure_only: bool) -> bool:
    """Whether a candidate is more than a phrase around a known term, and well placed where structure alone speaks."""
    sorts = term.shape.sorts
    if not sorts:
        return False
    set_apart = term.marks & _SET_APART
    if Sort.KNOWN in sorts:
        return is_modified(term.shape) and bool(set_apart or (not structure_only and term.count > 1))
    if not structure_only:
        return True
    if sorts[0] is Sort.LATIN:
        return len(sorts) == 1 and (bool(set_apart) or term.count > 2)
    return bool(set_apart) and any(sort in (Sort.UNKNOWN, Sort.LATIN) for sort in sorts)


def _joined(
    found: Sequence[tuple[str, ...]], groups: Sequence[tuple[str, ...]], known: _Known
) -> tuple[list[tuple[str, ...]], dict[str, tuple[str, ...]], list[str]]:
    """Found terms and bracketed names brought together: new concepts, further names of known ones, conflicts."""
    new: dict[str, tuple[str, ...]] = {}
    place: dict[str, str] = {}
    aliases: dict[str, set[str]] = {}
    conflicts: list[str] = []
    for group in groups:
        owners = sorted({owner for name in group for owner in known.owners.get(key(name), ())})
        unknown = [name for name in group if key(name) not in known.owners]
        if len(owners) == 1:
            aliases.setdefault(owners[0], set()).update(unknown)
            place.update((key(name), "") for name in group)
        elif len(owners) > 1:
            conflicts.append(f"{' = '.join(group)}: the bank joins what the lexicon keeps apart ({', '.join(owners)})")
            place.update((key(name), "") for name in group if key(name) in known.owners)
        else:
            new[group[0]] = group
            place.update((key(name), group[0]) for name in group)
    for forms in found:
        names = [key(name) for form in forms for name in (form, singular(form))]
        home = next((place[name] for name in names if name in place), None)
        if home is None:
            new[forms[0]] = forms
            place.update((name, forms[0]) for name in names)
        elif home:
            new[home] = tuple(dict.fromkeys([*new[home], *forms]))
    return (
        list(new.values()),
        {owner: tuple(sorted(names)) for owner, names in sorted(aliases.items()) if names},
        conflicts,
    )
