"""Which of two concepts comes first: a graph and annotated pairs come in, a tally and the reversed ones go out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from kg.model import KnowledgeGraph
from kg.names import key
from kg.scoring.gold import GoldPair
from kg.scoring.questions import concept_keys
from kg.scoring.tally import Differences, Tally


@dataclass
class PairScore:
    """The tallies of all annotated pairs: ``unknown`` ones have a name that the graph lacks."""

    pairs: int = 0
    right: int = 0
    reversed: int = 0
    unknown: int = 0
    order: Tally = field(default_factory=Tally)


def score_pairs(graph: KnowledgeGraph, gold: Iterable[GoldPair], differences: Differences) -> PairScore:
    """How the graph's order of concepts, at any distance, agrees with the gold."""
    later: dict[str, set[str]] = defaultdict(set)
    for edge in graph.prerequisites:
        later[edge.before].add(edge.after)
    named: dict[str, set[str]] = defaultdict(set)
    for concept in graph.concepts.values():
        for name in concept_keys(concept):
            named[name].add(concept.id)
    score = PairScore()
    for pair in gold:
        x, y = named.get(key(pair.x), set()), named.get(key(pair.y), set())
        _count(score, pair, _said(x, y, later), differences)
        score.unknown += not (x and y)
    return score


def _said(x: set[str], y: set[str], later: dict[str, set[str]]) -> str:
    forward = bool((_reached(x, later) - x) & y)
    backward = bool((_reached(y, later) - y) & x)
    if forward and backward:
        return "both"
    return "x_first" if forward else "y_first" if backward else "none"


def _reached(start: set[str], later: dict[str, set[str]]) -> set[str]:
    seen, todo = set(start), list(start)
    while todo:
        for following in later.get(todo.pop(), ()):
            if following not in seen:
                seen.add(following)
                todo.append(following)
    return seen


def _count(score: PairScore, pair: GoldPair, said: str, differences: Differences) -> None:
    is_right, speaks, orders = said == pair.label, said != "none", pair.label != "none"
    score.pairs += 1
    score.right += is_right
    score.reversed += speaks and orders and not is_right
    met = is_right and speaks
    score.order.add(found=speaks, right=met, wanted=orders, met=met)
    if not is_right:
        listed = differences.extra if speaks else differences.missed
        listed["prerequisite", f"{pair.x} / {pair.y}: gold {pair.label}, said {said}"] += 1
