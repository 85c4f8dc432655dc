"""Quotes held against the bank: a graph and the text of one bank come in, counts of faults go out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from kg.model import Evidence, KnowledgeGraph, MapEntry, Quote
from kg.names import key
from kg.scoring.questions import concept_keys

_LONGEST = 300
_CODE = "```"

Edge = tuple[str, str, tuple[Evidence, ...]]


@dataclass
class EvidenceScore:
    """How many quotes were checked, and the faults found."""

    quotes: int = 0
    faults: Counter[str] = field(default_factory=Counter)


def check_evidence(graph: KnowledgeGraph, bank: str, text: str) -> EvidenceScore:
    """Checks every edge between concepts: each has evidence, and what quotes ``bank`` is as SCHEMA.md asks."""
    score, mentioned = EvidenceScore(), _mentioned(graph)
    for head, tail, evidence in _edges(graph):
        if not evidence:
            score.faults["edge without evidence"] += 1
        for one in evidence:
            if isinstance(one, MapEntry):
                score.faults["no reason"] += not (one.line and one.reason)
            elif one.question not in graph.questions:
                score.faults["unknown question"] += 1
            elif graph.questions[one.question].bank == bank:
                score.quotes += 1
                score.faults.update(_faults(graph, one, text))
                score.faults.update(_unnamed(graph, one, (head, tail), mentioned[one.question]))
    score.faults = Counter({fault: count for fault, count in score.faults.items() if count})
    return score


def _mentioned(graph: KnowledgeGraph) -> dict[str, dict[str, tuple[str, ...]]]:
    """Question -> concept -> surfaces."""
    found: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for mention in graph.mentions:
        found[mention.question][mention.concept] = mention.surfaces
    return found


def _edges(graph: KnowledgeGraph) -> Iterator[Edge]:
    yield from ((one.head, one.tail, one.evidence) for one in graph.relations)
    yield from ((one.before, one.after, one.evidence) for one in graph.prerequisites)


def _faults(graph: KnowledgeGraph, quote: Quote, text: str) -> Iterator[str]:
    question = graph.questions[quote.question]
    if text[quote.start : quote.end] != quote.quote:
        yield "not byte-equal"
    if not question.start <= quote.start <= quote.end <= question.end:
        yield "outside its question"
    if len(quote.quote) > _LONGEST and _CODE not in quote.quote:
        yield "over 300 characters"


def _unnamed(
    graph: KnowledgeGraph, quote: Quote, ends: tuple[str, str], mentioned: dict[str, tuple[str, ...]]
) -> Iterator[str]:
    said = key(quote.quote)
    names = [concept_keys(graph.concepts[end], mentioned.get(end, ())) for end in ends]
    if not any(name and name in said for keys in names for name in keys):
        yield "names neither end"
    if any(end not in mentioned for end in ends):
        yield "an end is not mentioned in the question"
