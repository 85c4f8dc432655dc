"""Study questions on a seeded graph of 100,000 concepts, 500,000 prerequisites and 100,000 questions: CPU time.

Beside them the same with plain NetworkX, and one plain pass over the edges of the same graph as a yardstick.
"""

import sys
from collections.abc import Callable, Iterator
from random import Random
from time import process_time

import networkx as nx
import pytest

from kg.dag import levels
from kg.model import Concept, KnowledgeGraph, Mention, Prerequisite, Question, Quote, Related, RelatedReason, ordered
from kg.study.frontier import Start, frontier, start
from kg.study.index import StudyIndex, study_index
from kg.study.plan import plan
from kg.study.related import neighbours

CONCEPTS, PREREQUISITES, QUESTIONS = 100_000, 500_000, 100_000
BLOCK = 400
"""Prerequisites come from the same block, a few from the first concepts of another one: plans of up to some hundred."""
RUNS = 300


def _edges(chance: Random) -> Iterator[tuple[int, int]]:
    """Pairs of numbers, the smaller first."""
    found: set[tuple[int, int]] = set()
    while len(found) < PREREQUISITES:
        after = chance.randrange(1, CONCEPTS)
        first = after // BLOCK * BLOCK
        if chance.random() < 0.02 and first:
            before = chance.randrange(first // BLOCK) * BLOCK + chance.randrange(5)
        elif after > first:
            before = chance.randrange(max(first, after - 60), after)
        else:
            continue
        if (before, after) not in found:
            found.add((before, after))
            yield before, after


def _concept(number: int) -> str:
    return f"c{number:06}"


@pytest.fixture(scope="module")
def graph() -> KnowledgeGraph:
    chance = Random(7)  # noqa: S311 -- a made-up graph
    quote = (Quote("b#1", 0, 9, "q" * 9, "rule"),)
    pairs = sorted((_concept(a), _concept(b)) for a, b in _edges(chance))
    level = levels(map(_concept, range(CONCEPTS)), pairs)
    concepts = {
        one: Concept(one, one, level=level[one], importance=chance.random() / CONCEPTS) for one in sorted(level)
    }
    questions = {
        f"b#{n}": Question(f"b#{n}", "b", str(n), f"title {n}", "answer " * 50, n, "en", n, n) for n in range(QUESTIONS)
    }
    mentions = tuple(
        Mention(question, concept, 1 + n % 3, (concept,), ((0, 1),), n < 2, 0.25)
        for question in questions
        for n, concept in enumerate({_concept(chance.randrange(CONCEPTS)) for _ in range(4)})
    )
    related = {tuple(sorted(f"b#{chance.randrange(QUESTIONS)}" for _ in range(2))) for _ in range(5 * QUESTIONS)}
    reasons = list(RelatedReason)[2:]
    edges = tuple(
        Related(one, other, chance.random(), ("c000001",), chance.choice(reasons)) for one, other in sorted(related)
    )
    prerequisites = tuple(Prerequisite(a, b, 0.9, ("signal",), quote, direct=True) for a, b in pairs)
    return ordered(KnowledgeGraph(questions, concepts, mentions, (), prerequisites, edges))


@pytest.fixture(scope="module")
def network(graph: KnowledgeGraph) -> "nx.MultiDiGraph[str]":
    """The same edges as the store has them."""
    made: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    made.add_nodes_from([*graph.concepts, *graph.questions])
    made.add_edges_from((e.before, e.after, "PREREQUISITE_OF", {"confidence": 0.9}) for e in graph.prerequisites)
    made.add_edges_from((m.question, m.concept, "MENTIONS", {"count": m.count}) for m in graph.mentions)
    made.add_edges_from((m.question, m.concept, "ABOUT", {}) for m in graph.mentions if m.about)
    made.add_edges_from((r.source, r.target, "RELATED_TO", {"score": r.score}) for r in graph.related)
    return made


@pytest.fixture(scope="module")
def indexed(graph: KnowledgeGraph, network: "nx.MultiDiGraph[str]") -> tuple[StudyIndex, Start]:
    began = process_time()
    passed = sum(1 for _ in network.edges(keys=True, data=True))
    plain, began = process_time() - began, process_time()
    index = study_index(graph)
    beginning = start(index)
    made = process_time() - began
    tell(f"plain pass over {passed} edges {plain:.2f} s, index {made:.2f} s = {made / plain:.1f} ×")
    assert made <= 5
    assert made <= 3 * plain
    return index, beginning


def tell(line: str) -> None:
    """Show a figure, whatever pytest captures."""
    sys.stdout.write(f"\n{line}")


def _p95(work: Callable[[str], object], given: list[str]) -> float:
    """The 95th percentile of the CPU time of ``work``, in milliseconds."""
    times = []
    for one in given:
        began = process_time()
        work(one)
        times.append(process_time() - began)
    return 1000 * sorted(times)[int(0.95 * len(times))]


def test_path_to_a_goal(indexed, network):
    index, _ = indexed
    chance = Random(1)  # noqa: S311
    prerequisites: nx.DiGraph[str] = nx.DiGraph((e.before, e.after) for e in index.graph.prerequisites)
    goals: list[str] = []
    while len(goals) < RUNS:
        goal = _concept(chance.randrange(CONCEPTS))
        if 20 <= len(plan(index, goal).steps) <= 200:
            goals.append(goal)

    def with_networkx(goal: str) -> list[str]:
        needed = nx.ancestors(prerequisites, goal) | {goal}
        return list(nx.topological_sort(prerequisites.subgraph(needed)))

    assert {step.concept for step in plan(index, goals[0]).steps} == set(with_networkx(goals[0]))
    sizes = sorted(len(plan(index, goal).steps) for goal in goals)
    ours, theirs = _p95(lambda goal: plan(index, goal), goals), _p95(with_networkx, goals)
    tell(f"path of {sizes[0]}–{sizes[-1]} steps, median {sizes[RUNS // 2]}: p95 {ours:.1f} ms")
    tell(f"NetworkX ancestors + topological_sort: p95 {theirs:.1f} ms")
    assert ours <= 10


def test_what_next(indexed):
    index, beginning = indexed
    chance = Random(2)  # noqa: S311
    learners = []
    for _ in range(RUNS):
        known = {step.concept for _ in range(5) for step in plan(index, _concept(chance.randrange(CONCEPTS))).steps}
        asked = [question for concept in known for question in index.asked.get(concept, ())]
        learners.append((known, set(asked[::7])))
    by_name = {str(n): one for n, one in enumerate(learners)}

    def work(name: str) -> object:
        known, mastered = by_name[name]
        return frontier(index, beginning, known=known, mastered=mastered)

    sizes = sorted(len(known) for known, _ in learners)
    ours = _p95(work, list(by_name))
    tell(f"what next, {sizes[0]}–{sizes[-1]} known concepts, median {sizes[RUNS // 2]}: p95 {ours:.1f} ms")
    assert ours <= 50


def test_related_questions(indexed):
    index, _ = indexed
    chance = Random(3)  # noqa: S311
    ours = _p95(lambda one: neighbours(index, one), [f"b#{chance.randrange(QUESTIONS)}" for _ in range(RUNS)])
    tell(f"related questions: p95 {ours:.2f} ms")
    assert ours <= 10
