"""Reading a bank for its terms: questions come in, the evidence of each language goes out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from extract.aliases import Pair
from extract.discovery.general import General
from extract.discovery.ledger import Ledger
from extract.discovery.marks import Mark, Sighting
from extract.discovery.observing import TermRecipe, observations, titles
from extract.discovery.prose import Prose
from extract.shards import Read
from kg.model import Language, Question

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


def coverage(questions: Iterable[Question], recipe: TermRecipe, read: Read) -> float:
    """The share of the terms in titles that the lexicon knows; 1.0 if the titles name none."""
    counts = list(titles([(question.language, question.title) for question in questions], recipe, read))
    asked = sum(asked for asked, _ in counts)
    return sum(known for _, known in counts) / asked if asked else 1.0


def gather(questions: Asked, recipe: TermRecipe, read: Read, *, sample: int) -> tuple[Evidence, ...]:
    """The evidence of a bank; ``sample`` is about how many characters statistics may read, 0 for none at all.

    Without statistics enumerations are not read either: they never make a term by themselves.
    """
    words = recipe.words
    found: dict[Language, Evidence] = {"zh": Evidence("zh", words), "en": Evidence("en", words)}
    step = max(1.0, sum(len(text) for _, text in questions) / sample) if sample else 0.0
    taken = 1.0
    texts = [(question.language, text) for question, text in questions]
    for number, seen in enumerate(observations(texts, recipe, read, lists=sample > 0), 1):
        language, text = texts[number - 1]
        evidence = found[language]
        evidence.ledger.enter(number, seen.sightings)
        sure = (name for pair in seen.pairs if pair.sure for name in (pair.name, pair.other))
        evidence.ledger.enter(number, (Sighting(name, Mark.PAIR) for name in sure))
        evidence.pairs += seen.pairs
        if sample and number >= taken:
            evidence.sample.append((number, recipe.prose(text, language)))
            taken += step
    return tuple(found.values())
