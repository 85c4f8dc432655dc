"""Reading a bank for its terms: questions come in, the evidence of each language goes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from extract.aliases import Pair, pairs_in
from extract.discovery.general import General
from extract.discovery.known import Known
from extract.discovery.ledger import Ledger
from extract.discovery.marks import Mark, Sighting
from extract.discovery.prose import Prose
from extract.discovery.sightings import sightings
from extract.lines import scan_lines
from extract.markdown import blocks, mask
from kg.model import Language, Question
from kg.progress import Progress, Report

_STEP = 200  # questions between two progress events

Asked = Sequence[tuple[Question, str]]
"""Questions, each with its text: title line and answer."""


@dataclass
class Evidence:
    """What the questions of one language say; ``sample`` holds those that statistics read, with their numbers."""

    language: Language
    general: General
    ledger: Ledger = field(default_factory=Ledger)
    sample: list[tuple[int, Prose]] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)


def gather(questions: Asked, general: General, known: Known, *, sample: int, report: Report) -> tuple[Evidence, ...]:
    """The evidence of a bank; ``sample`` is about how many characters statistics may read, 0 for none at all.

    Without statistics enumerations are not read either: they never make a term by themselves.
    """
    found: dict[Language, Evidence] = {"zh": Evidence("zh", general), "en": Evidence("en", general)}
    step = max(1.0, sum(len(text) for _, text in questions) / sample) if sample else 0.0
    taken = 1.0
    for number, (question, text) in enumerate(questions, 1):
        evidence = found[question.language]
        prose = _read(evidence, number, text, known, lists=sample > 0)
        if sample and number >= taken:
            evidence.sample.append((number, prose))
            taken += step
        if number % _STEP == 0 or number == len(questions):
            report(Progress("discover", number, len(questions)))
    return tuple(found.values())


def _read(evidence: Evidence, number: int, text: str, known: Known, *, lists: bool) -> Prose:
    lines = scan_lines(text)
    masked = mask(text, lines)
    prose = Prose(masked, evidence.language, evidence.general, known.places(masked))
    pairs = list(pairs_in(masked, evidence.general))
    evidence.ledger.enter(number, sightings(prose, tuple(blocks(masked, lines)), lists=lists))
    sure = (name for pair in pairs if pair.sure for name in (pair.name, pair.other))
    evidence.ledger.enter(number, (Sighting(name, Mark.PAIR) for name in sure))
    evidence.pairs += pairs
    return prose
