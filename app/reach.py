"""A goal, what is known and how much of it to show in, the plan cut to what one can take in out, with what it hides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from app.atlas import Atlas
from app.urlstate import concept_in
from kg.model import Language
from kg.study.basics import below_level, with_needs
from kg.study.minutes import minutes
from kg.study.path import Limits, StudyPath
from kg.study.plan import plan, rings, search_back

ALL, KNOWN = "all", "*"
"""Values of the address: the whole plan; as basics, what the known concepts need."""

_MANY, _FEW = 30, 12
_CHOICES = 4
_NEARLY_ALL = 0.85
_LEFT = (0.9, 0.5, 0.25)


@dataclass(frozen=True)
class Reach:
    """A plan with the nearest steps only. ``sizes[d]`` counts the steps at most d edges before the goal.

    ``depth`` is None where nothing is hidden; ``hidden`` are the needed concepts that are not shown, the nearest first.
    ``granted`` are those known concepts that were only taken for granted.
    """

    path: StudyPath
    depth: int | None
    sizes: tuple[int, ...]
    hidden: tuple[str, ...]
    granted: frozenset[str]

    @property
    def choices(self) -> tuple[int, ...]:
        """The depths worth offering: few steps, more, and the one that is shown; a short plan has none."""
        if self.sizes[-1] <= _FEW:
            return ()
        near = [depth for depth in range(1, _CHOICES + 1) if self.sizes[min(depth, len(self.sizes) - 1)] <= self._most]
        return tuple(sorted({*near, *([] if self.depth is None else [self.depth])}))

    @property
    def _most(self) -> float:
        """A depth that hides next to nothing is no choice."""
        return _NEARLY_ALL * self.sizes[-1]


def reached(
    atlas: Atlas, goal: str, language: Language, *, known: Sequence[str], basics: str = "", depth: str = ""
) -> Reach:
    """The plan for ``goal``; ``basics`` and ``depth`` as the address says them, by itself at most some thirty steps."""
    granted = granted_by(atlas, basics, known) - {goal, *known}
    taken = frozenset(known) | granted
    far = rings(atlas.index, goal, known=taken) if goal not in taken else ()
    sizes = tuple(accumulate(map(len, far))) or (0,)
    shown = _depth(sizes, depth)
    limits = Limits(language=language, depth=shown)
    hidden = () if shown is None else tuple(one for ring in far[shown + 1 :] for one in ring)
    return Reach(plan(atlas.index, goal, known=taken, limits=limits), shown, sizes, hidden, granted)


def _depth(sizes: Sequence[int], asked: str) -> int | None:
    """The depth asked for, else the largest that shows no more than a page holds; None where that is all."""
    if asked == ALL:
        return None
    if asked.isascii() and asked.isdigit():
        depth = int(asked[:4])
    else:
        depth = max((one for one, size in enumerate(sizes) if size <= _MANY), default=0)
    return None if max(1, depth) >= len(sizes) - 1 else max(1, depth)


def granted_by(atlas: Atlas, basics: str, known: Sequence[str]) -> frozenset[str]:
    """What a value of the address takes for granted: a level, concepts with all they need, or what is known needs."""
    if basics == KNOWN:
        return with_needs(atlas.index, known)
    if basics.isascii() and basics.isdigit():
        return below_level(atlas.index, int(basics[:4]))
    named = concept_in(atlas.names, basics)
    return with_needs(atlas.index, [named]) if named else frozenset()


def offers(atlas: Atlas, goal: str, known: Sequence[str]) -> dict[str, int]:
    """Basics that would shorten the plan, each with the number of steps it leaves."""
    taken = frozenset(known)
    if goal in taken:
        return {}
    needed, _ = search_back(atlas.index, goal, taken, Limits())

    def left(basics: str) -> int:
        granted = granted_by(atlas, basics, known) - {goal}
        return len(search_back(atlas.index, goal, taken | granted, Limits())[0])

    levels = [str(level) for level in range(1, atlas.index.place[goal][0])]
    found = {KNOWN: left(KNOWN)} if known else {}
    for share in _LEFT:
        level = next((one for one in levels if left(one) <= share * len(needed)), None)
        found |= {level: left(level)} if level else {}
    asked = sorted(needed - {goal}, key=lambda one: (-len(atlas.index.asked.get(one, ())), atlas.index.place[one]))
    concepts = {one: left(one) for one in asked[: 2 * _CHOICES]}
    found |= dict(sorted(concepts.items(), key=lambda one: one[1])[:_CHOICES])
    return {basics: count for basics, count in found.items() if count < len(needed)}


def reading_time(atlas: Atlas, path: StudyPath) -> int:
    """Minutes for all questions that the steps name."""
    questions = {one for step in path.steps for one in step.questions}
    return sum(minutes(atlas.graph.questions[one]) for one in questions)
