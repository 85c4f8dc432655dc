"""Yes and no to a few concepts in, what this learner probably knows and which concept to ask about next out.

Of thousands of imagined learners those count who would have answered the same. The next question is the one that
leaves least to guess wrong, whatever the answer; adaptive testing in the sense of Doignon and Falmagne, "Spaces for
the assessment of knowledge" (1985).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kg.model import Language
from kg.study.index import StudyIndex
from kg.study.path import Limits, document
from kg.study.plan import plan, search_back
from kg.study.population import Group, groups

MOST = 8
_SIZE = 8192
_CELLS = 1 << 24
_CANDIDATES = 60


@dataclass(frozen=True, slots=True)
class Placement:
    """What the learner probably knows, sorted, and which concept to ask about; None when no question is worth it."""

    known: tuple[str, ...]
    ask: str | None


def place(
    index: StudyIndex, answers: Mapping[str, bool], *, known: Collection[str] = (), goal: str | None = None
) -> Placement:
    """The estimate after ``answers``, beside ``known``. With a goal only what it needs is asked about and estimated,
    and the goal itself counts as not known unless something says so.

    The estimate never contradicts an answer: what a yes needs is known, what needs a no is not, and where answers
    contradict each other each holds for its own concept. A function of its arguments alone.
    """
    order = _order(index, goal)
    said = {**({goal: False} if goal else {}), **dict.fromkeys(known, True), **answers}
    if not order:
        return Placement(_fitting(index, set(), said), None)
    here = set(order)
    size = max(256, min(_SIZE, _CELLS // len(order)))
    implied = {one: said[one] for one in said if one in here} | _implied(index, here, said)
    alike = groups(index, order, implied, size=size)
    whole = sum(group.weight * group.alike.bit_count() for group in alike)
    guess = {concept for concept in order if 2 * _knowing(alike, concept) > whole}
    asked = None
    if len(answers) < MOST:
        asked = _best_question(order, alike, said.keys())
    return Placement(_fitting(index, guess, said), asked)


def _order(index: StudyIndex, goal: str | None) -> list[str]:
    """What can be asked about, in study order: the concepts on some prerequisite edge, or what the goal needs."""
    if goal is None:
        concepts: Collection[str] = index.before.keys() | index.after.keys()
    else:
        concepts, _ = search_back(index, goal, (), Limits())
    return sorted(concepts, key=index.place.__getitem__)


def _implied(index: StudyIndex, here: Collection[str], said: Mapping[str, bool]) -> dict[str, bool]:
    """What known concepts elsewhere in the graph say of those to be estimated."""
    elsewhere = [one for one, yes in said.items() if yes and one not in here]
    needed = {one for concept in elsewhere for one in search_back(index, concept, (), Limits())[0]}
    return {one: True for one in sorted(needed) if one in here and one not in said}


def _knowing(alike: Sequence[Group], concept: str) -> float:
    return sum(group.weight * (group.known[concept] & group.alike).bit_count() for group in alike)


def _best_question(order: Sequence[str], alike: Sequence[Group], asked: Collection[str]) -> str | None:
    """Of the concepts that split the learners most evenly the one after which least is left to guess wrong."""
    whole = sum(group.weight * group.alike.bit_count() for group in alike)
    split = {one: abs(2 * _knowing(alike, one) - whole) for one in order if one not in asked}
    even = sorted((one for one in split if split[one] < whole * (1 - 1e-9)), key=lambda one: (split[one], one))
    return min(even[:_CANDIDATES], key=lambda one: (_left(order, alike, one), one), default=None)


def _left(order: Sequence[str], alike: Sequence[Group], asked: str) -> float:
    """How many concepts the best guess would have wrong after the answer, over all learners who still count."""
    parts = []
    for group in alike:
        yes = group.alike & group.known[asked]
        parts.append((group.known, group.weight, yes, group.alike & ~yes))
    (first, one, yes, no), (second, other, yes2, no2) = parts
    all_yes = one * yes.bit_count() + other * yes2.bit_count()
    all_no = one * no.bit_count() + other * no2.bit_count()
    left = 0.0
    for concept in order:
        bits, bits2 = first[concept], second[concept]
        some = one * (bits & yes).bit_count() + other * (bits2 & yes2).bit_count()
        left += some if 2 * some < all_yes else all_yes - some
        some = one * (bits & no).bit_count() + other * (bits2 & no2).bit_count()
        left += some if 2 * some < all_no else all_no - some
    return round(left, 6)


def _fitting(index: StudyIndex, guess: set[str], said: Mapping[str, bool]) -> tuple[str, ...]:
    """The guess with what the answers imply: all that a yes needs, nothing that needs a no, and the answers."""
    known = set(guess)
    for concept in (one for one, yes in said.items() if not yes):
        known -= _dependents(index, concept)
    for concept in (one for one, yes in said.items() if yes):
        known |= search_back(index, concept, (), Limits())[0]
    known -= {one for one, yes in said.items() if not yes}
    return tuple(sorted(known))


def _dependents(index: StudyIndex, concept: str) -> set[str]:
    found, todo = {concept}, [concept]
    for one in todo:
        new = [edge.after for edge in index.after.get(one, ()) if edge.after not in found]
        found.update(new)
        todo += new
    return found


def place_document(
    index: StudyIndex, answers: Mapping[str, bool], found: Placement, language: Language, *, goal: str | None
) -> dict[str, Any]:
    """The JSON document of ``kg place``; the plan for the goal comes once there is nothing more to ask."""
    known = found.known
    after = plan(index, goal, known=known, limits=Limits(language=language)) if goal and found.ask is None else None
    return {
        "goal": goal,
        "answers": [{"concept": concept, "known": said} for concept, said in answers.items()],
        "ask": None if found.ask is None else {"concept": found.ask, "name": index.name(found.ask, language)},
        "known": list(known),
        "plan": None if after is None else document(after, index, language),
    }
