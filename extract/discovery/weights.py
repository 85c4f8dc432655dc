"""What each sort of evidence for a term is worth, in log-odds: the figures that `scoring` adds up.

They are those of a logistic regression over banks whose terms are known, rounded; they name no term, and nothing but
shape and place counts: a made-up word in a term's place scores as the term does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from extract.discovery.marks import Mark
from kg.model import Language


@dataclass(frozen=True, slots=True)
class Weights:
    """What each sort of evidence is worth, in log-odds."""

    base: float
    marks: Mapping[Mark, float]
    freedom: float  # entropy of the neighbours
    cohesion: float  # parts stand together more often than by chance
    count: float  # each doubling of the occurrences
    questions: float  # each doubling of the questions that hold it
    marked: float  # share of the occurrences of a single word that stand in a marked place
    never_alone: float
    unmarked_rare: float  # once, in running text
    unmarked_word: float  # a short word of running text
    unmarked_words: float
    general_word: float
    general_words: float
    unmarked_general: float
    action_first: float
    long_word: float
    long: float
    ending: float
    capital: float
    short: float
    adjective: float
    frayed: float
    vague: float
    everywhere: float  # a short word that many questions use and few places mark


WEIGHTS: Mapping[Language, Weights] = {
    "zh": Weights(
        base=-0.4,
        marks={
            Mark.TITLE: 0.3,
            Mark.PAIR: 0.95,
            Mark.LATIN: 1.15,
            Mark.LEAD: 0.3,
            Mark.HEADING: 0.3,
            Mark.LISTED: 0.2,
            Mark.DEFINED: 0.15,
            Mark.BOLD: 0.3,
            Mark.PART: -0.3,
        },
        freedom=0.5,
        cohesion=0.5,
        count=0.3,
        questions=-0.6,
        marked=0.23,
        never_alone=-0.45,
        unmarked_rare=-0.7,
        unmarked_word=-0.4,
        unmarked_words=-0.2,
        general_word=-2.7,
        general_words=-0.5,
        unmarked_general=-0.65,
        action_first=-0.6,
        long_word=0.6,
        long=0.4,
        ending=0.75,
        capital=0.6,
        short=-0.8,
        adjective=-1.5,
        frayed=-0.7,
        vague=-0.5,
        everywhere=-1.0,
    ),
    "en": Weights(
        base=-0.5,
        marks={
            Mark.TITLE: 0.1,
            Mark.PAIR: 1.0,
            Mark.LATIN: 0.9,
            Mark.LEAD: 0.25,
            Mark.HEADING: 0.3,
            Mark.LISTED: 0.4,
            Mark.DEFINED: 0.5,
            Mark.BOLD: 0.3,
            Mark.PART: -0.3,
        },
        freedom=0.5,
        cohesion=1.0,
        count=0.0,
        questions=-0.1,
        marked=-0.05,
        never_alone=-0.3,
        unmarked_rare=-0.7,
        unmarked_word=0.0,
        unmarked_words=-0.1,
        general_word=-3.0,
        general_words=-0.35,
        unmarked_general=0.0,
        action_first=-0.4,
        long_word=0.0,
        long=-0.6,
        ending=0.4,
        capital=0.65,
        short=-0.6,
        adjective=-1.5,
        frayed=0.0,
        vague=-0.3,
        everywhere=0.0,
    ),
}
