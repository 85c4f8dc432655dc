"""Prerequisites in, thousands of imagined learners out: for each concept, one number whose bits say who knows it.

Two kinds of learners: some went for two to five goals and know all that these need, the others learned each concept
with a probability of 0.9 once they knew its prerequisites. All chances come from one seed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from kg.study.index import StudyIndex

SEED = 7
LEARNED = 0.9
GOALS = (2, 5)
_PRECISION = 16

Bits = dict[str, int]


@dataclass(frozen=True, slots=True)
class Group:
    """Learners of one kind: who knows each concept, which of them answered so far as the real one, and how much each
    of them counts beside those of other groups."""

    known: Mapping[str, int]
    alike: int
    weight: float


def seeking(index: StudyIndex, order: Sequence[str], size: int, chance: Random) -> Bits:
    """Learners who know what two to five goals need; ``order`` is in study order and closed under prerequisites."""
    goals: dict[str, bytearray] = {}
    for place in range(size):
        for goal in chance.choices(order, k=chance.randint(*GOALS)):
            goals.setdefault(goal, bytearray(size // 8 + 1))[place // 8] |= 1 << place % 8
    known: Bits = {}
    for concept in reversed(order):
        who = int.from_bytes(goals.get(concept, b""), "little")
        for edge in index.after.get(concept, ()):
            who |= known.get(edge.after, 0)
        known[concept] = who
    return known


def learning(index: StudyIndex, order: Sequence[str], size: int, chance: Random, *, sure: Collection[str] = ()) -> Bits:
    """Learners who know ``sure``, and learned anything else with probability 0.9 once they knew its prerequisites."""
    known: Bits = {}
    for concept in order:
        who = _likely(size, chance)
        for edge in index.before.get(concept, ()):
            who &= known[edge.before]
        known[concept] = (1 << size) - 1 if concept in sure else who
    return known


def _likely(size: int, chance: Random) -> int:
    """So many bits, each set with probability 0.9: a coin for each binary place of it, from the last one on."""
    bits, places = 0, round(LEARNED * 2**_PRECISION)
    for place in range(_PRECISION):
        coins = chance.getrandbits(size)
        bits = coins | bits if places >> place & 1 else coins & bits
    return bits


def groups(
    index: StudyIndex,
    order: Sequence[str],
    answers: Mapping[str, bool],
    *,
    size: int,
    least: int = 20,
) -> tuple[Group, Group]:
    """Both kinds of learners, those marked who gave these answers; where these are fewer than ``least``, those too
    whose answers are nearest.

    The second kind is imagined anew with all that the answers imply, each then counting as much as that was likely,
    so that many answers still leave many learners.
    """
    sure = {concept for concept, known in answers.items() if known}
    for concept in reversed(order):
        if any(edge.after in sure for edge in index.after.get(concept, ())):
            sure.add(concept)
    sure &= set(order)
    chance = Random(SEED)  # noqa: S311 -- imagined people, no secrets
    kinds = seeking(index, order, size, chance), learning(index, order, size, chance, sure=sure)
    steps = [_by_faults(known, answers, size) for known in kinds]
    alike = [0, 0]
    for faults in zip(*steps, strict=True):
        alike = [before | more for before, more in zip(alike, faults, strict=True)]
        if sum(who.bit_count() for who in alike) >= least:
            break
    return Group(kinds[0], alike[0], 1.0), Group(kinds[1], alike[1], LEARNED ** len(sure))


def _by_faults(known: Mapping[str, int], answers: Mapping[str, bool], size: int) -> list[int]:
    """Who would have given all the answers, all but one, and so on."""
    everybody = (1 << size) - 1
    by_faults = [everybody]
    for concept, said in answers.items():
        fitting = known[concept] if said else everybody & ~known[concept]
        by_faults = [
            (here & fitting) | (before & ~fitting)
            for here, before in zip([*by_faults, 0], [0, *by_faults], strict=True)
        ]
    return by_faults
