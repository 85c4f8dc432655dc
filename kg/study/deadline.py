"""Goal topics, evenings and minutes in, which questions to study on which evening out.

What counts is the number of questions about a goal. A question can be studied once each concept that its subjects need
is known, taught by an earlier question about it, or taught by no question at all. Only where such needs go round in
circles, because questions ask about several concepts at once, a question needs less.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kg.model import Language
from kg.study.index import Place, StudyIndex, shown
from kg.study.minutes import minutes
from kg.study.path import Limits
from kg.study.plan import search_back

_EAGERNESS = (1.0, 0.5, 0.0)
"""How much minutes count against goal questions, tried in turn; the best plan of all is taken."""

Evenings = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Task:
    """What a deadline plan works with: the questions that may be of use, by the id that stands for both languages."""

    goals: tuple[str, ...]
    wanted: frozenset[str]
    needs: Mapping[str, frozenset[str]]
    teaches: Mapping[str, frozenset[str]]
    teachers: Mapping[str, tuple[str, ...]]
    minutes: Mapping[str, int]
    place: Mapping[str, Place]
    evenings: int
    length: int


@dataclass
class _Draft:
    """A plan in the making: the evenings with the minutes used, and on which evening a concept is taught first."""

    evenings: list[list[str]]
    used: list[int]
    taught: dict[str, int] = field(default_factory=dict)

    def copy(self) -> _Draft:
        return _Draft([list(one) for one in self.evenings], list(self.used), dict(self.taught))

    def planned(self) -> set[str]:
        return {question for evening in self.evenings for question in evening}


def task(
    index: StudyIndex,
    goals: Sequence[str],
    *,
    evenings: int,
    length: int,
    known: Collection[str] = (),
    mastered: Collection[str] = (),
    language: Language | None = None,
) -> Task:
    """Everything that the plan for ``goals`` may need; ``length`` is the minutes of an evening."""
    stop = frozenset(known).union(*(index.about.get(one, ()) for one in mastered))
    todo = [question for goal in goals for question in index.asked.get(goal, ()) if question not in mastered]
    wanted = frozenset(todo)
    needs: dict[str, frozenset[str]] = {}
    teachers: dict[str, tuple[str, ...]] = {}
    for question in todo:  # grows while it is walked
        if question not in needs:
            needs[question] = _needs(index, question, stop)
            for concept in sorted(needs[question] - teachers.keys()):
                teachers[concept] = tuple(one for one in index.asked[concept] if one not in mastered)
                todo += teachers[concept]
    times = {one: minutes(index.graph.questions[shown(index, one, language)]) for one in needs}
    teaches = {one: frozenset(index.about[one]) - stop for one in needs}
    short = {concept: tuple(t for t in ids if times[t] <= length) for concept, ids in teachers.items()}
    own = {concept: _needed(index, concept, stop) for concept in short}
    needs = _loosened(needs, own, teaches, short, index.place)
    return Task(tuple(goals), wanted, needs, teaches, teachers, times, index.place, evenings, length)


def _needs(index: StudyIndex, question: str, known: frozenset[str]) -> frozenset[str]:
    """What must be taught before the question: all that its subjects need, known or taught by none left out."""
    subjects = frozenset(index.about[question])
    return frozenset().union(*(_needed(index, one, known) for one in subjects - known)) - subjects


def _needed(index: StudyIndex, concept: str, known: frozenset[str]) -> frozenset[str]:
    """What the concept needs and some question asks about."""
    closure, _ = search_back(index, concept, known, Limits())
    return frozenset(one for one in closure - {concept} if index.asked.get(one))


def _loosened(
    needs: Mapping[str, frozenset[str]],
    own: Mapping[str, frozenset[str]],
    teaches: Mapping[str, frozenset[str]],
    teachers: Mapping[str, tuple[str, ...]],
    place: Mapping[str, Place],
) -> dict[str, frozenset[str]]:
    """The needs, less where they go round in circles.

    A question about several concepts can need what is taught only by others that need one of its own. Then the
    question that first teaches the lowest such concept needs what that concept does, and not what its others do.
    """
    loosened, taught = dict(needs), set[str]()
    waiting = dict.fromkeys(needs)
    while waiting:
        possible = [one for one in waiting if loosened[one] <= taught]
        if not possible:
            stuck = [one for one in own if one not in taught and teachers[one] and own[one] <= taught]
            if not stuck:
                break
            concept = min(stuck, key=place.__getitem__)
            possible = [min(teachers[concept], key=lambda one: (len(loosened[one] - taught), one))]
            loosened[possible[0]] = own[concept]
        for one in possible:
            waiting.pop(one, None)
            taught |= teaches[one]
    return loosened


def evening_plan(given: Task) -> Evenings:
    """The questions of each evening in study order; evenings on which nothing is left to do are left out.

    Greedy: again and again the bundle of a goal question with what must come before it that holds most goal
    questions per minute. Tried with several weights of the minutes; the plan with most goal questions is taken.
    """
    drafts = [_greedy(given, eagerness) for eagerness in _EAGERNESS]
    best = min(drafts, key=lambda one: (-len(one.planned() & given.wanted), sum(one.used)))
    taught: set[str] = set()
    return tuple(tuple(_in_study_order(given, evening, taught)) for evening in best.evenings if evening)


def _greedy(given: Task, eagerness: float) -> _Draft:
    draft = _Draft([[] for _ in range(given.evenings)], [0] * given.evenings)
    while True:
        bundles = []
        for question in sorted(given.wanted - draft.planned()):
            bundle = _bundle(given, draft, question)
            if bundle is not None:
                bundles += _with_followers(given, draft, bundle)
        bundles.sort(key=lambda one: (-_worth(given, one, eagerness), one))
        draft_with = next((found for one in bundles if (found := _fitted(given, draft, one)) is not None), None)
        if draft_with is None:
            return draft
        draft = draft_with


def _worth(given: Task, bundle: Sequence[str], eagerness: float) -> float:
    gain: float = sum(one in given.wanted for one in bundle)
    time: float = sum(given.minutes[one] for one in bundle)
    return round(gain / float(time**eagerness), 9)


def _bundle(given: Task, draft: _Draft, question: str) -> tuple[str, ...] | None:
    """The question after all that must come before it and is not planned yet; None where that goes round in circles."""
    chosen: list[str] = []
    taught = set(draft.taught)
    return tuple(chosen) if _taken(given, question, chosen, taught, ()) else None


def _taken(given: Task, question: str, chosen: list[str], taught: set[str], above: tuple[str, ...]) -> bool:
    """Append to ``chosen`` what the question lacks, then the question itself; False where it cannot be had."""
    if question in above or given.minutes[question] > given.length:
        return False
    above = (*above, question)
    while lacking := given.needs[question] - taught:
        teachers = {one for concept in lacking for one in given.teachers[concept]} - set(above)
        ready = [one for one in teachers if given.needs[one] <= taught and given.minutes[one] <= given.length]
        if ready:
            best = min(ready, key=lambda one: (_cost(given, one, lacking), one))
            chosen.append(best)
            taught |= given.teaches[best]
        elif not _taken_further(given, min(lacking, key=given.place.__getitem__), chosen, taught, above):
            return False
    chosen.append(question)
    taught |= given.teaches[question]
    return True


def _cost(given: Task, question: str, lacking: Collection[str]) -> float:
    """Minutes for each lacking concept that it teaches; a goal question is worth another."""
    return given.minutes[question] / (len(given.teaches[question] & set(lacking)) + (question in given.wanted))


def _taken_further(given: Task, concept: str, chosen: list[str], taught: set[str], above: tuple[str, ...]) -> bool:
    """Have the concept taught by a question that needs more itself, the shortest that can be had."""
    for option in sorted(given.teachers[concept], key=lambda one: (given.minutes[one], one)):
        more, now = list(chosen), set(taught)
        if _taken(given, option, more, now, above):
            chosen[:] = more
            taught |= now
            return True
    return False


def _with_followers(given: Task, draft: _Draft, bundle: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The bundle, and with one, two, … further goal questions that it makes possible, the shortest first."""
    taught = set(draft.taught).union(*(given.teaches[one] for one in bundle))
    left = given.wanted - draft.planned() - set(bundle)
    ready = [one for one in left if given.needs[one] <= taught and given.minutes[one] <= given.length]
    ready.sort(key=lambda one: (given.minutes[one], one))
    return [bundle + tuple(ready[:count]) for count in range(len(ready) + 1)]


def _fitted(given: Task, draft: _Draft, bundle: Sequence[str]) -> _Draft | None:
    """The draft with each question of the bundle on the first evening that has room after what it needs."""
    draft = draft.copy()
    for question in bundle:
        time = given.minutes[question]
        first = max((draft.taught.get(concept, 0) for concept in given.needs[question]), default=0)
        for evening in range(first, given.evenings):
            if draft.used[evening] + time <= given.length:
                break
        else:
            return None
        draft.evenings[evening].append(question)
        draft.used[evening] += time
        for concept in given.teaches[question]:
            draft.taught[concept] = min(evening, draft.taught.get(concept, evening))
    return draft


def _in_study_order(given: Task, evening: Sequence[str], taught: set[str]) -> Iterator[str]:
    """By the highest subject, as far as nothing then comes before what it needs; what is taught is added up."""
    waiting = sorted(evening, key=lambda one: (max(map(given.place.__getitem__, given.teaches[one]), default=()), one))
    while waiting:
        following = next(one for one in waiting if given.needs[one] <= taught)
        waiting.remove(following)
        taught |= given.teaches[following]
        yield following
